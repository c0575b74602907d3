"""What a partner's system does on a bad day, as a program of its own: register deals, and try again until told they are kept.

Called as `python -m tests.stories.bad_day NAME...`: makes the cast if there is none, then registers one deal for each name
and prints the name once the product has acknowledged it.
"""

import os
import sys
from datetime import UTC, datetime

import django


def main(names: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
    django.setup()
    from django.db import InterfaceError, OperationalError, connection

    from tests.cast import assemble, claim
    from tests.domain.enablement.compliance.stages import learner
    from towpath.domain.deals.actions import registrations
    from towpath.domain.deals.models import Registration
    from towpath.kernel.identity.models import Person
    from towpath.kernel.in_force import occasion

    nadia = Person.objects.filter(name="Nadia").first()
    if nadia is None:
        cast = assemble()
        for name in (
            "Sara",
            "Simon",
            "Aya",
        ):  # truly: the worker's own night counts again, whatever the hour of the run
            learner(cast.northwind, name, "foundations", "sales_professional")
        nadia = cast.nadia
    for name in names:
        while True:
            try:
                # Whoever is cut off asks first whether the deal was kept after all.
                if not Registration.objects.filter(deal_name=name).exists():
                    registrations.register(occasion(nadia, datetime.now(UTC), "api"), claim(deal_name=name))
                break
            except (OperationalError, InterfaceError):
                connection.close()
        print(name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

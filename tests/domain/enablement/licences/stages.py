"""Northwind with a certified architect, the vendor's people for licences, and requests on their way."""

from datetime import date
from types import SimpleNamespace
from typing import Any


def people(cast) -> SimpleNamespace:
    """Luca sends licences, Sol is an architect, Cora a director; Northwind employs somebody who is certified."""
    from tests.cast import person
    from towpath.domain.enablement.models import Completion, Employment, Learner
    from towpath.kernel.identity.roles import Role

    learner = Learner.objects.create(name="Tess", email="tess@northwind.example", works_at=cast.northwind)
    Employment.objects.create(learner=learner, partner=cast.northwind, starts_on=date(2025, 1, 1))
    Completion.objects.create(
        learner=learner, badge="solutions_architect", completed_on=date(2025, 3, 1), source="manual"
    )
    return SimpleNamespace(
        cast=cast,
        luca=person("Luca", Role.LICENCE_SUPPORT),
        sol=person("Sol", Role.SOLUTION_ARCHITECT, region="EMEA"),
        cora=person("Cora", Role.CHANNEL_DIRECTOR, region="EMEA"),
    )


def asked(staff, by, *, who: Any = None, partner: Any = None, at: Any = None, **more: Any):
    """Ten Self-Managed users for training, asked for by Nadia for Northwind, unless said otherwise."""
    from towpath.domain.enablement.actions import nfr

    given = {
        "product": "self_managed", "amount": 10, "use": "training", "contact_name": "Nadia",
        "contact_email": "nadia@northwind.example",
    } | more  # fmt: skip
    occasion = by(who or staff.cast.nadia, at, door="portal")
    return nfr.ask((partner or staff.cast.northwind).reference, occasion, **given)


def excepted(staff, by, *, who: Any = None, **more: Any):
    """Forty Self-Managed users, filed by Elena, who says that Northwind should not pay."""
    from towpath.domain.enablement.actions import nfr

    given = {
        "product": "self_managed", "amount": 40, "use": "training", "contact_name": "Nadia",
        "contact_email": "nadia@northwind.example", "should_pay": False, "consulted": "Sol: they train for a launch",
        "justification": "A large rollout",
    } | more  # fmt: skip
    return nfr.file_exception(staff.cast.northwind.reference, by(who or staff.cast.elena), **given)


def sent(staff, by, request, *, at: Any = None):
    """The licence that Luca sends for a request."""
    from towpath.domain.enablement.actions import nfr

    return nfr.fulfil(request.reference, by(staff.luca, at), key="KEY-1")

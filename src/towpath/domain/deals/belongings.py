"""What of this room goes along when a partner becomes part of another."""

from collections import defaultdict
from collections.abc import Iterator

from towpath.domain.deals.lifecycles import APPROVED, IN_REVIEW, RETURNED, SUBMITTED
from towpath.domain.deals.models import Registration
from towpath.domain.partners.belongings import Belonging, Clash, Pair, register

CLAIMS = (SUBMITTED, IN_REVIEW, RETURNED, APPROVED)
MOST_TOLD = 20  # customers that both claim, one by one; the others are counted


def registrations(pair: Pair) -> Iterator[Clash]:
    """Both claim one customer: by its web domain, or by its name in one country."""
    rows = Registration.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk], state__in=CLAIMS).order_by("id")
    sides: dict[tuple[str, ...], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    said: dict[tuple[str, ...], str] = {}
    for row in rows.only(
        "reference", "partner", "customer_name", "customer_norm", "customer_domain", "customer_country"
    ):
        key: tuple[str, ...] = (
            (row.customer_domain,) if row.customer_domain else (row.customer_norm, row.customer_country)
        )
        sides[key][row.partner_id].append(row.reference)
        said.setdefault(key, row.customer_name)
    shared = [key for key, both in sides.items() if len(both) > 1 and any(key)]
    decided = "Both go on, now side by side under one partner: whoever reviews the newer one denies or withdraws it."
    for key in shared[:MOST_TOLD]:
        kept, gone = sides[key][pair.kept.pk], sides[key][pair.gone.pk]
        says = f"Both claim {said[key]}: {', '.join(kept)} and {', '.join(gone)}."
        yield Clash("registrations", says, decided)
    if len(shared) > MOST_TOLD:
        yield Clash("registrations", f"Both claim {len(shared) - MOST_TOLD} more customers.", decided)


register(
    Belonging("deals.registration", ("registration", "registrations"), partner="partner", organisation="organisation",
              clashes=registrations),
)  # fmt: skip

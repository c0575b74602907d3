"""What of this room goes along when a partner becomes part of another."""

from collections import defaultdict
from collections.abc import Iterator

from towpath.domain.accounts.lifecycles import APPROVED, RECORDED
from towpath.domain.accounts.models import Account, OneOffPermission
from towpath.domain.partners.belongings import Belonging, Clash, Pair, register


def accounts(pair: Pair) -> Iterator[Clash]:
    """A partner has one account of its own."""
    found = {each.partner_id: each for each in Account.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk])}
    if len(found) > 1:
        kept, gone = found[pair.kept.pk], found[pair.gone.pk]
        says = f"{kept.reference} stands for {pair.kept.name}, {gone.reference} for {pair.gone.name}."
        decided = f"{gone.reference} stays with its opportunities; what is new stands on {kept.reference}."
        yield Clash("accounts", says, decided, stays=frozenset({gone.pk}))


def permissions(pair: Pair) -> Iterator[Clash]:
    """One permission for one opportunity stands or waits at a time."""
    live = OneOffPermission.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk], state__in=[RECORDED, APPROVED])
    by_opportunity: dict[int, list[str]] = defaultdict(list)
    for each in live.order_by("id"):
        by_opportunity[each.opportunity_id].append(each.reference)
    for references in by_opportunity.values():
        if len(references) > 1:
            says = f"Both have a permission for one opportunity: {', '.join(references)}."
            yield Clash("one-off permissions", says, "Withdraw one of them first.", blocks=True)


register(
    Belonging("accounts.oneoffpermission", ("one-off permission", "one-off permissions"), partner="partner",
              clashes=permissions),
    Belonging("accounts.opportunity", ("opportunity that bears its name", "opportunities that bear its name"),
              partner="dr_partner", watch=("dr_partner_id",)),
    *(
        Belonging("accounts.opportunity", (f"opportunity with it as {words}", f"opportunities with it as {words}"),
                  partner=name, watch=(f"{name}_id",))
        for name, words in (
            ("resale_partner", "resale partner"), ("influence_partner", "influence partner"),
            ("psp_engaged", "services partner"), ("service_attach_partner", "partner of attached services"),
            ("cppo_or_dsor_partner", "CPPO or DSOR partner"),
        )
    ),
    Belonging("accounts.account", ("account of its own", "accounts of its own"), partner="partner",
              watch=("partner_id",), clashes=accounts),
)  # fmt: skip

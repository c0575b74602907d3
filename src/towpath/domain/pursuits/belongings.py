"""What of this room goes along when a partner becomes part of another."""

from collections import defaultdict
from collections.abc import Iterator

from towpath.domain.partners.belongings import Belonging, Clash, Pair, register
from towpath.domain.pursuits.lifecycles import DONE, DROPPED, OWED, UNDER_WAY, VOID, WITHDRAWN
from towpath.domain.pursuits.models import Bid, Duty, PreferredCoSell


def duties(pair: Pair) -> Iterator[Clash]:
    """Both owe the same of one customer: the kept partner's counts, the other is dropped."""
    rows = list(Duty.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk]).exclude(state=DROPPED))
    kept = [each for each in rows if each.partner_id == pair.kept.pk]
    owed = {(each.account_id, each.kind): each for each in kept if each.state in OWED}
    done = {(each.account_id, each.kind, each.due_on) for each in kept if each.state == DONE}
    for each in rows:
        if each.partner_id != pair.gone.pk:
            continue
        if each.state == DONE and (each.account_id, each.kind, each.due_on) in done:
            yield Clash(
                "duties", f"{each.reference} was done by both.", "Both stay as they are.", stays=frozenset({each.pk})
            )
        elif each.state in OWED and (each.account_id, each.kind) in owed:
            other = owed[each.account_id, each.kind]
            yield Clash(
                "duties", f"Both owe an incumbent's {each.kind} of one customer: {other.reference}, {each.reference}.",
                f"{other.reference} counts.", stays=frozenset({each.pk}), changes={each.pk: {"state": DROPPED}},
            )  # fmt: skip


def bids(pair: Pair) -> Iterator[Clash]:
    """One partner bids once in a tender."""
    both: dict[int, list[str]] = defaultdict(list)
    rows = Bid.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk]).exclude(state__in=[WITHDRAWN, VOID])
    for each in rows.order_by("id"):
        both[each.tender_id].append(each.reference)
    for references in both.values():
        if len(references) > 1:
            says = f"Both bid in one tender: {', '.join(references)}."
            yield Clash("bids", says, "Withdraw one of them first.", blocks=True)


def claims(pair: Pair) -> Iterator[Clash]:
    """One partner claims an opportunity once."""
    both: dict[int, list[str]] = defaultdict(list)
    rows = PreferredCoSell.objects.filter(
        partner__in=[pair.kept.pk, pair.gone.pk], state__in=UNDER_WAY, opportunity__isnull=False
    )
    for each in rows.order_by("id"):
        both[each.opportunity_id or 0].append(each.reference)
    for references in both.values():
        if len(references) > 1:
            says = f"Both claim preferred co-sell on one opportunity: {', '.join(references)}."
            yield Clash("preferred co-sell", says, "Deny, withdraw or remove one of them first.", blocks=True)


register(
    Belonging("pursuits.sale", ("sale", "sales"), partner="partner", organisation="organisation"),
    Belonging("pursuits.customernotice", ("customer's notice", "customers' notices"), partner="partner"),
    Belonging("pursuits.duty", ("incumbent's duty", "incumbent's duties"), partner="partner",
              organisation="organisation", clashes=duties),
    Belonging("pursuits.customerupdate", ("update on a customer", "updates on customers"), partner="partner",
              organisation="organisation", guarded=False),
    Belonging("pursuits.bid", ("bid", "bids"), partner="partner", organisation="organisation", clashes=bids),
    Belonging("pursuits.preferredcosell", ("claim to preferred co-sell", "claims to preferred co-sell"),
              partner="partner", organisation="organisation", clashes=claims),
)  # fmt: skip

"""What of this room goes along when a partner becomes part of another; the counts of both follow at once."""

from collections import defaultdict
from collections.abc import Iterator

from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.lifecycles import WAITING_LICENCES
from towpath.domain.enablement.models import LicenceRequest
from towpath.domain.partners.belongings import Belonging, Clash, Pair, afterwards, register


def licence_requests(pair: Pair) -> Iterator[Clash]:
    """One request for a product is on its way at a time."""
    waiting = LicenceRequest.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk], state__in=WAITING_LICENCES)
    by_product: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for each in waiting.order_by("id"):
        by_product[each.product, each.exception].append(each.reference)
    for references in by_product.values():
        if len(references) > 1:
            says = f"Both wait for a licence of one product: {', '.join(references)}."
            yield Clash("licence requests", says, "Withdraw or decide one of them first.", blocks=True)


register(
    Belonging("enablement.licencerequest", ("licence request", "licence requests"), partner="partner",
              organisation="organisation", clashes=licence_requests),
    Belonging("enablement.licence", ("licence", "licences"), partner="partner", organisation="organisation"),
    Belonging("enablement.learner", ("learner", "learners"), partner="works_at", watch=("works_at_id",)),
    Belonging("enablement.employment", ("employment", "employments"), partner="partner"),
    Belonging("enablement.attestation", ("attestation", "attestations"), partner="partner"),
    Belonging("enablement.voucher", ("voucher", "vouchers"), partner="partner"),
    Belonging("enablement.complianceresult", ("result of compliance", "results of compliance"), partner="partner",
              stays="It is computed anew every night, for the kept partner from what it has by then."),
)  # fmt: skip
afterwards(counts.follow)

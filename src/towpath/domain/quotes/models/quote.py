"""Quotes, their lines, who was sent them, and who consented to a reduction."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from towpath.domain.accounts.models import Account, Cloud, Contact, Opportunity
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.models import Price, PriceBook, Product
from towpath.domain.quotes.lifecycles import ACCEPTED, DRAFT, QUOTE, RUNNING, SENT, SUPERSEDED
from towpath.kernel.identity.models import Organisation, Person

ON_A_MARKETPLACE = ("marketplace", "private_offer")  # forms that differ by who provides the marketplace


class Quote(models.Model):
    """One version of a quote; see lifecycles.QUOTE. A revision is another row under the same number.

    Its prices have one audience (QUO-05): the distributor of a two-tier quote, the partner of another, or the customer
    of a direct one, who has no organisation here. A trigger holds `organisation` to what `kind` asks.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct"
        ONE_TIER = "one_tier"
        TWO_TIER = "two_tier"
        MSP = "msp"
        MARKETPLACE = "marketplace"
        PRIVATE_OFFER = "private_offer"
        OEM = "oem"

    class Audience(models.TextChoices):
        CUSTOMER = "customer"
        PARTNER = "partner"
        DISTRIBUTOR = "distributor"

    reference = models.CharField(max_length=20, unique=True)  # number-version, such as QUO00042-2
    number = models.CharField(max_length=12)
    number_version = models.PositiveSmallIntegerField()
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="quotes")
    account = models.ForeignKey(Account, models.PROTECT, related_name="quotes")  # who uses what is sold
    region = models.CharField(max_length=10)  # the opportunity's, for who may see it (ROL-20)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="quotes_owned")
    state = models.CharField(max_length=12, default=DRAFT)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=14, choices=Kind)
    form = models.CharField(max_length=14)  # whose fields it has: the kind, or a variant of it (dsor)
    cloud = models.CharField(max_length=3, choices=Cloud, blank=True)  # whose marketplace it is sold on
    sale = models.CharField(max_length=20)  # new, add_on, renewal ...: an input of the page quotes.discount
    proposal = models.BooleanField(default=False)  # a draft proposal: priced and shown, never an order form (QUO-01)
    primary = models.BooleanField(default=False)
    audience = models.CharField(max_length=12, choices=Audience)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+"
    )  # the audience's: the wall
    resale_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="quotes")
    distributor = models.ForeignKey(Distributor, models.PROTECT, null=True, blank=True, related_name="quotes")
    # CPPO, MCPO, or DSOR Partner (MKT-03, MKT-04): the reseller of a private offer, the marketplace of a seller of record
    listing_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    invoice_owner = models.CharField(max_length=200, blank=True)
    invoice_contact = models.CharField(max_length=200, blank=True)
    sold_to = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    bill_to = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    # An MSP buys for itself, so the contacts of its quote are its own people.
    sold_to_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    bill_to_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    end_user_email = models.EmailField(blank=True)
    shipping_address = models.CharField(max_length=300, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    template = models.CharField(max_length=40, blank=True)
    entity = models.CharField(max_length=60, blank=True)  # which company of the vendor quotes
    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="quotes")
    currency = models.CharField(max_length=3)
    starts_on = models.DateField()
    term_months = models.PositiveSmallIntegerField()
    renewal_term_months = models.PositiveSmallIntegerField(default=12)
    payment_schedule = models.CharField(max_length=40, default="Prepaid")
    payment_details = models.CharField(max_length=500, blank=True)  # of a schedule of its own
    payment_days = models.PositiveSmallIntegerField(default=30)
    vat_number = models.CharField(max_length=40, blank=True)
    non_standard = ArrayField(models.CharField(max_length=40), default=list)  # elements of the page quotes.fields
    special_terms = models.TextField(blank=True)
    valid_until = models.DateField()
    list_amount = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    net_amount = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    told_of_end = models.DateField(null=True, blank=True)  # the last day of its validity that people were told of
    priced_at = models.DateTimeField()  # whose day in the book's zone the list prices are of
    priced_under = models.CharField(max_length=64)  # fingerprint of the program that priced it
    judged_on = models.DateField()  # the day whose wordings count
    judgements = models.JSONField(default=dict)  # what it was submitted by: approvals and concession, as records
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    comments = models.TextField(blank=True)  # of who submitted it, for those who approve
    decided_at = models.DateTimeField(null=True, blank=True)
    consent_asked_at = models.DateTimeField(null=True, blank=True)  # its audience may read it to agree to a reduction
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    order_number = models.CharField(max_length=60, blank=True)  # of the order, where the quote must bear it
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="quote_state", condition=Q(state__in=QUOTE.states)),
            models.UniqueConstraint(fields=["number", "number_version"], name="quote_version_once"),
            # Which version of this quote counts? One; the others were superseded.
            models.UniqueConstraint(fields=["number"], name="quote_counts_once", condition=~Q(state=SUPERSEDED)),
            # Which quote of an opportunity is primary? One (facts: one primary quote per opportunity).
            models.UniqueConstraint(fields=["opportunity"], name="quote_primary_once", condition=Q(primary=True)),
            models.CheckConstraint(
                name="quote_primary_lives", condition=Q(primary=False) | Q(state__in=[*RUNNING, ACCEPTED])
            ),
            # A route has its parties, and no others.
            models.CheckConstraint(
                name="quote_kind_has_its_parties",
                condition=Q(kind="direct", resale_partner=None, distributor=None, audience="customer")
                | Q(
                    kind__in=["one_tier", "msp", "marketplace", "private_offer", "oem"],
                    resale_partner__isnull=False,
                    distributor=None,
                    audience="partner",
                )
                | Q(kind="two_tier", resale_partner__isnull=False, distributor__isnull=False, audience="distributor"),
            ),
            # Whose marketplace is it sold on? Said of those that are sold on one, and of no other.
            models.CheckConstraint(
                name="quote_marketplace_is_somebodys",
                condition=(Q(form__in=ON_A_MARKETPLACE) & ~Q(cloud="")) | (~Q(form__in=ON_A_MARKETPLACE) & Q(cloud="")),
            ),
            models.CheckConstraint(name="quote_cloud", condition=Q(cloud__in=["", *Cloud.values])),
            models.CheckConstraint(
                name="quote_audience_has_organisation",
                condition=Q(audience="customer", organisation=None)
                | (~Q(audience="customer") & Q(organisation__isnull=False)),
            ),
            models.CheckConstraint(name="quote_proposal_is_no_order", condition=Q(proposal=False) | ~Q(state=ACCEPTED)),
            models.CheckConstraint(
                name="quote_sent_when_shown",
                condition=~Q(state__in=[SENT, ACCEPTED])
                | Q(sent_at__isnull=False)
                | Q(state=ACCEPTED, audience="customer"),  # who has no access here, and gets the paper by hand
            ),
            models.CheckConstraint(
                name="quote_amounts", condition=Q(net_amount__gte=0) & Q(net_amount__lte=F("list_amount"))
            ),
            models.CheckConstraint(name="quote_term", condition=Q(term_months__gte=1)),
        ]
        indexes = [
            models.Index(fields=["opportunity", "-id"], name="quote_of_opportunity"),
            models.Index(fields=["region", "-id"], name="quote_of_region"),
            models.Index(fields=["owner", "-id"], name="quote_of_owner"),
            models.Index(fields=["state", "-id"], name="quote_in_state"),
            # What may this partner or distributor see?
            models.Index(
                fields=["organisation", "-id"], name="quote_of_audience", condition=Q(organisation__isnull=False)
            ),
            # Which quotes are valid for how long yet, in that order?
            models.Index(fields=["valid_until", "id"], name="quote_by_validity"),
            # What lapses today?
            models.Index(fields=["valid_until"], name="quote_valid_until", condition=Q(state__in=["approved", SENT])),
        ]

    def __str__(self) -> str:
        return self.reference


class Line(models.Model):
    """A product on a quote over a stretch [starts_on, ends_on) of its term, with what each discount took (QUO-01, INC-10).

    The stretches of a ramp are rows under one `position`. `explained` holds the decision of the program's discount as a
    record, so that the price can be explained for as long as the quote exists.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    price = models.ForeignKey(Price, models.PROTECT, related_name="+")
    sale = models.CharField(max_length=20)  # what this line is: a renewal may carry add-ons (INC-08)
    starts_on = models.DateField()
    ends_on = models.DateField()
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    unit_price = models.DecimalField(max_digits=18, decimal_places=4)
    program_percent = models.DecimalField(max_digits=6, decimal_places=3, default=0)  # what the program gives
    reduced_to = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)  # negotiated down (INC-10)
    customer_percent = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    customer_why = models.CharField(max_length=200, blank=True)
    list_amount = models.DecimalField(max_digits=18, decimal_places=4)
    program_off = models.DecimalField(max_digits=18, decimal_places=4)
    customer_off = models.DecimalField(max_digits=18, decimal_places=4)
    net_amount = models.DecimalField(max_digits=18, decimal_places=4)
    annual_amount = models.DecimalField(max_digits=18, decimal_places=4)
    explained = models.JSONField(default=dict)

    class Meta:
        ordering = ["position", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "position", "starts_on"], name="quote_line_once"),
            models.CheckConstraint(name="quote_line_forwards", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(name="quote_line_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="quote_line_adds_up",
                condition=Q(net_amount=F("list_amount") - F("program_off") - F("customer_off")) & Q(net_amount__gte=0),
            ),
            # The program's discount may be lowered, never raised.
            models.CheckConstraint(
                name="quote_line_only_lowered",
                condition=Q(reduced_to=None) | Q(reduced_to__gte=0, reduced_to__lte=F("program_percent")),
            ),
            models.CheckConstraint(
                name="quote_line_customer_percent", condition=Q(customer_percent__gte=0, customer_percent__lte=100)
            ),
            models.CheckConstraint(
                name="quote_line_customer_says_why", condition=Q(customer_percent=0) | ~Q(customer_why="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.product_id} on {self.quote_id}"


class Consent(models.Model):
    """Somebody agreed to a negotiated reduction of the program's discount, to this very amount (INC-10).

    Partner, sales and ESM must each; a changed amount asks all of them again, because a consent names it.
    """

    class Side(models.TextChoices):
        PARTNER = "partner"
        SALES = "sales"
        ESM = "esm"

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="consents")
    side = models.CharField(max_length=10, choices=Side)
    percent = models.DecimalField(max_digits=6, decimal_places=3)  # what the partner's discount is reduced to
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)  # for a partner's consent given outside: where it stands

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quote", "side", "percent"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.side} agreed to {self.percent} percent on {self.quote_id}"


class Dispatch(models.Model):
    """A quote was shown to be read: to an address of its audience, without a figure in the mail (QUO-02). Append-only."""

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="dispatches")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    to = models.EmailField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # None: an order mailbox (DST-03)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["quote", "-id"], name="dispatch_of_quote")]

    def __str__(self) -> str:
        return f"{self.quote_id} to {self.to}"

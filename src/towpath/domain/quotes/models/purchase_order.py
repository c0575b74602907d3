"""Orders that answer quotes: what stands on the paper, what the check found, and what became of it."""

from django.db import models
from django.db.models import Q

from towpath.domain.quotes.lifecycles import ORDER
from towpath.domain.quotes.models.quote import Quote
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Organisation, Person


class PurchaseOrder(models.Model):
    """A purchase order, or a signed order form instead of one; see lifecycles.ORDER.

    `values` holds what stands on the paper besides what has a column: the names are those of the page
    quotes.purchase_orders. What the paper does not say is empty or null; nothing is guessed. A trigger gives it the
    organisation of its quote.
    """

    class Kind(models.TextChoices):
        PURCHASE_ORDER = "purchase_order"
        ORDER_FORM = "order_form"  # the quote itself, signed

    class Buyer(models.TextChoices):
        CUSTOMER = "customer"
        RESELLER = "reseller"
        DISTRIBUTOR = "distributor"

    reference = models.CharField(max_length=12, unique=True)
    quote = models.ForeignKey(Quote, models.PROTECT, related_name="orders")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # the quote's: the wall
    region = models.CharField(max_length=10)
    state = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.PURCHASE_ORDER)
    buyer = models.CharField(max_length=12, choices=Buyer)  # who sent it
    number = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    net_days = models.PositiveSmallIntegerField(null=True, blank=True)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)
    signed = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    instead = models.JSONField(default=dict)  # of an order form: signature, full_name, title, signed_on
    pasted = models.TextField(blank=True)  # the text that the values were read from
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField()  # the day whose wordings count, and by which the quote must be valid
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    findings = models.JSONField(default=list)  # each: field, wrong, right, rule, on_order, on_quote
    decision = models.JSONField(default=dict)  # the check as a record, with its reasons
    remit_to = models.CharField(max_length=20, blank=True)
    overridden_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    overridden_why = models.CharField(max_length=300, blank=True)
    declined_why = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="order_state", condition=Q(state__in=ORDER.states)),
            # The same order of the same quote counts once, however often it is handed in.
            models.UniqueConstraint(
                fields=["quote", "number"], name="order_number_once", condition=~Q(number="") & ~Q(state="declined")
            ),
            # Which order did this quote become? One.
            models.UniqueConstraint(fields=["quote"], name="order_accepted_once", condition=Q(state="accepted")),
            models.CheckConstraint(
                name="order_checked_is_whole",
                condition=Q(state__in=["received", "declined"])
                | (Q(checked_at__isnull=False) & ~Q(remit_to="") & (Q(kind="order_form") | Q(amount__isnull=False))),
            ),
            models.CheckConstraint(name="order_checked_fits", condition=~Q(state="checked") | Q(findings=[])),
            models.CheckConstraint(
                name="order_overridden_says_why",
                condition=Q(overridden_why="", overridden_by=None)
                | (~Q(overridden_why="") & Q(overridden_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_accepted_fits_or_is_overridden",
                condition=~Q(state__in=["accepted", "overridden"]) | Q(findings=[]) | ~Q(overridden_why=""),
            ),
            models.CheckConstraint(name="order_amount", condition=Q(amount=None) | Q(amount__gte=0)),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="order_in_state"),
            models.Index(fields=["region", "-id"], name="order_of_region"),
            models.Index(fields=["quote", "-id"], name="order_of_quote"),
            # What did this partner or distributor order?
            models.Index(fields=["organisation", "-id"], name="order_of_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.number}"

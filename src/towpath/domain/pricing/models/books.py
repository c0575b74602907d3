"""Price books, and the dated prices in them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from towpath.domain.distribution.models import Distributor
from towpath.domain.pricing.lifecycles import BOOK, OPEN
from towpath.domain.pricing.models.products import Product
from towpath.kernel.identity.models import Person
from towpath.kernel.ranges import DayRange


class PriceBook(models.Model):
    """Prices of one kind in one currency, whose days begin at midnight in its zone. See lifecycles.BOOK.

    Kind, currency and zone never change (a trigger holds it): prices would mean something else on days that are past.
    """

    class Kind(models.TextChoices):
        LIST = "list"
        PARTNER = "partner"  # for partners that buy directly
        DISTRIBUTION = "distribution"
        PUBLIC_SECTOR = "public_sector"

    reference = models.CharField(max_length=40, unique=True)  # a code as its keepers gave it, such as list-usd
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind)
    currency = models.CharField(max_length=3)
    zone = models.CharField(max_length=60)
    # For one distributor alone. None: a distribution book is every distributor's, a public-sector book nobody's outside.
    distributor = models.ForeignKey(Distributor, models.PROTECT, null=True, blank=True, related_name="price_books")
    state = models.CharField(max_length=12, default=OPEN)
    invented = models.BooleanField(default=False)  # of the demonstration: prices that nobody ever asked
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="price_book_state", condition=Q(state__in=BOOK.states)),
            models.CheckConstraint(
                name="price_book_kind", condition=Q(kind__in=["list", "partner", "distribution", "public_sector"])
            ),
            models.CheckConstraint(name="price_book_currency", condition=Q(currency__regex="^[A-Z]{3}$")),
            # Which book of a kind and currency counts? One that is open, for a distributor or for all.
            models.UniqueConstraint(
                fields=["kind", "currency", "distributor"],
                name="price_book_open_once",
                condition=Q(state="open"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="price_book_distributor_has_kind",
                condition=Q(distributor__isnull=True) | Q(kind__in=["distribution", "public_sector"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    """What a product costs in a book over [starts_on, ends_on) of the book's own days.

    A row is never edited (a trigger holds it): another amount is another row. What may still change is its end, as long
    as that day has not come; and a price that has not begun can be withdrawn. So whatever was asked on a day that is
    past is asked of it for ever.
    """

    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="prices")
    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    amount = models.DecimalField(max_digits=18, decimal_places=4)  # for one unit over the product's term
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_in = models.ForeignKey("PriceImport", models.PROTECT, null=True, blank=True, related_name="made")
    changed_at = models.DateTimeField(null=True, blank=True)  # when its end was last moved
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="price_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="price_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # What does this product cost in this book on a day? One amount, or nothing.
            ExclusionConstraint(
                name="price_one_a_day",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("book", RangeOperators.EQUAL),
                    ("product", RangeOperators.EQUAL),
                ],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            # What does this product cost, and what did it cost, in this book; in all of them?
            models.Index(fields=["book", "product", "-starts_on"], name="price_of_product_in_book"),
            models.Index(fields=["product", "book", "-starts_on"], name="price_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product.sku} {self.amount} {self.book.currency} from {self.starts_on}"

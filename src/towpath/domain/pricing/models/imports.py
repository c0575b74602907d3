"""Price lists that were read in, and what each of them changed."""

from django.db import models

from towpath.domain.pricing.lifecycles import IMPORT
from towpath.domain.pricing.models.books import PriceBook
from towpath.kernel.identity.models import Person


class PriceImport(models.Model):
    """One file of prices for one book: received, checked, applied as one unit, perhaps undone. See lifecycles.IMPORT."""

    reference = models.CharField(max_length=12, unique=True)
    book = models.ForeignKey(PriceBook, models.PROTECT, related_name="imports")
    state = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)  # the file, until it is applied or dropped
    encoding = models.CharField(max_length=20, blank=True)
    starts_on = models.DateField()  # of rows without a day of their own
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)  # its first rows, for the page on which columns are named
    columns = models.JSONField(default=dict)  # field -> the header's cell
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    new_products = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # [line, column, value, what, remedy], the first of them
    preview = models.JSONField(default=list)  # [line, sku, price before or "", price after, from the day], the first
    before = models.JSONField(default=list)  # what an undo puts back: see actions/imports.py
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="price_import_state", condition=models.Q(state__in=IMPORT.states))]
        indexes = [models.Index(fields=["-id"], name="price_import_newest")]

    def __str__(self) -> str:
        return self.file_name

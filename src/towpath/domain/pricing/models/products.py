"""What is sold: one row a part number."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Product(models.Model):
    """Something sold under a part number (SKU) over [starts_on, ends_on). It is never deleted.

    An Ecosystem SKU mirrors another product: partners are quoted it where the program's ecosystem rate applies.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription"
        ADD_ON = "add_on"
        SERVICES = "services"
        TRAINING = "training"
        STORAGE = "storage"

    class Deployment(models.TextChoices):
        SAAS = "saas"
        SELF_MANAGED = "self_managed"
        DEDICATED = "dedicated"

    class Unit(models.TextChoices):
        USER = "user"
        SEAT = "seat"  # in a course
        DAY = "day"
        HOUR = "hour"
        PROJECT = "project"
        GIGABYTES = "10_gb"
        PIECE = "piece"

    sku = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    tier = models.CharField(max_length=30, blank=True)  # "premium", "ultimate"; "": of no tier
    deployment = models.CharField(max_length=20, choices=Deployment, blank=True)
    unit = models.CharField(max_length=20, choices=Unit)
    term_months = models.PositiveSmallIntegerField(null=True, blank=True)  # what one price pays for; None: once
    ecosystem = models.BooleanField(default=False)
    mirrors = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="ecosystem_sku")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    invented = models.BooleanField(default=False)  # of the demonstration: no such product is sold anywhere
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # Which product does an Ecosystem SKU stand for? One, and never itself; others mirror nothing.
            models.CheckConstraint(
                name="product_ecosystem_mirrors",
                condition=Q(ecosystem=True, mirrors__isnull=False) | Q(ecosystem=False, mirrors__isnull=True),
            ),
            models.CheckConstraint(name="product_mirrors_another", condition=~Q(mirrors=F("id"))),
            models.CheckConstraint(
                name="product_kind_known",
                condition=Q(kind__in=["subscription", "add_on", "services", "training", "storage"]),
            ),
            # What runs by the month says for how many its price is; nothing is for no months.
            models.CheckConstraint(
                name="product_term_of_what_runs",
                condition=Q(term_months__gt=0)
                | Q(term_months__isnull=True, kind__in=["services", "training", "add_on"]),
            ),
        ]
        indexes = [
            # Which products have this part in their name?
            GinIndex(fields=["name"], name="product_name_part", opclasses=["gin_trgm_ops"]),
            # The products of a kind by SKU.
            models.Index(fields=["kind", "sku", "id"], name="product_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}"

"""Customer accounts, their contacts, and the territories that decide who owns them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Upper

from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.region_form import region_form


class Territory(models.Model):
    """Who looks after a territory of the program's page "territories.assignment". Changed by Ops, with dates in events."""

    code = models.CharField(max_length=40, unique=True)
    region = models.CharField(max_length=10)  # a key of the program's page of regions
    owner = models.ForeignKey(Person, models.PROTECT, related_name="territories_owned")  # the Sales Rep
    esm = models.ForeignKey(Person, models.PROTECT, related_name="territories_as_esm")
    asm = models.ForeignKey(Person, models.PROTECT, related_name="territories_as_asm")

    class Meta:
        constraints = [region_form("territory_region_form")]

    def __str__(self) -> str:
        return self.code


class Account(models.Model):
    """A company that buys. `territory` is empty until the nightly assignment has placed it.

    `partner` is set on the account that stands for a partner itself: the account of an MSP's opportunities.
    """

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=255)
    name_norm = models.CharField(max_length=255)  # basics.names.normalise_name
    match_keys = ArrayField(models.TextField(), default=list)  # basics.names.match_keys
    domain = models.CharField(max_length=200, blank=True)
    website = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    public_sector = models.BooleanField(default=False)
    segment = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=10, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, related_name="accounts")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accounts_owned")
    partner = models.OneToOneField(Partner, models.PROTECT, null=True, blank=True, related_name="account")
    external_id = models.CharField(max_length=18, null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            # Is this account of the CRM already here?
            models.UniqueConstraint(fields=["external_id"], name="account_external_once"),
            models.CheckConstraint(
                name="account_placed_has_owner",
                condition=models.Q(territory__isnull=True) | models.Q(owner__isnull=False),
            ),
        ]
        indexes = [
            # Which accounts share telling pieces of this name?
            GinIndex(fields=["match_keys"], name="account_match_keys", fastupdate=False),
            # Which accounts wait for the night?
            models.Index(fields=["id"], name="account_waiting", condition=models.Q(territory=None)),
            # Accounts of a region in order of name; type-ahead by the start of a name.
            models.Index(fields=["region", "name_norm", "id"], name="account_of_region"),
            models.Index(
                fields=["name_norm", "id"], name="account_by_name", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
            # Search by any part of a name.
            GinIndex(fields=["name_norm"], name="account_name_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at a customer."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One contact per address and account.
            models.UniqueConstraint(Upper("email"), "account", name="contact_email_once", condition=~models.Q(email=""))
        ]

    def __str__(self) -> str:
        return self.name


class AccountImport(models.Model):
    """One file of accounts that was read in, as one unit."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name

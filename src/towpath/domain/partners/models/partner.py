"""Partner organisations as the program sees them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from towpath.domain.partners.tracks import first_track, track_words
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.region_form import region_form


class Partner(models.Model):
    """A company that sells with the vendor.

    prospect -> authorized or active -> former; prospect -> denied; denied or former -> prospect. Only an authorized
    one with a signed contract may register deals; active is what the status of an alliance or OEM partner reads, for
    which the vendor registers (page partners.statuses).
    """

    class Status(models.TextChoices):
        PROSPECT = "prospect"
        AUTHORIZED = "authorized"
        ACTIVE = "active"
        DENIED = "denied"
        FORMER = "former"

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="partner")
    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10)  # a key of the program's page of regions
    status = models.CharField(max_length=12, choices=Status, default=Status.PROSPECT)
    track = models.CharField(max_length=12, default=first_track)  # a key of the program's page of tracks
    kinds = ArrayField(models.CharField(max_length=20), default=list)  # reseller, msp, alliance, oem, gsi, psp …
    manager = models.ForeignKey(Person, models.PROTECT, null=True, related_name="partners_managed")  # an ESM
    signed_contract_on = models.DateField(null=True, blank=True)
    click_through_agreement = models.BooleanField(default=False)
    contract_on_file = models.BooleanField(default=False)
    good_standing = models.BooleanField(default=True)
    sales_certified = models.PositiveIntegerField(default=0)  # people with a sales certification
    foundations_completed = models.PositiveIntegerField(default=0)  # people with the foundations training
    compliant = models.BooleanField(default=True)  # with the program, as last computed (ELG-03)
    demonstration = models.BooleanField(default=False)  # the vendor's own pseudo-partner: never counted
    legal_name = models.CharField(max_length=200, blank=True)
    tax_kind = models.CharField(max_length=20, blank=True)  # a python-stdnum module such as "eu.vat"; "": as typed
    tax_number = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    state_province = models.CharField(max_length=100, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subsidiaries")
    version = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        constraints = [
            # ONB-04: authorized only with a signed contract and a click-through or a contract on file.
            models.CheckConstraint(
                name="partner_authorized_has_contract",
                condition=~models.Q(status="authorized")
                | (
                    models.Q(signed_contract_on__isnull=False)
                    & (models.Q(click_through_agreement=True) | models.Q(contract_on_file=True))
                ),
            ),
            # What became part of another is a former partner; and nobody is part of itself.
            models.CheckConstraint(
                name="partner_merged_is_former",
                condition=models.Q(merged_into__isnull=True) | models.Q(status="former"),
            ),
            models.CheckConstraint(
                name="partner_not_merged_into_itself", condition=~models.Q(merged_into=models.F("id"))
            ),
            models.CheckConstraint(name="partner_not_under_itself", condition=~models.Q(parent=models.F("id"))),
            region_form("partner_region_form"),
            # Where do demonstrations take place? At one partner, the vendor's own.
            models.UniqueConstraint(
                fields=["demonstration"], name="partner_demonstration_once", condition=models.Q(demonstration=True)
            ),
        ]
        indexes = [
            # The partners of a manager; of a region.
            models.Index(fields=["manager"], name="partner_of_manager"),
            models.Index(fields=["region", "name"], name="partner_of_region"),
            # A page of all partners by name.
            models.Index(fields=["name", "id"], name="partner_by_name"),
            # Is this company known: by its web domain, its tax number, a part of its name?
            models.Index(fields=["domain"], name="partner_by_domain"),
            models.Index(fields=["tax_kind", "tax_number"], name="partner_by_tax_number"),
            GinIndex(fields=["name"], name="partner_name_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_track_display(self) -> str:
        """The track as the program calls it."""
        return track_words(self.track)

    @property
    def state(self) -> str:
        """The status, by the name under which every lifecycle keeps its state."""
        return self.status

    @state.setter
    def state(self, value: str) -> None:
        self.status = value

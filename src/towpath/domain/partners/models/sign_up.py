"""Those who ask to come in: a company that signs up, and a person who asks for access to a partner that is known."""

from django.db import models
from django.db.models.functions import Lower

from towpath.domain.partners.lifecycles import ACCESS_REQUEST, ASKED
from towpath.domain.partners.models.partner import Partner
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.region_form import region_form


class SignUp(models.Model):
    """What somebody typed at sign-up. It waits until the link in the mail is followed; then it is used, once.

    Used, it led to a new partner, or to a request for access to one that was known already. One that was followed
    by a newer sign-up of the same address is replaced.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    company = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=10)  # a key of the program's page of regions
    tax_kind = models.CharField(max_length=20, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20)
    place = models.GenericIPAddressField(null=True)  # from where it was sent
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    partner = models.OneToOneField(Partner, models.PROTECT, null=True, blank=True, related_name="sign_up")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    suspects = models.JSONField(default=list)  # partners that it resembles: reference and ground, for Operations

    class Meta:
        constraints = [
            # Does this address have a sign-up that waits? One.
            models.UniqueConstraint(
                Lower("email"), name="sign_up_waiting_once", condition=models.Q(used_at=None, replaced_at=None)
            ),
            # Did this company sign up before? Once by its domain, once by its tax number, whoever is quicker.
            models.UniqueConstraint(
                fields=["domain"], name="sign_up_domain_once", condition=models.Q(partner__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["tax_kind", "tax_number"],
                name="sign_up_tax_number_once",
                condition=models.Q(partner__isnull=False) & ~models.Q(tax_number=""),
            ),
            models.CheckConstraint(
                name="sign_up_partner_when_used",
                condition=models.Q(partner__isnull=True) | models.Q(used_at__isnull=False),
            ),
            region_form("sign_up_region_form"),
        ]

    def __str__(self) -> str:
        return f"sign-up of {self.company}"


class AccessRequest(models.Model):
    """A person of a known company asks for access: asked -> granted (an invitation follows) or declined (ONB-06)."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="access_requests")
    organisation = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")  # the wall
    reference = models.CharField(max_length=12, unique=True)
    sign_up = models.OneToOneField(SignUp, models.PROTECT, related_name="access_request")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, default=ASKED)
    version = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_request_state", condition=models.Q(state__in=ACCESS_REQUEST.states)),
            # Has this person asked already? One open request per address and partner.
            models.UniqueConstraint(
                Lower("email"), "partner", name="access_request_open_once", condition=models.Q(state=ASKED)
            ),
        ]
        indexes = [
            # Which requests wait, of one partner or of all, oldest first?
            models.Index(fields=["state", "-id"], name="access_request_waiting"),
            models.Index(fields=["partner", "state"], name="access_request_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"

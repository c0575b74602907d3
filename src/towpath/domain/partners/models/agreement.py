"""What partners sign: agreements accepted by click, and contracts that go through Legal."""

from django.db import models

from towpath.domain.partners.lifecycles import LEGAL_REQUEST, OPEN_LEGAL, RECEIVED, SIGNED
from towpath.domain.partners.models.partner import Partner
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Person


class AgreementText(models.Model):
    """A text that somebody accepted, kept for good under its checksum, whatever becomes of the program's page."""

    checksum = models.CharField(max_length=64, unique=True)  # SHA-256 of the text
    key = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class AgreementAcceptance(models.Model):
    """Who accepted which text for which partner, when and from where (ONB-02). A trigger keeps it as it is."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="acceptances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.ForeignKey(AgreementText, models.PROTECT, related_name="acceptances")
    version = models.CharField(max_length=20)
    checksum = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    place = models.GenericIPAddressField(null=True)  # from where it was accepted
    door = models.CharField(max_length=20)

    class Meta:
        indexes = [
            # What has this partner accepted, the newest first?
            models.Index(fields=["partner", "-id"], name="acceptance_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} accepted {self.version}"


class LegalRequest(models.Model):
    """A contract that Legal makes: received -> with legal <-> with partner -> signed or declined (ONB-03, ONB-09)."""

    class Kind(models.TextChoices):
        PARTNER_CONTRACT = "partner_contract", "Partner contract"
        AMENDMENT = "amendment", "Amendment"
        OTHER = "other", "Other"

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="legal_requests")
    organisation = models.ForeignKey("identity.Organisation", models.PROTECT, related_name="+")  # the wall
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PARTNER_CONTRACT)
    state = models.CharField(max_length=14, default=RECEIVED)
    version = models.PositiveIntegerField(default=0)
    question = models.TextField(blank=True)  # what the partner asks or wants changed
    signatory = models.BooleanField(default=False)  # whether the one who asks may sign
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # of Legal
    note = models.TextField(blank=True)  # the last word to the partner
    contract = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="legal_request_state", condition=models.Q(state__in=LEGAL_REQUEST.states)),
            # Signed only with the document on file and its date.
            models.CheckConstraint(
                name="legal_request_signed_has_document",
                condition=~models.Q(state=SIGNED) | models.Q(contract__isnull=False, signed_on__isnull=False),
            ),
            # Does a contract of this partner wait already? One at a time.
            models.UniqueConstraint(
                fields=["partner"],
                name="legal_request_contract_once",
                condition=models.Q(kind="partner_contract", state__in=OPEN_LEGAL),
            ),
        ]
        indexes = [
            # Which requests wait, in the order of their coming?
            models.Index(fields=["state", "-id"], name="legal_request_waiting"),
            models.Index(fields=["partner", "-id"], name="legal_request_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"

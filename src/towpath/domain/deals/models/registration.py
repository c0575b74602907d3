"""Deal registrations, their approval sheets, comments and extension requests."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from towpath.domain.accounts.models import Account, Contact, Opportunity
from towpath.domain.deals.lifecycles import APPROVED, DRAFT, HELD, IN_REVIEW, STATES, SUBMITTED
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person


class Registration(models.Model):
    """A partner's claim that it brought one opportunity (DRG-02); its life stands in lifecycles.REGISTRATION.

    What the partner says stays as it was typed (`customer_*`, `contact_*`); what the vendor finds is beside it
    (`account`, `contact`, `opportunity`). `judged_on` is the day whose book of rules counts, set on submission.
    `expires_on` is the first day without protection. `due_at` and `clock_kind` mirror the clock due first.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="registrations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the wall
    region = models.CharField(max_length=10)  # the account's once linked, the partner's before
    state = models.CharField(max_length=12, default=DRAFT)
    step = models.CharField(max_length=20, blank=True)  # role of the open place while in review
    version = models.PositiveIntegerField(default=0)

    # what the partner says
    deal_type = models.CharField(max_length=20, blank=True)  # resale, msp, referral (DRG-01)
    business = models.CharField(max_length=20, blank=True)  # net_new or add_on (DRG-26)
    deal_name = models.CharField(max_length=200, blank=True)
    customer_name = models.CharField(max_length=255, blank=True)
    customer_norm = models.CharField(max_length=255, blank=True)  # basics.names.normalise_name
    customer_website = models.CharField(max_length=255, blank=True)
    customer_domain = models.CharField(max_length=200, blank=True)
    customer_country = models.CharField(max_length=2, blank=True)
    customer_employees = models.PositiveIntegerField(null=True, blank=True)
    public_sector = models.BooleanField(default=False)
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=60, blank=True)
    contact_title = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    close_on = models.DateField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    product = models.CharField(max_length=120, blank=True)
    distributor = models.CharField(max_length=120, blank=True)  # FLD-04
    need = models.TextField(blank=True)
    how_sourced = models.TextField(blank=True)
    extra = models.JSONField(default=dict, blank=True)  # answers to fields that only the program's page knows

    # who and when
    demonstration = models.BooleanField(default=False)  # ONB-07: of the vendor's pseudo-partner, counted nowhere
    on_behalf = models.BooleanField(default=False)  # DRG-21: prepared by the vendor
    started_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    judged_on = models.DateField(null=True)
    maybe_known = models.BooleanField(default=False)  # another claim on this customer stood at submission

    # what the vendor finds
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="registrations")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, null=True, related_name="registrations")
    is_primary = models.BooleanField(default=False)  # Link & Make Primary (DRG-12)
    opportunity_was_there = models.BooleanField(default=False)  # linked, not created from this registration
    esm = models.ForeignKey(Person, models.PROTECT, null=True, related_name="registrations_as_esm")
    asm = models.ForeignKey(Person, models.PROTECT, null=True, related_name="registrations_as_asm")
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="registrations_held")
    holder_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # the absent person
    type_confirmed = models.BooleanField(default=False)
    sourcing = models.CharField(max_length=40, blank=True)  # a finding of the program's list (DRG-16)
    sourcing_note = models.TextField(blank=True)
    contacted_at = models.DateTimeField(null=True)  # first contact with the partner (DRG-11)
    due_at = models.DateTimeField(null=True)
    clock_kind = models.CharField(max_length=60, blank=True)

    # the decision
    decided_at = models.DateTimeField(null=True)
    denial_reason = models.CharField(max_length=60, blank=True)
    told_partner = models.TextField(blank=True)  # comments sent to the partner with the last decision
    approved_at = models.DateTimeField(null=True)
    approved_on = models.DateField(null=True)  # the day in the program's zone, from which protection counts
    expires_on = models.DateField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    extended_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="registration_state", condition=models.Q(state__in=STATES)),
            # DRG-03: exactly one approved partner-sourced registration per opportunity, whoever races.
            models.UniqueConstraint(
                fields=["opportunity"], name="registration_one_approved", condition=models.Q(state__in=HELD)
            ),
            # A step is open exactly while the registration is in review.
            models.CheckConstraint(
                name="registration_step_in_review",
                condition=(models.Q(state=IN_REVIEW) & ~models.Q(step=""))
                | (~models.Q(state=IN_REVIEW) & models.Q(step="")),
            ),
            # Approved: with an opportunity made primary, a day and an end.
            models.CheckConstraint(
                name="registration_approved_is_whole",
                condition=~models.Q(state=APPROVED)
                | models.Q(
                    opportunity__isnull=False,
                    is_primary=True,
                    account__isnull=False,
                    approved_on__isnull=False,
                    expires_on__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="registration_sent_has_day",
                condition=models.Q(state__in=(DRAFT, "withdrawn")) | models.Q(judged_on__isnull=False),
            ),
        ]
        indexes = [
            # Portal: a partner's registrations, newest first, all or by state.
            models.Index(fields=["organisation", "-id"], name="registration_of_partner"),
            models.Index(fields=["organisation", "state", "-id"], name="registration_partner_state"),
            # Ops: what is due first.
            models.Index(fields=["due_at", "id"], name="registration_ops_queue", condition=models.Q(state=SUBMITTED)),
            # ESM and ASM: what waits for me, due first.
            models.Index(
                fields=["holder", "due_at", "id"], name="registration_held", condition=models.Q(state=IN_REVIEW)
            ),
            # Everything in review, due first: pending by manager (DRG-23).
            models.Index(fields=["due_at", "id"], name="registration_in_review", condition=models.Q(state=IN_REVIEW)),
            # A region's registrations, newest first; all by state.
            models.Index(fields=["region", "-id"], name="registration_of_region"),
            models.Index(fields=["state", "-id"], name="registration_of_state"),
            models.Index(fields=["region", "state", "-id"], name="registration_region_state"),
            models.Index(fields=["esm", "-id"], name="registration_of_esm"),
            models.Index(fields=["asm", "-id"], name="registration_of_asm"),
            models.Index(fields=["account", "-id"], name="registration_of_account"),
            # What expires next?
            models.Index(
                fields=["expires_on", "id"], name="registration_to_expire", condition=models.Q(state=APPROVED)
            ),
            # May this customer already be registered?
            models.Index(
                fields=["customer_domain"],
                name="registration_claim_domain",
                condition=models.Q(state__in=("submitted", "in_review", "returned", "approved"))
                & ~models.Q(customer_domain=""),
            ),
            models.Index(
                fields=["customer_norm", "customer_country"],
                name="registration_claim_name",
                condition=models.Q(state__in=("submitted", "in_review", "returned", "approved")),
            ),
            # Search by any part of the customer's or the deal's name.
            GinIndex(fields=["customer_norm"], name="registration_customer_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.customer_name}".strip()


class Place(models.Model):
    """One place on a registration's approval sheet: whose turn, what she decided, and in whose name.

    A round is one passage through the chain; a registration that was returned starts another.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved"
        DENIED = "denied"
        RETURNED = "returned"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="places")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20)
    status_label = models.CharField(max_length=60)
    assigned_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    aligned_at = models.DateTimeField(null=True)
    aligned_note = models.TextField(blank=True)
    delay_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # the absent person
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    comments = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "round", "place"], name="place_once"),
            models.CheckConstraint(
                name="place_decided_is_whole",
                condition=(models.Q(decided_at__isnull=True) & models.Q(outcome=""))
                | (models.Q(decided_at__isnull=False) & ~models.Q(outcome="") & models.Q(decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status_label} of {self.registration_id}"


class Comment(models.Model):
    """Something said on a registration: shared with the partner, or inside the vendor only."""

    class Audience(models.TextChoices):
        SHARED = "shared"
        INTERNAL = "internal"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    body = models.TextField()
    mentions = ArrayField(models.BigIntegerField(), default=list)  # ids of people
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"comment on {self.registration_id} by {self.author_id}"


class ExtensionRequest(models.Model):
    """A partner asks for more days (DRG-18). open -> granted or declined."""

    class State(models.TextChoices):
        OPEN = "open"
        GRANTED = "granted"
        DECLINED = "declined"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="extension_requests")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    until_on = models.DateField(null=True)  # None: the standard extension
    why = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], name="extension_open_once", condition=models.Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"extension asked for {self.registration_id}"

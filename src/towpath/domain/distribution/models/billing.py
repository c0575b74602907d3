"""Billing records of partners that buy directly, their billing contacts, and banks for referral fees."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from towpath.domain.distribution.lifecycles import BILLING, COMPLETE, REQUESTED, RETURNED
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person


class BillingContact(models.Model):
    """Whom a partner's invoices go to. Its postal address is the partner's own, and stands there alone (BIL-02).

    Without a name of its own it bears the one that the program's rule gives it: "[Partner] - Accounts Payable".
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="billing_contacts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, blank=True)  # "": by the rule, so that it follows the partner's name
    email = models.EmailField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Is there a contact with this address? One (BIL-04).
            models.UniqueConstraint(Lower("email"), "partner", name="billing_contact_email_once")
        ]

    def __str__(self) -> str:
        return self.email


class BillingRecord(models.Model):
    """requested -> with_billing -> complete; or returned and sent again (BIL-01, BIL-03). One for each partner.

    `changed_at` is set when something on a complete record changed; Billing Operations carries it over and confirms.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.OneToOneField(Partner, models.PROTECT, related_name="billing_record")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the wall
    state = models.CharField(max_length=14, default=REQUESTED)
    version = models.PositiveIntegerField(default=0)
    company_name = models.CharField(max_length=200)
    contact = models.ForeignKey(BillingContact, models.PROTECT, related_name="records")  # bears the Sold To Work Email
    tax_kind = models.CharField(max_length=20, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    account_number = models.CharField(max_length=40, blank=True)  # in the vendor's billing system
    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # what is missing, while it is returned
    completed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="billing_state", condition=Q(state__in=BILLING.states)),
            models.CheckConstraint(
                name="billing_complete_has_account",
                condition=~Q(state=COMPLETE) | (~Q(account_number="") & Q(completed_at__isnull=False)),
            ),
            models.CheckConstraint(name="billing_returned_says_why", condition=~Q(state=RETURNED) | ~Q(note="")),
            models.CheckConstraint(
                name="billing_changed_when_complete", condition=Q(changed_at__isnull=True) | Q(state=COMPLETE)
            ),
        ]
        indexes = [
            # What waits for Billing Operations, newest first?
            models.Index(fields=["state", "-id"], name="billing_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.company_name}"


class BillingNeed(models.Model):
    """A partner that buys directly has signed, and nobody asked for its billing records yet (BIL-01).

    Kept by the night; gone with the request, or when the partner needs none any more.
    """

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="billing_need")
    reason = models.CharField(max_length=300)
    found_at = models.DateTimeField()

    class Meta:
        indexes = [
            # Who waits longest for billing records?
            models.Index(fields=["found_at", "id"], name="billing_need_longest"),
        ]

    def __str__(self) -> str:
        return f"need of {self.partner}"


class BankDetails(models.Model):
    """Where referral fees are paid. The numbers are kept sealed; `hint` is what is shown of them.

    One holds at a time; those that were replaced stay, for payments that were made to them.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="banks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the wall
    holder = models.CharField(max_length=140)  # whose account it is, as the bank has it
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=[("iban", "IBAN"), ("account", "Account number")])
    sealed = models.TextField()  # number and bank code
    hint = models.CharField(max_length=12)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Where are this partner's fees paid? At one bank.
            models.UniqueConstraint(
                fields=["partner"], name="bank_in_force_once", condition=Q(replaced_at__isnull=True)
            ),
            # Nothing readable: what stands in the row is sealed.
            models.CheckConstraint(name="bank_sealed", condition=Q(sealed__startswith="gAAAA")),
        ]

    def __str__(self) -> str:
        return f"{self.hint} of {self.partner}"

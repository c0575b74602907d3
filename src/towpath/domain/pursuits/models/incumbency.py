"""What moves the incumbency of a customer, and what its incumbent owes: notices, duties, updates."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.accounts.models import Account
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.lifecycles import ACCEPTED, DECLINED, DONE, DUTY, NOTICE, OPEN, OWED, RECORDED
from towpath.domain.pursuits.models.sale import Sale
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Organisation, Person


class CustomerNotice(models.Model):
    """A customer said in writing who is to have its renewal (INC-03, INC-05): recorded -> accepted or declined.

    `partner` is the one it names; none: it no longer wants a partner. It counts once accepted, as long as no sale
    followed it. Nobody accepts one without its document.
    """

    reference = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="notices")
    region = models.CharField(max_length=10)  # of the account
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="customer_notices")
    contact_name = models.CharField(max_length=120)  # of the customer, who may say so
    contact_email = models.EmailField(max_length=254)
    dated_on = models.DateField()  # of the customer's letter or mail
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, default=RECORDED)
    version = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why declined or withdrawn

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_state", condition=Q(state__in=NOTICE.states)),
            # INC-03: evidence is on file, and who accepted it is known.
            models.CheckConstraint(
                name="notice_accepted_is_whole",
                condition=~Q(state=ACCEPTED)
                | Q(document__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notice_declined_says_why",
                condition=~Q(state=DECLINED) | (Q(decided_by__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [
            # What did this customer say last? Which wait for an answer?
            models.Index(fields=["account", "-dated_on", "-id"], name="notice_of_account"),
            models.Index(fields=["state", "-id"], name="notice_by_state"),
        ]

    def __str__(self) -> str:
        return self.reference


class Duty(models.Model):
    """What an incumbent owes by a day (INC-04): open -> done, or missed and perhaps done late; dropped when it ends.

    An update is owed again and again, a review once for each renewal. The night opens duties, and notes the missed.
    """

    class Kind(models.TextChoices):
        UPDATE = "update"
        REVIEW = "review"

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="duties")  # the one that made it incumbent, if one did
    account = models.ForeignKey(Account, models.PROTECT, related_name="duties")
    region = models.CharField(max_length=10)  # of the account
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    opens_on = models.DateField()  # from which day it counts
    due_on = models.DateField()  # the last day on which it is in time
    quarter = models.CharField(max_length=9)  # of the vendor's fiscal year in which it is due, such as FY27-Q4
    state = models.CharField(max_length=8, default=OPEN)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="duty_state", condition=Q(state__in=DUTY.states)),
            models.CheckConstraint(name="duty_forwards", condition=Q(opens_on__lte=F("due_on"))),
            # One of a kind is owed at a time, and one for a day, however often the night asks.
            models.UniqueConstraint(
                fields=["partner", "account", "kind"], name="duty_owed_once", condition=Q(state__in=OWED)
            ),
            models.UniqueConstraint(
                fields=["partner", "account", "kind", "due_on"], name="duty_done_once", condition=Q(state=DONE)
            ),
        ]
        indexes = [
            # What does a partner owe, the earliest first? What do all?
            models.Index(fields=["organisation", "due_on", "id"], name="duty_owed_by", condition=Q(state__in=OWED)),
            models.Index(fields=["due_on", "id"], name="duty_owed", condition=Q(state__in=OWED)),
            models.Index(fields=["quarter", "due_on", "id"], name="duty_of_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.kind}"


class CustomerUpdate(models.Model):
    """What an incumbent said of its customer: a quarterly update, or the review of a renewal. Never edited."""

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="update")
    kind = models.CharField(max_length=8, choices=Duty.Kind)
    account = models.ForeignKey(Account, models.PROTECT, related_name="updates")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="customer_updates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    given_on = models.DateField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    health = models.CharField(max_length=10)  # good, at_risk, leaving
    seats_used = models.PositiveIntegerField(null=True, blank=True)
    text = models.CharField(max_length=4000)

    class Meta:
        constraints = [
            models.CheckConstraint(name="update_health", condition=Q(health__in=["good", "at_risk", "leaving"])),
            models.CheckConstraint(name="update_says_something", condition=~Q(text="")),
        ]
        indexes = [
            # When did this partner last speak of this customer?
            models.Index(fields=["account", "partner", "kind", "-given_on"], name="update_of_account"),
            # What did a partner say, the newest first?
            models.Index(fields=["organisation", "-id"], name="update_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.given_on}"

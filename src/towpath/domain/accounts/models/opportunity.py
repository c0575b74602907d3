"""Opportunities: what the vendor may sell to an account, and which registration stands on it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN, OPPORTUNITY
from towpath.domain.accounts.models.account import Account, Contact
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.region_form import region_form


class OpenState(models.TextChoices):
    OPEN = OPEN
    CLOSED_WON = CLOSED_WON
    CLOSED_LOST = CLOSED_LOST


class Kind(models.TextChoices):
    NEW_BUSINESS = "new_business"
    ADD_ON = "add_on"
    RENEWAL = "renewal"


class Transacts(models.TextChoices):
    """Who takes the customer's order; "" while nobody knows."""

    PARTNER = "partner"
    DIRECT = "direct"
    WEB_DIRECT = "web_direct"


class Cloud(models.TextChoices):
    AWS = "aws"
    GCP = "gcp"


class Arrangement(models.TextChoices):
    DSOR = "dsor"
    CPPO = "cppo"
    OEM = "oem"


class Opportunity(models.Model):
    """open -> closed_won or closed_lost. Stage, amount and close date are sales' own (TAG-09).

    The fields `dr_*` are stamped from the approved registration (FLD-01 to FLD-05) and locked; resale partner,
    distributor and track are stamped by the approved primary quote and locked (FLD-06, QUO-08). The order type is
    computed, its reason is kept, and Ecosystem Operations may set another one with a reason.
    `account` is the customer, except for MSP deals: there it is the partner's own account and `end_user` the customer.
    """

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=255)
    name_norm = models.CharField(max_length=255)
    record_type = models.CharField(max_length=30, default="Standard")
    account = models.ForeignKey(Account, models.PROTECT, related_name="opportunities")
    end_user = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="used_opportunities")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="opportunities_owned")
    region = models.CharField(max_length=10)  # a key of the program's page of regions
    state = models.CharField(max_length=20, choices=OpenState, default=OPEN)
    stage = models.CharField(max_length=30, default="1-Discovery")
    type = models.CharField(max_length=12, choices=Kind, default="new_business")
    category = models.CharField(max_length=40, default="Standard")
    segment = models.CharField(max_length=20, blank=True)  # the account's when it was created
    public_sector = models.BooleanField(default=False)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="builds_on_it", db_index=False
    )  # what an add-on adds to, a renewal renews, a decommission takes back
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    net_arr = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    arr_basis = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    close_on = models.DateField(null=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # the first day that the term no longer covers
    next_step = models.CharField(max_length=500, blank=True)
    last_activity_at = models.DateTimeField()  # the stage, a next step, a step of its registration
    warned_at = models.DateTimeField(null=True, blank=True)  # of closing by itself, since the last activity
    order_type = models.CharField(max_length=30, blank=True)
    order_type_decision = models.JSONField(null=True, blank=True)  # the decision as it was made; None where set by hand
    order_type_why = models.CharField(max_length=300, blank=True)  # why it was set by hand
    new_logo_eligible = models.BooleanField(default=True)
    deal_path = models.CharField(max_length=20, blank=True)
    transacts = models.CharField(max_length=12, choices=Transacts, blank=True)
    came_with_order = models.BooleanField(default=False)  # made for a partner's order; nobody knew of it before
    sdr = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    initial_source = models.CharField(max_length=40, blank=True)
    sales_qualified_source = models.CharField(max_length=40, blank=True)
    forecast_locked = models.BooleanField(
        default=False
    )  # sales fixed the two sources by hand: no registration sets them (TAG-09)
    dr_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    dr_deal_type = models.CharField(max_length=20, blank=True)
    dr_status = models.CharField(max_length=20, blank=True)  # "", pending, approved, denied (FLD-03)
    dr_distributor = models.CharField(max_length=120, blank=True)
    dr_deal_id = models.CharField(max_length=12, blank=True)
    resale_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    distributor = models.ForeignKey(Distributor, models.PROTECT, null=True, blank=True, related_name="+")
    resale_partner_track = models.CharField(max_length=40, blank=True)
    stamped_quote = models.CharField(max_length=20, blank=True)  # the quote that stamped the three above
    stamped_at = models.DateTimeField(null=True, blank=True)
    referral_link = models.URLField(max_length=500, blank=True)  # to the registration with the cloud provider
    esm_notes = models.CharField(max_length=2000, blank=True)
    alliance_opportunity_id = models.CharField(max_length=60, blank=True)  # the cloud provider's own id
    platform_partner = models.CharField(max_length=120, blank=True)  # the platform that the customer deploys on
    cloud = models.CharField(max_length=3, choices=Cloud, blank=True)  # the cloud provider engaged
    on_marketplace = models.BooleanField(default=False)
    arrangement = models.CharField(max_length=4, choices=Arrangement, blank=True)
    cppo_or_dsor_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    influence_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    psp_engaged = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    partner_services_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # FLD-10: what the registration of a partner's services says; nobody writes it by hand.
    service_attach_registration = models.CharField(max_length=12, blank=True)
    service_attach_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    service_attach_status = models.CharField(max_length=30, blank=True)
    service_attach_approved_on = models.DateField(null=True, blank=True)
    service_reg_approved_on = models.DateField(null=True, blank=True)  # its statement of work came and the deal was won
    lost_reason = models.CharField(max_length=80, blank=True)  # one of the program's; `closed_reason` says it in words
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", db_index=False
    )
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="opportunity_state", condition=models.Q(state__in=OPPORTUNITY.states)),
            region_form("opportunity_region_form"),
            # TAG-10: a deal type stands only beside the partner whose registration it is.
            models.CheckConstraint(
                name="opportunity_deal_type_needs_partner",
                condition=models.Q(dr_deal_type="") | models.Q(dr_partner__isnull=False),
            ),
            # The same of a registration of services: it names its partner, and is approved before it is paid for.
            models.CheckConstraint(
                name="opportunity_service_attach_is_whole",
                condition=models.Q(
                    service_attach_registration="",
                    service_attach_partner__isnull=True,
                    service_attach_status="",
                    service_attach_approved_on__isnull=True,
                    service_reg_approved_on__isnull=True,
                )
                | (
                    ~models.Q(service_attach_registration="")
                    & ~models.Q(service_attach_status="")
                    & models.Q(service_attach_partner__isnull=False)
                ),
            ),
            models.CheckConstraint(name="opportunity_type", condition=models.Q(type__in=Kind.values)),
            models.CheckConstraint(
                name="opportunity_transacts", condition=models.Q(transacts__in=["", *Transacts.values])
            ),
            models.CheckConstraint(name="opportunity_cloud", condition=models.Q(cloud__in=["", *Cloud.values])),
            models.CheckConstraint(
                name="opportunity_arrangement", condition=models.Q(arrangement__in=["", *Arrangement.values])
            ),
            models.CheckConstraint(
                name="opportunity_term_forwards",
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lt=models.F("ends_on")),
            ),
            # QUO-08: resale partner, distributor and track stand only where a quote stamped them.
            models.CheckConstraint(
                name="opportunity_stamped_by_a_quote",
                condition=(models.Q(stamped_at__isnull=False) & ~models.Q(stamped_quote=""))
                | models.Q(
                    stamped_at__isnull=True,
                    stamped_quote="",
                    resale_partner__isnull=True,
                    distributor__isnull=True,
                    resale_partner_track="",
                ),
            ),
            models.CheckConstraint(
                name="opportunity_services_not_negative",
                condition=models.Q(partner_services_amount__isnull=True) | models.Q(partner_services_amount__gte=0),
            ),
            # A duplicate is closed, and nothing duplicates or builds on itself.
            models.CheckConstraint(
                name="opportunity_duplicate_is_closed",
                condition=models.Q(duplicate_of__isnull=True) | models.Q(state=CLOSED_LOST),
            ),
            models.CheckConstraint(
                name="opportunity_not_its_own_other",
                condition=~models.Q(duplicate_of=models.F("id")) & ~models.Q(base=models.F("id")),
            ),
            # Set by hand: with a reason, and a value.
            models.CheckConstraint(
                name="opportunity_order_type_by_hand", condition=models.Q(order_type_why="") | ~models.Q(order_type="")
            ),
            models.CheckConstraint(
                name="opportunity_warned_after_its_activity",
                condition=models.Q(warned_at__isnull=True) | models.Q(warned_at__gte=models.F("last_activity_at")),
            ),
        ]
        indexes = [
            # The opportunities of an account, open ones first to be looked at.
            models.Index(fields=["account", "state", "-id"], name="opportunity_of_account"),
            models.Index(
                fields=["end_user", "-id"], name="opportunity_of_user", condition=models.Q(end_user__isnull=False)
            ),
            models.Index(fields=["region", "-id"], name="opportunity_of_region"),
            models.Index(fields=["owner", "-id"], name="opportunity_of_owner"),
            # Which close soonest: of one state, in one region, of one owner's; what is expected in a quarter.
            models.Index(fields=["state", "close_on", "id"], name="opportunity_closing"),
            models.Index(fields=["state", "region", "close_on", "id"], name="opportunity_region_closing"),
            models.Index(
                fields=["owner", "close_on", "id"], name="opportunity_owner_closing", condition=models.Q(state=OPEN)
            ),
            # One owner's cards of a stage, on her board.
            models.Index(
                fields=["owner", "stage", "close_on", "id"],
                name="opportunity_owner_stage",
                condition=models.Q(state=OPEN),
            ),
            # One stage: on the board, and the newest of it.
            models.Index(
                fields=["stage", "close_on", "id"], name="opportunity_stage_closing", condition=models.Q(state=OPEN)
            ),
            models.Index(fields=["stage", "-id"], name="opportunity_of_stage"),
            # Which have not moved for longest: the night's warnings.
            models.Index(fields=["last_activity_at", "id"], name="opportunity_idle", condition=models.Q(state=OPEN)),
            # The largest first.
            models.Index(models.F("net_arr").desc(nulls_last=True), models.F("id").desc(), name="opportunity_largest"),
            # What builds on it, what duplicates it: read when it is merged and on its record.
            models.Index(fields=["base"], name="opportunity_on_base", condition=models.Q(base__isnull=False)),
            models.Index(
                fields=["duplicate_of"], name="opportunity_duplicates", condition=models.Q(duplicate_of__isnull=False)
            ),
            GinIndex(fields=["name_norm"], name="opportunity_name_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"


class OpportunityImport(models.Model):
    """One file of opportunities that was read in, as one unit; perhaps undone."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)  # field -> the header's cell
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    done_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opportunity_import_undone_by_somebody",
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class OpportunityImportLine(models.Model):
    """What an import did to one opportunity: what to put back when it is undone. No `before`: it made it."""

    of = models.ForeignKey(OpportunityImport, models.PROTECT, related_name="lines")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="import_lines")
    before = models.JSONField(null=True)  # field -> what was typed would give this value again
    version = models.PositiveIntegerField()  # of the opportunity once the import was through with it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "opportunity"], name="opportunity_import_line_once")]

    def __str__(self) -> str:
        return f"{self.opportunity} by {self.of}"

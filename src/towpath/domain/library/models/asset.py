"""Files of the library, each with its audience, its versions and the days on which readers see it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from towpath.domain.library.lifecycles import ASSET, PUBLISHED
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Person


def _names() -> ArrayField:
    return ArrayField(models.CharField(max_length=30), default=list, blank=True)


class Asset(models.Model):
    """published -> withdrawn -> published. Readers get its current version within [starts_on, ends_on).

    Audience: partners of one of `tracks` or with one of `designations` (both empty: all), of one of `regions` (empty: all),
    there people with one of `partner_roles` (empty: all); distributors; the vendor's people with one of `inside_roles`
    (empty: all of them).
    """

    reference = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=30)  # a key of the program's page library.kinds
    state = models.CharField(max_length=12, default=PUBLISHED)
    version = models.PositiveIntegerField(default=0)  # of the row, for two who change it at once
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    for_partners = models.BooleanField(default=False)
    for_prospects = models.BooleanField(default=False)  # partners that apply, too
    tracks = _names()
    designations = _names()
    regions = _names()
    partner_roles = _names()
    for_distributors = models.BooleanField(default=False)
    for_inside = models.BooleanField(default=True)
    inside_roles = _names()
    current = models.ForeignKey("AssetVersion", models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)  # of the current version, for the search
    renewed_at = models.DateTimeField()  # when the current version came
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english")
        + SearchVector("file_name", weight="C", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="asset_state", condition=Q(state__in=ASSET.states)),
            models.CheckConstraint(
                name="asset_days_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # A file that nobody is to see is not published.
            models.CheckConstraint(
                name="asset_has_readers",
                condition=Q(for_partners=True) | Q(for_distributors=True) | Q(for_inside=True),
            ),
            models.CheckConstraint(
                name="asset_prospects_are_partners", condition=Q(for_prospects=False) | Q(for_partners=True)
            ),
        ]
        indexes = [
            # What is new; what is new of one kind?
            models.Index(fields=["-renewed_at", "-id"], name="asset_newest"),
            models.Index(fields=["kind", "-renewed_at", "-id"], name="asset_newest_of_kind"),
            # Which assets hold these words; which title has this part?
            GinIndex(fields=["search"], name="asset_words"),
            GinIndex(fields=["title"], name="asset_title_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class AssetVersion(models.Model):
    """One file of an asset. The document's SHA-256 is its checksum; a version never changes."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)  # what is new in it
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "number"], name="asset_version_once")]

    def __str__(self) -> str:
        return f"{self.asset.reference} version {self.number}"

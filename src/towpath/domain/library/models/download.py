"""Who took which file of the library. Written once and never changed: the database refuses it."""

from django.db import models

from towpath.domain.library.models.asset import Asset, AssetVersion
from towpath.kernel.identity.models import Organisation, Person


class Download(models.Model):
    """One file handed out."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="downloads")
    asset_version = models.ForeignKey(AssetVersion, models.PROTECT, related_name="downloads")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+"
    )  # None: the vendor's own
    door = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # Who took this asset, newest first?
            models.Index(fields=["asset", "-id"], name="download_of_asset"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_version} by {self.person}"

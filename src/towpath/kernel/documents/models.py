"""Files that people attach: stored once by their content, shown under the rights of the record they belong to."""

from django.db import models

from towpath.kernel.identity.models import Organisation, Person


class Document(models.Model):
    """A file. Its bytes lie in the store under `sha256`; the row is the only way to them."""

    class Audience(models.TextChoices):
        SHARED = "shared"  # the partner of the record and the vendor
        INTERNAL = "internal"  # the vendor alone

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.SHARED)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_of_subject")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

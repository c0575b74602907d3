"""What Credly's badges mean here, and how each reading of them went."""

from django.db import models


class CredlyTemplate(models.Model):
    """A badge template of the vendor at Credly, and the badge of the program that it stands for ("": none yet)."""

    template_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    badge = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class CredlyReading(models.Model):
    """One reading of all badges: running until it is done or failed."""

    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    badges = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    revoked = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0, db_default=0)  # badges that stood here and are given no more
    unmapped = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"reading of {self.began_at}"

"""Every book that ever decided, page by page: what a kept decision is asked again of, years later."""

from django.db import models
from django.db.models.functions import Now


class PageText(models.Model):
    """The text of one page as it was written, kept once however many books hold it. Append-only by triggers."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the text, in hexadecimal digits
    text = models.TextField()

    def __str__(self) -> str:
        return self.digest[:12]


class KeptBook(models.Model):
    """One book under its fingerprint, from the moment of its first decision. Append-only by triggers."""

    fingerprint = models.CharField(max_length=12, primary_key=True)
    kept_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.fingerprint


class KeptPage(models.Model):
    """A page of a kept book: under this name it read so. Append-only by triggers."""

    book = models.ForeignKey(KeptBook, models.PROTECT, related_name="pages")
    name = models.CharField(max_length=100)
    text = models.ForeignKey(PageText, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            # How did this page read in this book?
            models.UniqueConstraint(fields=["book", "name"], name="kept_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.book_id}"

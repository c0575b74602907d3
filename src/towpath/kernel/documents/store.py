"""Take a file in, checked by name, size and content; give its bytes back."""

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.db import models

from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

LIMIT = 10_000_000  # bytes
# ending -> (media type, beginnings that such a file can have; () where any will do)
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    ".pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    ".csv": ("text/csv", ()),
    ".txt": ("text/plain", ()),
    ".eml": ("message/rfc822", ()),
}
ACCEPTED = ",".join(KINDS)  # for the accept attribute of forms


class Upload(Protocol):
    """A file on its way in, as web forms and the API give it."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]: ...


def safe_name(name: str) -> str:
    """The last part of a file's name, without control characters, at most 120 characters with its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, ending = os.path.splitext(clean)
    return (stem[: 120 - len(ending)] or "file") + ending


def accept(
    upload: Upload, *, subject: models.Model, organisation: int | None, audience: str, occasion: Occasion
) -> Document:
    """Check a file and keep it: bytes first, then the row, in the caller's transaction. Invalid says what is wrong."""
    name = safe_name(upload.name or "file")
    ending = os.path.splitext(name)[1].lower()
    if ending not in KINDS:
        fits = ", ".join(sorted(kind.lstrip(".") for kind in KINDS))
        raise Invalid({"file": [f"“{name}” is not a kind of file that can be attached. These can: {fits}."]})
    if upload.size is not None and upload.size > LIMIT:
        raise Invalid({"file": [_too_large(name, upload.size)]})
    media_type, beginnings = KINDS[ending]
    digest, size = _store(upload, name, beginnings)
    if occasion.actor is None:
        raise ValueError("A document is added by a person.")
    return Document.objects.create(
        organisation_id=organisation,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        name=name,
        media_type=media_type,
        size=size,
        sha256=digest,
        audience=audience,
        added_by=occasion.actor,
        added_at=occasion.at,
    )


def _too_large(name: str, size: int) -> str:
    return (
        f"“{name}” has {size / 1e6:.1f} MB; at most {LIMIT // 1_000_000} MB can be attached. "
        "Split it, or save it smaller."
    )


def _store(upload: Upload, name: str, beginnings: tuple[bytes, ...]) -> tuple[str, int]:
    folder = Path(settings.FILES)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > LIMIT:
                    raise Invalid({"file": [_too_large(name, size)]})
                head = (head + chunk)[:16] if len(head) < 16 else head
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        if size == 0:
            raise Invalid({"file": [f"“{name}” is empty. Choose the file again."]})
        if beginnings and not head.startswith(beginnings):
            raise Invalid({"file": [f"What is inside “{name}” does not fit its ending. Save it anew in that format."]})
        place = path_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, place)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return digest.hexdigest(), size


def path_of(sha256: str) -> Path:
    return Path(settings.FILES) / sha256[:2] / sha256


def opened(document: Document) -> BinaryIO:
    """The bytes of a document, for reading."""
    return path_of(document.sha256).open("rb")


def documents_of(subject: models.Model) -> models.QuerySet[Document]:
    """The files of a record that were not removed."""
    return Document.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk, removed_at=None
    ).select_related("added_by")

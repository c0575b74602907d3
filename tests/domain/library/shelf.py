"""Files for the library, published as the tests want them."""

from typing import Any


def pdf(name: str = "guide.pdf", words: bytes = b"the guide") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, b"%PDF-1.7 " + words, content_type="application/pdf")


def published(occasion, title: str = "Partner guide", *, upload: Any = None, **more: Any):
    """An asset for all partners and all of the vendor's people, unless said otherwise."""
    from towpath.domain.library.actions import assets

    given = {"title": title, "kind": "partner_guide", "for_partners": True, "for_inside": True} | more
    return assets.publish(occasion, given, upload or pdf(words=title.encode()))

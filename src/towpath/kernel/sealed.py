"""Secrets that must be read again (keys of authenticators, bank numbers): kept encrypted under the installation's secret key.

A copy of the database alone opens none of them. A changed secret key leaves them shut: Unreadable.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


class Unreadable(ValueError):
    """Sealed under another secret key, or damaged."""


def seal(text: str, purpose: str) -> str:
    """The text encrypted; what is sealed for one purpose cannot be opened for another."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """The text that was sealed for this purpose; Unreadable when it cannot be opened."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable(f"What is kept sealed for “{purpose}” cannot be opened with today's secret key.") from None


def _box(purpose: str) -> Fernet:
    key = salted_hmac(f"towpath.sealed.{purpose}", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))

"""Keys to the API: made for a person, shown once, looked up by their digest, taken back."""

from datetime import datetime
from functools import cache

from django.db.models import Q, QuerySet

from towpath.kernel.identity.models import ApiToken, Person
from towpath.kernel.kept_reads import KeptRead
from towpath.kernel.refusals import Invalid, NotFound

LONGEST_KEY = 200  # characters; a longer one is none of ours and is not even hashed


def make(person: Person, name: str, at: datetime, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """A fresh token and its key. The key is in no way kept: show it to the person now, or never."""
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["Give the token a name that says what uses it, such as “nightly export”."]
    elif len(name.strip()) > 100:
        errors["name"] = ["At most 100 characters fit."]
    if expires_at is not None and expires_at <= at:
        errors["expires_at"] = ["Choose a moment to come, or leave it empty."]
    if errors:
        raise Invalid(errors)
    key = ApiToken.fresh_key()
    token = ApiToken.objects.create(
        person=person,
        name=name.strip(),
        digest=ApiToken.digest_of(key),
        hint=key[:8],
        made_at=at,
        expires_at=expires_at,
    )
    return token, key


def revoke(person: Person, token: int, at: datetime) -> ApiToken:
    """Take back one of a person's own tokens; a second time changes nothing. NotFound when it is not hers."""
    found = ApiToken.objects.filter(pk=token, person=person).first()
    if found is None:
        raise NotFound("There is no such token for you.")
    if found.revoked_at is None:
        found.revoked_at = at
        found.save(update_fields=["revoked_at"])
    return found


def tokens_of(person: Person) -> list[ApiToken]:
    """A person's tokens that can still be used or have run out, newest first; not the revoked ones."""
    return list(ApiToken.objects.filter(person=person, revoked_at=None).order_by("-id"))


def bearer(key: str, at: datetime, *related: str) -> Person | None:
    """The person whose key this is, in one query; None when it is unknown, revoked, run out, or the person has left.

    related  what else to read in the same query, as select_related takes it, from the person on
    """
    if not key or len(key) > LONGEST_KEY:
        return None
    usable = _usable(related).rows(digest=ApiToken.digest_of(key), at=at)
    if not usable:
        return None
    found = usable[0]
    if found.last_used_on is None or found.last_used_on < at.date():
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=at.date())
    return found.person


@cache
def _usable(related: tuple[str, ...]) -> KeptRead[ApiToken]:
    """The token of a digest, with its person and what else is read with her; at most one, since a digest is unique."""

    def make(digest: str, at: datetime) -> QuerySet[ApiToken]:
        usable = Q(revoked_at=None, person__is_active=True) & (Q(expires_at=None) | Q(expires_at__gt=at))
        along = ("person__organisation", *(f"person__{name}" for name in related))
        return ApiToken.objects.filter(usable, digest=digest).select_related(*along)

    return KeptRead(make, digest=str, at=datetime)

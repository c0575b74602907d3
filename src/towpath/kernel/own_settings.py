"""What a person keeps for herself: name, time zone, pace of mail, and keys to the API. The only writer of these."""

from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Q, QuerySet

from towpath.kernel.events.log import record
from towpath.kernel.events.registry import Happening, register
from towpath.kernel.identity.models import ApiToken, Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, TooMany

CHANGED, TOKEN_MADE, TOKEN_REVOKED = (
    "identity.person.settings_changed", "identity.token.made", "identity.token.revoked",
)  # fmt: skip
MOST_TOKENS = 20
THEMES = ("", "light", "dark")

register(
    Happening(CHANGED, "{name} changed settings of her own: {fields}.", ""),
    Happening(TOKEN_MADE, "{name} made the API token “{token}”.", ""),
    Happening(TOKEN_REVOKED, "{name} revoked the API token “{token}”.", ""),
)


def zones() -> list[str]:
    """Every time zone of the IANA list that people live in, by name."""
    named = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [*sorted(named), "UTC"]


@transaction.atomic(durable=True)
def change(occasion: Occasion, *, name: str, zone: str, mail_pace: str, theme: str) -> Person:
    """Change one's own name, zone, pace of mail and appearance. Invalid names each field that cannot be taken."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=occasion.actor.pk)
    wanted = {"name": name.strip(), "zone": zone.strip(), "mail_pace": mail_pace, "theme": theme}
    errors = _against(wanted)
    if errors:
        raise Invalid(errors)
    changed = [field for field, value in wanted.items() if getattr(person, field) != value]
    if changed:
        for field in changed:
            setattr(person, field, wanted[field])
        person.save(update_fields=changed)
        words = ", ".join(field.replace("_", " ") for field in changed)
        record(CHANGED, occasion, subject=person, organisation=person.organisation_id, name=person.name, fields=words)
    return person


def _against(wanted: dict[str, str]) -> dict[str, list[str]]:
    errors = {}
    if not wanted["name"]:
        errors["name"] = ["Write your name, as colleagues know you."]
    elif len(wanted["name"]) > 120:
        errors["name"] = ["At most 120 characters fit."]
    if wanted["zone"] not in available_timezones():
        errors["zone"] = [f"“{wanted['zone']}” is no time zone; choose one from the list, such as Europe/Berlin."]
    if wanted["mail_pace"] not in Person.MailPace.values:
        errors["mail_pace"] = ["Choose at once or once a day."]
    if wanted["theme"] not in THEMES:
        errors["theme"] = ["Choose light, dark, or as your device."]
    return errors


@transaction.atomic(durable=True)
def make_token(occasion: Occasion, *, name: str, days: int | None) -> tuple[ApiToken, str]:
    """A fresh key with its person's rights: the row, and the key itself, which is never shown again.

    days  how long it is good for; None for no end
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=occasion.actor.pk)
    errors = {}
    if not name.strip():
        errors["token_name"] = ["Name it after what will use it, such as “nightly export”."]
    elif len(name.strip()) > 100:
        errors["token_name"] = ["At most 100 characters fit."]
    if days is not None and not 1 <= days <= 3660:
        errors["token_days"] = ["Choose how long it is good for."]
    if errors:
        raise Invalid(errors)
    if usable_tokens(person, occasion.at).count() >= MOST_TOKENS:
        raise TooMany(
            f"You have {MOST_TOKENS} tokens.", remedy="Revoke those that nothing uses any more, then make a new one."
        )
    key = ApiToken.fresh_key()
    token = ApiToken.objects.create(
        person=person, name=name.strip(), digest=ApiToken.digest_of(key), hint=key[:8], made_at=occasion.at,
        expires_at=occasion.at + timedelta(days=days) if days else None,
    )  # fmt: skip
    _note(TOKEN_MADE, occasion, token)
    return token, key


@transaction.atomic(durable=True)
def revoke_token(occasion: Occasion, *, token: int) -> ApiToken:
    """End a key of one's own at once; ending it twice is the same."""
    found = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token, person=occasion.actor).first()
    if found is None:
        raise NotFound("There is no such token for you.")
    if found.revoked_at is None:
        found.revoked_at = occasion.at
        found.save(update_fields=["revoked_at"])
        _note(TOKEN_REVOKED, occasion, found)
    return found


def usable_tokens(person: Person, at: datetime) -> QuerySet[ApiToken]:
    """The keys of a person that still open the API, newest first."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    return person.tokens.filter(live, revoked_at=None).order_by("-id")


def _note(name: str, occasion: Occasion, token: ApiToken) -> None:
    person = occasion.actor
    record(name, occasion, subject=token, organisation=person.organisation_id, name=person.name, token=token.name)

"""What a person keeps for herself: name, time zone, pace of mail, and keys to the API. The only writer of these."""

from datetime import datetime, timedelta
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import Q, QuerySet

from towpath.kernel.events.log import record
from towpath.kernel.events.registry import Happening, register
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import ApiToken, Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotReady, TooMany

CHANGED, TOKEN_MADE, TOKEN_REVOKED = (
    "identity.person.settings_changed", "identity.token.made", "identity.token.revoked",
)  # fmt: skip
MOST_TOKENS = 20
LONGEST_TOKEN = 3660  # days
THEMES = ("", "light", "dark")

register(
    Happening(CHANGED, "{name} changed settings of their own: {fields}.", ""),
    Happening(TOKEN_MADE, "{name} made the API token “{token}”.", ""),
    Happening(TOKEN_REVOKED, "{name} revoked the API token “{token}”.", ""),
)


def zones() -> list[str]:
    """Every time zone of the IANA list that people live in, by name."""
    named = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [*sorted(named), "UTC"]


@transaction.atomic(durable=True)
def change(
    occasion: Occasion,
    *,
    name: str | None = None,
    zone: str | None = None,
    mail_pace: str | None = None,
    theme: str | None = None,
) -> Person:
    """Change one's own name, zone, pace of mail and appearance; what is left out stays.

    Invalid names each field that cannot be taken.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=occasion.person.pk)
    given = {"name": name, "zone": zone, "mail_pace": mail_pace, "theme": theme}
    wanted = {field: getattr(person, field) if value is None else value.strip() for field, value in given.items()}
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
    person = Person.objects.select_for_update(of=("self",)).get(pk=occasion.person.pk)
    if person.is_demonstration:
        raise NotReady("A demonstration has no keys.", remedy="Make a token of your own, in the workspace.")
    if days is not None and not 1 <= days <= LONGEST_TOKEN:
        raise Invalid({"days": ["Choose how long it is good for."]})
    if usable_tokens(person, occasion.at).count() >= MOST_TOKENS:
        raise TooMany(
            f"You have {MOST_TOKENS} tokens.", remedy="Revoke those that nothing uses any more, then make a new one."
        )
    token, key = tokens.make(person, name, occasion.at, occasion.at + timedelta(days=days) if days else None)
    _note(TOKEN_MADE, occasion, token)
    return token, key


@transaction.atomic(durable=True)
def revoke_token(occasion: Occasion, *, token: int) -> ApiToken:
    """End a key of one's own at once; ending it twice is the same."""
    mine = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token, person=occasion.person, revoked_at=None)
    opened = mine.first() is not None
    found = tokens.revoke(occasion.person, token, occasion.at)
    if opened:
        _note(TOKEN_REVOKED, occasion, found)
    return found


def usable_tokens(person: Person, at: datetime) -> QuerySet[ApiToken]:
    """The keys of a person that still open the API, newest first."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    return person.tokens.filter(live, revoked_at=None).order_by("-id")


def _note(name: str, occasion: Occasion, token: ApiToken) -> None:
    person = occasion.person
    record(name, occasion, subject=token, organisation=person.organisation_id, name=person.name, token=token.name)

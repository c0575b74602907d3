"""Where a partner is: its postal address, kept on its own row. What else bears it reads it there."""

from collections.abc import Mapping

from towpath.domain.partners.models import Partner
from towpath.kernel.refusals import Invalid

FIELDS = {"street": 200, "city": 100, "postal_code": 20, "state_province": 100}
NEEDED = {"street": "Write the street and the number.", "city": "Write the city."}


def read(typed: Mapping[str, str]) -> dict[str, str]:
    """An address as somebody typed it; Invalid names each field that is missing or too long."""
    words = {name: " ".join(typed.get(name, "").split()) for name in FIELDS}
    errors = {name: [why] for name, why in NEEDED.items() if not words[name]}
    errors |= {
        name: [f"At most {most} characters fit; this has {len(words[name])}."]
        for name, most in FIELDS.items()
        if len(words[name]) > most
    }
    if errors:
        raise Invalid(errors)
    return words


def is_whole(partner: Partner) -> bool:
    """Whether there is an address that mail reaches."""
    return bool(partner.street and partner.city)


def place(partner: Partner, words: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Keep the address of a locked partner, in the caller's transaction; returns what changed, field by field.

    Keeps no event: the caller's has the changes.
    """
    changed = {
        name: {"before": getattr(partner, name), "after": words[name]}
        for name in FIELDS
        if getattr(partner, name) != words[name]
    }
    for name in changed:
        setattr(partner, name, words[name])
    if changed:
        partner.save(update_fields=list(changed))
    return changed

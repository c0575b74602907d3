"""Whether a message that waited may still go out: people leave, and rights end, between its making and its sending."""

from collections.abc import Callable

from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail

Check = Callable[[Person, int], str]  # a reader, the id of the record -> why she may not read of it any more, or ""
_checks: dict[str, Check] = {}


def may_read(subject_type: str) -> Callable[[Check], Check]:
    """Register a room's answer to whether somebody may still read about one of its records."""

    def register(check: Check) -> Check:
        _checks[subject_type] = check
        return check

    return register


def why_not(mail: OutgoingMail) -> str:
    """Why a message must not go out any more, in a sentence for the history; "" when it may."""
    reader = mail.person
    if reader is None:  # to an address: an invitation, a message to somebody who has no account
        return ""
    if not reader.is_active:
        return f"{reader.name} has no access any more"
    check = _checks.get(mail.subject_type)
    return check(reader, mail.subject_id) if check is not None and mail.subject_id is not None else ""

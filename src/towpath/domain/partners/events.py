"""Names, sentences and payloads of the partners room's events."""

from towpath.kernel.events.registry import Happening, register

INVITED, JOINED, INVITATION_REVOKED, LEFT = (
    "partners.person.invited", "partners.person.joined", "partners.person.invitation_revoked", "partners.person.left",
)  # fmt: skip

register(
    Happening(INVITED, "{by} invited {email}.", "{by} invited {email}.", personal=("email",)),
    Happening(JOINED, "{name} joined.", "{name} joined.", personal=("name",)),
    Happening(
        INVITATION_REVOKED,
        "The invitation of {email} was taken back.",
        "The invitation of {email} was taken back.",
        personal=("email",),
    ),
    Happening(LEFT, "{name} no longer has access.", "{name} no longer has access.", personal=("name",)),
)

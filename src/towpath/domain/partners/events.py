"""Names, sentences and payloads of the partners room's events."""

from towpath.kernel.events.registry import Happening, register

P = "partners.person."
INVITED, INVITATION_REVOKED, JOINED, LEFT, HANDED_OVER = (
    P + "invited", P + "invitation_revoked", P + "joined", P + "left", P + "handed_over",
)  # fmt: skip

# The key of an invitation is in no event: the mail makes it anew (actions.people.key_of).
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
    Happening(
        HANDED_OVER,
        "{by} handed the administration over to {name}.",
        "{by} handed the administration over to {name}.",
        personal=("by", "name"),
    ),
)

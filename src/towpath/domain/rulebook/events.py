"""Names, sentences and payloads of the room's events. Drafts stay inside: no sentence of theirs is for a partner."""

from towpath.kernel.events.registry import Happening, register

D, P, C = "rulebook.draft.", "rulebook.publication.", "rulebook.comparison."
STARTED, DESCRIBED, WRITTEN, LEFT, BROUGHT = D + "started", D + "described", D + "written", D + "left", D + "brought"
SUBMITTED, TAKEN_BACK, SENT_BACK = D + "submitted", D + "taken_back", D + "sent_back"
PUBLISHED, GIVEN_UP = D + "published", D + "given_up"
ASKED, ENDED, FAILED = C + "asked", C + "ended", C + "failed"
MADE, ROLLED_BACK = P + "made", P + "rolled_back"

# fmt: off
register(
    Happening(STARTED, "The draft “{title}” was started.", ""),
    Happening(DESCRIBED, "Its title and reason were changed.", ""),
    Happening(WRITTEN, "“{title}” was changed.", ""),
    Happening(LEFT, "“{title}” stays as it is in force.", ""),
    Happening(BROUGHT, "It was brought forward to the program in force now: “{title}”.", ""),
    Happening(SUBMITTED, "A review was asked for.", ""),
    Happening(TAKEN_BACK, "It was taken back from review.", ""),
    Happening(SENT_BACK, "It was sent back: {reason}", ""),
    Happening(PUBLISHED, "It was published as edition {number}: {note}", ""),
    Happening(GIVEN_UP, "It was given up: {reason}", ""),
    Happening(MADE, "Edition {number} of the program was published: {note}", ""),
    Happening(ROLLED_BACK, "Edition {number} brought back the pages of edition {of}: {note}", ""),
    Happening(ASKED, "What {draft} would change over {starts_on} to {ends_on} was asked.", ""),
    Happening(ENDED, "The comparison ended: {losses} decisions worse for partners, {gains} better.", ""),
    Happening(FAILED, "The comparison failed: {reason}", ""),
)
# fmt: on

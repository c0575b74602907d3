"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

OPEN, IN_REVIEW, SENT_BACK, PUBLISHED, GIVEN_UP = "open", "in_review", "sent_back", "published", "given_up"
EDITABLE = (OPEN, SENT_BACK)
WAITING, DONE, FAILED = "waiting", "done", "failed"
D, C = "rulebook.draft.", "rulebook.comparison."

# fmt: off
DRAFT = Lifecycle(
    "draft", (OPEN, IN_REVIEW, SENT_BACK, PUBLISHED, GIVEN_UP),
    # move           from           to          permission      event               label
    ("start",        (),            OPEN,       D + "edit",     D + "started",      "Start a draft"),
    ("describe",     EDITABLE,      STAYS,      D + "edit",     D + "described",    "Change title and reason"),
    ("write",        EDITABLE,      OPEN,       D + "edit",     D + "written",      "Change a page"),
    ("leave",        EDITABLE,      OPEN,       D + "edit",     D + "left",         "Leave a page as it is"),
    ("bring_forward", EDITABLE,     STAYS,      D + "edit",     D + "brought",      "Bring forward"),
    ("submit",       EDITABLE,      IN_REVIEW,  D + "edit",     D + "submitted",    "Ask for review"),
    ("take_back",    (IN_REVIEW,),  OPEN,       D + "edit",     D + "taken_back",   "Take back"),
    ("send_back",    (IN_REVIEW,),  SENT_BACK,  D + "review",   D + "sent_back",    "Send back"),
    ("publish",      (IN_REVIEW,),  PUBLISHED,  D + "review",   D + "published",    "Publish"),
    ("give_up",      (OPEN, IN_REVIEW, SENT_BACK), GIVEN_UP, D + "edit", D + "given_up", "Give up"),
)

# Computed in the background by the product itself; whoever asked reads what came of it.
COMPARISON = Lifecycle(
    "comparison", (WAITING, DONE, FAILED),
    # move      from          to        permission  event           label
    ("ask",     (),           WAITING,  C + "ask",  C + "asked",    "Compare"),
    ("end",     (WAITING,),   DONE,     C + "end",  C + "ended",    "End"),
    ("fail",    (WAITING,),   FAILED,   C + "end",  C + "failed",   "Fail"),
)
# fmt: on

"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

OPEN, CLOSED_WON, CLOSED_LOST = "open", "closed_won", "closed_lost"
STATES = (OPEN, CLOSED_WON, CLOSED_LOST)

# fmt: off
OPPORTUNITY = Lifecycle(
    "opportunity", STATES,
    # move         from      to           permission                      event                                label
    ("create",     (),       OPEN,        "accounts.opportunity.create",  "accounts.opportunity.created",      "Create opportunity"),
    ("edit",       (OPEN,),  STAYS,       "accounts.opportunity.edit",    "accounts.opportunity.edited",       "Edit"),
    ("stamp",      STATES,   STAYS,       "accounts.opportunity.stamp",   "accounts.opportunity.stamped",      "Stamp registration"),
    ("close_won",  (OPEN,),  CLOSED_WON,  "accounts.opportunity.close",   "accounts.opportunity.closed_won",   "Close as won"),
    ("close_lost", (OPEN,),  CLOSED_LOST, "accounts.opportunity.close",   "accounts.opportunity.closed_lost",  "Close as lost"),
)
# fmt: on

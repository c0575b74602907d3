"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

OPEN, CLOSED_WON, CLOSED_LOST = "open", "closed_won", "closed_lost"
STATES = (OPEN, CLOSED_WON, CLOSED_LOST)
RECORDED, APPROVED, DECLINED, WITHDRAWN, USED, EXPIRED = (
    "recorded", "approved", "declined", "withdrawn", "used", "expired",
)  # fmt: skip
ONE = "accounts.one_off."

# fmt: off
OPPORTUNITY = Lifecycle(
    "opportunity", STATES,
    # move         from      to           permission                      event                                label
    ("create",     (),       OPEN,        "accounts.opportunity.create",  "accounts.opportunity.created",      "Create opportunity"),
    ("edit",       (OPEN,),  STAYS,       "accounts.opportunity.edit",    "accounts.opportunity.edited",       "Edit"),
    ("fix_sources", (OPEN,), STAYS,       "accounts.opportunity.edit",    "accounts.opportunity.sources_fixed", "Fix the sources by hand"),
    ("free_sources", (OPEN,), STAYS,      "accounts.opportunity.edit",    "accounts.opportunity.sources_freed", "Let registrations set the sources"),
    ("stamp",      STATES,   STAYS,       "accounts.opportunity.stamp",   "accounts.opportunity.stamped",      "Stamp registration"),
    ("close_won",  (OPEN,),  CLOSED_WON,  "accounts.opportunity.close",   "accounts.opportunity.closed_won",   "Close as won"),
    ("close_lost", (OPEN,),  CLOSED_LOST, "accounts.opportunity.close",   "accounts.opportunity.closed_lost",  "Close as lost"),
)
ONE_OFF = Lifecycle(
    "one-off permission", (RECORDED, APPROVED, DECLINED, WITHDRAWN, USED, EXPIRED),
    # move         from                   to          permission      event             label
    ("record",     (),                    RECORDED,   ONE + "record",   ONE + "recorded",   "Ask for permission"),
    ("approve",    (RECORDED,),           APPROVED,   ONE + "approve",  ONE + "approved",   "Approve"),
    ("decline",    (RECORDED,),           DECLINED,   ONE + "approve",  ONE + "declined",   "Decline"),
    ("withdraw",   (RECORDED, APPROVED),  WITHDRAWN,  ONE + "record",   ONE + "withdrawn",  "Withdraw"),
    ("use",        (APPROVED,),           USED,       ONE + "use",      ONE + "used",       "Use"),
    ("expire",     (APPROVED,),           EXPIRED,    ONE + "expire",   ONE + "expired",    "Expire"),
)
# fmt: on

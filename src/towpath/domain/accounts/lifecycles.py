"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

OPEN, CLOSED_WON, CLOSED_LOST = "open", "closed_won", "closed_lost"
STATES = (OPEN, CLOSED_WON, CLOSED_LOST)
RECORDED, APPROVED, DECLINED, WITHDRAWN, USED, EXPIRED = (
    "recorded", "approved", "declined", "withdrawn", "used", "expired",
)  # fmt: skip
ONE = "accounts.one_off."

OPP = "accounts.opportunity."

# Where an open opportunity stands (its stage) is the program's page "opportunities.stages", not a state.
# fmt: off
OPPORTUNITY = Lifecycle(
    "opportunity", STATES,
    # move               from      to           permission               event                             label
    ("create",           (),       OPEN,        OPP + "create",          OPP + "created",                  "Create opportunity"),
    ("import",           (),       OPEN,        OPP + "import",          OPP + "created",                  "Import"),
    ("edit",             (OPEN,),  STAYS,       OPP + "edit",            OPP + "edited",                   "Edit"),
    ("move_stage",       (OPEN,),  STAYS,       OPP + "edit",            OPP + "stage_moved",              "Move to another stage"),
    ("log_next_step",    (OPEN,),  STAYS,       OPP + "edit",            OPP + "next_step_logged",         "Note the next step"),
    ("apply_tags",       (OPEN,),  STAYS,       OPP + "edit",            OPP + "tagged",                   "Take over the case's values"),
    ("fix_sources",      (OPEN,),  STAYS,       OPP + "edit",            OPP + "sources_fixed",            "Fix the sources by hand"),
    ("free_sources",     (OPEN,),  STAYS,       OPP + "edit",            OPP + "sources_freed",            "Let registrations set the sources"),
    ("set_order_type",   STATES,   STAYS,       OPP + "override",        OPP + "order_type_set",           "Set the order type by hand"),
    ("compute_order_type", STATES, STAYS,       OPP + "override",        OPP + "order_type_computed",      "Let the order type be computed"),
    ("stamp",            STATES,   STAYS,       OPP + "stamp",           OPP + "stamped",                  "Stamp registration"),
    ("stamp_quote",      STATES,   STAYS,       OPP + "stamp",           OPP + "quote_stamped",            "Stamp the approved quote"),
    ("unlock_partner_fields", (OPEN,), STAYS,   OPP + "override",        OPP + "partner_fields_unlocked",  "Take the quote's stamp off"),
    ("close_won",        (OPEN,),  CLOSED_WON,  OPP + "close",           OPP + "closed_won",               "Close as won"),
    ("close_lost",       (OPEN,),  CLOSED_LOST, OPP + "close",           OPP + "closed_lost",              "Close as lost"),
    ("disqualify",       (OPEN,),  CLOSED_LOST, OPP + "close",           OPP + "closed_lost",              "Close as unqualified"),
    ("merge",            (OPEN,),  CLOSED_LOST, OPP + "merge",           OPP + "merged",                   "Merge into another"),
    ("warn_idle",        (OPEN,),  STAYS,       OPP + "follow",          OPP + "idle_warned",              "Warn of closing by itself"),
    ("close_idle",       (OPEN,),  CLOSED_LOST, OPP + "follow",          OPP + "closed_lost",              "Close by itself"),
    ("undo_import",      (OPEN,),  STAYS,       OPP + "import",          OPP + "import_undone",            "Undo an import"),
    ("drop_imported",    (OPEN,),  CLOSED_LOST, OPP + "import",          OPP + "closed_lost",              "Close what an undone import made"),
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

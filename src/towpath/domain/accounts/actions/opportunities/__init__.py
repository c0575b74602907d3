"""Everything that can be done to an opportunity. One function: one transaction, one event.

begin   created by hand or from a registration; sources fixed by hand
edit    fields that sales keeps, the next step, the tagging case's values, the order type by hand
stages  forward, back, won, lost, unqualified; what the night warns of and closes
stamp   what registrations and approved quotes write and lock
merge   the second record of one deal
"""

from towpath.domain.accounts.actions.opportunities.begin import (
    LONGEST_NAME,
    LONGEST_SOURCE,
    begun,
    create,
    fix_sources,
    free_sources,
)
from towpath.domain.accounts.actions.opportunities.edit import (
    LONGEST_STEP,
    LONGEST_WHY,
    apply_tags,
    compute_order_type,
    edit,
    log_next_step,
    set_order_type,
)
from towpath.domain.accounts.actions.opportunities.merge import merge
from towpath.domain.accounts.actions.opportunities.moves import MOVES
from towpath.domain.accounts.actions.opportunities.stages import (
    LONGEST_REASON,
    close_lost,
    close_won,
    disqualify,
    follow_the_day,
    move_stage,
)
from towpath.domain.accounts.actions.opportunities.stamp import STAMPED, stamp_quote, stamped, unlock_partner_fields

__all__ = [
    "LONGEST_NAME",
    "LONGEST_REASON",
    "LONGEST_SOURCE",
    "LONGEST_STEP",
    "LONGEST_WHY",
    "MOVES",
    "STAMPED",
    "apply_tags",
    "begun",
    "close_lost",
    "close_won",
    "compute_order_type",
    "create",
    "disqualify",
    "edit",
    "fix_sources",
    "follow_the_day",
    "free_sources",
    "log_next_step",
    "merge",
    "move_stage",
    "set_order_type",
    "stamp_quote",
    "stamped",
    "unlock_partner_fields",
]

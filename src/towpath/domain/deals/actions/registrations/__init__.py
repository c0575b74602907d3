"""Everything that can be done to a registration. One function: one transaction, one event.

claim       the partner's side: draft, amend, submit, resubmit, withdraw
intake      Ecosystem Operations: account, contact, the night's hold, sales manager, put forward
review      the chain: confirm, confer, opportunity, finding, approve, deny, send back
protection  after approval: extend, remind, expire, close, relink, the MSP's account
absences    a backup decides (hand_over); planned absences are in actions.absences
talk        comments, contact with the partner, files
"""

from towpath.domain.deals.actions.absences import hand_over
from towpath.domain.deals.actions.registrations.claim import amend, draft, register, resubmit, submit, withdraw
from towpath.domain.deals.actions.registrations.intake import (
    create_account,
    link_account,
    put_forward,
    reassign_esm,
    release,
)
from towpath.domain.deals.actions.registrations.protection import (
    ask_extension,
    close_lost,
    close_won,
    decline_extension,
    expire,
    extend,
    extend_to,
    follow_merge,
    relink_opportunity,
    remind_expiry,
    switch_account,
)
from towpath.domain.deals.actions.registrations.review import (
    approve,
    confirm_type,
    create_opportunity,
    deny,
    link_opportunity,
    record_alignment,
    record_sourcing,
    send_back,
    tell_delay,
)
from towpath.domain.deals.actions.registrations.talk import add_file, comment, contact, remove_file

__all__ = [
    "add_file",
    "amend",
    "approve",
    "ask_extension",
    "close_lost",
    "close_won",
    "comment",
    "confirm_type",
    "contact",
    "create_account",
    "create_opportunity",
    "decline_extension",
    "deny",
    "draft",
    "expire",
    "extend",
    "extend_to",
    "follow_merge",
    "hand_over",
    "link_account",
    "link_opportunity",
    "put_forward",
    "reassign_esm",
    "record_alignment",
    "record_sourcing",
    "register",
    "release",
    "relink_opportunity",
    "remind_expiry",
    "remove_file",
    "resubmit",
    "send_back",
    "submit",
    "switch_account",
    "tell_delay",
    "withdraw",
]

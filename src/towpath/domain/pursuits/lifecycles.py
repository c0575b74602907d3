"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

RECORDED, ACCEPTED, DECLINED, WITHDRAWN = "recorded", "accepted", "declined", "withdrawn"
OPEN, DONE, MISSED, DROPPED = "open", "done", "missed", "dropped"
OWED = (OPEN, MISSED)  # duties that can still be done
AWARDED, CANCELLED = "awarded", "cancelled"
STANDING = (OPEN, AWARDED)  # tenders that count for discounts
ENTERED, WON, LOST, VOID = "entered", "won", "lost", "void"
SUBMITTED, APPROVED, DENIED, REMOVED = "submitted", "approved", "denied", "removed"
UNDER_WAY = (SUBMITTED, APPROVED)  # claims of one partner on one opportunity: one at a time
N, D, T, B, P = "pursuits.notice.", "pursuits.duty.", "pursuits.tender.", "pursuits.bid.", "pursuits.preferred."

# fmt: off
NOTICE = Lifecycle(
    "customer's notice", (RECORDED, ACCEPTED, DECLINED, WITHDRAWN),
    # move        from         to          permission    event            label
    ("record",    (),          RECORDED,   N + "record", N + "recorded",  "Record a customer's notice"),
    ("accept",    (RECORDED,), ACCEPTED,   N + "decide", N + "accepted",  "Accept the notice"),
    ("decline",   (RECORDED,), DECLINED,   N + "decide", N + "declined",  "Decline the notice"),
    ("withdraw",  (RECORDED, ACCEPTED), WITHDRAWN, N + "decide", N + "withdrawn", "Withdraw the notice"),
)
DUTY = Lifecycle(
    "duty of an incumbent", (OPEN, DONE, MISSED, DROPPED),
    # move        from    to        permission     event            label
    ("open",      (),     OPEN,     D + "follow",  D + "opened",    "Open"),
    ("give",      OWED,   DONE,     D + "give",    D + "given",     "Give it"),
    ("miss",      (OPEN,), MISSED,  D + "follow",  D + "missed",    "Note that it was missed"),
    ("drop",      OWED,   DROPPED,  D + "follow",  D + "dropped",   "Drop"),
)
TENDER = Lifecycle(
    "tender", (OPEN, AWARDED, CANCELLED),
    # move        from        to         permission      event             label
    ("open",      (),         OPEN,      T + "keep",     T + "opened",     "Record a tender"),
    ("amend",     (OPEN,),    STAYS,     T + "keep",     T + "amended",    "Change its days"),
    ("award",     (OPEN,),    AWARDED,   T + "keep",     T + "awarded",    "Record the award"),
    ("cancel",    (OPEN,),    CANCELLED, T + "keep",     T + "cancelled",  "Cancel the tender"),
)
BID = Lifecycle(
    "bid", (ENTERED, WON, LOST, WITHDRAWN, VOID),
    # move        from         to          permission      event            label
    ("enter",     (),          ENTERED,    B + "enter",    B + "entered",   "Enter a bid"),
    ("services",  (ENTERED,),  STAYS,      B + "change",   B + "services_said", "Say whether own services are offered"),
    ("withdraw",  (ENTERED,),  WITHDRAWN,  B + "change",   B + "withdrawn", "Withdraw the bid"),
    ("win",       (ENTERED,),  WON,        B + "settle",   B + "won",       "Win"),
    ("lose",      (ENTERED,),  LOST,       B + "settle",   B + "lost",      "Lose"),
    ("void",      (ENTERED,),  VOID,       B + "settle",   B + "voided",    "Void"),
)
PREFERRED = Lifecycle(
    "claim to preferred co-sell", (SUBMITTED, APPROVED, DENIED, REMOVED, WITHDRAWN),
    # move        from          to          permission     event            label
    ("submit",    (),           SUBMITTED,  P + "submit",  P + "submitted", "Claim preferred co-sell"),
    ("amend",     (SUBMITTED,), STAYS,      P + "amend",   P + "amended",   "Change the claim"),
    ("link",      (SUBMITTED,), STAYS,      P + "link",    P + "linked",    "Link the opportunity"),
    ("approve",   (SUBMITTED,), APPROVED,   P + "decide",  P + "approved",  "Approve the claim"),
    ("deny",      (SUBMITTED,), DENIED,     P + "decide",  P + "denied",    "Deny the claim"),
    ("remove",    (APPROVED,),  REMOVED,    P + "decide",  P + "removed",   "Remove the partner"),
    ("withdraw",  (SUBMITTED,), WITHDRAWN,  P + "amend",   P + "withdrawn", "Withdraw the claim"),
)
# fmt: on

"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

DRAFT, IN_REVIEW, APPROVED, REJECTED, SENT, ACCEPTED = "draft", "in_review", "approved", "rejected", "sent", "accepted"
LAPSED, WITHDRAWN, SUPERSEDED = "lapsed", "withdrawn", "superseded"
STATES = (DRAFT, IN_REVIEW, APPROVED, REJECTED, SENT, ACCEPTED, LAPSED, WITHDRAWN, SUPERSEDED)
RUNNING = (DRAFT, IN_REVIEW, APPROVED, SENT)  # may still become an order
SHOWN_OUTSIDE = (SENT, ACCEPTED, LAPSED)  # what its audience sees, once it was sent
Q = "quotes.quote."
REQUESTED, APPLIED, DECLINED = "requested", "applied", "declined"
M = "quotes.approver."
RECEIVED, CHECKED, MISMATCHED, OVERRIDDEN = "received", "checked", "mismatched", "overridden"
UNSETTLED = (RECEIVED, CHECKED, MISMATCHED, OVERRIDDEN)  # orders that still wait for somebody
O = "quotes.order."  # noqa: E741 (stands in a table)

# fmt: off
QUOTE = Lifecycle(
    "quote", STATES,
    # move         from                                 to          permission         event                 label
    ("create",     (),                                  DRAFT,      Q + "create",      Q + "created",        "Create quote"),
    ("edit",       (DRAFT,),                            STAYS,      Q + "edit",        Q + "edited",         "Edit"),
    ("reprice",    (DRAFT,),                            STAYS,      Q + "edit",        Q + "repriced",       "Price again"),
    ("submit",     (DRAFT,),                            IN_REVIEW,  Q + "submit",      Q + "submitted",      "Submit for approval"),
    ("clear",      (DRAFT,),                            APPROVED,   Q + "submit",      Q + "cleared",        "Finish: no approval is required"),
    ("recall",     (IN_REVIEW,),                        DRAFT,      Q + "submit",      Q + "recalled",       "Recall"),
    ("agree",      (IN_REVIEW,),                        STAYS,      Q + "decide",      Q + "level_approved", "Approve"),
    ("settle",     (IN_REVIEW,),                        APPROVED,   Q + "decide",      Q + "approved",       "Approve, as the last"),
    ("reject",     (IN_REVIEW,),                        REJECTED,   Q + "decide",      Q + "rejected",       "Reject"),
    ("reopen",     (REJECTED,),                         DRAFT,      Q + "edit",        Q + "reopened",       "Work on it again"),
    ("make_primary", (DRAFT, APPROVED, SENT),           STAYS,      Q + "edit",        Q + "made_primary",   "Make primary"),
    ("prolong",    (APPROVED, SENT),                    STAYS,      Q + "edit",        Q + "prolonged",      "Prolong"),
    ("send",       (APPROVED, SENT),                    SENT,       Q + "send",        Q + "sent",           "Send"),
    ("accept",     (APPROVED, SENT),                    ACCEPTED,   Q + "accept",      Q + "accepted",       "Record the order"),
    ("revise",     (APPROVED, REJECTED, SENT, LAPSED),  SUPERSEDED, Q + "edit",        Q + "revised",        "Revise: a new version"),
    ("withdraw",   (DRAFT, APPROVED, REJECTED, SENT),   WITHDRAWN,  Q + "edit",        Q + "withdrawn",      "Withdraw"),
    ("end",        (*RUNNING, REJECTED),                WITHDRAWN,  Q + "follow",      Q + "withdrawn",      "End with the opportunity"),
    ("lapse",      (APPROVED, SENT),                    LAPSED,     Q + "follow",      Q + "lapsed",         "Lapse"),
)
CHANGE = Lifecycle(
    "change of an approver", (REQUESTED, APPLIED, DECLINED),
    # move         from          to          permission            event                    label
    ("request",    (),           REQUESTED,  M + "ask_change",     M + "change_requested",  "Ask for another approver"),
    ("apply",      (REQUESTED,), APPLIED,    M + "answer_change",  M + "change_applied",    "Apply"),
    ("decline",    (REQUESTED,), DECLINED,   M + "answer_change",  M + "change_declined",   "Decline"),
)
ORDER = Lifecycle(
    "purchase order", (*UNSETTLED, ACCEPTED, DECLINED),
    # move         from                    to          permission      event             label
    ("receive",    (),                     RECEIVED,   O + "receive",  O + "received",   "Hand in an order"),
    ("attach",     (RECEIVED, MISMATCHED), STAYS,      O + "correct",  O + "attached",   "Attach the paper"),
    ("match",      (RECEIVED, MISMATCHED), CHECKED,    O + "correct",  O + "matched",    "Check it"),
    ("mismatch",   (RECEIVED, MISMATCHED), MISMATCHED, O + "correct",  O + "mismatched", "Check it"),
    ("override",   (MISMATCHED,),          OVERRIDDEN, O + "override", O + "overridden", "Take it in spite of that"),
    ("accept",     (CHECKED, OVERRIDDEN),  ACCEPTED,   O + "accept",   O + "accepted",   "Accept: the quote is ordered"),
    ("decline",    UNSETTLED,              DECLINED,   O + "decline",  O + "declined",   "Decline"),
)
# fmt: on

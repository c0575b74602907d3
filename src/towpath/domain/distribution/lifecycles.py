"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

REQUESTED, WITH_BILLING, COMPLETE, RETURNED = "requested", "with_billing", "complete", "returned"
IN_REVIEW, APPROVED, LIVE, PAUSED, DECLINED, ENDED = (
    "draft_in_review", "approved", "live", "paused", "declined", "ended",
)  # fmt: skip
OPEN_BILLING = (REQUESTED, WITH_BILLING, RETURNED)
OPEN_PAGE = (REQUESTED, IN_REVIEW, RETURNED)
RUNNING_PAGE = (*OPEN_PAGE, APPROVED, LIVE, PAUSED)
B, M = "distribution.billing.", "distribution.marketplace."

# fmt: off
BILLING = Lifecycle(
    "billing record", (REQUESTED, WITH_BILLING, COMPLETE, RETURNED),
    # move        from                        to            permission     event               label
    ("request",   (),                         REQUESTED,    B + "request", B + "requested",    "Ask for billing records"),
    ("take_up",   (REQUESTED,),               WITH_BILLING, B + "work",    B + "taken_up",     "Take up"),
    ("complete",  (REQUESTED, WITH_BILLING),  COMPLETE,     B + "work",    B + "completed",    "Complete"),
    ("send_back", (REQUESTED, WITH_BILLING),  RETURNED,     B + "work",    B + "returned",     "Return for more information"),
    ("resubmit",  (RETURNED,),                REQUESTED,    B + "amend",   B + "resubmitted",  "Send again"),
    ("amend",     (*OPEN_BILLING, COMPLETE),  STAYS,        B + "amend",   B + "amended",      "Change"),
    ("confirm",   (COMPLETE,),                STAYS,        B + "work",    B + "confirmed",    "Confirm the change"),
)
MARKETPLACE = Lifecycle(
    "e-marketplace page",
    (REQUESTED, IN_REVIEW, RETURNED, APPROVED, LIVE, PAUSED, DECLINED, ENDED),
    # move          from                      to         permission     event                  label
    ("request",     (),                       REQUESTED, M + "request", M + "requested",       "Ask for a page"),
    ("draft",       (REQUESTED, RETURNED),    IN_REVIEW, M + "draft",   M + "draft_submitted", "Send the draft"),
    ("approve",     (IN_REVIEW,),             APPROVED,  M + "review",  M + "approved",        "Approve in writing"),
    ("send_back",   (IN_REVIEW,),             RETURNED,  M + "review",  M + "returned",        "Return for changes"),
    ("decline",     OPEN_PAGE,                DECLINED,  M + "review",  M + "declined",        "Decline"),
    ("go_live",     (APPROVED,),              LIVE,      M + "switch",  M + "went_live",       "Switch on"),
    ("pause",       (LIVE,),                  PAUSED,    M + "review",  M + "paused",          "Pause"),
    ("resume",      (PAUSED,),                LIVE,      M + "review",  M + "resumed",         "Resume"),
    ("end",         (APPROVED, LIVE, PAUSED), ENDED,     M + "end",     M + "ended",           "End"),
)
# fmt: on

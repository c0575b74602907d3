"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

DRAFT, SUBMITTED, IN_REVIEW, RETURNED = "draft", "submitted", "in_review", "returned"
APPROVED, DENIED, WITHDRAWN, EXPIRED = "approved", "denied", "withdrawn", "expired"
CLOSED_WON, CLOSED_LOST = "closed_won", "closed_lost"

STATES = (
    DRAFT, SUBMITTED, IN_REVIEW, RETURNED, APPROVED, DENIED, WITHDRAWN, EXPIRED, CLOSED_WON, CLOSED_LOST,
)  # fmt: skip
WITH_VENDOR = (SUBMITTED, IN_REVIEW)
UNDECIDED = (SUBMITTED, IN_REVIEW, RETURNED)
HELD = (APPROVED, CLOSED_WON)  # an opportunity has at most one registration in these

R, E = "deals.registration.", "deals.registration."

# Who signs, and in which order, is no state: the program lays it out as rows of the approval sheet, and
# "Pending Sales Review" and "Pending ASM Review" (FLD-03) are the labels of the open place while IN_REVIEW.
# fmt: off
REGISTRATION = Lifecycle(
    "registration", STATES,
    # move                 from                        to           permission                 event                     label
    ("draft",              (),                         DRAFT,       R + "draft",               E + "drafted",            "Save draft"),
    ("amend",              (DRAFT, RETURNED),          STAYS,       R + "amend",               E + "amended",            "Amend"),
    ("submit",             (DRAFT,),                   SUBMITTED,   R + "submit",              E + "submitted",          "Submit registration"),
    ("resubmit",           (RETURNED,),                SUBMITTED,   R + "submit",              E + "resubmitted",        "Resubmit"),
    ("withdraw",           (DRAFT, *UNDECIDED),        WITHDRAWN,   R + "withdraw",            E + "withdrawn",          "Withdraw"),
    ("link_account",       WITH_VENDOR,                STAYS,       R + "link_account",        E + "account_linked",     "Link account"),
    ("create_account",     (SUBMITTED,),               STAYS,       R + "link_account",        E + "account_created",    "Create account"),
    ("release",            (SUBMITTED,),               STAYS,       R + "follow",              E + "released",           "Go on: the account has its territory"),
    ("reassign_esm",       WITH_VENDOR,                STAYS,       R + "reassign_esm",        E + "esm_reassigned",     "Reassign the sales manager"),
    ("put_forward",        (SUBMITTED,),               IN_REVIEW,   R + "put_forward",         E + "put_forward",        "Submit for approval"),
    ("contact",            WITH_VENDOR,                STAYS,       R + "contact",             E + "contacted",          "Record contact with the partner"),
    ("confirm_type",       (IN_REVIEW,),               STAYS,       R + "review",              E + "type_confirmed",     "Confirm type and details"),
    ("record_sourcing",    (IN_REVIEW,),               STAYS,       R + "review",              E + "sourcing_recorded",  "Record who sourced it"),
    ("link_opportunity",   (IN_REVIEW,),               STAYS,       R + "review",              E + "opportunity_linked", "Link opportunity"),
    ("create_opportunity", (IN_REVIEW,),               STAYS,       R + "review",              E + "opportunity_created", "Create opportunity"),
    ("record_alignment",   (IN_REVIEW,),               STAYS,       R + "review",              E + "alignment_recorded", "Confirm alignment"),
    ("tell_delay",         (IN_REVIEW,),               STAYS,       R + "review",              E + "delay_told",         "Say that it takes longer"),
    ("sign",               (IN_REVIEW,),               STAYS,       R + "approve",             E + "step_approved",      "Approve"),
    ("approve",            (IN_REVIEW,),               APPROVED,    R + "approve",             E + "approved",           "Approve"),
    ("deny",               (IN_REVIEW,),               DENIED,      R + "deny",                E + "denied",             "Deny"),
    ("send_back",          WITH_VENDOR,                RETURNED,    R + "send_back",           E + "returned",           "Return for more information"),
    ("hand_over",          (IN_REVIEW,),               STAYS,       R + "hand_over",           E + "handed_over",        "Hand over"),
    ("switch_account",     (APPROVED,),                STAYS,       R + "switch_account",      E + "account_switched",   "Move the opportunity to the partner's account"),
    ("relink_opportunity", (APPROVED,),                STAYS,       R + "relink_opportunity",  E + "opportunity_relinked", "Link to another opportunity"),
    ("follow_merge",       (*UNDECIDED, APPROVED),     STAYS,       R + "follow",              E + "opportunity_merged", "Follow the merged opportunity"),
    ("ask_extension",      (APPROVED,),                STAYS,       R + "ask_extension",       E + "extension_asked",    "Ask for an extension"),
    ("extend",             (APPROVED,),                STAYS,       R + "extend",              E + "extended",           "Extend 30 days"),
    ("extend_to",          (APPROVED,),                STAYS,       R + "extend_to",           E + "extended",           "Extend to a date"),
    ("decline_extension",  (APPROVED,),                STAYS,       R + "extend",              E + "extension_declined", "Decline the extension"),
    ("remind_expiry",      (APPROVED,),                STAYS,       R + "follow",              E + "expiring",           "Remind of the expiry"),
    ("expire",             (APPROVED,),                EXPIRED,     R + "follow",              E + "expired",            "Expire"),
    ("close_won",          (APPROVED,),                CLOSED_WON,  R + "follow",              E + "closed_won",         "Close as won"),
    ("close_lost",         (*UNDECIDED, APPROVED),     CLOSED_LOST, R + "follow",              E + "closed_lost",        "Close as lost"),
    ("comment",            STATES[1:],                 STAYS,       R + "comment",             E + "commented",          "Comment"),
)
# fmt: on

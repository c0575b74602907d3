"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

PROSPECT, AUTHORIZED, ACTIVE, DENIED, FORMER = "prospect", "authorized", "active", "denied", "former"
ASKED, GRANTED, DECLINED = "asked", "granted", "declined"
RECEIVED, WITH_LEGAL, WITH_PARTNER, SIGNED = "received", "with_legal", "with_partner", "signed"
OPEN_LEGAL = (RECEIVED, WITH_LEGAL, WITH_PARTNER)
IN_PROGRAM = (AUTHORIZED, ACTIVE)
EVER = (PROSPECT, AUTHORIZED, ACTIVE, DENIED, FORMER)
PLANNED, DONE, UNDONE, DROPPED = "planned", "done", "undone", "dropped"
REQUESTED = "requested"
OPEN_NAME_CHANGE = (REQUESTED, WITH_LEGAL)
P, A, L = "partners.partner.", "partners.access_request.", "partners.legal_request."
M, N = "partners.merger.", "partners.name_change."

# fmt: off
PARTNER = Lifecycle(
    "partner", (PROSPECT, AUTHORIZED, ACTIVE, DENIED, FORMER),
    # move         from                  to          permission           event                  label
    ("sign_up",    (),                   PROSPECT,   P + "sign_up",       P + "signed_up",       "Sign up"),
    ("create",     (),                   PROSPECT,   P + "create",        P + "created",         "Create by hand"),
    ("accept",     (PROSPECT,),          AUTHORIZED, P + "accept",        P + "accepted",        "Accept the agreement"),
    ("authorize",  (PROSPECT,),          AUTHORIZED, P + "authorize",     P + "authorized",      "Authorize"),
    ("activate",   (PROSPECT,),          ACTIVE,     P + "authorize",     P + "activated",       "Make active"),
    ("deny",       (PROSPECT,),          DENIED,     P + "deny",          P + "denied",          "Deny the application"),
    ("end",        IN_PROGRAM,           FORMER,     P + "end",           P + "ended",           "End the partnership"),
    ("reinstate",  (DENIED, FORMER),     PROSPECT,   P + "reinstate",     P + "reinstated",      "Take back as prospect"),
    ("suspend",    IN_PROGRAM,           STAYS,      P + "suspend",       P + "suspended",       "Suspend good standing"),
    ("restore",    IN_PROGRAM,           STAYS,      P + "suspend",       P + "restored",        "Restore good standing"),
    ("merge",      EVER,                 FORMER,     M + "carry_out",     P + "merged",          "Merge into another partner"),
    ("part",       (FORMER,),            STAYS,      M + "undo",          P + "parted",          "Part from the other partner"),
    ("warn",       EVER,                 STAYS,      P + "follow",        P + "warned",          "Warn that the access ends"),
    ("fall_asleep", EVER,                STAYS,      P + "follow",        P + "fell_asleep",     "End the access"),
    ("revive",     EVER,                 STAYS,      P + "revive",        P + "revived",         "Open the portal again"),
)
ACCESS_REQUEST = Lifecycle(
    "access request", (ASKED, GRANTED, DECLINED),
    # move         from                  to          permission           event                  label
    ("ask",        (),                   ASKED,      A + "ask",           A + "asked",           "Ask for access"),
    ("grant",      (ASKED,),             GRANTED,    A + "decide",        A + "granted",         "Give access"),
    ("decline",    (ASKED,),             DECLINED,   A + "decide",        A + "declined",        "Decline"),
)
LEGAL_REQUEST = Lifecycle(
    "legal request", (*OPEN_LEGAL, SIGNED, DECLINED),
    # move         from                        to            permission      event               label
    ("ask",        (),                         RECEIVED,     L + "ask",      L + "received",     "Ask for a contract"),
    ("take_up",    (RECEIVED,),                WITH_LEGAL,   L + "work",     L + "taken_up",     "Take up"),
    ("send",       (RECEIVED, WITH_LEGAL),     WITH_PARTNER, L + "work",     L + "sent",         "Send to the partner"),
    ("answer",     (WITH_PARTNER,),            WITH_LEGAL,   L + "answer",   L + "answered",     "Answer"),
    ("sign",       (WITH_LEGAL, WITH_PARTNER), SIGNED,       L + "work",     L + "signed",       "File the signed contract"),
    ("decline",    OPEN_LEGAL,                 DECLINED,     L + "work",     L + "declined",     "Decline"),
)
MERGER = Lifecycle(
    "merger", (PLANNED, DONE, UNDONE, DROPPED),
    # move         from                  to          permission           event                  label
    ("plan",       (),                   PLANNED,    M + "plan",          M + "planned",         "Plan the merger"),
    ("look_again", (PLANNED,),           STAYS,      M + "plan",          M + "looked_again",    "Count again"),
    ("carry_out",  (PLANNED,),           DONE,       M + "carry_out",     M + "done",            "Carry it out"),
    ("drop",       (PLANNED,),           DROPPED,    M + "plan",          M + "dropped",         "Drop the plan"),
    ("undo",       (DONE,),              UNDONE,     M + "undo",          M + "undone",          "Undo it"),
)
NAME_CHANGE = Lifecycle(
    "name change", (*OPEN_NAME_CHANGE, DONE, DECLINED),
    # move         from                  to          permission           event                  label
    ("request",    (),                   REQUESTED,  N + "request",       N + "requested",       "Ask for a new name"),
    ("take_up",    (REQUESTED,),         WITH_LEGAL, N + "work",          N + "taken_up",        "Take up"),
    ("file",       OPEN_NAME_CHANGE,     STAYS,      N + "file",          N + "filed",           "File a document"),
    ("enter",      (WITH_LEGAL,),        DONE,       N + "work",          N + "done",            "Enter the new name"),
    ("decline",    OPEN_NAME_CHANGE,     DECLINED,   N + "work",          N + "declined",        "Decline"),
)
# fmt: on

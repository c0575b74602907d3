"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

PROSPECT, AUTHORIZED, ACTIVE, DENIED, FORMER = "prospect", "authorized", "active", "denied", "former"
ASKED, GRANTED, DECLINED = "asked", "granted", "declined"
RECEIVED, WITH_LEGAL, WITH_PARTNER, SIGNED = "received", "with_legal", "with_partner", "signed"
OPEN_LEGAL = (RECEIVED, WITH_LEGAL, WITH_PARTNER)
IN_PROGRAM = (AUTHORIZED, ACTIVE)
EVER = (PROSPECT, AUTHORIZED, ACTIVE, DENIED, FORMER)
P, A, L = "partners.partner.", "partners.access_request.", "partners.legal_request."

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
# fmt: on

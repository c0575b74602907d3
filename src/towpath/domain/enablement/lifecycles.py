"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import Lifecycle

RECEIVED, CHECKING, CHECKED, APPLYING, APPLIED, UNDONE, FAILED, DROPPED = (
    "received", "checking", "checked", "applying", "applied", "undone", "failed", "dropped",
)  # fmt: skip
FREE, ISSUED, USED, WITHDRAWN = "free", "issued", "used", "withdrawn"

_IMPORT, _FOLLOW = "enablement.completion.import", "enablement.completion.follow_import"
_WAITING = (RECEIVED, CHECKED, FAILED)

TO_FULFIL, WITH_DIRECTOR, REFUSED, REFERRED, DECLINED, FULFILLED = (
    "to_fulfil", "with_director", "refused", "referred", "declined", "fulfilled",
)  # fmt: skip
ACTIVE, RENEWED, ENDED, REVOKED = "active", "renewed", "ended", "revoked"
WAITING_LICENCES = (TO_FULFIL, WITH_DIRECTOR)
_L, _ASK, _FILE, _DECIDE = (
    "enablement.licence.",
    "enablement.licence.ask",
    "enablement.licence.file",
    "enablement.licence.decide",
)

# fmt: off
IMPORT = Lifecycle(
    "import", (RECEIVED, CHECKING, CHECKED, APPLYING, APPLIED, UNDONE, FAILED, DROPPED),
    # move      from                   to        permission  event                          label
    ("receive", (),                    RECEIVED, _IMPORT,    "enablement.import.received",  "Choose a file"),
    ("check",   _WAITING,              CHECKING, _IMPORT,    "enablement.import.mapped",    "Check the file"),
    ("checked", (CHECKING,),           CHECKED,  _FOLLOW,    "enablement.import.checked",   "Keep what the check found"),
    ("apply",   (CHECKED,),            APPLYING, _IMPORT,    "enablement.import.asked",     "Import"),
    ("applied", (APPLYING,),           APPLIED,  _FOLLOW,    "enablement.import.applied",   "Keep what was imported"),
    ("fail",    (CHECKING, APPLYING),  FAILED,   _FOLLOW,    "enablement.import.failed",    "Say why it cannot be taken"),
    ("undo",    (APPLIED,),            UNDONE,   _IMPORT,    "enablement.import.undone",    "Undo"),
    ("drop",    _WAITING,              DROPPED,  _IMPORT,    "enablement.import.dropped",   "Drop"),
)

VOUCHER = Lifecycle(
    "voucher", (FREE, ISSUED, USED, WITHDRAWN),
    # move       from                to         permission                     event                           label
    ("receive",  (),                 FREE,      "enablement.voucher.manage",   "enablement.voucher.received",  "Take in"),
    ("issue",    (FREE,),            ISSUED,    "enablement.voucher.manage",   "enablement.voucher.issued",    "Issue"),
    ("use",      (ISSUED,),          USED,      "enablement.voucher.manage",   "enablement.voucher.used",      "Mark as used"),
    ("withdraw", (FREE, ISSUED),     WITHDRAWN, "enablement.voucher.manage",   "enablement.voucher.withdrawn", "Withdraw"),
)

LICENCE_REQUEST = Lifecycle(
    "licence request", (TO_FULFIL, WITH_DIRECTOR, REFUSED, REFERRED, DECLINED, FULFILLED, WITHDRAWN),
    # move         from               to             permission       event                          label
    ("ask",        (),                TO_FULFIL,     _ASK,            _L + "asked",                  "Ask for licences"),
    ("refuse",     (),                REFUSED,       _ASK,            _L + "refused",                "Refuse by the policy"),
    ("refer",      (),                REFERRED,      _FILE,           _L + "referred",               "Let the partner buy"),
    ("file",       (),                WITH_DIRECTOR, _FILE,           _L + "exception_filed",        "File an exception"),
    ("pass",       (),                TO_FULFIL,     _FILE,           _L + "exception_passed",       "File an exception that needs nobody else"),
    ("approve",    (WITH_DIRECTOR,),  TO_FULFIL,     _DECIDE,         _L + "exception_approved",     "Approve the exception"),
    ("decline",    (WITH_DIRECTOR,),  DECLINED,      _DECIDE,         _L + "exception_declined",     "Decline the exception"),
    ("fulfil",     (TO_FULFIL,),      FULFILLED,     _L + "fulfil",   _L + "fulfilled",              "Send the licence"),
    ("withdraw",   WAITING_LICENCES,  WITHDRAWN,     _L + "withdraw", _L + "withdrawn",              "Withdraw the request"),
)

LICENCE = Lifecycle(
    "licence", (ACTIVE, RENEWED, ENDED, REVOKED),
    # move     from         to        permission        event               label
    ("issue",  (),          ACTIVE,   _L + "fulfil",    _L + "issued",      "Issue"),
    ("extend", (ACTIVE,),   ACTIVE,   _L + "follow",    _L + "extended",    "Renew by itself"),
    ("renew",  (ACTIVE,),   RENEWED,  _L + "fulfil",    _L + "renewed",     "Put a newer one in its place"),
    ("expire", (ACTIVE,),   ENDED,    _L + "follow",    _L + "expired",     "End by itself"),
    ("revoke", (ACTIVE,),   REVOKED,  _L + "revoke",    _L + "revoked",     "Take back"),
)
# fmt: on

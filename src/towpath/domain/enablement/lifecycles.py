"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import Lifecycle

RECEIVED, CHECKING, CHECKED, APPLYING, APPLIED, UNDONE, FAILED, DROPPED = (
    "received", "checking", "checked", "applying", "applied", "undone", "failed", "dropped",
)  # fmt: skip
FREE, ISSUED, USED, WITHDRAWN = "free", "issued", "used", "withdrawn"

_IMPORT, _FOLLOW = "enablement.completion.import", "enablement.completion.follow_import"
_WAITING = (RECEIVED, CHECKED, FAILED)

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
# fmt: on

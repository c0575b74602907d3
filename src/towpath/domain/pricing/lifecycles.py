"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

OPEN, CLOSED = "open", "closed"
RECEIVED, CHECKED, APPLIED, UNDONE, DROPPED = "received", "checked", "applied", "undone", "dropped"
WAITING_IMPORTS = (RECEIVED, CHECKED)
B, P, I = "pricing.book.", "pricing.price.", "pricing.import."  # noqa: E741 - the letters stand for the tables below

# fmt: off
BOOK = Lifecycle(
    "price book", (OPEN, CLOSED),
    # move       from       to       permission      event             label
    ("open",     (),        OPEN,    B + "manage",   B + "opened",     "Open a price book"),
    ("rename",   (OPEN,),   STAYS,   B + "manage",   B + "renamed",    "Rename"),
    ("price",    (OPEN,),   STAYS,   P + "set",      P + "set",        "Set a price"),
    ("end",      (OPEN,),   STAYS,   P + "set",      P + "ended",      "End a price"),
    ("withdraw", (OPEN,),   STAYS,   P + "set",      P + "withdrawn",  "Withdraw a price to come"),
    ("close",    (OPEN,),   CLOSED,  B + "manage",   B + "closed",     "Close"),
    ("reopen",   (CLOSED,), OPEN,    B + "manage",   B + "reopened",   "Open again"),
)

IMPORT = Lifecycle(
    "price import", (RECEIVED, CHECKED, APPLIED, UNDONE, DROPPED),
    # move      from              to         permission  event            label
    ("receive", (),               RECEIVED,  P + "set",  I + "received",  "Choose a file"),
    ("check",   WAITING_IMPORTS,  CHECKED,   P + "set",  I + "checked",   "Check the file"),
    ("apply",   (CHECKED,),       APPLIED,   P + "set",  I + "applied",   "Set these prices"),
    ("undo",    (APPLIED,),       UNDONE,    P + "set",  I + "undone",    "Undo"),
    ("drop",    WAITING_IMPORTS,  DROPPED,   P + "set",  I + "dropped",   "Drop"),
)
# fmt: on

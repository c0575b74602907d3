"""The life of everything in this room, as tables. No Django here."""

from towpath.kernel.lifecycle import STAYS, Lifecycle

PUBLISHED, WITHDRAWN = "published", "withdrawn"
A = "library.asset."

# fmt: off
ASSET = Lifecycle(
    "asset", (PUBLISHED, WITHDRAWN),
    # move        from           to         permission      event            label
    ("publish",   (),            PUBLISHED, A + "publish",  A + "published",  "Publish"),
    ("replace",   (PUBLISHED,),  STAYS,     A + "replace",  A + "replaced",   "Replace the file"),
    ("change",    (PUBLISHED,),  STAYS,     A + "change",   A + "changed",    "Change the details"),
    ("withdraw",  (PUBLISHED,),  WITHDRAWN, A + "withdraw", A + "withdrawn",  "Withdraw"),
    ("restore",   (WITHDRAWN,),  PUBLISHED, A + "restore",  A + "restored",   "Publish again"),
)
# fmt: on

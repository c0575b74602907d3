"""Names, sentences and payloads of the room's events."""

from towpath.kernel.events.registry import Happening, register

A = "library.asset."
PUBLISHED, REPLACED, CHANGED, WITHDRAWN, RESTORED = (
    A + "published", A + "replaced", A + "changed", A + "withdrawn", A + "restored",
)  # fmt: skip

# fmt: off
register(
    Happening(PUBLISHED, "{title} was published with {file}.", ""),
    Happening(REPLACED, "Version {number} came in the place of the one before: {file}. {note}", ""),
    Happening(CHANGED, "The details were changed.", ""),
    Happening(WITHDRAWN, "It was withdrawn: {reason}.", ""),
    Happening(RESTORED, "It was published again.", ""),
)
# fmt: on

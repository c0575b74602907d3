"""What clocks write into a record's history."""

from towpath.kernel.events.registry import Happening, register

WARNED, BREACHED, RECOMPUTED = "clocks.clock.warned", "clocks.clock.breached", "clocks.clock.recomputed"

register(
    Happening(WARNED, "The time for “{title}” is nearly up: due {due}.", ""),
    Happening(BREACHED, "“{title}” was due {due} and has not happened; {told} told.", ""),
    Happening(RECOMPUTED, "“{title}” is due {due} now, because the calendar changed: {reason}.", ""),
)

"""The tracks of the program in force: in which a partner begins, and what each is called. Which there are is the program's."""

from datetime import date

from towpath.kernel.in_force import book
from towpath.program.decisions.compliance.pages import first_track as first_of
from towpath.program.decisions.compliance.pages import track_label

LATEST = date.max  # the newest wording: a name is said as the program says it now


def first_track() -> str:
    """The track of a partner of whom nothing else is known."""
    return first_of(book(), LATEST)


def track_words(key: str) -> str:
    """What the program calls a track."""
    return track_label(key, book(), LATEST)

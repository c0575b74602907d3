"""A day as people write it in a sentence."""

from datetime import date


def day_in_words(day: date) -> str:
    """For example "17 Feb 2027"."""
    return f"{day.day} {day:%b %Y}"

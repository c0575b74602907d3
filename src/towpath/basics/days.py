"""A day as people write it in a sentence, and the same day in another month."""

from datetime import date


def day_in_words(day: date) -> str:
    """For example "17 Feb 2027"."""
    return f"{day.day} {day:%b %Y}"


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the month's last where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{day} has no day {months} months later.")

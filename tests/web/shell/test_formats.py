"""How moments, money and sizes read, at their edges."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from towpath.web.shell import formats

NOON = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Paris", "Tue 24 Nov 2026, 14:00 CET"),
        ("America/New_York", "Tue 24 Nov 2026, 08:00 EST"),
        ("Pacific/Auckland", "Wed 25 Nov 2026, 02:00 NZDT"),
        ("Asia/Kolkata", "Tue 24 Nov 2026, 18:30 IST"),
        ("Asia/Kathmandu", "Tue 24 Nov 2026, 18:45 UTC+5:45"),
        ("America/Sao_Paulo", "Tue 24 Nov 2026, 10:00 UTC-3"),
    ],
)
def test_a_moment_reads_in_the_readers_zone(zone: str, words: str) -> None:
    assert formats.moment_in_zone(NOON, zone) == words


def test_both_sides_of_a_clock_change_carry_their_own_zone() -> None:
    assert formats.moment_in_zone(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Paris").endswith("02:30 CEST")
    assert formats.moment_in_zone(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Paris").endswith("02:30 CET")


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../etc"])
def test_an_unknown_zone_is_refused_and_never_taken_for_utc(zone: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        formats.moment_in_zone(NOON, zone)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        formats.moment_in_zone(NOON.replace(tzinfo=None), "UTC")


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "in 1 min"),
        (timedelta(hours=3, minutes=20), "in 3 h 20 min"),
        (timedelta(hours=-1), "1 h ago"),
        (timedelta(hours=23, minutes=59, seconds=59), "in 23 h 59 min"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(days=-13), "13 days ago"),
        (timedelta(days=-14), "2 weeks ago"),
        (timedelta(days=63), "in 2 months"),
        (timedelta(days=-729), "24 months ago"),
        (timedelta(days=-730), "2 years ago"),
    ],
)
def test_distance_from_now(away: timedelta, words: str) -> None:
    assert formats.relative(NOON + away, NOON) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON + timedelta(hours=2), "16:00"),
        (NOON + timedelta(hours=11), "Wed 01:00"),
        (NOON - timedelta(days=6), "Wed 14:00"),
        (NOON - timedelta(days=7), "17 Nov, 14:00"),
        (NOON + timedelta(days=60), "23 Jan 2027, 14:00"),
    ],
)
def test_short_moments_never_mislead(moment: datetime, words: str) -> None:
    assert formats.short_moment(moment, "Europe/Paris", NOON) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (12_000, "3 h 20 min of working time left"),
        (90_000, "25 h of working time left"),
        (-3_900, "1 h 5 min of working time over"),
        (20, "under 1 min of working time left"),
    ],
)
def test_working_time_is_told_in_hours_never_in_days(seconds: int, words: str) -> None:
    assert formats.working_left(seconds) == words


def test_days_of_protection() -> None:
    today = date(2026, 11, 24)
    assert formats.days_left(date(2026, 12, 6), today) == "12 days left"
    assert formats.days_left(today, today) == "last day today"
    assert formats.days_left(date(2026, 11, 23), today) == "ended 1 day ago"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (Decimal("1204.5"), "USD", "USD\u00a01,204.50"),
        (Decimal("1204.00"), "EUR", "EUR\u00a01,204"),
        (Decimal("-3.10"), "EUR", "EUR\u00a0-3.10"),
        (Decimal("1204"), "JPY", "JPY\u00a01,204"),
        (None, "USD", ""),
    ],
)
def test_money(amount: Decimal | None, currency: str, words: str) -> None:
    assert formats.money(amount, currency) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (3_400, "3.4 kB"), (20_000_000, "20 MB"), (999_600, "1 MB")],
)
def test_file_sizes(size: int, words: str) -> None:
    assert formats.file_size(size) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nadia Brook", "NB"), ("Ruth", "R"), ("Amir van der Hale", "AH"), ("", "?"), ("Élise-Anne", "ÉA")],
)
def test_initials(name: str, letters: str) -> None:
    assert formats.initials(name) == letters

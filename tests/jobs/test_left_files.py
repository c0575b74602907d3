"""Files that nobody confirmed go in the night; those that records stand on stay."""

import os
from datetime import UTC, datetime, timedelta

from towpath.jobs.housekeeping import tidy


def test_an_import_that_was_checked_and_never_confirmed_goes_after_a_day(db, settings, tmp_path):
    settings.FILES = tmp_path
    (tmp_path / "imports").mkdir()
    (tmp_path / "ab").mkdir()
    now = datetime.now(UTC)
    old, young, broken, kept = (
        tmp_path / name for name in ("imports/old.csv", "imports/young.csv", "incoming-x", "ab/abcd")
    )
    for path in (old, young, broken, kept):
        path.write_text("Name\nAcme\n")
    for path in (old, broken, kept):
        stamp = (now - timedelta(days=2)).timestamp()
        os.utime(path, (stamp, stamp))
    tidy(now)
    assert [path.exists() for path in (old, young, broken, kept)] == [False, True, False, True]

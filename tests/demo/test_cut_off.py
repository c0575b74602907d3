"""A demo whose loading was killed is not taken for whole: the next start loads it anew."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Partner
from towpath.kernel.events.models import Event

SRC = Path(__file__).resolve().parents[2] / "src"
LOADING = "import django; django.setup(); from towpath import demo; print(demo.load_if_empty())"


def _start() -> subprocess.Popen[str]:
    """Another process that loads the demo into this test's database."""
    named = connection.settings_dict
    user, host, port = named["USER"] or "postgres", named["HOST"], named["PORT"] or "5432"
    secret = f":{named['PASSWORD']}" if named["PASSWORD"] else ""
    url = f"postgresql://{user}{secret}@/{named['NAME']}?host={host}&port={port}"
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(SRC)}
    return subprocess.Popen([sys.executable, "-c", LOADING], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def tables_of_ours(transactional_db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS demo_loading")


def test_a_load_that_was_killed_is_made_anew(tables_of_ours):
    killed = _start()
    until = time.monotonic() + 120
    while Registration.objects.count() < 30:
        assert killed.poll() is None, "it ended by itself"
        assert time.monotonic() < until
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert Partner.objects.exists(), "half of it is there"
    second = _start()
    said, _ = second.communicate(timeout=300)
    assert second.returncode == 0
    assert said.startswith("An earlier start was cut off while it loaded; what it had left was taken away. Loaded")
    assert (Partner.objects.count(), Registration.objects.count()) == (44, 400)
    assert Partner.objects.order_by("reference").values_list("reference", flat=True)[0] == "PAR00001"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('demo_loading'), (SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D')")
        assert cursor.fetchone() == (None, 0), "nothing noted any more, and what keeps events for good is on guard"
    assert Event.objects.order_by("id").values_list("id", flat=True)[0] == 1

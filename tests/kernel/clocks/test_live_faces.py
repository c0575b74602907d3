"""The clocks of a record read in one query look as they do read one by one."""

from datetime import UTC, date, datetime

import pytest

from tests.web.workspace.deals.steps import submitted
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks import faces
from towpath.kernel.clocks.models import Clock, Closure


@pytest.mark.rule("SLA-01")
def test_live_clocks_with_pauses_and_closed_days_in_one_query(cast, by, book, django_assert_num_queries):
    ref = submitted(cast, by)
    registrations.send_back(ref, by(cast.omar, datetime(2026, 9, 1, 13, tzinfo=UTC)), comments="Who buys?")
    registrations.resubmit(ref, by(cast.nadia, datetime(2026, 9, 2, 9, tzinfo=UTC)))
    Closure.objects.create(
        calendar=Clock.objects.first().calendar, on=date(2026, 9, 2), reason="Moving house", added_by=cast.omar,
        added_at=datetime(2026, 9, 1, tzinfo=UTC),
    )  # fmt: skip
    now, one = datetime(2026, 9, 3, 9, tzinfo=UTC), Registration.objects.get()
    slow = [face for face in faces.faces(one, book, now) if face.running]
    assert any(face.clock.pauses.exists() for face in slow)
    with django_assert_num_queries(1):
        assert faces.live(one, book, now) == slow

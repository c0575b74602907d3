"""Letters when a partner's standing changes or is about to: to its administrators and its manager, once."""

from datetime import UTC, date, datetime

import pytest

from tests.domain.enablement.compliance.stages import member, trained
from towpath.domain.enablement.actions import compliance
from towpath.kernel.events.log import deliver
from towpath.kernel.events.models import Event
from towpath.kernel.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ELG-03")]


def test_before_a_change_and_after_it_the_administrator_and_the_manager_are_told(cast, by):
    member(cast.northwind, "open", since=date(2025, 3, 1))
    trained(cast.northwind, until=date(2026, 9, 20))
    for day in (date(2026, 6, 1), date(2026, 8, 1), date(2026, 9, 20)):
        compliance.recompute_all(by(None, at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC), door="job"))
    for event in Event.objects.filter(name__startswith="enablement.compliance.").order_by("pk"):
        deliver(event.pk, event.at)
        deliver(event.pk, event.at)
    told = OutgoingMail.objects.order_by("pk").values_list("kind", "to")
    assert set(told) == {
        (kind, to)
        for kind in ("compliance.warned", "compliance.in_grace")
        for to in (cast.nina.email, cast.elena.email)
    }
    assert len(told) == 4
    warned = OutgoingMail.objects.get(kind="compliance.warned", to=cast.nina.email)
    assert "/portal/compliance" in warned.text
    assert "People with the Professional Sales Accreditation" in warned.text
    assert (
        f"/partners/{cast.northwind.reference}/compliance"
        in OutgoingMail.objects.get(kind="compliance.warned", to=cast.elena.email).text
    )

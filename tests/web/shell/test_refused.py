"""The pages for what did not happen: each says what to do, and none needs more than it can count on."""

from datetime import UTC, datetime

import pytest
from django.test import Client, RequestFactory

from towpath.web.shell.refused import broken, unreadable


def test_a_form_with_an_old_token_says_why_and_loses_nothing(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.nadia)
    answer = client.post("/portal/deals/registrations/new", {"deal_type": "resale"})
    assert answer.status_code == 403
    assert "This form is too old to be sent" in answer.content.decode()


@pytest.mark.parametrize(("page", "status"), [(broken, 500), (unreadable, 400)])
def test_a_fault_is_told_without_anything_that_could_fail_again(page, status):
    request = RequestFactory().get("/")
    answer = page(request)
    text = answer.content.decode()
    assert answer.status_code == status
    assert "Go to your home page" in text
    assert "towpath.css" in text
    assert "style=" not in text
    request.at = datetime(2026, 11, 24, 14, 5, 6, tzinfo=UTC)
    assert ("14:05:06 UTC on 2026-11-24" in page(request).content.decode()) == (page is broken)

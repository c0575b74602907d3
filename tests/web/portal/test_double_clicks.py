"""A double click where no script runs: one draft, one comment."""

from datetime import timedelta

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Comment, Registration

NEW = "/portal/deals/registrations/new"


def test_beginning_a_draft_twice_gives_one_draft(client, cast):
    client.force_login(cast.nadia)
    first, second = (client.post(NEW, {"deal_type": "resale"}) for _ in range(2))
    assert first.url == second.url
    assert Registration.objects.count() == 1
    assert client.post(NEW, {"deal_type": "msp"}).url != first.url


def test_a_draft_that_somebody_else_or_some_time_ago_began_is_left_alone(client, cast):
    client.force_login(cast.nadia)
    first = client.post(NEW, {"deal_type": "resale"})
    client.force_login(cast.nina)
    assert client.post(NEW, {"deal_type": "resale"}).url != first.url
    for row in Registration.objects.all():
        row.created_at -= timedelta(minutes=2)
        row.save()
    client.force_login(cast.nadia)
    assert client.post(NEW, {"deal_type": "resale"}).url != first.url


def test_a_comment_sent_twice_is_said_once(client, cast, by):
    ref = registrations.register(by(cast.nadia), claim()).reference
    client.force_login(cast.nadia)
    for _ in range(2):
        assert client.post(f"/portal/deals/registrations/{ref}/comment", {"body": "Any news?"}).status_code == 302
    assert Comment.objects.count() == 1

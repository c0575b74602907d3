"""Forms that are refused keep what was typed; whoever was overtaken sees by what; a second click does nothing."""

import pytest

from tests.web.workspace.deals.steps import HERE, done, form_of, in_review, ready, send, submitted, words
from towpath.domain.deals.models import Comment, Place, Registration
from towpath.kernel.events.models import Event


@pytest.mark.parametrize(
    ("move", "given", "kept", "says"),
    [
        ("deny", {"reason": "", "comments": "Kept words"}, "Kept words", "Choose the reason from the list"),
        ("record_sourcing", {"finding": "x", "note": "Kept words"}, "Kept words", "Choose one of"),
        ("send_back", {"comments": "  "}, "", "Say what is missing"),
        ("create_opportunity", {"name": "Kept words", "amount": "ten"}, "Kept words", "ten"),
        ("record_alignment", {"note": ""}, "", "Say with whom"),
    ],
)
def test_a_wrong_form_is_shown_again_with_its_errors(client, cast, by, move, given, kept, says):
    ref = in_review(cast, by)
    answer = send(client, cast.elena, ref, move, **given)
    page = words(answer)
    assert answer.status_code == 422
    assert "data-error-summary" in page
    assert says in page
    assert kept in page
    assert Registration.objects.get().state == "in_review"


def test_a_wrong_account_form_keeps_every_value(client, cast, by):
    ref = submitted(cast, by)
    answer = send(
        client, cast.omar, ref, "create_account", name="", website="kept.example", country="", employees="many"
    )
    page = words(answer)
    assert answer.status_code == 422
    for kept in ("kept.example", "many", "Write a whole number"):
        assert kept in page
    answer = send(client, cast.omar, ref, "create_account", name="", website="kept.example", country="XX1")
    assert answer.status_code == 422


def test_an_approval_that_lacks_something_says_all_of_it(client, cast, by):
    ref = in_review(cast, by)
    answer = send(client, cast.elena, ref, "approve", comments="Kept words")
    page = words(answer)
    assert answer.status_code == 409
    for text in ("cannot be approved yet", "Confirm the type and details.", "Link the opportunity", "Kept words"):
        assert text in page


def test_the_overtaken_sees_what_changed_and_keeps_what_was_typed(client, cast, by):
    ref = ready(cast, by)
    seen = form_of(client, cast.elena, f"{HERE}{ref}/deny")
    done(send(client, cast.omar, ref, "contact", note="Called the partner about the dates."))
    client.force_login(cast.elena)
    answer = client.post(f"{HERE}{ref}/deny", seen | {"reason": "duplicate", "comments": "Kept words"})
    page = words(answer)
    assert answer.status_code == 409
    for text in ("Somebody changed", "Called the partner about the dates.", "Kept words"):
        assert text in page
    assert Registration.objects.get().state == "in_review"
    fresh = str(Registration.objects.get().version)
    assert f'name="version" value="{fresh}"' in page
    done(client.post(f"{HERE}{ref}/deny", {"version": fresh, "reason": "duplicate", "comments": "Kept words"}))


def test_what_moved_on_to_somebody_else_is_told_with_what_was_typed(client, cast, by):
    ref = ready(cast, by)
    seen = form_of(client, cast.elena, f"{HERE}{ref}/send_back")
    other = type(client)()
    done(send(other, cast.elena, ref, "deny", reason="duplicate"))
    Event.objects.filter(name__endswith="denied").get()
    answer = client.post(f"{HERE}{ref}/send_back", seen | {"comments": "Kept words"})
    page = words(answer)
    assert answer.status_code == 409
    for text in ("This has moved on", "Kept words", "Denied"):
        assert text in page


@pytest.mark.parametrize(
    ("move", "given"),
    [
        ("deny", {"reason": "duplicate"}),
        ("approve", {}),
        ("send_back", {"comments": "Who buys?"}),
        ("contact", {"note": "Called."}),
    ],
)
def test_a_second_click_is_harmless(client, cast, by, move, given):
    ref = ready(cast, by)
    address = f"{HERE}{ref}/{move}"
    form = form_of(client, cast.elena, address) | given
    done(client.post(address, form))
    events = Event.objects.count()
    again = done(client.post(address, form))
    assert again["Location"] == HERE + ref
    assert Event.objects.count() == events
    assert Place.objects.filter(decided_at__isnull=False).count() <= 1
    assert "That was done already" in words(client.get(HERE + ref))


def test_a_form_without_its_version_is_refused(client, cast, by):
    ref = ready(cast, by)
    client.force_login(cast.elena)
    for version in ({}, {"version": "1e9"}, {"version": "²"}):
        answer = client.post(f"{HERE}{ref}/approve", version)
        assert (answer.status_code, "This form is incomplete" in words(answer)) == (422, True)


def test_a_move_that_is_not_open_says_what_is(client, cast, by):
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    answer = client.get(f"{HERE}{ref}/extend")
    assert (answer.status_code, "is not open" in words(answer)) == (409, True)


def test_comments_inside_and_shared(client, cast, by):
    ref = ready(cast, by)
    client.force_login(cast.elena)
    for _click in range(2):
        done(
            client.post(
                f"{HERE}{ref}/comment",
                {
                    "body": "Do you know them?",
                    "audience": "internal",
                    "mentions": [cast.amir.pk],
                    "others": "Sofia, omar@example.org",
                },
            )
        )
    said = Comment.objects.get()
    assert (said.audience, set(said.mentions)) == ("internal", {cast.amir.pk, cast.sofia.pk, cast.omar.pk})
    answer = client.post(
        f"{HERE}{ref}/comment", {"body": "Kept words", "audience": "internal", "others": "Nobody Here"}
    )
    assert (answer.status_code, "Nobody here is called Nobody Here" in words(answer)) == (422, True)
    assert "Kept words" in words(answer)
    answer = client.post(f"{HERE}{ref}/comment", {"body": "", "audience": "shared"})
    assert (answer.status_code, "Write something first." in words(answer)) == (422, True)
    page = words(client.get(f"{HERE}{ref}?history=comment"))
    assert "Elena wrote, inside only" in page
    assert "Submitted by Northwind" not in page

"""The program changed by the API alone: written, checked, reviewed by another person, published, brought back."""

import pytest

from tests.cast import person
from tests.domain.rulebook.drafting import PROTECTION, by_hand, sixty_from_2099
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
ROOT = "/program/drafts"
WRONG = "since.2099-01-01.term_days must be a whole number, not text."


@pytest.fixture
def paula(as_, cast, kept):
    return as_(cast.paula)


@pytest.fixture
def gwen(as_, kept):
    return as_(person("Gwen", Role.PROGRAMS))


@pytest.fixture
def text(kept):
    return sixty_from_2099(in_force.book())


@pytest.fixture
def one(paula):
    """The address of a draft of Paula's that changes nothing yet."""
    made = paula.post(ROOT, {"title": "Sixty days", "why": "Deals that stand still block others."})
    assert made.status_code == 201, made.content
    return made.headers["Location"].removeprefix("/api/v1")


@pytest.fixture
def in_review(paula, one, text):
    written = paula.post(f"{one}/write", {"page": PROTECTION, "text": text})
    assert paula.post(f"{one}/check", {}).json() == {"sound": True, "findings": []}
    sent = paula.post(f"{one}/submit", {"version": written.json()["version"]})
    assert (sent.status_code, sent.json()["state"]) == (200, "in_review"), sent.content
    return one


def test_a_malformed_page_is_kept_and_told_word_for_word(paula, one, text):
    wrong = text.replace("term_days = 60", 'term_days = "sixty"')
    line = 1 + wrong.splitlines().index('term_days = "sixty"')
    assert paula.post(f"{one}/write", {"page": PROTECTION, "text": wrong}).status_code == 200
    assert paula.post(f"{one}/check", {}).json() == {
        "sound": False,
        "findings": [
            {
                "page": PROTECTION,
                "line": line,
                "place": ["since", "2099-01-01", "term_days"],
                "what": WRONG,
                "remedy": "Write digits only, without quotes.",
            }
        ],
    }
    refused = paula.post(f"{one}/submit", {})
    said = f"{PROTECTION}, line {line}: {WRONG} Write digits only, without quotes."
    assert (refused.status_code, refused.json()["errors"]) == (422, {PROTECTION: [said]})
    still = paula.get(one).json()
    assert (still["state"], still["texts"][0]["text"]) == ("open", wrong)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"page": "deal_registration.luck", "text": "x = 1"}, 404, "There is nothing here for you."),
        ({"page": PROTECTION, "text": "x" * 200_001}, 422, "Some fields need another look."),
        ({"page": PROTECTION, "text": "x = 1", "versoin": 1}, 422, "Some fields need another look."),
    ],
)
def test_what_cannot_be_kept_leaves_the_draft_as_it_was(paula, one, body, status, said):
    before = paula.get(one).json()
    refused = paula.post(f"{one}/write", body)
    assert (refused.status_code, refused.json()["detail"]) == (status, said)
    assert paula.get(one).json() == before


def test_what_another_window_changed_is_not_written_over(paula, one, text):
    version = paula.get(one).json()["version"]
    assert paula.post(f"{one}/write", {"page": PROTECTION, "text": text, "version": version}).status_code == 200
    for act, body in {
        "write": {"page": PROTECTION, "text": "# late"},
        "leave": {"page": PROTECTION},
        "describe": {"title": "Late", "why": "Late."},
        "submit": {},
        "give_up": {"reason": "Late."},
    }.items():
        late = paula.post(f"{one}/{act}", {**body, "version": version})
        assert (late.status_code, late.json()["type"]) == (409, "/problems/stale"), act
    still = paula.get(one).json()
    assert (still["title"], still["state"], still["texts"][0]["text"]) == ("Sixty days", "open", text)


def test_compared_before_it_is_reviewed(paula, one, text, by):
    from towpath.domain.rulebook.actions import comparisons

    paula.post(f"{one}/write", {"page": PROTECTION, "text": text})
    asked = paula.post(
        "/program/comparisons", {"draft": one.removeprefix(f"{ROOT}/"), "over": "2026-01-01..2026-07-01"}
    )
    comparisons.compute(asked.json()["reference"], by(None, door="job"))
    done = paula.get(asked.headers["Location"].removeprefix("/api/v1")).json()
    assert (done["state"], done["result"]["total"]["loss"]) == ("done", 0)


def test_nobody_publishes_her_own(paula, in_review):
    for act, body in (("publish", {"note": "Mine."}), ("send_back", {"reason": "Mine."})):
        refused = paula.post(f"{in_review}/{act}", body)
        assert refused.status_code == 409, refused.content
        assert (
            refused.json()["detail"]
            == "You wrote this draft: another person of Programs, or their director, reviews it."
        )
    assert paula.get(in_review).json()["state"] == "in_review"


def test_sent_back_taken_up_again_and_given_up(paula, gwen, in_review):
    assert gwen.post(f"{in_review}/send_back", {"reason": "Say why 60."}).json()["answer"] == "Say why 60."
    told = paula.post(f"{in_review}/describe", {"title": "Sixty days", "why": "The median deal closes in 41 days."})
    assert (told.json()["state"], told.json()["why"]) == ("sent_back", "The median deal closes in 41 days.")
    assert paula.post(f"{in_review}/submit", {}).json()["state"] == "in_review"
    assert paula.post(f"{in_review}/take_back", {}).json()["state"] == "open"
    assert paula.post(f"{in_review}/leave", {"page": PROTECTION}).json()["pages"] == []
    assert paula.post(f"{in_review}/give_up", {"reason": "Overtaken."}).json()["state"] == "given_up"
    (listed,) = paula.get(ROOT, {"state": "given_up"}).json()["items"]
    assert (listed["href"], paula.get(ROOT, {"state": "open"}).json()["items"]) == (f"/api/v1{in_review}", [])


def test_published_with_its_day_and_note_and_brought_back(
    paula, gwen, as_, in_review, django_capture_on_commit_callbacks
):
    before = in_force.book().fingerprint
    assert gwen.post(f"{in_review}/publish", {"note": " "}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        done = gwen.post(f"{in_review}/publish", {"note": "60 days from 2099."}, Idempotency_Key="once")
    assert (done.status_code, done.json()["state"], done.json()["edition"]) == (200, "published", 2), done.content
    assert (
        gwen.post(f"{in_review}/publish", {"note": "60 days from 2099."}, Idempotency_Key="once").json() == done.json()
    )
    assert in_force.book()[PROTECTION].periods()[-1][2]["term_days"] == 60
    edition = paula.get("/program/editions/2").json()
    told = {name: edition[name] for name in ("kind", "note", "begins_on", "pages", "author", "reviewer")}
    assert told == {
        "kind": "drafted", "note": "60 days from 2099.", "begins_on": "2099-01-01", "pages": [PROTECTION],
        "author": "Paula", "reviewer": "Gwen",
    }  # fmt: skip
    olga = as_(person("Olga", Role.OPERATOR))
    with django_capture_on_commit_callbacks(execute=True):
        back = olga.post("/program/editions/1/roll_back", {"reason": "Partners were not told."})
    assert (back.status_code, back.json()["kind"], back.json()["rolls_back"]) == (201, "rolled_back", 1)
    assert back.headers["Location"] == "/api/v1/program/editions/3"
    assert in_force.book().fingerprint == before
    assert [each["number"] for each in paula.get("/program/editions").json()["items"]] == [3, 2, 1]
    again = olga.post("/program/editions/1/roll_back", {"reason": "Again."})
    assert (again.status_code, "in force now" in again.json()["detail"]) == (409, True)


def test_changed_by_hand_told_refused_and_taken_up(paula, kept, text, django_capture_on_commit_callbacks):
    assert paula.get("/program/editions/by_hand").status_code == 404, "no edition yet"
    assert paula.post("/program/editions/keep").json()["kind"] == "found"
    assert paula.post("/program/editions/bring").json()["detail"] == "The program lacks no page."
    assert paula.post("/program/editions/take_up", {"note": "Nothing."}).status_code == 409
    by_hand(kept, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    in_force.look_again()
    told = paula.get("/program/editions/by_hand").json()
    assert (told["in_force"], told["pages"], told["findings"][0]["page"]) == (False, [PROTECTION], PROTECTION)
    assert [(each["author"], each["note"], each["in_force"]) for each in told["commits"]] == [
        ("Amir", "Ninety-one", False)
    ]
    refused = paula.post("/program/editions/take_up", {"note": "Ninety-one."})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [PROTECTION])
    by_hand(kept, PROTECTION, lambda _text: text, "Sixty instead")
    in_force.look_again()
    with django_capture_on_commit_callbacks(execute=True):
        made = paula.post("/program/editions/take_up", {"note": "Sixty days from 2099, by hand."})
    assert (made.status_code, made.json()["kind"], made.json()["begins_on"]) == (201, "by_hand", "2099-01-01")
    assert paula.get("/program/editions/by_hand").json()["commits"] == []

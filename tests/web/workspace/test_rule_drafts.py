"""Drafts of the program in the workspace: written as a form or as text, checked while one types, reviewed, published, brought back."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import person
from tests.domain.rulebook.drafting import by_hand, git, sixty_from_2099
from tests.domain.rulebook.drafting import page as page_file
from towpath.domain.rulebook.actions import editions
from towpath.domain.rulebook.models import Draft, Publication
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
PROTECTION = "deal_registration.protection"
DAY = "2099-01-01"
MOST_QUERIES = 12


def said(answer) -> str:
    return unescape(answer.content.decode())


def typed(page: str) -> dict[str, object]:
    """What a browser would post of the page's form: every field with the value that it shows."""
    form = page[page.index('id="page-form"') : page.index("</form>", page.index('id="page-form"'))]
    made: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            made.setdefault(name[1], []).append(value[1] if value else "")
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        made[name] = inner
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r"<option(?: value=\"([^\"]*)\")? selected>([^<]*)", inner)
        made[name] = (chosen[1] if chosen[1] is not None else chosen[2]) if chosen else ""
    return made


@pytest.fixture
def page(cast, client, kept):
    """The editor of the protection page, in a draft of Paula's, with a new wording from 2099."""
    client.force_login(cast.paula)
    to_page = client.post(
        f"/program/drafts/new?page={PROTECTION}", {"title": "Protection of 60 days", "why": "Deals lie."}
    )
    address = to_page.headers["Location"]
    assert client.post(f"{address}/wording", {"begins_on": DAY}).status_code == 302
    return address


def test_a_form_is_made_of_the_pages_own_values_and_reads_back_to_the_same_text(page, client):
    before = Draft.objects.get().pages.get().text
    shown = said(client.get(page))
    assert f'name="since/{DAY}/term_days"' in shown
    assert client.post(page, typed(shown)).status_code == 302
    assert Draft.objects.get().pages.get().text == before


def test_a_figure_is_changed_in_the_form_and_the_example_takes_the_answer(page, client):
    form = typed(said(client.get(page)))
    form[f"since/{DAY}/term_days"] = "60"
    client.post(page, form | {"act": "example"})
    shown = said(client.get(page))
    index = max(int(each) for each in re.findall(r'name="example/(\d+)/case"', shown))
    form = typed(shown) | {f"example/{index}/case": "approved in 2099", f"example/{index}/on": "2099-03-01"}
    form[f"example/{index}/given/approved_on"] = "2099-03-01"
    client.post(page, form | {"act": f"answer:{index}"})
    text = Draft.objects.get().pages.get().text
    assert "term_days = 60" in text
    assert "term_days = 90" in text
    assert "expires_on = 2099-04-30" in text
    assert "Everything holds" in said(client.get(page))


def test_what_cannot_be_is_kept_and_told_at_its_field(page, client):
    form = typed(said(client.get(page))) | {f"since/{DAY}/term_days": "sixty"}
    told = said(client.post(f"{page}/check", form, headers={"HX-Request": "true"}))
    assert f'href="#id_since/{DAY}/term_days"' in told
    client.post(page, form)
    shown = said(client.get(page))
    assert 'value="sixty"' in shown
    assert shown.count("“Term days” must be a whole number") >= 2


def test_as_text_a_broken_page_is_kept_and_told_by_line(page, client):
    draft = Draft.objects.get()
    broken = draft.pages.get().text + "\nthis is no page\n"
    client.post(f"{page}?as=text", {"text": broken, "version": draft.version})
    shown = said(client.get(page))
    assert "this is no page" in shown
    assert "It can be changed as text alone" in shown
    assert f"line {broken.rstrip().count(chr(10)) + 1}" in shown


def rows_of(form):
    return {each for each in form if each.startswith(f"since/{DAY}/") and each.endswith("/_")}


def test_rows_come_and_go_without_a_script(page, client):
    name = page.replace(PROTECTION, "deal_registration.denial_reasons")
    client.post(f"{name}/wording", {"begins_on": DAY})
    form = typed(said(client.get(name)))
    rows = rows_of(form)
    client.post(name, form | {"act": f"more:since/{DAY}/reason"})
    more = typed(said(client.get(name)))
    assert len(rows_of(more)) == len(rows) + 1
    client.post(name, more | {"act": f"fewer:since/{DAY}/reason/{len(rows)}"})
    assert rows_of(typed(said(client.get(name)))) == rows


def test_typing_in_two_windows_loses_nothing(page, client):
    form = typed(said(client.get(page))) | {f"since/{DAY}/term_days": "61"}
    kept = client.post(page, form, headers={"X-Autosave": "1"})
    assert kept.json() == {"version": Draft.objects.get().version}
    late = client.post(page, form | {f"since/{DAY}/term_days": "62"})
    assert late.status_code == 409
    assert "62" in said(late)
    assert "term_days = 61" in Draft.objects.get().pages.get().text


def test_a_day_that_has_come_is_refused_with_the_next(page, client):
    answer = client.post(f"{page}/wording", {"begins_on": "2025-06-01"})
    assert answer.status_code == 422
    assert "days that have come are judged already" in said(answer)


def test_reviewed_published_and_brought_back(page, client, cast, django_capture_on_commit_callbacks):
    form = typed(said(client.get(page))) | {f"since/{DAY}/term_days": "60"}
    client.post(page, form | {"act": "example"})
    index = max(int(each) for each in re.findall(r'name="example/(\d+)/case"', said(client.get(page))))
    client.post(page, typed(said(client.get(page))) | {"act": f"answer:{index}"})
    draft = Draft.objects.get()
    home = f"/program/drafts/{draft.reference}"
    assert client.post(f"{home}/moves/submit", {"version": draft.version}).status_code == 302
    assert "It waits for a second person" in said(client.get(home))
    assert client.post(f"{home}/moves/publish", {"note": "Mine."}).status_code == 422
    client.force_login(person("Gwen", Role.PROGRAMS))
    looked_at = said(client.get(home))
    assert "2099" in looked_at
    assert "Until then" in looked_at
    assert client.post(f"{home}/moves/publish", {"note": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{home}/moves/publish", {"note": "60 days from 2099."}).status_code == 302
    assert in_force.book()[PROTECTION].periods()[-1][2]["term_days"] == 60
    edition = said(client.get("/program/editions/2"))
    assert "60 days from 2099." in edition
    client.force_login(person("Olga", Role.OPERATOR))
    assert "It is in force at once" in said(client.get("/program/editions/1/roll_back"))
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/program/editions/1/roll_back", {"reason": "Too soon."}).status_code == 302
    assert [*Publication.objects.order_by("number").values_list("kind", flat=True)] == [
        "found",
        "drafted",
        "rolled_back",
    ]
    assert in_force.book()[PROTECTION].periods()[-1][2]["term_days"] == 90


def test_a_page_changed_on_both_sides_marks_the_lines_that_differ(page, client, kept, by, cast):
    editions.keep(by(cast.paula))
    by_hand(kept, PROTECTION, lambda text: text.replace("How long", "For how long"), "A title")
    in_force.look_again()
    shown = said(client.get(page.split("/pages/")[0]))
    assert shown.count('<mark>title = "For how long an approved registration protects the partner"</mark>') == 1
    assert "<mark>term_days = 90</mark>\n" in shown, "of the new wording"
    assert shown.count("<mark>[since.2025-02-01]</mark>") == 0


def test_changes_by_hand_are_listed_told_and_taken_up(cast, client, kept, by, django_capture_on_commit_callbacks):
    editions.keep(by(cast.paula))
    client.force_login(cast.paula)
    assert "Changed by hand" not in said(client.get("/program/editions"))
    assert "Nothing was changed by hand" in said(client.get("/program/editions/by_hand"))
    by_hand(kept, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    in_force.look_again()
    with CaptureQueriesContext(connection) as asked:
        listed = said(client.get("/program/editions"))
    assert len(asked) <= MOST_QUERIES
    for words in (
        "Changed by hand since edition 1",
        "Ninety-one",
        "Amir",
        "not in force",
        "Example “no extension”".replace("“", '"').replace("”", '"'),
    ):
        assert words in listed, words
    told = said(client.get("/program/editions/by_hand"))
    assert "Make an edition of it" not in told
    assert client.post("/program/editions/by_hand", {"note": "91."}).status_code == 422
    assert "It is in force at once" in said(client.get("/program/editions/1/roll_back"))
    by_hand(kept, PROTECTION, lambda _text: sixty_from_2099(in_force.book()), "Sixty from 2099", who="Ruth")
    in_force.look_again()
    assert "Make an edition of it" in said(client.get("/program/editions/by_hand"))
    assert client.post("/program/editions/by_hand", {"note": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/program/editions/by_hand", {"note": "As the board decided."}).status_code == 302
    edition = said(client.get("/program/editions/2"))
    for words in ("As the board decided.", "Changed by hand before it", "Ninety-one", "Ruth", "From Thu 1 Jan 2099"):
        assert words in edition, words
    client.force_login(cast.sofia)
    assert client.get("/program/editions/by_hand").status_code == 404


def test_a_page_committed_by_hand_that_is_no_text_does_not_close_the_list(cast, client, kept, by):
    editions.keep(by(cast.paula))
    page_file(kept, PROTECTION).write_bytes(b'title = "\xff"\n')
    git(kept, "commit", "-qam", "Broken")
    client.force_login(cast.paula)
    for address in ("/program/editions", "/program/editions/by_hand"):
        assert "protection.toml" in said(client.get(address))


def test_pages_take_few_queries_and_others_find_nothing(page, client, cast):
    home = page.split("/pages/")[0]
    for address in ("/program/drafts", home, page, f"{page}?as=text", "/program/editions"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, address
    for who in (cast.sofia, cast.elena):
        client.force_login(who)
        assert {
            client.get(each).status_code
            for each in ("/program/drafts", home, page, "/program/editions", "/program/drafts/new")
        } == {404}

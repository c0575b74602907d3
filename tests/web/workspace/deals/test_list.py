"""The registrations list: views by role, filters in the address, pages, CSV, saved views, moves on many."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from tests.cast import claim
from tests.web.workspace.deals.steps import HERE, approved, done, in_review, submitted, words
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.identity.models import SavedView

LIST = "/deals/registrations"


def rows_of(page: str) -> list[str]:
    """The references of the rows of a list, in order."""
    return [part.split('"')[0] for part in page.split('data-row="')[1:]]


def table(answer) -> list[dict[str, str]]:
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.rule("DRG-23")
def test_each_role_has_its_views_and_starts_with_what_waits(client, cast, by):
    waiting, fresh = in_review(cast, by), submitted(cast, by, deal_name="Another")
    for person, first, shown in ((cast.omar, "To review", [fresh]), (cast.elena, "Waiting for me", [waiting])):
        client.force_login(person)
        page = words(client.get(LIST))
        assert first in page
        assert rows_of(page) == shown
    client.force_login(cast.sofia)
    assert rows_of(words(client.get(LIST))) == [waiting]
    client.force_login(cast.amir)
    assert "What partners submit" not in words(client.get(LIST))
    assert rows_of(words(client.get(f"{LIST}?view=managers"))) == [waiting]


def test_filters_stand_in_the_address_and_come_off_one_by_one(client, cast, by):
    msp = submitted(cast, by, deal_type="msp", managed_service="We run it.", customer_name="Borealis Foods")
    resale = submitted(cast, by)
    client.force_login(cast.omar)
    assert rows_of(words(client.get(f"{LIST}?view=all&type=msp"))) == [msp]
    assert rows_of(words(client.get(f"{LIST}?q=borealis"))) == [msp]
    assert rows_of(words(client.get(f"{LIST}?q={resale.lower()}"))) == [resale]
    assert rows_of(words(client.get(f"{LIST}?view=all&partner={cast.rival.reference}"))) == []
    assert rows_of(words(client.get(f"{LIST}?view=all&sort=oldest"))) == [msp, resale]
    assert rows_of(words(client.get(f"{LIST}?view=all&from=2026-09-01&until=2026-09-01"))) == [resale, msp]
    assert rows_of(words(client.get(f"{LIST}?view=all&until=2026-08-31"))) == []
    page = words(client.get(f"{LIST}?view=all&type=msp&state=submitted&state=denied"))
    assert "Type: MSP" in page
    assert f'href="{LIST}?view=all&amp;state=submitted&amp;state=denied"' in page  # the address without the type
    assert f'href="{LIST}?view=all&amp;type=msp&amp;state=denied"' in page or "state=denied&amp;type=msp" in page
    assert "No registration matches these filters." in words(client.get(f"{LIST}?view=all&q=nothing-like-it"))


@pytest.mark.parametrize("query", ["from=yesterday", "manager=x", "manager=²", "cursor=!!", "until=2026-13-01"])
def test_an_address_that_cannot_be_read_is_refused_in_words(client, cast, by, query):
    client.force_login(cast.omar)
    assert client.get(f"{LIST}?{query}").status_code == 422


def test_pages_follow_a_cursor(client, cast, by, monkeypatch):
    refs = [submitted(cast, by, deal_name=f"Deal {n}") for n in range(53)]
    client.force_login(cast.omar)
    page = words(client.get(f"{LIST}?view=all"))
    assert rows_of(page) == refs[:2:-1]
    following = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = words(client.get(following))
    assert rows_of(second) == refs[2::-1]
    back = second.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert rows_of(words(client.get(back))) == refs[:2:-1]


def test_the_list_and_the_record_take_few_queries(client, cast, by, django_assert_max_num_queries):
    for number in range(12):
        ref = in_review(cast, by, deal_name=f"Deal {number}")
    registrations.comment(ref, by(cast.elena), body="Asked.", audience="internal", mentions=[cast.amir.pk])
    for person in (cast.omar, cast.elena, cast.sofia):
        client.force_login(person)
        for address in ("/", LIST, f"{LIST}?view=all", HERE + ref):
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200


def test_the_record_of_an_approved_one_takes_few_queries(client, cast, by, django_assert_max_num_queries):
    ref = approved(cast, by, datetime.now(UTC))
    registrations.ask_extension(ref, by(cast.nadia, datetime.now(UTC)), why="The board meets later.")
    client.force_login(cast.omar)
    with django_assert_max_num_queries(12):
        page = words(client.get(HERE + ref))
    assert "The board meets later." in page


def test_csv_holds_the_same_rows_and_no_formula(client, cast, by):
    evil = submitted(cast, by, customer_name='=HYPERLINK("http://x")', deal_name="+1, twice")
    plain = submitted(cast, by)
    client.force_login(cast.omar)
    answer = client.get("/deals/registrations.csv?view=queue&sort=newest")
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    found = table(answer)
    assert [row["reference"] for row in found] == [plain, evil]
    assert found[1]["customer"] == '\'=HYPERLINK("http://x")'
    assert found[1]["deal"] == "'+1, twice"
    assert (found[0]["status"], found[0]["partner"], found[0]["amount"]) == ("Submitted", "Northwind", "48000.00")
    assert table(client.get("/deals/registrations.csv?view=all&state=denied")) == []


def test_a_view_is_saved_renamed_and_deleted(client, cast, by):
    client.force_login(cast.omar)
    query, saving = "view=all&state=denied&region=EMEA", "/views/deals.registrations/save"
    assert f'href="{saving}?view=all&amp;region=EMEA' in words(client.get(f"{LIST}?view=all&region=EMEA"))
    page = words(client.get(f"{saving}?{query}"))
    assert "Save this view" in page
    answer = client.post(saving, {"query": query, "name": "  "})
    assert (answer.status_code, "Give the view a name." in words(answer)) == (422, True)
    done(client.post(saving, {"query": query, "name": "Denied in EMEA"}))
    saved = SavedView.objects.get()
    assert "Denied in EMEA" in words(client.get(f"{LIST}?{saved.query}"))
    changing = f"/views/{saved.pk}/change"
    done(client.post(changing, {"do": "rename", "name": "Denied"}))
    done(client.post(changing, {"do": "rename", "name": " "}))
    assert "Give the view a name." in words(client.get(saving))
    assert SavedView.objects.get().name == "Denied"
    client.force_login(cast.elena)
    for act in ("delete", "rename"):
        assert client.post(changing, {"do": act, "name": "Hers"}).status_code == 404
    client.force_login(cast.omar)
    done(client.post(changing, {"do": "delete"}))
    assert not SavedView.objects.exists()


def test_columns_are_chosen_kept_and_followed_by_the_file(client, cast, by):
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    keeping = "/views/deals.registrations/columns"
    assert ">Amount<" not in heads(words(client.get(f"{LIST}?view=all")))
    answer = client.post(
        keeping, {"query": "view=all&cursor=x", "columns": ["amount", "region", "unknown"], "do": "keep"}
    )
    assert (answer.status_code, answer.url) == (302, f"{LIST}?view=all")
    page = words(client.get(f"{LIST}?view=all"))
    assert titles(page) == ["Reference", "Region", "Amount"]
    assert "48,000" in page
    assert table(client.get(f"{LIST}.csv?view=all")) == [{"reference": ref, "region": "EMEA", "amount": "48000.00"}]
    assert titles(words(client.get(f"{LIST}?view=all&columns=status"))) == ["Reference", "Status"]
    assert "columns=amount.region" in words(
        client.get(f"{LIST}?view=all&region=EMEA")
    )  # goes with the view that is saved
    # A view that names its own columns is changed in its address; what is kept for the list stays.
    changed = client.post(keeping, {"query": "view=all&columns=status", "columns": ["due"], "do": "keep"})
    assert changed.url == f"{LIST}?view=all&columns=due"
    done(client.post(keeping, {"query": "view=all", "columns": ["due"], "do": "forget"}))
    assert "Customer" in titles(words(client.get(f"{LIST}?view=all")))
    assert client.post("/views/nowhere.at_all/columns", {"columns": ["due"]}).status_code == 404
    assert len(table(client.get(f"{LIST}.csv?view=all"))[0]) == 19  # nothing chosen: everything


def titles(page: str) -> list[str]:
    """The titles of a list's columns as a reader sees them."""
    return [
        re.sub(r"<[^>]+>", "", cell).strip()
        for cell in re.findall(r'<th scope="col"(?! class="cell-select")[^>]*>(.*?)</th>', page, re.S)
    ]


def heads(page: str) -> str:
    return page.split("<thead>")[1].split("</thead>")[0]


def test_every_column_can_be_shown_in_few_queries(client, cast, by, django_assert_max_num_queries):
    from towpath.web.workspace.deals_columns import COLUMNS

    for number in range(5):
        submitted(cast, by, deal_name=f"Deal {number}")
    client.force_login(cast.omar)
    every = ".".join(column.key for column in COLUMNS)
    with django_assert_max_num_queries(12):
        page = words(client.get(f"{LIST}?view=all&partner={cast.northwind.reference}&columns={every}"))
    assert len(titles(page)) == len(COLUMNS)
    assert "Partner: Northwind" in page


def test_a_script_gets_the_list_alone(client, cast, by):
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    part = client.get(f"{LIST}?view=all", headers={"HX-Request": "true", "HX-Target": "section#list"})
    assert rows_of(words(part)) == [ref]
    assert words(part).lstrip().startswith('<section class="list"')
    assert "<html" not in words(part)
    whole = client.get(f"{LIST}?view=all")
    assert "<html" in words(whole)
    assert "HX-Request" in whole["Vary"]  # no cache shows the part for the page


def test_the_partner_is_found_by_a_part_of_its_name(client, cast, by):
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    assert rows_of(words(client.get(f"{LIST}?view=all&partner=north"))) == [ref]
    assert rows_of(words(client.get(f"{LIST}?view=all&partner=rivalry"))) == []
    found = words(client.get("/partners/suggest?partner=north"))
    assert f'<option value="Northwind">{cast.northwind.reference}</option>' in found
    assert "<option" not in words(client.get("/partners/suggest?partner="))
    assert '<select id="filter-partner"' not in words(client.get(f"{LIST}?view=all"))


@pytest.mark.rule("DRG-18")
def test_many_are_extended_after_a_dry_run(client, cast, by):
    now = datetime.now(UTC)
    good, wrong = approved(cast, by, now), submitted(cast, by, deal_name="Another")
    before = Registration.objects.get(reference=good)
    client.force_login(cast.omar)
    page = words(client.post(f"{LIST}/bulk", {"move": "extend", "selected": [good, wrong, "REG99999"]}))
    assert "1 registration will change" in page
    assert "1 registration stays as it is" in page
    assert Registration.objects.get(reference=good).expires_on == before.expires_on
    chosen = f"{good}:{before.version}"
    assert chosen in page
    page = words(client.post(f"{LIST}/bulk/confirm", {"move": "extend", "chosen": [chosen, f"{wrong}:1"]}))
    assert "1 registration changed" in page
    assert "is not open" in page
    after = Registration.objects.get(reference=good)
    assert (after.expires_on - before.expires_on).days == 30
    page = words(client.post(f"{LIST}/bulk/confirm", {"move": "extend", "chosen": [chosen]}))
    assert "0 registrations changed" in page
    assert Registration.objects.get(reference=good).extensions == 1


@pytest.mark.rule("DRG-06")
def test_many_are_given_to_another_sales_manager(client, cast, by):
    refs = [submitted(cast, by, deal_name=f"Deal {n}") for n in range(2)]
    client.force_login(cast.omar)
    page = words(client.post(f"{LIST}/bulk", {"move": "reassign_esm", "selected": refs}))
    assert "Leaves Elena." in page
    chosen = [f"{ref}:{Registration.objects.get(reference=ref).version}" for ref in refs]
    answer = client.post(f"{LIST}/bulk/confirm", {"move": "reassign_esm", "chosen": chosen, "esm": ""})
    assert (answer.status_code, chosen[0] in words(answer)) == (422, True)
    client.post(f"{LIST}/bulk/confirm", {"move": "reassign_esm", "chosen": chosen, "esm": cast.emil.pk})
    assert set(Registration.objects.values_list("esm__name", flat=True)) == {"Emil"}
    client.force_login(cast.sofia)
    assert client.post(f"{LIST}/bulk", {"move": "reassign_esm", "selected": refs}).status_code == 404


def test_home_shows_what_waits_by_due_moment_and_says_when_nothing_does(client, cast, by):
    client.force_login(cast.omar)
    assert "What partners submit appears here" in words(client.get("/"))
    late, early = submitted(cast, by), submitted(cast, by, deal_name="Another")
    assert rows_of(words(client.get("/"))) == [late, early]
    for person, text in ((cast.elena, "What you are asked to decide"), (cast.paula, "Where your work is")):
        client.force_login(person)
        assert text in words(client.get("/"))
    client.force_login(cast.sofia)
    registrations.link_account(late, by(cast.omar), account=cast.acme.reference)
    assert rows_of(words(client.get("/"))) == [late]


def test_the_header_shows_the_clock_due_first_and_leads_to_its_explanation(client, cast, by):
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    page = words(client.get(HERE + ref))
    assert "Ecosystem Operations review a submitted registration" in page
    why = page.split('class="clock-why" href="')[1].split('"')[0]
    assert client.get(why).status_code == 200


def test_a_list_of_drafts_of_partners_stays_theirs(client, cast, by):
    made = registrations.draft(by(cast.nadia), claim())
    client.force_login(cast.omar)
    assert made.reference not in words(client.get(f"{LIST}?view=all&state=draft"))
    assert client.get(HERE + made.reference).status_code == 404

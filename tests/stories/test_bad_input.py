"""Bad input on the way into the program: a flood, a used invitation, a changed agreement, a bad file. Answered, nothing lost."""

import io
import re
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.domain.partners.becoming import accepted, confirmed, typed
from tests.stories.doors import GOOD, NUMBERS, browser, link_in, mail, said
from towpath.domain.enablement.actions import imports
from towpath.domain.enablement.models import Completion, CompletionImport
from towpath.domain.partners.actions import agreements, people, sign_up
from towpath.domain.partners.models import AgreementAcceptance, LegalRequest, Partner, SignUp
from towpath.jobs.enablement import read_import
from towpath.kernel import in_force
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import MoveNotOpen, Refusal
from towpath.program.book import Book


@pytest.fixture(autouse=True)
def fresh_counts(settings, tmp_path):
    from django.core.cache import cache

    settings.FILES = tmp_path / "files"
    cache.clear()
    yield
    cache.clear()


# -- a flood of sign-ups -----------------------------------------------------------------------------------------------

FLOOD, HONEST = "203.0.113.9", "198.51.100.4"


@pytest.mark.django_db
@pytest.mark.rule("ONB-01")
def test_a_flood_is_limited_told_when_to_come_back_and_costs_honest_people_nothing(cast):
    before = typed(company="Harbour Works", website="harbour.example", email="olga@harbour.example", tax_number="")
    assert browser().post("/join", before, REMOTE_ADDR=HONEST).url == "/join/sent"
    flood, answers = browser(), []
    for number in range(40):
        given = typed(
            company=f"Made up {number}", website=f"m{number}.example", email=f"x@m{number}.example", tax_number=""
        )
        answers.append(flood.post("/join", given, REMOTE_ADDR=FLOOD))
    assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 20
    last = answers[-1]
    assert int(last["Retry-After"]) > 0
    assert "Made up 39" in said(last), "what was typed is kept"
    assert "x@m39.example" in said(last)
    assert SignUp.objects.count() == 21

    meanwhile = typed(company="Quay Consulting", website="quay.example", email="omid@quay.example", tax_number="")
    assert browser().post("/join", meanwhile, REMOTE_ADDR=HONEST).url == "/join/sent"
    for address in ("olga@harbour.example", "omid@quay.example"):
        guest = browser()
        link = link_in(mail(address, "partners.sign_up"))
        assert guest.post(link, {"password": GOOD}, REMOTE_ADDR=HONEST).url == "/portal/agreement"
    assert Partner.objects.count() == 4


@pytest.mark.django_db
def test_nobodys_mailbox_is_flooded_from_many_places(cast):
    answers = [browser().post("/join", typed(), REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(10)]
    assert answers == [302] * 4 + [429] * 6
    mail("lena@bluewater.example", "partners.sign_up")
    assert OutgoingMail.objects.filter(to="lena@bluewater.example").count() == 1, "only the newest link is sent"


# -- an invitation used twice, and by another address ------------------------------------------------------------------


@pytest.fixture
def invited(cast, book) -> tuple[Invitation, str]:
    """Noor's invitation to Northwind and its page."""
    now = Occasion(actor=cast.nina, at=datetime.now(UTC), door="portal", book=book)
    made = people.invite(now, email="noor@northwind.example", role="partner_seller")
    return made, f"/invitations/{people.key_of(made)}"


@pytest.mark.django_db
@pytest.mark.rule("ROL-01")
def test_an_invitation_is_used_once_and_for_its_own_address_whatever_the_form_says(cast, invited):
    _, page = invited
    forged = {
        "name": "Noor", "password": GOOD, "email": "mallory@rival.example", "username": "mallory@rival.example",
        "role": "partner_admin", "roles": "ops", "organisation": cast.rival.organisation_id,
    }  # fmt: skip
    assert browser().post(page, forged).url == "/portal/"
    noor = Person.objects.get(name="Noor")
    assert (noor.email, noor.roles, noor.organisation) == (
        "noor@northwind.example", ["partner_seller"], cast.northwind.organisation,
    )  # fmt: skip
    for again in (browser().get(page), browser().post(page, forged | {"name": "Mallory"})):
        assert (again.status_code, "used already" in said(again)) == (409, True)
    assert not Person.objects.filter(name="Mallory").exists()
    noor.refresh_from_db()
    assert noor.check_password(GOOD)


@pytest.mark.django_db
@pytest.mark.rule("ROL-01")
def test_an_invitation_opened_while_signed_in_as_another_is_left_for_its_owner(cast, invited):
    invitation, page = invited
    for other in (cast.ruth, cast.nadia, cast.omar, cast.dirk):
        client = browser(other)
        for answer in (client.get(page), client.post(page, {"name": "Mallory", "password": GOOD})):
            assert (answer.status_code, "noor@northwind.example alone" in said(answer)) == (409, True)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert browser().post(page, {"name": "Noor", "password": GOOD}).url == "/portal/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("ROL-01")
def test_two_who_use_one_invitation_at_the_same_moment_make_one_person(cast, invited, book):
    invitation, _ = invited
    key, start, ended = people.key_of(invitation), threading.Barrier(2), []

    def come_in(name: str) -> None:
        try:
            start.wait(timeout=20)
            nobody = Occasion(actor=None, at=datetime.now(UTC), door="portal", book=book)
            people.accept(key, nobody, name=name, password=GOOD)
            ended.append("in")
        except MoveNotOpen:
            ended.append("used already")
        finally:
            connection.close()

    racers = [threading.Thread(target=come_in, args=(name,)) for name in ("Noor", "Mallory")]
    for one in racers:
        one.start()
    for one in racers:
        one.join(timeout=60)
    assert sorted(ended) == ["in", "used already"]
    assert Person.objects.filter(email="noor@northwind.example").count() == 1


# -- an agreement that changes between showing and accepting -----------------------------------------------------------

NEWER = """
[since.2026-02-01]

[[since.2026-02-01.agreement]]
key = "general"
version = "2026-9"
title = "Partner agreement"
regions = ["AMER", "EMEA", "APJ"]
invented = true
text = \"\"\"
1. A newer made-up text.
\"\"\"

[[example]]
"""


def changed_book(tmp_path: Path, book: Book, how: str) -> Book:
    """The program with another agreement in force: a newer version, or another text under the version that was shown."""
    folder = tmp_path / "program"
    shutil.copytree(book.folder, folder)
    page = folder / "partners" / "agreement.toml"
    text = page.read_text()
    if how == "a newer version":
        page.write_text(text.replace("[[example]]\n", NEWER, 1))
    else:
        page.write_text(text.replace("with thirty days' notice", "with ninety days' notice"))
    return Book(folder)


@pytest.mark.django_db
@pytest.mark.rule("ONB-02")
@pytest.mark.parametrize("how", ["a newer version", "another text under the same version"])
def test_what_is_accepted_is_what_was_shown_or_nothing(cast, book, noon, tmp_path, how):
    lena = confirmed(book, noon)
    shown = agreements.agreement("EMEA", book, noon.date())
    other = changed_book(tmp_path, book, how)
    who = Occasion(actor=lena, at=noon, door="portal", book=other)
    reference = lena.organisation.partner.reference
    with pytest.raises(agreements.AgreementChanged) as refused:
        agreements.accept(reference, who, version=shown.version, checksum=shown.checksum, signatory=True, place=None)
    now = agreements.agreement("EMEA", other, noon.date())
    assert f"version {now.version}" in refused.value.remedy
    assert not AgreementAcceptance.objects.exists()
    assert Partner.objects.get(reference=reference).status == "prospect"
    done = agreements.accept(reference, who, version=now.version, checksum=now.checksum, signatory=True, place=None)
    assert (done.status, AgreementAcceptance.objects.get().checksum) == ("authorized", now.checksum)


@pytest.mark.django_db
@pytest.mark.rule("ONB-02", "ONB-03")
@pytest.mark.parametrize("how", ["a newer version", "another text under the same version"])
def test_the_page_shows_the_agreement_anew_and_nothing_is_signed(cast, book, tmp_path, settings, monkeypatch, how):
    lena = browser()
    lena.post("/join", typed())
    lena.post(link_in(mail("lena@bluewater.example", "partners.sign_up")), {"password": GOOD})
    version, checksum = re.search(NUMBERS, said(lena.get("/portal/agreement"))).groups()
    settings.PROGRAM = changed_book(tmp_path, book, how).folder
    monkeypatch.setattr(in_force, "_kept", None)  # what was read of the other folder
    answer = lena.post("/portal/agreement", {"signatory": "yes", "version": version, "checksum": checksum})
    page = said(answer)
    assert (answer.status_code, "changed after it was shown" in page) == (409, True)
    assert ("A newer made-up text." if how == "a newer version" else "ninety days") in page, (
        "the text in force stands there"
    )
    assert not AgreementAcceptance.objects.exists()
    assert Partner.objects.get(name__startswith="Bluewater").status == "prospect"
    fresh = re.search(NUMBERS, page).groups()
    assert fresh != (version, checksum)
    again = lena.post("/portal/agreement", {"signatory": "yes", "version": fresh[0], "checksum": fresh[1]})
    assert again.url == "/portal/"
    assert AgreementAcceptance.objects.get().checksum == fresh[1]


@pytest.mark.django_db
@pytest.mark.rule("ONB-03")
def test_a_question_that_is_too_long_is_kept_and_no_request_is_made(cast):
    lena = browser()
    lena.post("/join", typed())
    lena.post(link_in(mail("lena@bluewater.example", "partners.sign_up")), {"password": GOOD})
    answer = lena.post("/portal/agreement/contract", {"question": "Clause three. " * 200})
    assert (answer.status_code, "At most 2000 characters fit" in said(answer)) == (422, True)
    assert "Clause three. Clause three." in said(answer)
    assert not LegalRequest.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("ONB-02")
def test_accepting_twice_at_once_stamps_once(cast, book):
    """A double click, or two administrators at the same moment."""
    at = datetime.now(UTC)
    lena = confirmed(book, at)
    start, ended = threading.Barrier(2), []

    def click() -> None:
        try:
            start.wait(timeout=20)
            accepted(lena, book, at)
            ended.append("accepted")
        except Refusal as refusal:
            ended.append(type(refusal).__name__)
        finally:
            connection.close()

    racers = [threading.Thread(target=click) for _ in range(2)]
    for one in racers:
        one.start()
    for one in racers:
        one.join(timeout=60)
    assert sorted(ended) == ["MoveNotOpen", "accepted"]
    assert AgreementAcceptance.objects.count() == 1


# -- a file of completions, one row in a hundred bad -------------------------------------------------------------------

ROWS = 2_000  # bench.completions reads 200,000 by the same way
FAULTS = ("no address", "03/04/2026", "2999-01-01", "Advanced basket weaving")


def file_of(rows: int) -> bytes:
    """A training platform's export; every hundredth row has one of four faults."""
    lines = ["Record ID,Email,Name,Course,Date earned"]
    for number in range(1, rows + 1):
        email, course, day = f"p{number}@northwind.example", "GitLab Foundations for Partners", "2026-03-01"
        if number % 100 == 0:
            fault = FAULTS[number // 100 % 4]
            email, course, day = (
                (fault, course, day)
                if "address" in fault
                else (email, course, fault)
                if fault[0].isdigit()
                else (email, fault, day)
            )
        lines.append(f"r{number},{email},P {number},{course},{day}")
    return "\n".join(lines).encode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CRT-05")
def test_a_file_with_bad_rows_is_shown_by_line_and_its_good_rows_come_in(cast):
    omar = browser(cast.omar)
    upload = io.BytesIO(file_of(ROWS))
    upload.name = "year.csv"
    there = omar.post("/enablement/imports", {"file": upload}).url
    row = CompletionImport.objects.get()
    omar.post(f"{there}/check", row.columns)
    read_import(row.reference)
    bad = ROWS // 100
    row.refresh_from_db()
    assert (row.state, row.rows, row.added, row.refused) == ("checked", ROWS, ROWS - bad, bad)
    assert not Completion.objects.exists(), "a check keeps nothing"
    page = said(omar.get(there))
    assert "no address" in page
    assert "Advanced basket weaving" in page
    faults = said(omar.get(f"{there}/faults.csv")).splitlines()
    assert [int(line.split(",")[0]) for line in faults[1:]] == [100 * n + 1 for n in range(1, bad + 1)]
    assert all(line.count(",") >= 4 for line in faults[1:]), "each says what is wrong and what would be right"
    omar.post(f"{there}/apply")
    read_import(row.reference)
    assert Completion.objects.count() == ROWS - bad
    assert f"{ROWS - bad:,}" in said(omar.get(there))
    omar.post(f"{there}/undo")
    assert not Completion.objects.filter(voided_at=None).exists()


@pytest.mark.django_db
@pytest.mark.rule("CRT-05")
def test_the_corrected_rows_alone_can_follow(cast, by):
    occasion = by(cast.omar)

    def taken(content: bytes) -> CompletionImport:
        row = imports.receive(occasion, io.BytesIO(content), file_name="year.csv")
        imports.check(row.reference, occasion, columns=row.columns, run=False)
        imports.read(row.reference, occasion)
        imports.apply(row.reference, occasion, run=False)
        return imports.read(row.reference, occasion)

    first = taken(file_of(200))
    assert (first.added, first.refused) == (198, 2)
    mended = file_of(200).decode()
    for fault, right in zip(FAULTS, ("p400@northwind.example", "2026-04-03", "2026-04-03", "PSE"), strict=True):
        mended = mended.replace(fault, right)
    second = taken(mended.encode())
    assert (second.added, second.unchanged, second.refused) == (2, 198, 0)


# -- a link that is too old --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_link_that_ran_out_says_so_and_a_new_one_is_a_minute_away(cast, book):
    who = Occasion(actor=None, at=datetime.now(UTC) - timedelta(days=3), door="portal", book=book)
    old = sign_up.begin(who, typed(), place="192.0.2.7")
    answer = browser().get(f"/join/{sign_up.key_of(old)}")
    assert (answer.status_code, "expired" in said(answer)) == (409, True)
    assert "Sign up again" in said(answer)

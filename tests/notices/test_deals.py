"""Who is told what about a registration, word by word, and who never is."""

from datetime import date, timedelta

import pytest

from tests.cast import claim, partner, person
from tests.mailbox import deliver_everything
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import absences, registrations
from towpath.kernel.events import log
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail

INSIDE_WORDS = (
    "ESM",
    "ASM",
    "Sales Manager",
    "Ecosystem",
    "Ops",
    "Rivalry",
    "Elena",
    "Amir",
    "Sofia",
    "Omar",
    "territory",
)


@pytest.fixture
def told(noon):
    """told(): deliver what happened since, and the new mails as {(kind, name of the reader): mail}."""
    seen: set[int] = set()

    def since() -> dict[tuple[str, str], OutgoingMail]:
        deliver_everything(noon)
        fresh = OutgoingMail.objects.exclude(pk__in=seen).select_related("person").order_by("id")
        found = {(m.kind.removeprefix("deals."), m.person.name): m for m in fresh}
        seen.update(m.pk for m in fresh)
        return found

    return since


@pytest.fixture
def submitted(cast, by):
    return registrations.register(by(cast.nadia), claim()).reference


@pytest.fixture
def in_review(cast, by, submitted):
    registrations.link_account(submitted, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(submitted, by(cast.omar))
    return submitted


@pytest.fixture
def approved(cast, by, in_review):
    registrations.confirm_type(in_review, by(cast.elena))
    registrations.record_sourcing(in_review, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(in_review, by(cast.elena))
    registrations.approve(in_review, by(cast.elena))
    registrations.record_alignment(in_review, by(cast.amir), note="Agreed.")
    registrations.approve(in_review, by(cast.amir), comments="Good luck with it.")
    return in_review


@pytest.mark.rule("DRG-04")
def test_submission_is_acknowledged_and_ecosystem_operations_are_told(cast, submitted, told):
    mails = told()
    assert set(mails) == {("acknowledgement", "Nadia"), ("to_review", "Omar")}
    thanks = mails["acknowledgement", "Nadia"]
    assert thanks.subject == f"{submitted} received: Acme Robotics"
    # Two business days of the vendor's European team after Tuesday noon UTC, said in the reader's zone.
    assert thanks.text.startswith("Nothing to do now: we answer by Thu 3 Sep 2026, 14:00 CEST.\n")
    assert f"http://localhost:8000/portal/deals/registrations/{submitted}\n" in thanks.text
    assert "Value: EUR 48,000\n" in thanks.text
    assert "Submitted: Tue 1 Sep 2026, 14:00 CEST\n" in thanks.text
    work = mails["to_review", "Omar"]
    assert work.subject == f"{submitted} to review: Acme Robotics"
    assert work.text.startswith("Review it by Tue 1 Sep 2026, 16:00 CEST: link or create the customer account")
    assert f"http://localhost:8000/deals/registrations/{submitted}\n" in work.text
    assert "Partner: Northwind" in work.text


def test_text_and_html_say_the_same_and_hold_one_link(cast, by, told):
    registrations.register(by(cast.nadia), claim(deal_name="<b>200</b> seats & more"))
    for mail in told().values():
        assert mail.text.count("http") == mail.html.count("http") == 1
        assert "Deal: <b>200</b> seats & more" in mail.text
        assert "&lt;b&gt;200&lt;/b&gt; seats &amp; more" in mail.html
        assert "<b>200" not in mail.html
        assert mail.text.splitlines()[0].replace("&", "&amp;") in mail.html
        assert not any(
            word in mail.html for word in ("<style", "<img", "url(", 'width="600"')
        )  # nothing from afar, fits a phone
        assert "\n\n\n" not in mail.text


@pytest.mark.rule("DRG-08", "DRG-09")
def test_each_decider_is_mailed_only_when_it_is_her_turn(cast, by, in_review, told):
    mails = told()
    assert {key for key in mails if key[0] == "ready_for_review"} == {("ready_for_review", "Elena")}
    ready = mails["ready_for_review", "Elena"]
    assert ready.subject == f"{in_review} ready for review: Acme Robotics"
    assert ready.text.startswith("Decide by ")
    registrations.confirm_type(in_review, by(cast.elena))
    registrations.record_sourcing(in_review, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(in_review, by(cast.elena))
    assert told() == {}, "the Area Sales Manager hears nothing before the first approval"
    registrations.approve(in_review, by(cast.elena))
    assert set(told()) == {("ready_for_review", "Amir")}


def test_approval_is_told_with_the_day_and_the_comments(cast, approved, told):
    mail = told()["approved", "Nadia"]
    assert mail.subject == f"{approved} approved: Acme Robotics"
    assert mail.text.startswith("Go ahead: this deal is yours and protected until Mon 30 Nov 2026.\n")
    assert "> Good luck with it." in mail.text
    assert "\nGood luck with it.<br>" in mail.html


def test_denial_carries_the_reason_in_the_partners_words(cast, by, in_review, told):
    told()
    registrations.deny(in_review, by(cast.elena), reason="already_registered", comments="Sorry about this one.")
    mails = told()
    assert set(mails) == {("denied", "Nadia")}
    mail = mails["denied", "Nadia"]
    assert mail.subject == f"{in_review} denied: Acme Robotics"
    assert "This opportunity is already protected by an approved registration." in mail.text.splitlines()[0]
    assert "> Sorry about this one." in mail.text
    assert "Another partner" not in mail.text + mail.html
    assert "What the program asks here: http" in mail.text
    assert "/portal/rules/deal_registration.protection" in mail.text


@pytest.mark.rule("DRG-22")
def test_return_says_what_is_missing_and_resubmitting_is_told(cast, by, submitted, told):
    told()
    registrations.send_back(submitted, by(cast.omar), comments="Which country?\nAnd who signs?")
    mail = told()["returned", "Nadia"]
    assert mail.subject == f"{submitted} returned: more information needed about Acme Robotics"
    assert mail.text.startswith("Add what is missing, then resubmit it.\n\nAmend and resubmit:\nhttp")
    assert "What is missing:\n> Which country?\n> And who signs?\n" in mail.text
    registrations.amend(submitted, by(cast.nadia), {"need": "Forty teams in Germany; the CIO signs."})
    registrations.resubmit(submitted, by(cast.nadia))
    again = told()
    assert set(again) == {("acknowledgement", "Nadia"), ("to_review", "Omar")}
    assert again["to_review", "Omar"].subject == f"{submitted} to review again: Acme Robotics"


@pytest.mark.rule("DRG-17", "DRG-18")
def test_the_end_of_protection_is_told_in_time(cast, by, approved, told, noon):
    told()
    registrations.ask_extension(approved, by(cast.nadia), why="The board meets in December.")
    assert set(told()) == {("extension_asked", "Elena")}
    registrations.decline_extension(approved, by(cast.elena), why="Not before it is quoted.")
    assert "> Not before it is quoted." in told()["extension_declined", "Nadia"].text
    registrations.ask_extension(approved, by(cast.nadia), why="Please.", until_on=date(2027, 2, 1))
    assert set(told()) == {("extension_asked", "Omar")}, "other dates are for Ecosystem Operations"
    registrations.extend(approved, by(cast.elena))
    extended = told()["extended", "Nadia"]
    assert extended.subject == f"{approved} extended to Wed 30 Dec 2026: Acme Robotics"
    soon = by(None, at=noon + timedelta(days=106), door="job")
    registrations.remind_expiry(approved, soon, days=14)
    mail = told()["expiring", "Nadia"]
    assert mail.subject == f"{approved} expires in 14 days: Acme Robotics"
    assert mail.text.startswith("Close this deal or ask for an extension before Wed 30 Dec 2026.")
    registrations.expire(approved, by(None, at=noon + timedelta(days=120), door="job"))
    assert told()["expired", "Nadia"].subject == f"{approved} expired: Acme Robotics"


@pytest.mark.rule("DRG-20")
@pytest.mark.parametrize(("outcome", "word"), [("closed_won", "won"), ("closed_lost", "lost")])
def test_the_partner_hears_how_the_opportunity_ended(cast, by, approved, told, outcome, word):
    told()
    reference = Opportunity.objects.get().reference
    if word == "won":
        opportunities.close_won(reference, by(cast.omar))
        registrations.close_won(approved, by(None))
    else:
        opportunities.close_lost(reference, by(cast.omar), reason="Budget cut")
        registrations.close_lost(approved, by(None))
    mails = told()
    assert set(mails) == {(outcome, "Nadia")}
    assert mails[outcome, "Nadia"].subject == f"{approved} closed as {word}: Acme Robotics"
    assert "Budget cut" not in mails[outcome, "Nadia"].text


def test_comments_reach_those_they_concern(cast, by, in_review, told):
    told()
    registrations.comment(
        in_review, by(cast.sofia), body="Elena, is it new?", audience="internal", mentions=[cast.elena.pk]
    )
    inside = told()
    assert set(inside) == {("mention", "Elena")}
    assert "> Elena, is it new?" in inside["mention", "Elena"].text
    registrations.comment(in_review, by(cast.elena), body="Who is the buyer?")
    assert set(told()) == {("message", "Nadia")}
    registrations.comment(in_review, by(cast.nadia), body="The head of IT.")
    assert set(told()) == {("partner_comment", "Elena")}


def test_a_withdrawal_is_told_to_whoever_held_it(cast, by, in_review, told):
    told()
    registrations.withdraw(in_review, by(cast.nadia), why="The customer stopped")
    mails = told()
    assert set(mails) == {("withdrawn", "Elena")}
    assert mails["withdrawn", "Elena"].text.startswith("Nothing more to do")


@pytest.mark.rule("DRG-19")
def test_a_backup_is_told_for_whom_she_stands_in(cast, by, in_review, told, noon):
    told()
    away = absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=noon, ends_at=noon + timedelta(days=5)
    )
    absences.begin(away.pk, by(None))
    mail = told()["ready_for_review", "Emil"]
    assert "You stand in for Elena, who is away." in mail.text
    absences.end(away.pk, by(None, at=noon + timedelta(days=5)))
    assert set(told()) == {("ready_for_review", "Elena")}


@pytest.mark.rule("DRG-21")
def test_a_registration_on_behalf_is_told_to_the_partners_people(cast, by, told):
    giant = partner("Giant", kinds=["gsi"], manager=cast.elena)
    person("Gala", Role.PARTNER_ADMIN, organisation=giant.organisation)
    person("Gustav", Role.PARTNER_SELLER, organisation=giant.organisation, is_active=False)
    draft = registrations.draft(by(cast.elena), claim(), partner=giant)
    registrations.submit(draft.reference, by(cast.omar))
    assert set(told()) == {("acknowledgement", "Gala")}, "Ops submitted it herself; who left hears nothing"


@pytest.mark.rule("ROL-05")
def test_no_mail_to_a_partner_shows_what_is_inside(cast, by, approved, told, noon):
    registrations.register(by(cast.ruth), claim())
    registrations.comment(approved, by(cast.amir), body="Rivalry claimed it too.", audience="internal")
    registrations.extend(approved, by(cast.elena), why="asked by Sofia")
    registrations.expire(approved, by(None, at=noon + timedelta(days=120), door="job"))
    told()
    theirs = OutgoingMail.objects.filter(person=cast.nadia)
    assert theirs.count() >= 4
    for mail in theirs:
        words = mail.subject + mail.text + mail.html
        assert not [word for word in INSIDE_WORDS if word in words], mail.kind
    outside = OutgoingMail.objects.filter(person__organisation__isnull=False)
    assert set(outside.values_list("person__name", flat=True)) == {"Nadia", "Ruth"}


def test_who_left_or_may_not_see_it_gets_nothing(cast, by, in_review, told):
    Person.objects.filter(pk=cast.elena.pk).update(is_active=False)
    Person.objects.filter(pk=cast.nadia.pk).update(is_active=False)
    mails = told()
    assert ("ready_for_review", "Elena") not in mails
    assert ("acknowledgement", "Nina") in mails, "a colleague is told in the place of who left"


def test_an_event_delivered_twice_is_told_once(cast, submitted, noon):
    deliver_everything(noon)
    before = OutgoingMail.objects.count()
    event = Event.objects.get(name="deals.registration.submitted")
    event.deliveries.all().delete()  # as if the process had died before it was kept
    assert log.deliver(event.pk, noon) != []
    assert OutgoingMail.objects.count() == before


def test_a_message_stands_in_the_history_of_its_record(cast, submitted, told):
    from towpath.domain.deals import history
    from towpath.domain.deals.models import Registration

    told()
    registration = Registration.objects.get(reference=submitted)
    inside = [e.sentence for e in history.timeline(cast.omar, registration) if e.kind == "mail"]
    outside = [e.sentence for e in history.timeline(cast.nadia, registration) if e.kind == "mail"]
    assert len(inside) == 2
    assert outside == [f"Mail to nadia@example.org: {submitted} received: Acme Robotics"]


@pytest.mark.rule("ROL-20")
def test_who_may_not_see_the_registration_any_more_is_not_mailed_about_it(cast, by, in_review, told):
    """She was mentioned while she worked in the region, and has moved to another since."""
    told()
    registrations.comment(in_review, by(cast.elena), body="Anna, look.", audience="internal", mentions=[cast.anna.pk])
    Person.objects.filter(pk=cast.anna.pk).update(region="APJ")
    assert told() == {}

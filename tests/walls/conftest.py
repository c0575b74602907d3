"""Northwind's records, with all that can hang on them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.walls.things import INSIDE, SHARED, Things


@pytest.fixture
def theirs(cast, by) -> Things:
    """One registration of Northwind with all that can hang on it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.domain.deals.stages import NOON, stage
    from towpath.domain.deals.actions import absences, registrations
    from towpath.domain.partners.actions import people
    from towpath.kernel.clocks.models import Clock
    from towpath.kernel.events.models import Event
    from towpath.kernel.identity import tokens
    from towpath.kernel.identity.models import Invitation, SavedView

    reached = stage("with_esm", cast, by)
    ref = reached.reference
    registrations.comment(ref, by(cast.elena), body=SHARED)
    registrations.comment(ref, by(cast.elena), body=INSIDE, audience="internal")
    upload = SimpleUploadedFile("margins.pdf", b"%PDF-1.7 margins", content_type="application/pdf")
    shared = SimpleUploadedFile("state-of-health.pdf", b"%PDF-1.7 state-of-health", content_type="application/pdf")
    registrations.add_file(ref, by(cast.elena), upload, audience="internal")
    document = registrations.add_file(ref, by(cast.nadia), shared)
    absence = absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=NOON + timedelta(days=5),
        ends_at=NOON + timedelta(days=9), note="Away in the mountains",
    )  # fmt: skip
    people.invite(by(cast.nina), email="new@northwind.example", name="Nora New", role="partner_seller")
    view = SavedView.objects.create(person=cast.elena, place="deals.registrations", name="Mine now", query="view=mine")
    clock = Clock.objects.latest("pk")
    joining = joining_things(cast, by, reached.known) | {"asset": asset_for_viewers(by(cast.omar))}
    joining |= buying_things(cast, by)
    buying = joining.pop("buying")
    joining |= licence_things(cast, by)
    joining |= merging_things(cast, by) | quote_things(cast, by, reached.known)
    return Things(
        reference=ref, account=cast.acme.reference, opportunity=reached.known.reference,
        partner=cast.northwind.reference, document=document.pk, clock=clock.pk, absence=absence.pk,
        view=view.pk, token=tokens.make(cast.nadia, "report", NOON)[0].pk, invitation=Invitation.objects.get().pk,
        person=cast.nadia.pk,
        secrets=(
            ref, cast.acme.reference, reached.known.reference, cast.northwind.reference, "Acme Robotics", "Northwind",
            "acme-robotics", "Carla", SHARED, INSIDE, "margins", "state-of-health", "mountains", "Nadia", "Nina", "Nora",
            "northwind.example", "Mine now", "forty teams", *joining.values(), "Pipelines nobody has", "Clause nine", "Ravi Requests",
            "only them", "Willow", "Quiet prices", "quarry team", "Oakline", "Northgale", "fresh wind",
            "Quiet order", "Quiet change", "POR00017", "QUO00917", "APC00017", "231.7",
        ),
        buying=buying,
        event=Event.objects.get(name="deals.registration.submitted", subject_id=reached.row.pk).pk,
        price_book=(book := book_for_direct_buyers(cast, by)),  # no secret: all of the vendor's sellers read it
        **ordered_things(cast, reached.known, book),
        **joining,
        **pursued_things(cast, by, reached.known),
    )  # fmt: skip


def joining_things(cast, by, opportunity) -> dict[str, str]:
    """A legal request and a request for access of Northwind's, and a permission on its opportunity."""
    from tests.cast import partner, person
    from towpath.domain.accounts.actions import one_off
    from towpath.domain.partners.actions import legal_requests, sign_up
    from towpath.kernel.identity.roles import Role

    legal = legal_requests.ask(cast.northwind.reference, by(cast.nina), question="Clause nine is too long.")
    nobody = by(None)
    typed = {
        "company": "Northwind", "website": "northwind.example", "country": "DE", "kind": "reseller",
        "name": "Ravi Requests", "email": "ravi@northwind.example",
    }  # fmt: skip
    asked = sign_up.ask_access(sign_up.key_of(sign_up.begin(nobody, typed, place=None)), nobody)
    willow = partner("Willow", status="prospect", signed_contract_on=None, click_through_agreement=False)
    permission = one_off.record(
        by(person("Prim", Role.PROGRAMS)), partner=willow.reference, opportunity=opportunity.reference,
        customer_reason="They know only them.", will_not_join=True,
    )  # fmt: skip
    return {"legal": legal.reference, "access": asked.reference, "permission": permission.reference}


def pursued_things(cast, by, opportunity) -> dict[str, str]:
    """What Northwind owes as an incumbent, its bid in a tender, its claim, and a notice of its customer."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.domain.deals.stages import NOON
    from tests.domain.pursuits.market import sold
    from towpath.domain.pursuits.actions import duties, notices, tenders
    from towpath.domain.pursuits.models import Duty, PreferredCoSell

    sale = sold(cast.acme, cast.northwind)
    duties.follow_all(by(None))
    dates = {"title": "Quiet tender", "opened_on": "2026-08-10", "closes_on": "2026-09-30"}
    tender = tenders.open_tender(by(cast.omar), dates | {"opportunity": opportunity.reference})
    bid = tenders.enter_bid(tender.reference, by(cast.omar), partner=cast.northwind.reference)
    typed = {
        "account": cast.acme.reference, "contact_name": "Carla", "contact_email": "carla@acme-robotics.example",
        "dated_on": "2026-08-20",
    }  # fmt: skip
    notice = notices.record(by(cast.omar), typed, SimpleUploadedFile("letter.pdf", b"%PDF-1.7 quiet"))
    claim = PreferredCoSell.objects.create(
        reference="PCS00017", partner=cast.northwind, organisation=cast.northwind.organisation,
        customer_name="Quiet agency", sae=cast.sofia, submitted_by=cast.nina, submitted_at=NOON,
    )  # fmt: skip
    return {
        "sale": sale.reference, "duty": Duty.objects.get().reference, "bid": bid.reference, "notice": notice.reference,
        "tender": tender.reference, "preferred": claim.reference,
    }  # fmt: skip


def ordered_things(cast, opportunity, book: str) -> dict[str, str]:
    """A quote that was sent to Northwind, its order, and a request that another approves such quotes."""
    from datetime import date

    from tests.domain.deals.stages import NOON
    from towpath.domain.pricing.models import PriceBook
    from towpath.domain.quotes.models import ApproverChange, PurchaseOrder, Quote

    quote = Quote.objects.create(
        reference="QUO00917-1", number="QUO00917", number_version=1, opportunity=opportunity, account=cast.acme,
        region="EMEA", owner=cast.sofia, state="sent", kind="one_tier", form="one_tier", sale="new", audience="partner",
        organisation=cast.northwind.organisation, resale_partner=cast.northwind, currency="EUR", term_months=12,
        book=PriceBook.objects.get(reference=book), starts_on=NOON.date(), valid_until=date(2099, 1, 1), priced_at=NOON,
        priced_under="x", judged_on=NOON.date(), sent_at=NOON, created_at=NOON,
    )  # fmt: skip
    PurchaseOrder.objects.create(
        reference="POR00017", quote=quote, region="EMEA", state="received", buyer="reseller", number="Quiet order",
        received_on=NOON.date(), received_at=NOON, received_by=cast.nina,
    )  # fmt: skip
    ApproverChange.objects.create(
        reference="APC00017", level="asm", region="EMEA", after=cast.anna, starts_on=date(2099, 1, 1), why="Quiet change",
        requested_by=cast.omar, requested_at=NOON,
    )  # fmt: skip
    return {"order": "POR00017", "approver_change": "APC00017"}


def asset_for_viewers(occasion) -> str:
    """A file of the library that none of the outsiders is to see: for partners' viewers and for Finance."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from towpath.domain.library.actions import assets

    given = {
        "title": "Quiet prices", "summary": "Keep them quiet.", "kind": "price_file", "for_partners": True,
        "partner_roles": ["partner_viewer"], "for_inside": True, "inside_roles": ["finance"],
    }  # fmt: skip
    return assets.publish(occasion, given, SimpleUploadedFile("quiet.csv", b"sku,price")).reference


def buying_things(cast, by) -> dict[str, Any]:
    """How Northwind buys, its billing record and bank, and its page with a distributor that is not Dirk's."""
    from tests.domain.deals.stages import NOON
    from towpath.domain.distribution.actions import banks, buying, distributors, marketplace
    from towpath.domain.distribution.models import BillingContact, BillingRecord

    distributors.add(by(cast.omar), code="amazic")
    way = buying.begin(cast.northwind.reference, by(cast.nina), how="amazic")
    of_northwind = {"partner": cast.northwind, "organisation": cast.northwind.organisation}
    contact = BillingContact.objects.create(email="pay@northwind.example", made_at=NOON, **of_northwind)
    record = BillingRecord.objects.create(
        reference="BIL00017", company_name="Northwind GmbH", contact=contact, requested_at=NOON, **of_northwind
    )
    banks.keep(cast.northwind.reference, by(cast.nina), {"holder": "Northwind", "number": "DE89370400440532013000"})
    page = marketplace.request(
        cast.northwind.reference, by(cast.nina), distributor="amazic", expertise="Pipelines nobody has"
    )
    return {"billing": record.reference, "marketplace": page.reference, "buying": way.pk}


def merging_things(cast, by) -> dict[str, str]:
    """A merger that is planned for Northwind, and a new name that it asked for."""
    from tests.cast import partner
    from towpath.domain.partners.actions import mergers, name_changes

    planned = mergers.plan(
        cast.northwind.reference, partner("Oakline").reference, by(cast.omar), reason="Bought by them"
    )
    asked = name_changes.request(cast.northwind.reference, by(cast.nina), name="Northgale", reason="A fresh wind")
    return {"merger": planned.reference, "name_change": asked.reference}


def book_for_direct_buyers(cast, by) -> str:
    """The partners' own price book, which Northwind sees because it buys directly, and its rival does not."""
    from datetime import date

    from tests.domain.pricing import shelf
    from towpath.domain.distribution.models import Buying

    Buying.objects.create(
        partner=cast.northwind,
        organisation=cast.northwind.organisation,
        starts_on=date(2025, 1, 6),
        chosen_by=cast.omar,
    )
    paula = by(cast.paula)
    shelf.product(paula, "PREM-WALL-12")
    book = shelf.book(paula, "partner-eur", kind="partner", currency="EUR", zone="Europe/Berlin")
    shelf.price(paula, "174.50", sku="PREM-WALL-12", code="partner-eur")
    return book.reference


def quote_things(cast, by, opportunity) -> dict[str, str]:
    """A quote for Northwind through a distributor that is not Dirk's, sent to the mailbox for orders; needs `buying_things`."""
    from datetime import date
    from decimal import Decimal

    from tests.domain.pricing import shelf
    from towpath.domain.quotes.actions import quotes, sending
    from towpath.domain.quotes.asked import Asked
    from towpath.domain.quotes.models import Quote
    from towpath.domain.quotes.pricing import Wanted

    paula, sofia = by(cast.paula), by(cast.sofia)
    shelf.product(paula, "PREM-QUIET-12")
    shelf.book(paula, "dist-quiet", kind="distribution", currency=opportunity.currency)
    shelf.price(paula, "231.70", sku="PREM-QUIET-12", code="dist-quiet")
    asked = Asked(
        opportunity.reference, "resale", "new", (Wanted("PREM-QUIET-12", Decimal(173)),), date(2026, 10, 1),
        partner=cast.northwind.reference, buys="distributor", distributor="amazic",
    )  # fmt: skip
    made = quotes.create(sofia, asked)
    Quote.objects.filter(pk=made.pk).update(state="approved")
    (mailbox,) = sending.order_mailboxes(made, sofia)
    return {"quote": sending.send(made.reference, sofia, mailbox=mailbox).reference}


def licence_things(cast, by) -> dict[str, str]:
    """A licence of Northwind's with its request."""
    from tests.domain.enablement.licences.stages import asked, people, sent

    staff = people(cast)
    request = asked(staff, by, note="Teach the quarry team.")
    return {"licence_request": request.reference, "licence": sent(staff, by, request).reference}

"""Registrations in every state, set up through the real actions: what the pages of the browser tests show."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from tests.cast import assemble, claim
from towpath.domain.deals.actions import registrations as deals
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book


def set_up(book: Book, now: datetime) -> SimpleNamespace:
    """The cast, with one registration in each state; `at` is a working hour before now in which all of it happened."""
    cast = assemble()
    then = now.astimezone(UTC) - timedelta(days=2)

    def by(person) -> Occasion:
        return Occasion(actor=person, at=then, door="workspace", book=book)

    later = (now + timedelta(days=60)).date().isoformat()

    def sent(name: str, **more) -> str:
        made = deals.register(by(cast.nadia), claim(customer_name=name, close_on=later, **_site(name), **more))
        return made.reference

    cast.draft = deals.draft(by(cast.nadia), claim(customer_name="Draft Works", close_on=later)).reference
    cast.submitted = sent("Submitted Metals")
    cast.in_esm = _to_esm(sent("Acme Robotics"), cast, by)
    cast.in_asm = _to_asm(sent("Acme Robotics Service"), cast, by)
    cast.approved = _to_approved(sent("Acme Robotics Cloud"), cast, by)
    cast.returned = sent("Returned Foods")
    deals.send_back(cast.returned, by(cast.omar), comments="Tell us who the decision maker is.")
    cast.denied = _to_esm(sent("Denied Media"), cast, by)
    deals.deny(cast.denied, by(cast.elena), reason="not_partner_sourced")
    cast.withdrawn = sent("Withdrawn Bank")
    deals.withdraw(cast.withdrawn, by(cast.nadia), why="The customer postponed the project.")
    deals.comment(cast.in_esm, by(cast.elena), body="Could you introduce us to the project lead?")
    deals.comment(cast.in_esm, by(cast.elena), body="I have a call with sales on Tuesday.", audience="internal")
    cast.rivals = deals.register(
        by(cast.ruth), claim(customer_name="Rival's Secret Customer", close_on=later)
    ).reference
    cast.by = by
    return cast


def _site(name: str) -> dict[str, str]:
    return {"customer_website": name.lower().replace(" ", "-").replace("'", "") + ".example"}


def _to_esm(ref: str, cast: SimpleNamespace, by: Callable) -> str:
    deals.link_account(ref, by(cast.omar), account=cast.acme.reference)
    deals.put_forward(ref, by(cast.omar))
    return ref


def _to_asm(ref: str, cast: SimpleNamespace, by: Callable) -> str:
    _to_esm(ref, cast, by)
    deals.confirm_type(ref, by(cast.elena))
    deals.record_sourcing(ref, by(cast.elena), finding="partner_created")
    deals.create_opportunity(ref, by(cast.elena))
    deals.approve(ref, by(cast.elena))
    return ref


def _to_approved(ref: str, cast: SimpleNamespace, by: Callable) -> str:
    _to_asm(ref, cast, by)
    deals.record_alignment(ref, by(cast.amir), note="Agreed with the sales manager and the Sales Rep.")
    deals.approve(ref, by(cast.amir), comments="Good luck with it.")
    return ref


def with_quotes(cast: SimpleNamespace) -> None:
    """A shop beside it; a quote that waits for Elena's approval, and one that was sent to the distributor's Dirk."""
    from tests.domain.quotes.shop import approver, asked, complete, stocked
    from towpath.domain.quotes.actions import approvals, quotes, sending
    from towpath.domain.quotes.models import Quote
    from towpath.domain.quotes.pricing import Wanted

    cast.shop, sofia = stocked(cast, cast.by), cast.by(cast.sofia)
    cast.asm = approver("asm", cast.elena, region="EMEA")
    ten_off = Wanted("PREM-SAAS-12", Decimal(200), customer_percent=Decimal(10), customer_why="They move from a rival")
    waits = quotes.create(sofia, complete(cast.shop, cast.rival, lines=(ten_off,)))
    approvals.submit(waits.reference, sofia, comments="They sign this week.")
    sent = quotes.create(sofia, asked(cast.shop, partner=cast.northwind.reference))
    Quote.objects.filter(pk=sent.pk).update(state="approved")
    sending.send(sent.reference, sofia, people=[cast.dirk.pk])
    cast.quote_in_review, cast.quote_sent = waits.reference, sent.reference

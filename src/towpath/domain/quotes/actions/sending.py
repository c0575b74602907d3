"""Send a quote to its audience, hear consent to a reduction, and record the order that answers it."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from towpath.domain.quotes import audiences
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.actions.primary import hold_opportunity, stamp, take_primary
from towpath.domain.quotes.lifecycles import DRAFT, QUOTE
from towpath.domain.quotes.models import Consent, Dispatch, Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import WORDS, Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady, Stale, Taken
from towpath.program.decisions.distribution.coverage import mailboxes

AT_ONCE = 20
LONGEST_WORDS = 300


@transaction.atomic(durable=True)
def send(
    reference: str, occasion: Occasion, *, people: Sequence[int] = (), mailbox: str = "", version: int | None = None
) -> Quote:
    """Let people of the audience read a quote, or its distributor's order mailbox hear of it. No figure leaves by mail (QUO-02).

    people   ids of people with access at the organisation that is quoted
    mailbox  the distributor's for orders (DST-03); "": none

    OutsideAudience refuses the whole act where one addressee is not of the audience: nobody is told then.
    """
    quote, move = QUOTES.take("send", reference, occasion, version=version)
    if quote.audience == Quote.Audience.CUSTOMER:
        raise NotReady(
            "A customer has no access here.", remedy="Hand the customer the paper; then record the order when it comes."
        )
    if quote.valid_until < occasion.day:
        raise NotReady(f"{reference} was valid until {quote.valid_until}.", remedy="Prolong or revise it first.")
    to = _addressees(quote, people, mailbox)
    boxes = order_mailboxes(quote, occasion)
    for address, person in to:
        audiences.may_be_sent(quote, address, person, occasion.book, mailboxes=boxes)
    Dispatch.objects.bulk_create(
        Dispatch(
            quote=quote, organisation_id=quote.organisation_id, to=address, person=person, by=occasion.person,
            at=occasion.at,
        )
        for address, person in to
    )  # fmt: skip
    quote.sent_at = quote.sent_at or occasion.at
    said = ", ".join(person.name if person is not None else address for address, person in to)
    return QUOTES.keep(
        quote, move, occasion, to=said, people=[person.pk for _, person in to if person is not None],
        mailbox=mailbox.strip().lower(),
    )  # fmt: skip


def order_mailboxes(quote: Quote, occasion: Occasion) -> tuple[str, ...]:
    """Where the distributor of a quote takes orders: its own address, or those of the program's page (DST-03)."""
    if quote.distributor is None:
        return ()
    if quote.distributor.mailbox:
        return (quote.distributor.mailbox,)
    return mailboxes(quote.distributor.code, quote.account.country, occasion.book, occasion.day)


def _addressees(quote: Quote, people: Sequence[int], mailbox: str) -> list[tuple[str, Person | None]]:
    if len(people) > AT_ONCE:
        raise Invalid({"people": [f"At most {AT_ONCE} people at once."]})
    found = {person.pk: person for person in Person.objects.filter(pk__in=people)}
    if missing := sorted(set(people) - set(found)):
        raise Invalid({"people": [f"There is nobody with the number {missing[0]}."]})
    to: list[tuple[str, Person | None]] = [(found[pk].email, found[pk]) for pk in dict.fromkeys(people)]
    if mailbox.strip():
        to.append((mailbox.strip(), None))
    if not to:
        raise Invalid({"people": ["Choose who may read it: people of the organisation, or the order mailbox."]})
    return to


@transaction.atomic(durable=True)
def ask_consent(reference: str, occasion: Occasion, *, people: Sequence[int] = (), version: int | None = None) -> Quote:
    """Ask those who must agree to the reduced discount of a draft (INC-10): its owner, the partner's ESM, and `people`.

    people  ids of the partner's people: from now on its sellers read the draft, to know what they agree to; a change
            closes it again. A reseller that buys through a distributor reads none of it and is asked elsewhere (QUO-05)
    """
    quote = QUOTES.lock(reference, "quotes.quote.edit", occasion)
    _unchanged(quote, version)
    if quote.state != DRAFT or not quote.lines.exclude(reduced_to=None).exists():
        raise NotReady("No discount of this draft is negotiated down.", remedy="There is nothing to agree to.")
    if people and quote.audience != Quote.Audience.PARTNER:
        raise Invalid(
            {
                "people": [
                    "The partner reads no price of this quote: ask it elsewhere, and record where its answer stands."
                ]
            }
        )
    to = _addressees(quote, people, "") if people else []
    for address, person in to:
        audiences.may_be_sent(quote, address, person, occasion.book, mailboxes=())
    if to:
        quote.consent_asked_at = occasion.at
        QUOTES.write(quote)
    said = ", ".join(["sales", "the Ecosystem Sales Manager", *(person.name for _, person in to if person is not None)])
    QUOTES.note(quote, "quotes.quote.consent_asked", occasion, to=said, people=list(dict.fromkeys(people)))
    return quote


def _unchanged(quote: Quote, version: int | None) -> None:
    if version is not None and quote.version != version:
        raise Stale(f"{quote.reference} changed since you opened it.", remedy="Reload it: agreement names an amount.")


@transaction.atomic(durable=True)
def consent(reference: str, occasion: Occasion, *, side: str, words: str = "", version: int | None = None) -> Consent:
    """Record agreement to the reduced discount of a quote, to that very amount (INC-10).

    side   partner, sales or esm: sales is the owner or a Sales Rep of the region, esm an ESM. The partner's own people
           give theirs in the portal; given elsewhere, the vendor's people record it with where it stands in `words`
    """
    quote = QUOTES.lock(reference, "quotes.quote.consent", occasion)
    _unchanged(quote, version)
    reduced = quote.lines.exclude(reduced_to=None).order_by("position").first()
    if reduced is None or quote.state not in ("draft", "in_review", "sent"):
        raise NotReady("No discount of this quote is negotiated down.", remedy="There is nothing to agree to.")
    _speaks_for(side, occasion, words)
    try:
        with transaction.atomic():
            given = Consent.objects.create(
                quote=quote, side=side, percent=reduced.reduced_to, given_by=occasion.person, given_at=occasion.at,
                words=words.strip(),
            )  # fmt: skip
    except IntegrityError as error:
        if "consent_once" not in str(error):
            raise
        raise Taken("This consent is recorded already.", remedy="Nothing more is needed of this side.") from error
    QUOTES.note(quote, "quotes.quote.consented", occasion, side=Consent.Side(side).label)
    return given


def _speaks_for(side: str, occasion: Occasion, words: str) -> None:
    actor = occasion.person
    if side not in Consent.Side.values:
        raise Invalid({"side": [f"Choose one of: {', '.join(Consent.Side.values)}."]})
    if len(words.strip()) > LONGEST_WORDS:
        raise Invalid({"words": [f"At most {LONGEST_WORDS} characters fit."]})
    if side == Consent.Side.PARTNER and actor.is_internal and not words.strip():
        raise Invalid({"words": ["Say where the partner's consent stands, such as the mail and its day."]})
    if not actor.is_internal and side != Consent.Side.PARTNER:
        raise NotAllowed("You agree for your own organisation.")
    wanted = {Consent.Side.SALES: Role.SALES_REP, Consent.Side.ESM: Role.ESM}.get(Consent.Side(side))
    if wanted is not None and not actor.has(wanted):
        raise NotAllowed(f"This agreement is given by a {WORDS[wanted]}.")


@transaction.atomic(durable=True)
def accept(reference: str, occasion: Occasion, *, how: str, version: int | None = None) -> Quote:
    """Record that the quote was ordered: by a signed order form or a purchase order, named in `how`."""
    hold_opportunity(reference)
    quote, _ = QUOTES.take("accept", reference, occasion, version=version)
    if not how.strip():
        raise Invalid({"how": ["Say what the order is, such as the number of the purchase order."]})
    return ordered(quote, occasion, how=how, on=occasion.day)


def ordered(quote: Quote, occasion: Occasion, *, how: str, on: date) -> Quote:
    """Let a quote that was taken for it be ordered, in the caller's transaction. `on`: the day on which the order came."""
    if quote.proposal:
        raise NotReady("A draft proposal is no order form.", remedy="Revise it as a quote.")
    if quote.valid_until < on:
        raise NotReady(f"{quote.reference} was valid until {quote.valid_until}.", remedy="Revise it first.")
    if quote.sent_at is None and quote.audience != Quote.Audience.CUSTOMER:
        raise NotReady(f"{quote.reference} was not sent yet.", remedy="Send it first; then record the order.")
    take_primary(quote)
    quote.accepted_at = occasion.at
    kept = QUOTES.keep(quote, QUOTE.moves["accept"], occasion, how=how.strip()[:LONGEST_WORDS])
    stamp(kept, occasion)
    return kept

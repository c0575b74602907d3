"""`towpath quotes`, the moves: submitted, approved, sent, agreed to, ordered, prolonged and withdrawn."""

from datetime import date

import click

from towpath.cli.acting import Acting, Day, acts, person_named
from towpath.cli.quotes_words import QUOTE, WHY
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.models import Consent, Quote


def _moved(quote: Quote) -> None:
    click.echo(f"{quote.reference}: {quote.state.replace('_', ' ')}.")


@click.command("submit")
@QUOTE
@click.option("--comments", default="", help="For those who approve.")
@acts
def submit(occasion: Acting, reference: str, comments: str) -> None:
    """Submit it to the levels that the program requires, or finish it where none is."""
    _moved(approvals.submit(reference, occasion, comments=comments))


@click.command("approve")
@QUOTE
@click.option("--comments", default="")
@acts
def approve(occasion: Acting, reference: str, comments: str) -> None:
    """Approve as the level that waits for you."""
    _moved(approvals.approve(reference, occasion, comments=comments))


@click.command("reject")
@QUOTE
@click.option("--comments", required=True, help="What would have to differ.")
@acts
def reject(occasion: Acting, reference: str, comments: str) -> None:
    """Reject as the level that waits for you."""
    _moved(approvals.reject(reference, occasion, comments=comments))


@click.command("recall")
@QUOTE
@WHY
@acts
def recall(occasion: Acting, reference: str, why: str) -> None:
    """Take it back from those who were to approve it."""
    _moved(approvals.recall(reference, occasion, why=why))


@click.command("reopen")
@QUOTE
@acts
def reopen(occasion: Acting, reference: str) -> None:
    """Work on a rejected quote again."""
    _moved(approvals.reopen(reference, occasion))


@click.command("send")
@QUOTE
@click.option("--to", "people", multiple=True, metavar="EMAIL", help="Somebody of the audience; several times.")
@click.option("--mailbox", default="", help="The distributor's for orders.")
@acts
def send(occasion: Acting, reference: str, people: tuple[str, ...], mailbox: str) -> None:
    """Let people of its audience read it; the mail that tells them names no figure."""
    _moved(sending.send(reference, occasion, people=[person_named(each).pk for each in people], mailbox=mailbox))


@click.command("accept")
@QUOTE
@click.option("--how", required=True, help="Such as the number of the purchase order.")
@acts
def accept(occasion: Acting, reference: str, how: str) -> None:
    """Record the order that answers it."""
    _moved(sending.accept(reference, occasion, how=how))


@click.command("withdraw")
@QUOTE
@WHY
@acts
def withdraw(occasion: Acting, reference: str, why: str) -> None:
    """Withdraw it."""
    _moved(quotes.withdraw(reference, occasion, why=why))


@click.command("prolong")
@QUOTE
@click.option("--until", type=Day(), required=True, help="The last day on which it can be ordered.")
@acts
def prolong(occasion: Acting, reference: str, until: date) -> None:
    """Let it be valid for longer."""
    click.echo(f"{quotes.prolong(reference, occasion, until=until).reference}: valid until {until}.")


@click.command("primary")
@QUOTE
@acts
def primary(occasion: Acting, reference: str) -> None:
    """Let it count for its opportunity; the one before counts no more."""
    click.echo(f"{quotes.make_primary(reference, occasion).reference}: primary.")


@click.command("ask-consent")
@QUOTE
@click.option("--to", "people", multiple=True, metavar="EMAIL", help="Of the partner's people; several times.")
@acts
def ask_consent(occasion: Acting, reference: str, people: tuple[str, ...]) -> None:
    """Ask those who must agree to the reduced discount of a draft."""
    asked = sending.ask_consent(reference, occasion, people=[person_named(each).pk for each in people])
    click.echo(f"{asked.reference}: agreement is asked for.")


@click.command("consent")
@QUOTE
@click.option("--side", required=True, type=click.Choice(Consent.Side.values))
@click.option("--words", default="", help="For a partner's agreement given elsewhere: where it stands.")
@acts
def consent(occasion: Acting, reference: str, side: str, words: str) -> None:
    """Agree to the reduced discount, to that very amount."""
    sending.consent(reference, occasion, side=side, words=words)
    click.echo(f"{reference}: {Consent.Side(side).label} agreed.")


MOVES = (
    submit, approve, reject, recall, reopen, send, accept, withdraw, prolong, primary, ask_consent, consent,
)  # fmt: skip

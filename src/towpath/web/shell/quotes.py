"""Quotes in words, for the portal and the workspace alike. Every figure comes from a `Face` or from `Sums`, which the domain opened."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.basics.money import minor_units
from towpath.domain.quotes.audiences import Face, FaceLine, below_list
from towpath.domain.quotes.judgements import line_key
from towpath.domain.quotes.models import Consent, Quote
from towpath.web.shell.formats import NO_BREAK
from towpath.web.shell.pricing import price_words

STATES: dict[str, tuple[Any, str]] = {
    "draft": (lazy("Draft"), "neutral"), "in_review": (lazy("In review"), "waiting"),
    "approved": (lazy("Approved"), "good"), "rejected": (lazy("Rejected"), "stop"), "sent": (lazy("Sent"), "waiting"),
    "accepted": (lazy("Ordered"), "good"), "lapsed": (lazy("Lapsed"), "neutral"),
    "withdrawn": (lazy("Withdrawn"), "neutral"), "superseded": (lazy("Replaced"), "neutral"),
}  # fmt: skip
OUTSIDE = {  # where its audience reads another word
    "draft": (lazy("Being prepared"), "neutral"), "in_review": (lazy("Being prepared"), "neutral"),
    "sent": (lazy("Open to you"), "waiting"),
}  # fmt: skip
KINDS = {
    "direct": lazy("Direct"), "one_tier": lazy("One‑tier"), "two_tier": lazy("Two‑tier"),
    "msp": lazy("Managed service provider"), "marketplace": lazy("Marketplace"), "private_offer": lazy("Private offer"),
    "oem": lazy("OEM"),
}  # fmt: skip
PATHS = {
    "resale": (lazy("Through a reseller"), lazy("The reseller or its distributor is quoted.")),
    "direct": (lazy("Directly"), lazy("The customer buys from us.")),
    "msp": (lazy("Managed service provider"), lazy("It buys for itself and runs the service for the customer.")),
    "marketplace": (lazy("Marketplace of a cloud provider"), lazy("The provider bills the customer.")),
    "private_offer": (lazy("Private offer of a reseller"), lazy("A reseller makes it on a marketplace.")),
    "dsor": (lazy("Distributor as seller of record"), lazy("A distributor sells on a marketplace in a reseller’s place.")),
    "oem": (lazy("OEM partner"), lazy("The partner sells it under its own order.")),
}  # fmt: skip
SALES = {
    "new": lazy("New business"), "add_on": lazy("Add-on"), "renewal_flat": lazy("Renewal, as it was"),
    "renewal_add_on": lazy("Added at a renewal"), "renewal_upgrade": lazy("Renewal with an upgrade"),
    "services": lazy("Services"), "internal_use": lazy("For the partner’s own use"),
}  # fmt: skip
READERS = {
    "vendor": lazy("the vendor’s people"), "customer": lazy("the customer"), "reseller": lazy("the reseller"),
    "distributor": lazy("the distributor"), "msp": lazy("the managed service provider"),
    "provider": lazy("the marketplace provider or OEM partner"), "other_distributor": lazy("any other distributor"),
    "other_partner": lazy("any other partner"),
}  # fmt: skip
SIDES = {"partner": lazy("Partner"), "sales": lazy("Sales"), "esm": lazy("Ecosystem Sales Manager")}
MINUS = "−"


def badge(quote: Quote, *, outside: bool = False) -> dict[str, str]:
    """The state as the shell draws it."""
    label, meaning = (OUTSIDE if outside else {}).get(quote.state) or STATES[quote.state]
    return {"state": quote.state, "label": str(label), "meaning": meaning}


def number(amount: Decimal, currency: str) -> str:
    """An amount without its currency, for a column that names it: "45,600.00"."""
    return f"{amount:,.{minor_units(currency)}f}"


def percent(value: Decimal) -> str:
    """12.5 as "12.5 %", without empty places."""
    return f"{value.quantize(Decimal('0.01')).normalize():f}{NO_BREAK}%"


def quantity(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def sums(shown: Face) -> dict[str, Any]:
    """List price, what was taken off it and what is left, with the percent."""
    taken = shown.list_amount - shown.net_amount
    return {
        "list": price_words(shown.list_amount, shown.currency), "off": price_words(taken, shown.currency),
        "net": price_words(shown.net_amount, shown.currency), "percent": percent(below_list(shown)),
        "currency": shown.currency, "plain": _plain(shown),
    }  # fmt: skip


def _plain(shown: Face) -> dict[str, str]:
    """The sums of the columns of the lines, for the foot of their table."""
    program = sum((each.program_off for each in shown.lines), Decimal(0))
    customer = sum((each.customer_off for each in shown.lines), Decimal(0))
    amounts = {"list": shown.list_amount, "program": program, "customer": customer, "net": shown.net_amount}
    return {name: number(amount, shown.currency) for name, amount in amounts.items()}


def lines(shown: Face, *, rules: Mapping[str, str] | None = None, agreed: str = "") -> list[dict[str, Any]]:
    """The lines of a face, the stretches of a ramp under one, each line with the explanation of its price.

    rules   page -> address of the rule, for readers who may open it; none for others
    agreed  who agreed to a discount that was negotiated down, in words
    """
    grouped = groupby(shown.lines, key=lambda each: each.position)
    return [_line(list(parts), shown.currency, rules or {}, agreed) for _position, parts in grouped]


def _line(parts: Sequence[FaceLine], currency: str, rules: Mapping[str, str], agreed: str) -> dict[str, Any]:
    first = parts[0]
    net = sum((each.net_amount for each in parts), Decimal(0))
    gross = sum((each.list_amount for each in parts), Decimal(0))
    return {
        "position": first.position, "sku": first.sku, "name": first.name, "ramp": len(parts) > 1,
        "unit": number(first.unit_price, currency),
        "stretches": [
            {
                "from": each.starts_on, "until": each.ends_on, "quantity": quantity(each.quantity),
                "list": number(each.list_amount, currency), "program": number(each.program_off, currency),
                "customer": number(each.customer_off, currency), "net": number(each.net_amount, currency),
            }
            for each in parts
        ],
        "list": number(gross, currency), "net": number(net, currency),
        "percent": percent((1 - net / gross) * 100) if gross else "",
        "steps": _explained(parts, currency, rules, agreed),
        "key": line_key(first.position) if first.explained else "",
    }  # fmt: skip


def _explained(parts: Sequence[FaceLine], currency: str, rules: Mapping[str, str], agreed: str) -> list[dict[str, Any]]:
    """How the price of a line comes about: list, the program's discount and why, the customer's and why, what is left."""
    first = parts[0]
    gross, program, customer, net = (
        sum((getattr(each, name) for each in parts), Decimal(0))
        for name in ("list_amount", "program_off", "customer_off", "net_amount")
    )
    many = " + ".join(quantity(each.quantity) for each in parts)
    found = [
        {"label": _("List price"), "text": _("%(quantity)s at %(price)s") % {"quantity": many, "price": price_words(first.unit_price, currency)}, "amount": number(gross, currency), "because": []},
        _program_step(first, MINUS + number(program, currency), rules, agreed),
    ]  # fmt: skip
    if first.customer_percent:
        label = _("Customer’s discount, %(percent)s of what is left") % {"percent": percent(first.customer_percent)}
        found.append(
            {"label": label, "text": first.customer_why, "amount": MINUS + number(customer, currency), "because": []}
        )
    return [*found, {"label": _("Net price"), "text": "", "amount": number(net, currency), "because": [], "last": True}]


def _program_step(line: FaceLine, amount: str, rules: Mapping[str, str], agreed: str) -> dict[str, Any]:
    outcome: Mapping[str, Any] = line.explained.get("outcome") or {}
    given = Decimal(str(outcome.get("total") or 0))
    label = _("Program discount, %(percent)s: %(basis)s") % {
        "percent": percent(line.program_percent), "basis": outcome.get("label", ""),
    }  # fmt: skip
    text = ""
    if line.program_percent < given:
        text = _("Negotiated down from %(percent)s.") % {"percent": percent(given)} + (f" {agreed}" if agreed else "")
    return {
        "label": label.rstrip(": "), "text": text, "amount": amount,
        "because": reasons(line.explained.get("because", ()), rules),
    }  # fmt: skip


def reasons(records: Iterable[Mapping[str, Any]], rules: Mapping[str, str]) -> list[dict[str, Any]]:
    """Kept reasons as sentences, with the rule's identifiers, its first day and its address where the reader may open it."""
    return [
        {
            "says": each["says"], "mend": each.get("mend", ""), "ids": ", ".join(each.get("catalogue_ids", ())),
            "since": date.fromisoformat(str(each["in_force_since"])), "url": rules.get(each["rule"], ""),
        }
        for each in records
    ]  # fmt: skip


def consent_rows(sides: Iterable[tuple[str, Consent | None]]) -> list[dict[str, Any]]:
    """Each side whose agreement a negotiated discount needs, with who gave it."""
    return [{"side": side, "label": SIDES[side], "given": given} for side, given in sides]


def agreed_words(rows: Iterable[Mapping[str, Any]]) -> str:
    """Who agreed, and who has not yet."""
    rows = list(rows)
    names = ", ".join(f"{row['given'].given_by.name} ({row['label']})" for row in rows if row["given"])
    open_ = ", ".join(str(row["label"]) for row in rows if not row["given"])
    said = [_("Agreed: %(names)s.") % {"names": names}] if names else []
    return " ".join([*said, *([_("Not yet agreed: %(sides)s.") % {"sides": open_}] if open_ else [])])


def pdf(content: bytes, quote: Quote) -> HttpResponse:
    """The paper as a download that no cache keeps."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{quote.reference}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer

"""The fields of a quote: required, blank or somebody's by its form, and what terms, ramps and amendments must fulfil."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from towpath.basics import tax_numbers
from towpath.basics.days import months_later
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.decisions.quotes.findings import Finding, found
from towpath.program.problem import did_you_mean

FIELDS = "quotes.fields"
QUO = "QUO-04"
HOLDER_WORDS = {
    "customer": "the customer", "reseller": "the reseller", "distributor": "the distributor",
    "msp": "the managed service provider", "provider": "the marketplace provider or OEM partner",
}  # fmt: skip


@dataclass(frozen=True)
class QuoteLine:
    """A line of a quote. `program_rate`: it carries the program's discount on the line before it, not a product."""

    tier: str = ""
    deployment: str = ""
    term_months: int = 12
    program_rate: bool = False


@dataclass(frozen=True)
class RampStep:
    """A year of a ramp: from when, how many users, and its annual recurring revenue in the quote's currency."""

    starts_on: date
    users: int
    arr: Decimal


@dataclass(frozen=True)
class Amendment:
    """What an amendment changes: the subscription's form, reseller and end, beside its own."""

    base_form: str
    base_ends_on: date
    ends_on: date
    base_reseller: str = ""


@dataclass(frozen=True)
class QuoteFacts:
    """A quote as it stands.

    form        direct, one_tier, two_tier, dsor, msp, oem, or marketplace_ and private_offer_ with aws or gcp
    values      field -> what stands in it; a field that is not there is blank
    held_by     field -> whose account or contact stands in it
    bill_country  of the invoice, ISO 3166-1; "" while it is not known
    valid_until, valid_set_on  the last day of its validity, and the day on which that was written last
    program     the partner is in the Open or the Select track, so its program rate is a line of its own
    open_add_on  an add-on of the same subscription is not closed won yet, and this quote renews
    """

    form: str
    values: Mapping[str, str] = field(default_factory=dict)
    held_by: Mapping[str, str] = field(default_factory=dict)
    end_user: str = ""
    bill_country: str = ""
    term_months: int = 12
    schedule: str = "Prepaid"
    lines: tuple[QuoteLine, ...] = ()
    ramp: tuple[RampStep, ...] = ()
    valid_until: date | None = None
    valid_set_on: date | None = None
    primary_quotes: int = 1
    program: bool = False
    amendment: Amendment | None = None
    open_add_on: bool = False
    kind: Literal["quote", "draft_proposal"] = "quote"


def quote_findings(facts: QuoteFacts, book: Book, *, on: date) -> Decision[tuple[Finding, ...]]:
    """Everything that is wrong with a quote; an empty tuple where it can be sent. A draft proposal is checked loosely."""
    _, wording = book[FIELDS].in_force(on)
    form = form_of(facts.form, book, on)
    if facts.kind == "draft_proposal":
        says = f"A draft proposal, on the template {wording['draft_template']}, is no order form: nothing is asked of it yet."
        return judged(FIELDS, (), [book[FIELDS].reason(on, says, "QUO-01")], facts, book, on)
    checks = (_required, _of_the_form, _lines, _payment, _ramp, _validity, _amendment)
    findings = [each for check in checks for each in check(facts, form, wording)]
    return found(FIELDS, findings, "Every field is as this kind of quote needs it.", facts, book, on)


def form_of(key: str, book: Book, on: date) -> Mapping[str, Any]:
    """The entry of a form; LookupError with the nearest where there is none."""
    forms = {each["key"]: each for each in book[FIELDS].in_force(on)[1]["form"]}
    if key not in forms:
        raise LookupError(f'No quote has the form "{key}". {did_you_mean(key, forms)}')
    return dict(forms[key])


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _given(facts: QuoteFacts, name: str) -> str:
    return facts.values.get(name, "").strip()


def _required(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    for name in wording["required"]:
        if not _given(facts, name):
            yield Finding(name, f"{_words(name)} is blank.", "Every quote needs it: fill it in.", QUO)
    role = _given(facts, "sold_to_role")
    if role and role != wording["sold_to_role"]:
        wrong = f"The Sold To contact has the role {role}."
        yield Finding("sold_to_role", wrong, f"Choose a contact with the role {wording['sold_to_role']}.", QUO)
    template = _given(facts, "template")
    if template and template not in form["templates"]:
        wrong = f"The template is {template}."
        yield Finding("template", wrong, f"Use {' or '.join(form['templates'])} for this kind of quote.", QUO)
    if facts.bill_country in wording["vat_countries"]:
        yield from _tax_number(facts)
    if facts.primary_quotes > 1:
        wrong = f"{facts.primary_quotes} quotes of the opportunity are primary."
        yield Finding("primary", wrong, "Leave one primary quote.", "QUO-08")


def _tax_number(facts: QuoteFacts) -> Iterator[Finding]:
    number = _given(facts, "vat_number")
    if not number:
        wrong = "A buyer in the European Union has no VAT number on the quote."
        yield Finding("vat_number", wrong, "Enter the VAT number of who is invoiced.", "BIL-03")
        return
    try:
        tax_numbers.read(number, facts.bill_country)
    except tax_numbers.BadTaxNumber as error:
        yield Finding("vat_number", f"{number} cannot be a VAT number.", str(error), "BIL-03")


def _of_the_form(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    for asked in form["field"]:
        name, rule = asked["field"], asked["rules"][0]
        value, holder = _given(facts, name), facts.held_by.get(name, "")
        if asked["must"] == "blank":
            if value:
                yield Finding(name, f"{_words(name)} is {value}.", "It stays blank on this kind of quote.", rule)
        elif not value:
            if name not in wording["required"]:
                yield Finding(name, f"{_words(name)} is blank.", f"{_wanted(asked)}.", rule)
        elif "one_of" in asked and value not in asked["one_of"]:
            yield Finding(name, f"{_words(name)} is {value}.", f"{_wanted(asked)}.", rule)
        elif "held_by" in asked and holder and holder != asked["held_by"]:
            yield Finding(name, f"{_words(name)} is {HOLDER_WORDS.get(holder, holder)}'s.", f"{_wanted(asked)}.", rule)
        elif asked.get("names_end_user") and facts.end_user.casefold() not in value.casefold():
            yield Finding(name, f"{_words(name)} does not name {facts.end_user}.", f"{_wanted(asked)}.", rule)


def _wanted(asked: Mapping[str, Any]) -> str:
    if "one_of" in asked:
        return f"Write {' or '.join(asked['one_of'])}"
    if asked.get("names_end_user"):
        return "Say that the partner owns the licences on behalf of the end user, by name"
    if "held_by" in asked:
        return f"Choose that of {HOLDER_WORDS[asked['held_by']]}"
    return "Fill it in"


def _lines(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    products = [each for each in facts.lines if not each.program_rate]
    for name, label in (("tier", "tiers"), ("deployment", "deployments"), ("term_months", "terms")):
        held = sorted({str(getattr(each, name)) for each in products if getattr(each, name)})
        if len(held) > 1:
            yield Finding(name, f"The lines mix {label}: {', '.join(held)}.", "Make a quote for each.", QUO)
    rated = len(facts.lines) - len(products)
    if facts.program and products and form["key"] in wording["program_lines"]["forms"] and not rated:
        wrong = "No line carries the program's discount."
        yield Finding("lines", wrong, "Add the line of the program's rate after each product.", "INC-10")
    elif rated and (not facts.program or form["key"] not in wording["program_lines"]["forms"]):
        wrong = "A line carries the program's discount, which this kind of quote does not have."
        yield Finding("lines", wrong, "Take the line out.", "INC-10")


def _payment(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    allowed = [*wording["payment_schedules"], *wording["provider_schedules"].get(form["key"], ())]
    if facts.schedule not in allowed:
        wrong = f"The payment schedule is {facts.schedule}."
        yield Finding("payment_schedule", wrong, f"Choose one of {', '.join(allowed)}.", QUO)
    annual = wording["annual_payments"]
    if facts.schedule == annual["schedule"] and facts.term_months not in annual["terms"]:
        terms = ", ".join(map(str, annual["terms"]))
        wrong = f"Payments are annual over a term of {facts.term_months} months."
        yield Finding("payment_schedule", wrong, f"Annual payments need a term of {terms} months.", QUO)
    if facts.schedule == wording["custom_payments"]["schedule"] and not _given(facts, "payment_details"):
        wrong = "A custom payment schedule has no details."
        yield Finding("payment_details", wrong, "Write when how much is due.", QUO)


def _ramp(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    from_months = wording["ramp_over_months"]
    years = -(-facts.term_months // 12)
    if facts.term_months > from_months and len(facts.ramp) != years:
        wrong = f"A term of {facts.term_months} months has {len(facts.ramp)} ramp steps."
        yield Finding("ramp", wrong, f"Quote it as a ramp of {years} yearly steps on the one-year SKU.", QUO)
    yield from _steps(facts.ramp)


def _steps(ramp: tuple[RampStep, ...]) -> Iterator[Finding]:
    for number, (before, after) in enumerate(pairwise(ramp), 2):
        due = months_later(before.starts_on, 12)
        if after.starts_on != due:
            wrong = f"Step {number} of the ramp begins on {after.starts_on}."
            yield Finding("ramp", wrong, f"Steps are a year apart: begin it on {due}.", QUO)
        for name, label in (("users", "users"), ("arr", "annual revenue")):
            if getattr(after, name) < getattr(before, name):
                wrong = f"In step {number} the {label} fall from {getattr(before, name)} to {getattr(after, name)}."
                yield Finding("ramp", wrong.replace("revenue fall", "revenue falls"), "In a ramp neither falls.", QUO)


def _validity(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    if facts.valid_until and facts.valid_set_on:
        days, most = (facts.valid_until - facts.valid_set_on).days, wording["extension_days"]
        if days > most:
            wrong = f"The quote is made valid for {days} days from {facts.valid_set_on}."
            yield Finding("valid_until", wrong, f"At most {most} days from the day of the change.", QUO)


def _amendment(facts: QuoteFacts, form: Mapping[str, Any], wording: Mapping[str, Any]) -> Iterator[Finding]:
    if facts.open_add_on:
        wrong = "An add-on to the subscription is not closed won yet."
        yield Finding("renewal", wrong, "Close the add-on before the renewal is quoted.", QUO)
    change = facts.amendment
    if change is None:
        return
    if change.ends_on > change.base_ends_on:
        wrong = f"The amendment ends on {change.ends_on}, after its subscription."
        yield Finding("ends_on", wrong, f"An amendment extends no term: end it on {change.base_ends_on}.", QUO)
    if facts.form != change.base_form:
        wrong = f"The subscription was sold as {change.base_form}, the amendment is {facts.form}."
        yield Finding("form", wrong, "An amendment keeps the route to market of its subscription.", QUO)
    elif facts.form == "one_tier" and change.base_reseller and change.base_reseller != _given(facts, "resale_partner"):
        wrong = "The amendment names another reseller than its subscription."
        yield Finding(
            "resale_partner", wrong, f"Keep {change.base_reseller}; only two-tier add-ons may change it.", QUO
        )


def extension_days(book: Book, on: date) -> int:
    """How many days ahead of the day of writing a quote's validity may be set or prolonged."""
    return int(book[FIELDS].in_force(on)[1]["extension_days"])


def payment_schedules(form: str, book: Book, on: date) -> tuple[str, ...]:
    """The schedules that a quote of this form may have; of a marketplace's whose provider is not said yet, those of each."""
    _, wording = book[FIELDS].in_force(on)
    of_providers = wording["provider_schedules"]
    own = [each for key in of_providers if key == form or key.startswith(f"{form}_") for each in of_providers[key]]
    return tuple(dict.fromkeys([*wording["payment_schedules"], *own]))


def reminder_days(book: Book, on: date) -> int:
    """How many days before a quote's last day people are told of it."""
    return int(book[FIELDS].in_force(on)[1]["reminder"]["days_before"])


def template_for(form: str, book: Book, on: date, *, proposal: bool) -> str:
    """The template that a quote of this form is made on: the first of its own, or the one of draft proposals."""
    if proposal:
        return str(book[FIELDS].in_force(on)[1]["draft_template"])
    return str(form_of(form, book, on)["templates"][0])

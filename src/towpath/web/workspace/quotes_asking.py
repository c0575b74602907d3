"""The form of a quote: its fields, and what somebody typed into them as the domain asks for it."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.domain.accounts.models import Cloud, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.facts import currencies
from towpath.domain.quotes import queries
from towpath.domain.quotes.asked import LONGEST_TERMS, Asked
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.quotes.approvals import elements
from towpath.program.decisions.quotes.fields import extension_days, payment_schedules
from towpath.program.decisions.quotes.route import QuoteRoute
from towpath.web.shell.fields import field, whole
from towpath.web.shell.quotes import PATHS, SALES
from towpath.web.workspace.quotes_lines import Typed

type Errors = Mapping[str, list[str]]
ROUTE = ("path", "partner", "sale", "buys")
BUYS = [("unsaid", lazy("As the program says")), ("distributor", lazy("Through a distributor")), ("direct", lazy("From us"))]  # fmt: skip
NAMED_TOO = ("private_offer", "dsor")  # paths on which a second partner stands on the quote
BY_CONTRACT = ("marketplace", "oem")  # kinds whose percent stands in the partner's own contract
NUMBERS = ("term_months", "renewal_term_months", "payment_days")
TEXTS = ("payment_schedule", "payment_details", "special_terms", "vat_number", "end_user_email", "shipping_address", "postal_code")  # fmt: skip


def route_fields(typed: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    """What decides to whom it goes."""
    paths = [(key, f"{label}: {told}") for key, (label, told) in PATHS.items()]
    return [
        field("path", _("How the sale runs"), typed, errors, kind="select", blank=False, required=True, options=paths),
        field("partner", _("Resale partner, service provider or marketplace"), typed, errors, placeholder="PAR00012", help=_("Reference or whole name. A direct sale has none."), attrs={"list": "found-partner", "autocomplete": "off"}),
        field("sale", _("What is sold"), typed, errors, kind="select", blank=False, required=True, width="middle", options=list(SALES.items())),
        field("buys", _("From whom the reseller buys this time"), typed, errors, kind="select", blank=False, width="middle", options=BUYS, help=_("Counts where the program leaves it the choice.")),
    ]  # fmt: skip


def begin(opportunity: Opportunity, occasion: Occasion) -> dict[str, Any]:
    """What stands in the form of a new quote at first."""
    until = occasion.day + timedelta(days=extension_days(occasion.book, occasion.day))
    partner = opportunity.resale_partner or opportunity.dr_partner
    return {
        "path": "resale", "partner": partner.reference if partner else "", "buys": "unsaid",
        "sale": {"add_on": "add_on", "renewal": "renewal_flat"}.get(opportunity.type, "new"),
        "starts_on": (opportunity.starts_on or occasion.day).isoformat(), "term_months": 12, "renewal_term_months": 12,
        "currency": opportunity.currency, "payment_schedule": "Prepaid", "payment_days": 30,
        "valid_until": until.isoformat(), "cloud": opportunity.cloud,
    }  # fmt: skip


def typed_of(asked: Asked) -> dict[str, Any]:
    """A quote as its form begins when it is changed."""
    plain = {
        name: getattr(asked, name) for name in (*ROUTE, *NUMBERS, *TEXTS, "currency", "distributor", "listing", "cloud")
    }
    return plain | {
        "starts_on": asked.starts_on.isoformat(), "non_standard": list(asked.non_standard), "proposal": "on" if asked.proposal else "",
        "valid_until": asked.valid_until.isoformat() if asked.valid_until else "", "sold_to": asked.sold_to or "",
        "bill_to": asked.bill_to or "", "contract": "" if asked.contract is None else f"{asked.contract.normalize():f}",
    }  # fmt: skip


def posted(post: QueryDict) -> dict[str, Any]:
    """What was typed, with the choices of which there may be several as a list."""
    return {name: post.get(name, "") for name in post} | {"non_standard": post.getlist("non_standard")}


def groups(
    typed: Mapping[str, Any], errors: Errors, opportunity: Opportunity, partner: Partner | None, route: QuoteRoute,
    occasion: Occasion,
) -> list[tuple[Any, Any, list[dict[str, Any]]]]:  # fmt: skip
    """(title, help, fields) of the form below its lines, in their order."""
    return [
        (_("Terms"), "", _terms(typed, errors, route, occasion)),
        (_("Who it is for"), _("What this kind of quote must hold is checked before it is submitted; a draft may lack it."), _parties(typed, errors, opportunity, partner, route)),
        (_("What is not standard"), _("Each of these asks for an approval."), _not_standard(typed, errors, occasion)),
    ]  # fmt: skip


def _terms(typed: Mapping[str, Any], errors: Errors, route: QuoteRoute, occasion: Occasion) -> list[dict[str, Any]]:
    schedules = payment_schedules(f"{route.form}_{typed.get('cloud')}" if typed.get("cloud") else route.form, occasion.book, occasion.day)  # fmt: skip

    def one(name: str, label: Any, **more: Any) -> dict[str, Any]:
        return field(name, label, typed, errors, **more)

    months = {"inputmode": "numeric", "width": "short", "required": True}
    return [
        one("starts_on", _("Begins on"), kind="date", width="short", required=True),
        one("term_months", _("Term in months"), help=_("Over twelve months, each line says how many in each year."), **months),
        one("renewal_term_months", _("Renewal term in months"), **months),
        one("currency", _("Currency"), kind="select", width="short", required=True, blank=_("Choose"), options=[(each, each) for each in currencies()]),
        one("payment_schedule", _("Payment schedule"), kind="select", blank=False, width="middle", required=True, options=[(each, each) for each in schedules]),
        one("payment_details", _("Details of a schedule of its own"), maxlength=500),
        one("payment_days", _("Days until payment"), **months),
        one("valid_until", _("Valid until"), kind="date", width="short", required=True),
        one("proposal", _("A draft proposal: prices to talk about, no order form"), kind="checkbox"),
    ]  # fmt: skip


def _parties(
    typed: Mapping[str, Any], errors: Errors, opportunity: Opportunity, partner: Partner | None, route: QuoteRoute
) -> list[dict[str, Any]]:
    buys_itself = route.kind == "msp" and partner is not None
    people: list[Any] = list(queries.own_people(partner)) if buys_itself and partner else queries.contacts(opportunity)
    options = [(one.pk, f"{one.name}, {one.email}") for one in people]
    who: dict[str, Any] = {"kind": "select", "options": options, "blank": _("Not said yet")}
    if not options and not buys_itself:
        account = opportunity.end_user or opportunity.account
        who["help"] = _("%(customer)s has no contact yet: add one on the account’s page.") % {"customer": account.name}
    found = []
    if route.recipient == "distributor":
        offered = [(each.code, each.name) for each in route.distributors]
        found.append(field("distributor", _("Distributor"), typed, errors, kind="select", blank=_("Choose one") if len(offered) != 1 else False, required=True, options=offered))  # fmt: skip
    if route.form in ("marketplace", "private_offer"):
        found.append(field("cloud", _("Whose marketplace"), typed, errors, kind="select", required=True, width="middle", options=list(Cloud.choices)))  # fmt: skip
    if typed.get("path") in NAMED_TOO:
        label = _("Reseller that makes the offer") if typed["path"] == "private_offer" else _("Marketplace of record")
        found.append(field("listing", label, typed, errors, placeholder="PAR00012", width="middle", required=True))
    if route.kind in BY_CONTRACT:
        found.append(field("contract", _("Percent of its contract"), typed, errors, inputmode="decimal", width="short", help=_("Off list price, as the partner’s own contract says.")))  # fmt: skip
    return [
        *found, field("sold_to", _("Sold to"), typed, errors, **who), field("bill_to", _("Billed to"), typed, errors, **who),
        field("end_user_email", _("End user’s e-mail"), typed, errors, kind="email"),
        field("shipping_address", _("Shipping address"), typed, errors, maxlength=300),
        field("postal_code", _("Postal code"), typed, errors, maxlength=20, width="short"),
        field("vat_number", _("VAT number"), typed, errors, maxlength=40, width="middle", help=_("Of who is invoiced. The partner’s own stands in for an empty field.")),
    ]  # fmt: skip


def _not_standard(typed: Mapping[str, Any], errors: Errors, occasion: Occasion) -> list[dict[str, Any]]:
    offered = elements(occasion.book, occasion.day).items()
    return [
        field("non_standard", _("Elements"), typed, errors, kind="checkboxes", options=offered),
        field("special_terms", _("Special terms"), typed, errors, kind="textarea", rows=4, maxlength=LONGEST_TERMS, help=_("They stand on the paper, word by word.")),
    ]  # fmt: skip


def asked_for(opportunity: str, typed: Mapping[str, Any], partner: str, lines: Typed, occasion: Occasion) -> Asked:
    """The quote as it is asked for. Invalid names every field that cannot be read; nothing typed is lost by it."""
    errors: dict[str, list[str]] = dict(lines.errors)
    days = {name: _day(typed, name, errors) for name in ("starts_on", "valid_until")}
    numbers: dict[str, Any] = {name: _number(typed, name, errors) for name in NUMBERS}
    contract = _contract(typed, errors)
    texts: dict[str, Any] = {name: str(typed.get(name, ""))[: LONGEST_TERMS + 1].replace("\0", "") for name in TEXTS}
    known = elements(occasion.book, occasion.day)
    if errors:
        raise Invalid(errors)
    return Asked(
        opportunity, str(typed.get("path", "")), str(typed.get("sale", "")), tuple(lines.wanted),
        days["starts_on"] or occasion.day, partner=partner, valid_until=days["valid_until"], contract=contract, **numbers,
        **texts,
        distributor=str(typed.get("distributor", "")), listing=str(typed.get("listing", ""))[:20],
        cloud=str(typed.get("cloud", "")), buys=str(typed.get("buys", "")) or "unsaid",
        currency=str(typed.get("currency", "")).strip().upper()[:3], proposal=bool(typed.get("proposal")),
        non_standard=tuple(each for each in typed.get("non_standard", ()) if each in known),
        sold_to=whole(str(typed.get("sold_to", ""))), bill_to=whole(str(typed.get("bill_to", ""))),
    )  # fmt: skip


def _day(typed: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> date | None:
    try:
        found = date.fromisoformat(str(typed.get(name, "")).strip())
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2199:
        errors[name] = [_("Choose a day, such as 2026-12-31.")]
        return None
    return found


def _number(typed: Mapping[str, Any], name: str, errors: dict[str, list[str]]) -> int:
    found = whole(str(typed.get(name, "")))
    if found is None or found > 999:
        errors[name] = [_("Write a whole number, such as 12.")]
        return 1
    return found


def _contract(typed: Mapping[str, Any], errors: dict[str, list[str]]) -> Decimal | None:
    text = str(typed.get("contract", "")).removesuffix("%").strip()
    if not text:
        return None
    try:
        found = Decimal(text)
    except ArithmeticError:
        found = Decimal(-1)
    if not (found.is_finite() and 0 <= found <= 100):
        errors["contract"] = [_("Write a percent from 0 to 100, such as 12.5.")]
        return None
    return found

"""How buying, billing and e-marketplace pages are drawn, in the portal and in the workspace alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.distribution.models import BankDetails, BillingRecord, Buying, MarketplacePage
from towpath.domain.distribution.queries import Way
from towpath.program.decision import Decision
from towpath.web.shell.fields import field

ADDRESS = ("street", "postal_code", "city", "state_province")
BANK = ("holder", "country", "number", "code")
COUNTRIES = sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])
SEGMENTS = [("commercial", lazy("Commercial")), ("public_sector", lazy("Public sector"))]
WAYS = {
    "distributor": (lazy("Through a distributor"), "waiting"),
    "direct": (lazy("Directly"), "good"),
    "either": (lazy("Directly or through a distributor"), "good"),
    "contract": (lazy("By a contract of its own"), "neutral"),
}
BILLING = {
    "requested": (lazy("Requested"), "attention"),
    "with_billing": (lazy("Being worked on"), "waiting"),
    "complete": (lazy("Complete"), "good"),
    "returned": (lazy("Returned"), "attention"),
}
NEEDED = {
    "needed": (lazy("Needed"), "attention"),
    "not_needed": (lazy("Not needed"), "neutral"),
    "not_yet": (lazy("Not yet"), "waiting"),
}
PAGES = {
    "requested": (lazy("Asked for: the draft is next"), "waiting"),
    "draft_in_review": (lazy("Draft in review"), "attention"),
    "returned": (lazy("Draft returned"), "attention"),
    "approved": (lazy("Approved in writing"), "good"),
    "live": (lazy("Live"), "good"),
    "paused": (lazy("Paused"), "stop"),
    "declined": (lazy("Declined"), "stop"),
    "ended": (lazy("Ended"), "neutral"),
}


def _badge(words: dict[str, tuple[Any, str]], state: str) -> dict[str, str]:
    label, meaning = words[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def billing_badge(record: BillingRecord) -> dict[str, str]:
    """The state of a billing record; one that changed since it was complete says so."""
    if record.changed_at is not None:
        return {"state": record.state, "label": str(_("Complete, with a change")), "meaning": "attention"}
    return _badge(BILLING, record.state)


def page_badge(page: MarketplacePage) -> dict[str, str]:
    return _badge(PAGES, page.state)


def way_words(way: Way) -> dict[str, Any]:
    """How a partner buys: the answer, the reasons, and where its orders go."""
    outcome = way.decision.outcome
    return {
        "badge": _badge(WAYS, outcome.way),
        "because": way.decision.because,
        "distributors": [{"code": code, "name": name, "mailbox": mailbox} for code, name, mailbox in way.distributors],
        "direct": outcome.direct,
    }


def needed_words(decision: Decision[Any]) -> dict[str, Any]:
    return {"badge": _badge(NEEDED, decision.outcome), "because": decision.because, "yes": decision.outcome == "needed"}


def buying_rows(rows: list[Buying], today: date) -> list[dict[str, Any]]:
    """Each way of buying with its dates; what runs can be ended."""
    return [
        {
            "pk": row.pk,
            "how": row.distributor.name if row.distributor is not None else str(_("Directly")),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "runs": row.ends_on is None,
            "over": row.ends_on is not None and row.ends_on <= today,
        }
        for row in rows
    ]


def ways_to_choose(way: Way, rows: list[Buying]) -> list[tuple[str, str]]:
    """The ways of buying that are open and do not run yet, for a choice."""
    running = {"direct" if row.distributor is None else row.distributor.code for row in rows if row.ends_on is None}
    found = [(code, name) for code, name, _mailbox in way.distributors]
    if way.decision.outcome.direct:
        found.append(("direct", str(_("Directly"))))
    return [pair for pair in found if pair[0] not in running]


def bank_words(bank: BankDetails | None) -> dict[str, Any] | None:
    """A bank as it may be shown: masked."""
    if bank is None:
        return None
    return {
        "holder": bank.holder, "hint": bank.hint, "country": COUNTRY_NAMES.get(bank.country, bank.country),
        "kept_at": bank.kept_at,
    }  # fmt: skip


def asked_country(text: str, otherwise: str) -> str:
    """The country of an address's query; the partner's own where it asks for none or for nonsense."""
    return text if text in COUNTRY_NAMES else otherwise


def asked_segment(text: str) -> str:
    return text if text in dict(SEGMENTS) else "commercial"


def address_fields(typed: Mapping[str, Any], errors: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """What a company's address is typed into."""
    return [
        field("street", _("Street and number"), typed, errors, required=True, maxlength=200, autocomplete="street-address"),
        field("postal_code", _("Postal code"), typed, errors, width="short", maxlength=20, autocomplete="postal-code"),
        field("city", _("City"), typed, errors, required=True, width="middle", maxlength=100, autocomplete="address-level2"),
        field("state_province", _("State or province"), typed, errors, width="middle", maxlength=100),
    ]  # fmt: skip


def bank_fields(typed: Mapping[str, Any], errors: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """What a bank is typed into; its numbers are never shown again."""
    return [
        field("holder", _("Account holder"), typed, errors, required=True, maxlength=140),
        field("country", _("Country of the bank"), typed, errors, kind="select", options=COUNTRIES, required=True),
        field("number", _("IBAN or account number"), {}, errors, required=True, maxlength=60, autocomplete="off"),
        field("code", _("BIC or code of the bank"), {}, errors, maxlength=20, width="middle", autocomplete="off",
              help=_("Needed where there is no IBAN.")),
    ]  # fmt: skip

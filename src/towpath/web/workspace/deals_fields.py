"""The fields of the decision pages, and what is said before choosing: what follows from each answer, in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from towpath.basics.money import Money
from towpath.domain.deals import bulk
from towpath.domain.deals.actions import registrations as act
from towpath.domain.deals.facts import chain_facts, protection_facts
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import managers
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.deal_registration.approval import approval_chain
from towpath.program.decisions.deal_registration.form import (
    denial_reasons,
    registration_type,
    registration_types,
    sourcing_findings,
)
from towpath.program.decisions.deal_registration.protection import ProtectionFacts, protection
from towpath.web.shell.formats import date_words
from towpath.web.workspace import deals_evidence as evidence
from towpath.web.workspace.deals_forms import Given


def text(name: str, label: str, help_text: str = "", *, required: bool = True, rows: int = 4) -> dict[str, Any]:
    return {
        "draw": "field", "name": name, "label": label, "help": help_text, "kind": "textarea", "required": required,
        "rows": rows, "maxlength": 4000,
    }  # fmt: skip


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"until_on": [_("Choose the day, such as 2026-12-31.")]}) from None


def amount_of(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Money.parse(text, "USD").amount
    except ValueError as error:
        raise Invalid({"amount": [str(error)]}) from error


# Ecosystem Operations -------------------------------------------------------------------------------------------


def account_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    return [
        {"draw": "field", "name": "name", "label": _("Name"), "required": True, "value": r.customer_name},
        {"draw": "field", "name": "website", "label": _("Website"), "value": r.customer_website},
        {
            "draw": "field", "name": "country", "label": _("Country"), "kind": "select", "required": True,
            "value": r.customer_country, "options": evidence.countries(),
            "help": _("The territory follows from it."),
        },
        {
            "draw": "field", "name": "employees", "label": _("Number of employees"), "width": "short",
            "inputmode": "numeric", "value": r.customer_employees,
        },
        {"draw": "field", "name": "industry", "label": _("Industry")},
        {
            "draw": "field", "name": "public_sector", "label": _("Belongs to the public sector"), "kind": "checkbox",
            "value": r.public_sector,
        },
    ]  # fmt: skip


def create_account(ref: str, o: Occasion, g: Given, version: int) -> Any:
    employees = g.get("employees", "").replace(",", "").replace(" ", "")
    if employees and not (employees.isascii() and employees.isdigit() and int(employees) <= 2_000_000_000):
        raise Invalid({"employees": [_("Write a whole number, such as 250.")]})
    return act.create_account(
        ref, o, name=g.get("name", ""), website=g.get("website", ""), country=g.get("country", ""),
        employees=int(employees) if employees else None, industry=g.get("industry", "").strip(),
        public_sector=g.get("public_sector") == "on", version=version,
    )  # fmt: skip


def esm_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    people = [p for p in bulk.sales_managers() if p.region in ("", r.region)]
    named = r.account.territory.esm_id if r.account and r.account.territory else None
    options = [
        {
            "value": p.pk,
            "label": f"{p.name} ({p.region or _('all regions')})"
            + (_(", named on the territory") if p.pk == named else "")
            + (_(", now") if p.pk == r.esm_id else ""),
        }
        for p in people
    ]
    return [
        {
            "draw": "field", "name": "esm", "label": _("Sales manager"), "kind": "select", "required": True,
            "options": options, "value": named or r.esm_id,
            "help": _("Active Ecosystem Sales Managers of %(region)s and of all regions.") % {"region": r.region},
        }
    ]  # fmt: skip


def person(g: Given, name: str) -> int:
    """The person chosen in a field; Invalid where nobody is."""
    chosen = g.get(name, "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        raise Invalid({name: [_("Choose a person from the list.")]})
    return int(chosen)


def reassign(ref: str, o: Occasion, g: Given, version: int) -> Any:
    return act.reassign_esm(ref, o, esm=person(g, "esm"), version=version)


def forward_words(r: Registration, o: Occasion) -> list[str]:
    chain = approval_chain(chain_facts(r), o.book, on=r.judged_on or o.day)
    names: dict[str, Any] = {
        "esm": r.esm or (r.account.territory.esm if r.account and r.account.territory else None),
        "asm": r.account.territory.asm if r.account and r.account.territory else r.asm,
    }
    steps = [
        f"{step.status_label} ({names[step.role].name if names.get(step.role) else _('nobody named yet')})"
        for step in chain.outcome
    ]
    return [
        _("The approval sheet is laid out: %(steps)s.") % {"steps": _(", then ").join(steps)},
        _(
            "The first of them is mailed now; while that person is away, the backup gets it. The next hears of it only after that."
        ),
        _("The partner sees that the sales team is reviewing. It can still be returned, but not taken back."),
    ]


# the chain ------------------------------------------------------------------------------------------------------


def type_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    kinds = registration_types(o.book, r.judged_on or o.day)
    return [
        {
            "draw": "cards", "name": "deal_type", "label": _("Type"), "required": True, "value": r.deal_type,
            "options": [{"value": k.key, "label": k.title, "help": _type_words(k, r)} for k in kinds],
            "help": _("Another choice corrects the type; the history keeps both."),
        }
    ]  # fmt: skip


def _type_words(kind: Any, r: Registration) -> str:
    """What a type means for the vendor, in one line; the rule book has the rest."""
    stands = (
        _("On the partner's account.") if kind.opportunity_account == "partner" else _("On the customer's account.")
    )
    return f"{stands} {_('The partner chose it.')}" if kind.key == r.deal_type else stands


def finding_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    options = [
        {
            "value": one.key, "label": one.words, "meaning": "good" if one.supports_approval else "stop",
            "consequence": _("Supports an approval.") if one.supports_approval
            else _("Does not support an approval: the registration can then be denied or returned, not approved."),
            "undo": _("Can be recorded anew until the decision."),
        }
        for one in sourcing_findings(o.book, r.judged_on or o.day)
    ]  # fmt: skip
    return [
        {
            "draw": "decision", "name": "finding", "label": _("Who sourced this opportunity?"), "required": True,
            "value": r.sourcing, "options": options,
            "help": _("What counts is the creation or conversion of this opportunity, not who met the customer first."),
        },
        text("note", _("Grounds"), _("What you rest it on. Read inside only."), required=False)
        | {"value": r.sourcing_note},
    ]  # fmt: skip


def opportunity_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    return [
        {"draw": "field", "name": "name", "label": _("Name"), "required": True, "value": r.deal_name, "maxlength": 200},
        {
            "draw": "field", "name": "amount", "label": _("Amount"), "kind": "money", "currency": r.currency,
            "value": r.amount if r.amount is not None else "", "width": "middle",
        },
    ]  # fmt: skip


def backup_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    named = r.holder_for or r.holder
    people = [
        p
        for p in (managers(o.actor) if o.actor else [])
        if p.has(Role(r.step)) and p.pk not in (r.holder_id, named and named.pk)
    ]
    return [
        {
            "draw": "field", "name": "to", "label": _("Backup"), "kind": "select", "required": True, "value": "",
            "options": [{"value": p.pk, "label": f"{p.name} ({p.role_words})"} for p in people],
            "help": _("Somebody with the same role and region who is there."),
        },
        text("why", _("Why"), _("Stands in the history."), rows=2),
    ]  # fmt: skip


def approve_words(r: Registration, o: Occasion) -> list[str]:
    following = r.places.filter(decided_at=None, opened_at=None).order_by("place").first()
    if following is not None:
        person = {"esm": r.esm, "asm": r.asm}.get(following.role)
        name = person.name if person else _("the next approver")
        return [
            _("It goes to %(name)s as “%(status)s”. The mail goes out now, and the clock of that step starts.")
            % {"name": name, "status": following.status_label},
            _("The partner reads that the first review passed. Your approval cannot be taken back."),
        ]
    term = protection(ProtectionFacts(approved_on=o.day), o.book, on=r.judged_on or o.day).outcome
    words = [
        _("This is the last signature: the partner is protected until %(day)s and is mailed now.")
        % {"day": date_words(term.expires_on)},
        _(
            "%(opportunity)s gets the partner, the type and the sources of this registration; no other can be approved on it."
        )
        % {"opportunity": r.opportunity.reference if r.opportunity else _("The opportunity")},
    ]
    kind = registration_type(r.deal_type, o.book, r.judged_on or o.day)
    if kind.opportunity_account == "partner":
        words.append(
            _("Afterwards the opportunity has to be moved to the partner's account: that is the sales manager's step.")
        )
    return [*words, _("An approval cannot be undone.")]


def denial_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    options = [
        {
            "value": one.key, "label": one.words_internal, "meaning": "stop",
            "consequence": _("The partner reads: “%(words)s”") % {"words": one.words_for_partner},
        }
        for one in denial_reasons(o.book, r.judged_on or o.day)
    ]  # fmt: skip
    return [
        {
            "draw": "decision", "name": "reason", "label": _("Reason"), "required": True, "options": options,
            "value": "", "help": _("From the program's list. The partner gets the words in quotation marks."),
        },
        text("comments", _("More to the partner"), _("Sent with the reason, word for word."), required=False),
    ]  # fmt: skip


# protection -----------------------------------------------------------------------------------------------------


def extension_words(r: Registration, o: Occasion) -> list[str]:
    facts = protection_facts(r)
    longer = protection(replace(facts, extensions=facts.extensions + 1), o.book, on=r.judged_on).outcome
    return [
        _("Protected until %(new)s instead of %(old)s; the partner is mailed.")
        % {"new": date_words(longer.expires_on), "old": date_words(r.expires_on)},
        _("It is at the vendor's discretion. It cannot be taken back; Ecosystem Operations can set another day."),
    ]


def until_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    return [
        {
            "draw": "field", "name": "until_on", "label": _("Protected until"), "kind": "date", "required": True,
            "width": "middle", "value": asked_day(r),
            "help": _("The first day without protection. Now it is %(day)s.") % {"day": date_words(r.expires_on)},
        },
        text("why", _("Case and reason"), _("Stands in the history; the partner reads the new day only."), rows=3),
    ]  # fmt: skip


def asked_day(r: Registration) -> str:
    asked = r.extension_requests.filter(state="open").first()
    return asked.until_on.isoformat() if asked and asked.until_on else ""


def switch_words(r: Registration, o: Occasion) -> list[str]:
    opportunity = r.opportunity.reference if r.opportunity else _("The opportunity")
    return [
        _("%(opportunity)s moves to the account of %(partner)s; %(customer)s stays on it as the end user.")
        % {"opportunity": opportunity, "partner": r.partner.name, "customer": r.account.name if r.account else ""},
        _("The partner owns the licences and quotes them. Put the Sales Rep in touch with the partner's own rep."),
    ]

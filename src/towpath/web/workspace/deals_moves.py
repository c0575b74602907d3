"""The table of decision pages: every move that the vendor's people take on a registration, with its words and fields."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

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
from towpath.web.workspace.deals_forms import Given, MovePage

E = "deals.registration."


def _text(name: str, label: str, help_text: str = "", *, required: bool = True, rows: int = 4) -> dict[str, Any]:
    return {
        "draw": "field", "name": name, "label": label, "help": help_text, "kind": "textarea", "required": required,
        "rows": rows, "maxlength": 4000,
    }  # fmt: skip


def _day_of(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"until_on": [_("Choose the day, such as 2026-12-31.")]}) from None


def _amount_of(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return Money.parse(text, "USD").amount
    except ValueError as error:
        raise Invalid({"amount": [str(error)]}) from error


# Ecosystem Operations -------------------------------------------------------------------------------------------


def _account_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
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


def _create_account(ref: str, o: Occasion, g: Given, version: int) -> Any:
    employees = g.get("employees", "").replace(",", "").replace(" ", "")
    if employees and not (employees.isascii() and employees.isdigit() and int(employees) <= 2_000_000_000):
        raise Invalid({"employees": [_("Write a whole number, such as 250.")]})
    return act.create_account(
        ref, o, name=g.get("name", ""), website=g.get("website", ""), country=g.get("country", ""),
        employees=int(employees) if employees else None, industry=g.get("industry", "").strip(),
        public_sector=g.get("public_sector") == "on", version=version,
    )  # fmt: skip


def _esm_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
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


def _person(g: Given, name: str) -> int:
    """The person chosen in a field; Invalid where nobody is."""
    chosen = g.get(name, "")
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 19):
        raise Invalid({name: [_("Choose a person from the list.")]})
    return int(chosen)


def _reassign(ref: str, o: Occasion, g: Given, version: int) -> Any:
    return act.reassign_esm(ref, o, esm=_person(g, "esm"), version=version)


def _forward_words(r: Registration, o: Occasion) -> list[str]:
    chain = approval_chain(chain_facts(r), o.book, on=r.judged_on or o.day)
    names = {
        "esm": r.esm or (r.account.territory.esm if r.account and r.account.territory else None),
        "asm": r.account.territory.asm if r.account and r.account.territory else r.asm,
    }
    steps = [f"{step.status_label} ({person.name if (person := names.get(step.role)) else _('nobody named yet')})"
             for step in chain.outcome]  # fmt: skip
    return [
        _("The approval sheet is laid out: %(steps)s.") % {"steps": _(", then ").join(steps)},
        _("The first of them is mailed now; if she is away, her backup gets it. The next hears of it only after her."),
        _("The partner sees that the sales team is reviewing. It can still be returned, but not taken back."),
    ]


# the chain ------------------------------------------------------------------------------------------------------


def _type_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    kinds = registration_types(o.book, r.judged_on or o.day)
    return [
        {
            "draw": "cards", "name": "deal_type", "label": _("Type"), "required": True, "value": r.deal_type,
            "options": [{"value": k.key, "label": k.title, "help": f"{k.transacts} {k.reward}"} for k in kinds],
            "help": _("The partner chose the marked one. Another choice corrects it; the history keeps both."),
        }
    ]  # fmt: skip


def _finding_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
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
        _text("note", _("Grounds"), _("What you rest it on. Read inside only."), required=False)
        | {"value": r.sourcing_note},
    ]  # fmt: skip


def _opportunity_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    return [
        {"draw": "field", "name": "name", "label": _("Name"), "required": True, "value": r.deal_name, "maxlength": 200},
        {
            "draw": "field", "name": "amount", "label": _("Amount"), "kind": "money", "currency": r.currency,
            "value": r.amount if r.amount is not None else "", "width": "middle",
        },
    ]  # fmt: skip


def _backup_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    named = r.holder_for or r.holder
    people = [p for p in managers(o.actor) if p.has(Role(r.step)) and p.pk not in (r.holder_id, named and named.pk)]
    return [
        {
            "draw": "field", "name": "to", "label": _("Backup"), "kind": "select", "required": True, "value": "",
            "options": [{"value": p.pk, "label": f"{p.name} ({p.role_words})"} for p in people],
            "help": _("Somebody with the same role and region who is there."),
        },
        _text("why", _("Why"), _("Stands in the history."), rows=2),
    ]  # fmt: skip


def _approve_words(r: Registration, o: Occasion) -> list[str]:
    following = r.places.filter(decided_at=None, opened_at=None).order_by("place").first()
    if following is not None:
        person = {"esm": r.esm, "asm": r.asm}.get(following.role)
        name = person.name if person else _("the next approver")
        return [
            _("It goes to %(name)s as “%(status)s”, who is mailed now and has the time of the program's page.")
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


def _denial_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
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
        _text("comments", _("More to the partner"), _("Sent with the reason, word for word."), required=False),
    ]  # fmt: skip


# protection -----------------------------------------------------------------------------------------------------


def _extension_words(r: Registration, o: Occasion) -> list[str]:
    facts = protection_facts(r)
    longer = protection(replace(facts, extensions=facts.extensions + 1), o.book, on=r.judged_on).outcome
    return [
        _("Protected until %(new)s instead of %(old)s; the partner is mailed.")
        % {"new": date_words(longer.expires_on), "old": date_words(r.expires_on)},
        _("It is at the vendor's discretion. It cannot be taken back; Ecosystem Operations can set another day."),
    ]


def _until_fields(r: Registration, o: Occasion, given: Given) -> list[dict[str, Any]]:
    return [
        {
            "draw": "field", "name": "until_on", "label": _("Protected until"), "kind": "date", "required": True,
            "width": "middle", "value": _asked_day(r),
            "help": _("The first day without protection. Now it is %(day)s.") % {"day": date_words(r.expires_on)},
        },
        _text("why", _("Case and reason"), _("Stands in the history; the partner reads the new day only."), rows=3),
    ]  # fmt: skip


def _asked_day(r: Registration) -> str:
    asked = r.extension_requests.filter(state="open").first()
    return asked.until_on.isoformat() if asked and asked.until_on else ""


def _switch_words(r: Registration, o: Occasion) -> list[str]:
    opportunity = r.opportunity.reference if r.opportunity else _("The opportunity")
    return [
        _("%(opportunity)s moves to the account of %(partner)s; %(customer)s stays on it as the end user.")
        % {"opportunity": opportunity, "partner": r.partner.name, "customer": r.account.name if r.account else ""},
        _("The partner owns the licences and quotes them. Put the Sales Rep in touch with the partner's own rep."),
    ]


PAGES = (
    MovePage(
        "link_account", lazy("Which account is the customer?"), lazy("Link this account"),
        lambda ref, o, g, v: act.link_account(
            ref, o, account=g.get("account", ""), grounds=evidence.grounds_of(ref, o, g.get("account", "")), version=v
        ),
        lazy("Account linked."), evidence=evidence.accounts, template="workspace/deals/link_account.html",
        icon="link",
    ),
    MovePage(
        "create_account", lazy("Create the customer account"), lazy("Create and link the account"), _create_account,
        lazy("Account created and linked. It waits for the nightly territory assignment."), _account_fields,
        lambda r, o: [
            _("The account is created and linked now. Territory, owner, sales manager and region come with the nightly assignment."),
            _("The Operations clock is met by it. The contact that the partner named becomes a contact of the account."),
        ], evidence=evidence.accounts, icon="plus",
    ),
    MovePage(
        "reassign_esm", lazy("Reassign the sales manager"), lazy("Reassign"), _reassign,
        lazy("Sales manager reassigned."), _esm_fields,
        lambda r, o: [
            _("Now it is %(name)s.") % {"name": r.esm.name} if r.esm else _("Nobody is named now."),
            _("If it waits for the sales manager, it moves to the new one's list at once, and she is mailed."),
        ], icon="person",
    ),
    MovePage(
        "put_forward", lazy("Submit for approval"), lazy("Submit for approval"),
        lambda ref, o, g, v: act.put_forward(ref, o, version=v),
        lazy("Submitted for approval."), consequences=_forward_words, evidence=evidence.intake, icon="right",
    ),
    MovePage(
        "contact", lazy("Record contact with the partner"), lazy("Record contact"),
        lambda ref, o, g, v: act.contact(ref, o, note=g.get("note", ""), version=v), lazy("Contact recorded."),
        lambda r, o, g: [_text("note", _("How, and about what"), _("The partner reads this too."), rows=3)],
        lambda r, o: [_("Meets the promise of a first answer, if it is still open.")], icon="comment",
    ),
    MovePage(
        "confirm_type", lazy("Is the type right, and is everything there?"), lazy("Confirm type and details"),
        lambda ref, o, g, v: act.confirm_type(ref, o, deal_type=g.get("deal_type", ""), version=v),
        lazy("Type and details confirmed."), _type_fields,
        lambda r, o: [
            _("You confirm that what the partner wrote is complete. If something is missing, return it instead."),
            _("Nobody is mailed. It can be confirmed anew until the decision."),
        ], icon="check",
    ),
    MovePage(
        "record_sourcing", lazy("Who sourced this opportunity?"), lazy("Record the finding"),
        lambda ref, o, g, v: act.record_sourcing(
            ref, o, finding=g.get("finding", ""), note=g.get("note", ""), version=v
        ),
        lazy("Finding recorded."), _finding_fields, evidence=evidence.sourcing,
        template="workspace/deals/sourcing.html", icon="search",
    ),
    MovePage(
        "link_opportunity", lazy("Which opportunity is it?"), lazy("Link"),
        lambda ref, o, g, v: act.link_opportunity(
            ref, o, opportunity=g.get("opportunity", ""), primary=g.get("primary") == "yes", version=v
        ),
        lazy("Opportunity linked."), evidence=evidence.opportunities,
        template="workspace/deals/link_opportunity.html", icon="link",
    ),
    MovePage(
        "create_opportunity", lazy("Create the opportunity"), lazy("Create and make primary"),
        lambda ref, o, g, v: act.create_opportunity(
            ref, o, name=g.get("name", ""), amount=_amount_of(g.get("amount", "")), version=v
        ),
        lazy("Opportunity created and made primary."), _opportunity_fields,
        lambda r, o: [
            _("A Standard opportunity on %(account)s, owned by %(owner)s.") % {
                "account": r.account.name if r.account else _("the account"),
                "owner": r.account.owner.name if r.account and r.account.owner else _("the account's owner"),
            },
            _("It is made primary on this registration. Create one only where none of the existing ones fits."),
        ], evidence=evidence.opportunities, icon="plus",
    ),
    MovePage(
        "record_alignment", lazy("Confirm alignment"), lazy("Confirm alignment"),
        lambda ref, o, g, v: act.record_alignment(ref, o, note=g.get("note", ""), version=v),
        lazy("Alignment confirmed."),
        lambda r, o, g: [_text("note", _("With whom, and what was agreed"), _("Read inside only."), rows=3)],
        lambda r, o: [
            _("The Area Sales Manager confirms it with %(esm)s and %(rep)s before the last signature.") % {
                "esm": r.esm.name if r.esm else _("the sales manager"),
                "rep": r.account.owner.name if r.account and r.account.owner else _("the Sales Rep"),
            }
        ], icon="people",
    ),
    MovePage(
        "hand_over", lazy("Ask a backup to decide"), lazy("Hand over"),
        lambda ref, o, g, v: act.hand_over(ref, o, to=_person(g, "to"), why=g.get("why", ""), version=v),
        lazy("Handed over."), _backup_fields,
        lambda r, o: [
            _("It leaves %(name)s's list for the backup's, who decides in that name; both names stay on the record.")
            % {"name": r.holder.name if r.holder else ""},
            _("The clock runs on."),
        ], icon="people",
    ),
    MovePage(
        "tell_delay", lazy("Say that it takes longer"), lazy("Tell the sales manager"),
        lambda ref, o, g, v: act.tell_delay(ref, o, note=g.get("note", ""), version=v), lazy("The delay is told."),
        lambda r, o, g: [_text("note", _("Why, and until when"), _("The sales manager is told; the partner is not."), rows=3)],
        lambda r, o: [_("The clock runs on: telling it is recorded, not excused.")], icon="hourglass",
    ),
    MovePage(
        "approve", lazy("Approve this registration?"), lazy("Approve"),
        lambda ref, o, g, v: act.approve(ref, o, comments=g.get("comments", ""), version=v), lazy("Approved."),
        lambda r, o, g: [_text("comments", _("Comments to the partner"), _("Sent with the approval."), required=False)],
        _approve_words, evidence.approval, icon="check", events=(E + "approved", E + "step_approved"),
    ),
    MovePage(
        "send_back", lazy("Return for more information"), lazy("Return to the partner"),
        lambda ref, o, g, v: act.send_back(ref, o, comments=g.get("comments", ""), version=v),
        lazy("Returned to the partner."),
        lambda r, o, g: [
            _text("comments", _("What is missing"), _("The partner reads this as it stands, in the mail and on the page."))
        ],
        lambda r, o: [
            _("%(partner)s is mailed, amends and resubmits; the history stays.") % {"partner": r.partner.name},
            _("The clocks pause or stop as the program says. A resubmitted registration starts again with Ecosystem Operations."),
        ], icon="undo",
    ),
    MovePage(
        "deny", lazy("Deny this registration?"), lazy("Deny the registration"),
        lambda ref, o, g, v: act.deny(ref, o, reason=g.get("reason", ""), comments=g.get("comments", ""), version=v),
        lazy("Denied. The partner is told the reason in words."), _denial_fields,
        lambda r, o: [
            _("The partner is mailed the reason. Another registration on the same opportunity can still be approved."),
            _("A denial cannot be undone; the partner can register the deal anew."),
        ], evidence.rivals, kind="danger", icon="cross",
    ),
    MovePage(
        "switch_account", lazy("Move the opportunity to the partner's account"), lazy("Move the opportunity"),
        lambda ref, o, g, v: act.switch_account(ref, o, version=v), lazy("Opportunity moved to the partner's account."),
        consequences=_switch_words, icon="building",
    ),
    MovePage(
        "relink_opportunity", lazy("Link to another opportunity"), lazy("Link to this opportunity"),
        lambda ref, o, g, v: act.relink_opportunity(
            ref, o, opportunity=g.get("opportunity", "").strip().upper(), why=g.get("why", ""), version=v
        ),
        lazy("Linked to the other opportunity."),
        lambda r, o, g: [
            {
                "draw": "field", "name": "opportunity", "label": _("Opportunity"), "required": True, "width": "short",
                "placeholder": "OPP00001", "help": _("Its reference; closed ones are possible here."), "value": "",
            },
            _text("why", _("Case and reason"), _("Stands in the history."), rows=3),
        ],
        lambda r, o: [
            _("The fields of this registration are taken off %(old)s and written on the other one, if that is open.")
            % {"old": r.opportunity.reference if r.opportunity else ""}
        ], evidence.opportunities, template="workspace/deals/relink.html", icon="link",
    ),
    MovePage(
        "extend", lazy("Extend by the standard days"), lazy("Extend 30 days"),
        lambda ref, o, g, v: act.extend(ref, o, why=g.get("why", ""), version=v), lazy("Extended."),
        lambda r, o, g: [_text("why", _("Why"), _("Stands in the history."), required=False, rows=2)],
        _extension_words, icon="calendar",
    ),
    MovePage(
        "extend_to", lazy("Extend to a date"), lazy("Extend to this date"),
        lambda ref, o, g, v: act.extend_to(
            ref, o, until_on=_day_of(g.get("until_on", "")), why=g.get("why", ""), version=v
        ),
        lazy("Extended."), _until_fields,
        lambda r, o: [_("For a case beyond the standard extension. The partner is mailed the new day.")], icon="calendar",
    ),
    MovePage(
        "decline_extension", lazy("Decline the extension"), lazy("Decline"),
        lambda ref, o, g, v: act.decline_extension(ref, o, why=g.get("why", ""), version=v),
        lazy("The extension is declined."),
        lambda r, o, g: [_text("why", _("Why"), _("The partner reads this."), rows=3)],
        lambda r, o: [
            _("Protection ends on %(day)s as before; the partner is told why and can ask again.")
            % {"day": date_words(r.expires_on)}
        ], kind="danger", icon="cross",
    ),
    MovePage(
        "submit", lazy("Submit on behalf of the partner"), lazy("Submit registration"),
        lambda ref, o, g, v: act.submit(ref, o, version=v), lazy("Submitted on behalf of the partner."),
        consequences=lambda r, o: [
            _("It takes the usual way from here: Operations review, then approval. The partner sees it in the portal."),
            _("The program's conditions for registering are checked now."),
        ], icon="right",
    ),
    MovePage(
        "withdraw", lazy("Withdraw this draft"), lazy("Withdraw"),
        lambda ref, o, g, v: act.withdraw(ref, o, why=g.get("why", ""), version=v), lazy("Withdrawn."),
        lambda r, o, g: [_text("why", _("Why"), required=False, rows=2)],
        lambda r, o: [_("It cannot be undone; the same deal can be registered anew.")], kind="danger", icon="leave",
    ),
)  # fmt: skip
BY_MOVE = {page.move: page for page in PAGES}

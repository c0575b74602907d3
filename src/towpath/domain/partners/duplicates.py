"""Which partner a company that signs up may be (ONB-05): candidates by index, judged by the program's page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from towpath.basics.likeness import name_likeness
from towpath.domain.partners.lifecycles import DONE
from towpath.domain.partners.models import NameChange, Partner
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.partners.standing import DuplicateFacts, Likeness, likeness

MOST = 100  # candidates by likeness of name


@dataclass(frozen=True)
class Company:
    """The company in a sign-up's words; domains in normal form."""

    name: str
    domains: tuple[str, ...]
    country: str
    tax_kind: str = ""
    tax_number: str = ""


@dataclass(frozen=True)
class Found:
    """A partner that the company may be, with the program's decision."""

    partner: Partner
    decision: Decision[Likeness]
    points: tuple[int, int]  # how sure: certain grounds first, then likeness of name


def resembling(company: Company, book: Book, on: date) -> list[Found]:
    """The partners that the company is ("known") or may be ("suspected"), the surest first."""
    found = []
    for partner in _candidates(company):
        facts = DuplicateFacts(
            same_domain=bool(partner.domain) and partner.domain in company.domains,
            same_tax_number=_same_tax_number(company, partner),
            name_alike=round(max(name_likeness(company.name, name)[0] for name in _names(partner))),
            same_country=company.country == partner.country,
        )
        decision = likeness(facts, book, on=on)
        if decision.outcome != "new":
            sure = 2 * (facts.same_domain + facts.same_tax_number) + (decision.outcome == "known")
            found.append(Found(partner.merged_into or partner, decision, (sure, facts.name_alike)))
    surest = sorted(found, key=lambda each: (each.points, -each.partner.pk), reverse=True)
    return list({each.partner.pk: each for each in reversed(surest)}.values())[::-1]


def _candidates(company: Company) -> list[Partner]:
    """Those that became part of another are looked at too: whom they resemble is known as that other one."""
    rows = Partner.objects.filter(demonstration=False).select_related("merged_into").prefetch_related("name_changes")
    certain = Q(domain__in=[domain for domain in company.domains if domain])
    if company.tax_number:
        certain |= Q(tax_kind=company.tax_kind, tax_number=company.tax_number)
    alike = rows.extra(where=["partners_partner.name %% %s"], params=[company.name]).order_by("id")[:MOST]
    before = NameChange.objects.filter(state=DONE).extra(where=["old_name %% %s"], params=[company.name])
    renamed = rows.filter(pk__in=before.order_by().values("partner"))[:MOST]
    return list({each.pk: each for each in (*rows.filter(certain)[:MOST], *alike, *renamed)}.values())


def _same_tax_number(company: Company, partner: Partner) -> bool:
    return bool(company.tax_number) and (company.tax_kind, company.tax_number) == (partner.tax_kind, partner.tax_number)


def _names(partner: Partner) -> list[str]:
    """Its names of today, and those that it bore before."""
    before = [each.old_name for each in partner.name_changes.all() if each.state == DONE]
    return [name for name in (partner.name, partner.legal_name, *before) if name]

"""What the addresses name: Northwind's records, or such as nobody has; and who must not see them."""

import re
from dataclasses import dataclass, field
from typing import Any

OUTSIDERS = ("ruth", "dirk", "erin", "aiko")  # a rival partner, a distributor, sellers of two other regions
SHARED, INSIDE = "Please name the sponsor of it.", "Keep the margin low for them."


@dataclass
class Things:
    """What the addresses name: Northwind's, or such as nobody has."""

    reference: str
    account: str
    opportunity: str
    partner: str
    document: int
    clock: int
    absence: int
    view: int
    token: int
    invitation: int
    person: int
    secrets: tuple[str, ...] = field(default=())
    legal: str = "LEG98765"
    access: str = "ACR98765"
    permission: str = "PRM98765"
    completion: int = 987654321
    asset: str = "AST98765"
    billing: str = "BIL98765"
    marketplace: str = "EMP98765"
    buying: int = 987654321
    licence_request: str = "NFR98765"
    licence: str = "LIC98765"
    merger: str = "MRG98765"
    name_change: str = "NCH98765"
    price_book: str = "no-such-book"
    duty: str = "DTY98765"
    sale: str = "SAL98765"
    bid: str = "BID98765"
    notice: str = "NTC98765"
    tender: str = "TND98765"
    preferred: str = "PCS98765"
    order: str = "POR98765"
    approver_change: str = "APC98765"
    event: int = 987654321  # whose first decision a partner's people may read
    quote: str = "QUO98765-1"

    def path(self, pattern: str) -> str:
        """The address of a pattern, with these things in it."""
        named = self.reference
        if "opportunities/<" in pattern:
            named = self.opportunity
        elif re.search(r"accounts/<", pattern):
            named = self.account
        elif "mergers/<" in pattern:
            named = self.merger
        elif "name-changes/<" in pattern or "portal/name/<" in pattern:
            named = self.name_change
        elif "partners/<" in pattern or "scorecard/<" in pattern:
            named = self.partner
        elif "legal-requests/<" in pattern or "contracts/<" in pattern:
            named = self.legal
        elif "v1/licences/<" in pattern:
            named = self.licence
        elif "licences/<" in pattern or "licences/requests/<" in pattern:
            named = self.licence_request
        elif "library/<" in pattern or "assets/<" in pattern:
            named = self.asset
        elif "quotes/<" in pattern:
            named = self.quote
        elif "sales/<" in pattern:
            named = self.sale
        elif "renewals/<" in pattern or "duties/<" in pattern:
            named = self.duty
        elif "bids/<" in pattern:
            named = self.bid
        elif "customer-notices/<" in pattern:
            named = self.notice
        elif "tenders/<" in pattern:
            named = self.tender
        elif "preferred-co-sell/<" in pattern:
            named = self.preferred
        elif "purchase-orders/<" in pattern:
            named = self.order
        elif "approvers/changes/<" in pattern:
            named = self.approver_change
        elif "quotes/<" in pattern:
            named = self.quote
        elif "prices/<" in pattern or "price-books/<" in pattern:
            named = self.price_book
        elif "imports/<" in pattern:
            named = "IMP98765"
        elif "vouchers/<" in pattern:
            named = "VCH98765"
        elif "billing-records/<" in pattern:
            named = self.billing
        elif "e-marketplaces/<" in pattern:
            named = self.marketplace
        elif "access-requests/<" in pattern:
            named = self.access
        elif re.search(r"one-off(-permissions)?/<", pattern):
            named = self.permission
        code = "amazic" if "distributors/<" in pattern else "EMEA-DACH"
        values: dict[str, Any] = {
            "ref": self.reference, "reference": named, "document": self.document, "clock": self.clock,
            "clock_id": self.clock, "absence": self.absence, "absence_id": self.absence, "view_id": self.view,
            "token": self.token, "invitation": self.invitation, "person": self.person, "place": "deals.registrations",
            "name": "deal_registration.protection", "code": code, "key": "no-such-key", "uidb36": "1", "question": "transact",
            "pk": self.completion, "buying": self.buying,
            "attestation": self.absence, "session": self.view, "ticket": "none", "membership": self.absence, "number": 987654321,
            "view": self.view, "calendar": "nowhere", "move": "extend", "tag": "registrations", "provider_id": "nobody", "organization_slug": "nobody",
            "sku": "PREM-WALL-12", "book": "partner-eur", "day": "2026-10-01",
        }  # fmt: skip
        if "decisions/<" in pattern:
            values |= {"event": self.event, "number": 1}
        if "decisions/of/<" in pattern:
            values |= {"record": self.quote, "key": "line-1"}
        pattern = pattern.replace(
            "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "password/reset/key/1-x/"
        )
        pattern = pattern.replace("^", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), pattern)


NOBODYS = Things("REG98765", "ACC98765", "OPP98765", "PAR98765", *([987654321] * 7))

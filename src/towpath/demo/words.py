"""What people of the demo write, and the companies they write about. All invented."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

ROOTS = [
    "Tamrick",
    "Veldora",
    "Ostrana",
    "Brumvale",
    "Quenlar",
    "Sarvento",
    "Halvex",
    "Norwend",
    "Pellmar",
    "Arkona",
    "Zephrin",
    "Colbrand",
    "Drayhaven",
    "Estmere",
    "Fellorn",
    "Grivane",
    "Hexley",
    "Ilvanor",
    "Jorvane",
    "Kaldrin",
    "Lomstead",
    "Mavrick",
    "Nerovia",
    "Olthane",
    "Pyrelle",
    "Rondale",
    "Skarvoy",
    "Tolwyn",
    "Ubrecht",
    "Varnholm",
    "Wexmoor",
    "Yelvane",
    "Zandrel",
    "Amberlyn",
    "Borvast",
    "Cindral",
    "Dorvane",
    "Elmgard",
    "Farrowen",
    "Glimvale",
    "Hartwend",
    "Ingmere",
    "Jasperon",
    "Korvale",
    "Lindrake",
    "Morvane",
    "Nyland",
    "Orwick",
    "Pardelle",
    "Quistral",
    "Rivenna",
    "Solvane",
    "Trelmar",
    "Ulvane",
    "Vistrel",
    "Wynmoor",
    "Xandria",
    "Yorrick",
    "Zelmar",
    "Ashvale",
    "Belrane",
    "Corvend",
    "Delmere",
    "Everan",
    "Fintrel",
    "Galdane",
    "Holmwick",
    "Irvane",
    "Kelmar",
    "Larvend",
]

# country -> legal form; region follows from the country and the sector
FORMS = {
    "DE": "GmbH", "AT": "GmbH", "CH": "AG", "GB": "Ltd", "IE": "Ltd", "FR": "SAS", "NL": "B.V.", "BE": "NV", "SE": "AB",
    "NO": "AS", "DK": "A/S", "FI": "Oy", "ES": "S.A.", "IT": "S.p.A.", "PL": "Sp. z o.o.", "AE": "LLC", "US": "Inc",
    "CA": "Corp", "BR": "Ltda", "MX": "S.A. de C.V.", "CL": "SpA", "JP": "K.K.", "AU": "Pty Ltd", "NZ": "Limited",
    "IN": "Pvt Ltd", "SG": "Pte Ltd", "KR": "Co Ltd", "ID": "Tbk", "MY": "Sdn Bhd",
}  # fmt: skip
COUNTRIES = {
    "EMEA": [
        "DE",
        "DE",
        "DE",
        "GB",
        "GB",
        "FR",
        "FR",
        "NL",
        "SE",
        "CH",
        "AT",
        "ES",
        "IT",
        "NO",
        "DK",
        "FI",
        "BE",
        "IE",
        "PL",
        "AE",
    ],
    "AMER": ["US", "US", "US", "US", "US", "CA", "CA", "BR", "MX", "CL"],
    "APJ": ["JP", "JP", "AU", "AU", "IN", "IN", "SG", "NZ", "KR", "ID", "MY"],
    "PUBSEC": ["US"],
}
CURRENCIES = {"GB": "GBP", "CH": "CHF", "US": "USD", "CA": "CAD", "JP": "JPY", "AU": "AUD", "SG": "SGD", "BR": "USD"}
EURO = {"DE", "AT", "FR", "NL", "BE", "FI", "ES", "IT", "IE"}
SECTORS = {
    "Robotics": "Machinery", "Logistics": "Transportation", "Energy": "Energy", "Foods": "Food", "Insurance": "Insurance",
    "Bank": "Banking", "Pharma": "Pharmaceuticals", "Telecom": "Telecommunications", "Motors": "Automotive",
    "Retail": "Retail", "Media": "Media", "Aerospace": "Aerospace", "Textiles": "Apparel", "Chemicals": "Chemicals",
    "Marine": "Shipping", "Optics": "Electronics", "Payments": "Banking", "Mining": "Mining", "Paper": "Paper",
    "Semiconductors": "Electronics",
}  # fmt: skip
PUBLIC = {
    "County Council": "Government", "State University": "Higher education", "Transit Authority": "Government",
    "Health Agency": "Government", "School District": "Education", "Water Board": "Government",
}  # fmt: skip


@dataclass(frozen=True)
class Customer:
    name: str
    website: str
    country: str
    region: str
    industry: str
    employees: int
    public_sector: bool

    @property
    def short(self) -> str:
        """The name as a seller writes it: without its legal form."""
        form = FORMS[self.country]
        return self.name.removesuffix(form).strip() if not self.public_sector else self.name

    @property
    def currency(self) -> str:
        return "EUR" if self.country in EURO else CURRENCIES.get(self.country, "USD")


def customers(chance: random.Random, count: int) -> Iterator[Customer]:
    """So many different companies over the four regions, always the same ones for the same seed."""
    regions = ["EMEA"] * 42 + ["AMER"] * 28 + ["APJ"] * 20 + ["PUBSEC"] * 10
    seen: set[str] = set()
    while len(seen) < count:
        region = regions[len(seen) % 100 * 37 % 100]
        public = region == "PUBSEC"
        root, country = chance.choice(ROOTS), chance.choice(COUNTRIES[region])
        sector = chance.choice(list(PUBLIC if public else SECTORS))
        label = f"{root}-{sector}".lower().replace(" ", "-")
        if label in seen:
            continue
        seen.add(label)
        name = f"{root} {sector}" if public else f"{root} {sector} {FORMS[country]}"
        size = round(10 ** chance.uniform(1.3, 4.7))
        industry = PUBLIC[sector] if public else SECTORS[sector]
        yield Customer(name, f"{label}.example", country, region, industry, size, public)


DEALS = (
    "{seats} seats for the data platform", "Move {seats} developers off the old servers", "Release automation, {seats} users",
    "Compliance pipeline for {seats} engineers", "{seats} seats, first stage", "Security scanning for {seats} developers",
    "One platform after the merger, {seats} seats", "Air-gapped installation, {seats} users", "Cloud migration, {seats} seats",
    "{seats} seats for the embedded teams", "Planning and code in one place, {seats} seats", "Upgrade and growth to {seats} seats",
)  # fmt: skip
NEEDS = (
    "Forty teams work with five tools; audits take weeks. One platform by the end of the year, with reviews that the auditors accept.",
    "Builds take two hours and fail at night. Faster pipelines and runners in their own data centre before the next release.",
    "The contract for the present tool ends; the price doubles. A decision is wanted within the quarter.",
    "New rules ask for a bill of materials of each release. They need scanning and reports before the summer.",
    "Two companies merged, with two of everything. One place for code, and a plan for moving 900 projects.",
    "Developers wait for environments for days. Self-service, with the guard rails that security asks for.",
)
SOURCES = (
    "We ran the assessment that led to the project, and presented the business case to their board in March.",
    "They asked us at our own event; we held two workshops and wrote the plan that got the budget.",
    "Our consultants work there since last year and found the need; nobody had spoken with the vendor before.",
    "Long-standing customer of ours for infrastructure. We proposed the change in our quarterly review.",
    "A lead from our website; we qualified it with two meetings and a demonstration.",
)
RETURNS = (
    "The time frame is missing: by when must they decide, and who signs?",
    "Please name the project. What is described here is the whole account, not one opportunity.",
    "The website belongs to another company of the group. Which one buys?",
    "How was this sourced? Please tell us about the meetings that you held, with dates.",
)
ANSWERS = (
    "Thank you for the quick look. The budget is confirmed for next quarter; I added the dates.",
    "The decision is with their head of engineering; we meet him next week.",
    "I corrected the company: it is the subsidiary that buys.",
)
INSIDE = (
    "Known to the team? I see an older opportunity on the parent account only.",
    "Spoke with the Sales Rep: no contact with this customer since last year.",
    "Looks sound. The customer's security lead confirmed the workshop.",
    "Please check the territory: their buying office is in another country.",
    "Amount looks high for this number of seats, but they plan the larger edition.",
)
TOLD = (
    "Thank you for the registration. I am your contact for it; may I call you tomorrow about the time frame?",
    "We are looking at it. Could you tell us who else takes part in the decision?",
    "Good work on the assessment. I have one question about the number of seats.",
)
CONTACTS = ("called about the time frame", "talked it through on the telephone", "met at the partner day")
ALIGNED = (
    "Agreed with the sales manager and the Sales Rep on the telephone.",
    "Spoke with both; no objection.",
    "Sales Rep knows the customer and supports it.",
)
WITHDRAWN = (
    "the customer stopped the project", "registered for the wrong company", "the customer buys through its group",
    "will be registered anew with the right amount",
)  # fmt: skip
LONGER = (
    "Procurement needs a second round; they sign in six weeks.",
    "The proof of concept was extended by a month at the customer's wish.",
    "Budget release moved to the next fiscal quarter.",
)
DENIALS = {
    "already_registered": "It is the same tender; sorry that you were second.",
    "not_partner_sourced": "Our team has worked with them on this since winter.",
    "already_pursued": "",
    "not_qualified": "Come back when the budget is known; we gladly look again.",
    "account_not_opportunity": "Please register the project, with its own name and date.",
    "flat_renewal": "",
    "other_partner_chosen": "",
    "no_answer": "We asked twice.",
    "cannot_serve": "",
    "not_compliant": "",
    "cannot_do_business": "",
    "duplicate": "See your registration of last month.",
}
LOST = ("Price", "Project stopped", "Chose another product", "No decision")
TITLES = ("Head of Engineering", "CIO", "Platform Lead", "Director of IT", "Security Lead", "Procurement Manager")

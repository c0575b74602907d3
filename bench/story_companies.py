"""Real listed companies for the story: as a CRM exports them, and as a seller writes them. Names come from pytickersymbols."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pytickersymbols import PyTickerSymbols

from bench.labelled_names import mistyped
from towpath.basics.account_files import salesforce_id
from towpath.basics.countries import normalise_country
from towpath.basics.names import normalise_domain

HEADER = (
    "Id", "Name", "Type", "BillingCity", "BillingCountry", "Website", "Industry", "NumberOfEmployees", "OwnerId",
    "Description",
)  # fmt: skip
STATES = frozenset(
    """Alabama,Alaska,Arizona,Arkansas,California,Colorado,Connecticut,Delaware,Florida,Georgia,Hawaii,Idaho,Illinois,
    Indiana,Iowa,Kansas,Kentucky,Louisiana,Maine,Maryland,Massachusetts,Michigan,Minnesota,Mississippi,Missouri,Montana,
    Nebraska,Nevada,New Hampshire,New Jersey,New Mexico,New York,North Carolina,North Dakota,Ohio,Oklahoma,Oregon,
    Pennsylvania,Rhode Island,South Carolina,South Dakota,Tennessee,Texas,Utah,Vermont,Virginia,Washington,
    West Virginia,Wisconsin,Wyoming,D.C.""".replace("\n    ", "").split(",")
)
LEGAL = re.compile(
    r"[,\s]+(incorporated|inc|corporation|corp|company|co|plc|ltd|limited|llc|group|holdings?|n\.?v|s\.?a|se|ag|ab|asa|a/s|"
    r"spa|oyj|kgaa|trust)\.?$",
    re.IGNORECASE,
)
SHORTER = {
    "international": "Intl", "manufacturing": "Mfg", "technologies": "Tech", "technology": "Tech", "pharmaceuticals": "Pharma",
    "industries": "Ind.", "financial": "Fin.", "group": "Grp", "corporation": "Corp", "services": "Svcs", "systems": "Sys",
    "and": "&", "holdings": "Hldgs", "communications": "Comms", "energy": "Enrgy", "bank": "Bk", "insurance": "Ins.",
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    """A company as the public list knows it; `country` is "" where the list gives none that can be read."""

    id: str  # 18 characters
    name: str
    city: str
    country: str
    industry: str
    employees: int | None
    website: str


def companies() -> list[Company]:
    """Every company of the list, each once, in the order of its name."""
    known: dict[str, Company] = {}
    for number, stock in enumerate(sorted(PyTickerSymbols().get_all_stocks(), key=lambda one: one["name"]), 1):
        more = stock.get("metadata") or {}
        city, _, place = (stock.get("country") or "").rpartition(",")
        website = str(more.get("website") or "")
        known.setdefault(
            stock["name"],
            Company(
                id=_id(number), name=stock["name"], city=city.strip(), country=_country(place.strip()),
                industry=(stock.get("industries") or [""])[0][:120], employees=_whole(more.get("employees")), website=website,
            ),
        )  # fmt: skip
    return list(known.values())


def _id(number: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    digits = ""
    for _ in range(7):
        number, rest = divmod(number * 7 + 3 if not digits else number, len(letters))
        digits = letters[rest] + digits
    return salesforce_id("0015g" + "000" + digits)


def _country(place: str) -> str:
    return "US" if place in STATES else normalise_country(place)


def _whole(written: object) -> int | None:
    """The number in words such as "c. 60,500 (2025)"."""
    found = re.search(r"\d[\d,. ]*", str(written or ""))
    digits = re.sub(r"\D", "", found[0].split(" (")[0]) if found else ""
    return int(digits) if digits and int(digits) < 5_000_000 else None


def write_file(place: Path, rows: Iterable[Company], *, mark: bool) -> int:
    """The companies in the Data Loader's columns, all cells quoted, descriptions over two lines; returns how many."""
    written = list(rows)
    with place.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as handle:
        out = csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        out.writerow(HEADER)
        for one in written:
            about = f'{one.name} ("{one.industry}").\nListed company{f", seated in {one.city}" if one.city else ""}.'
            out.writerow(
                (one.id, one.name, "Prospect", one.city, one.country, one.website, one.industry,
                 "" if one.employees is None else one.employees, salesforce_id("0055g00000AAAAA"), about)
            )  # fmt: skip
    return len(written)


def as_written(chance: random.Random, company: Company) -> tuple[str, str]:
    """The name as a seller would type it, and how it was changed."""
    bare = LEGAL.sub("", LEGAL.sub("", company.name)).strip(" ,.") or company.name
    way = chance.choice(
        ("as listed", "no legal form", "no legal form", "abbreviated", "capitals", "small letters", "typing error")
    )
    words = bare.split()
    short = " ".join(SHORTER.get(word.lower(), word) for word in words)
    written = {
        "as listed": company.name,
        "no legal form": bare,
        "abbreviated": short,
        "capitals": bare.upper(),
        "small letters": bare.lower(),
        "typing error": mistyped(chance, bare) if len(bare) > 5 else bare,
    }[way]
    return written, way if written != bare or way == "no legal form" else "no legal form"


def website_as_written(chance: random.Random, company: Company) -> str:
    """The web address that the seller gives: the real one two times in three, else one that she made up from the name."""
    domain = normalise_domain(company.website)
    if domain and chance.random() < 0.67:
        return chance.choice((domain, f"https://www.{domain}/", f"www.{domain}"))
    slug = re.sub(r"[^a-z0-9]+", "-", company.name.lower()).strip("-") or "customer"
    return f"{slug[:40].strip('-')}.example"

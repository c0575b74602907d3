"""Tax numbers of companies, checked by the rules of their kind. A country whose kind is unknown keeps them as typed."""

import importlib
import re
from dataclasses import dataclass

from stdnum.exceptions import ValidationError

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
# country -> the module of python-stdnum that knows its number
KINDS: dict[str, str] = {
    **dict.fromkeys(_EU.split(), "eu.vat"),
    "AR": "ar.cuit", "AU": "au.abn", "BR": "br.cnpj", "CA": "ca.bn", "CH": "ch.vat", "CL": "cl.rut", "CN": "cn.uscc",
    "CO": "co.nit", "GB": "gb.vat", "ID": "id.npwp", "IL": "il.hp", "IN": "in_.gstin", "JP": "jp.cn", "KR": "kr.brn",
    "MX": "mx.rfc", "NO": "no.mva", "NZ": "nz.ird", "SG": "sg.uen", "TR": "tr.vkn", "TW": "tw.ubn", "US": "us.ein",
    "VN": "vn.mst", "ZA": "za.tin",
}  # fmt: skip
NAMES: dict[str, tuple[str, str]] = {  # what people call the kind, and a number of its form
    "eu.vat": ("VAT number", "DE136695976"),
    "gb.vat": ("VAT number", "GB980780684"),
    "us.ein": ("EIN", "91-1144442"),
    "in_.gstin": ("GSTIN", "27AAPFU0939F1ZV"),
    "jp.cn": ("corporate number", "5835678256246"),
    "au.abn": ("ABN", "83 914 571 673"),
    "sg.uen": ("UEN", "00192200M"),
    "br.cnpj": ("CNPJ", "16.727.230/0001-97"),
    "ch.vat": ("VAT number", "CHE-107.787.577 IVA"),
    "no.mva": ("VAT number", "NO 995 525 828 MVA"),
}
LONGEST = 40


class BadTaxNumber(ValueError):
    """A number that cannot be of its kind; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A number in the compact form of its kind; kind "" for one that nothing could check."""

    kind: str
    number: str


def kind_of(country: str) -> str:
    """The kind of tax number that companies of a country have; "" where none is known."""
    return KINDS.get(country, "")


def read(text: str, country: str) -> TaxNumber:
    """What somebody typed as the tax number of a company of a country (ISO 3166). BadTaxNumber says what is wrong.

    An empty text is an empty number. Spaces, dots and dashes do not matter where the kind is known.
    """
    typed, kind = " ".join(text.split()), kind_of(country)
    if not typed or not kind:
        if len(typed) > LONGEST:
            raise BadTaxNumber(f"At most {LONGEST} characters fit.")
        return TaxNumber("", typed)
    name, like = NAMES.get(kind, ("tax number", ""))
    module = importlib.import_module(f"stdnum.{kind}")
    for each in _ways(typed, kind, country):
        try:
            return TaxNumber(kind, str(module.validate(each)))
        except ValidationError:
            continue
    example = f" It is written like {like}." if like else ""
    raise BadTaxNumber(f"“{typed[:LONGEST]}” is no valid {name} of this country: check each digit.{example}")


def _ways(typed: str, kind: str, country: str) -> tuple[str, ...]:
    """The number as typed and, in the European Union, also with the country's letters in front."""
    if kind != "eu.vat":
        return (typed,)
    letters = "EL" if country == "GR" else country
    bare = re.sub(r"[\s.\-]", "", typed).upper()
    return (typed,) if bare.startswith(letters) else (letters + bare,)

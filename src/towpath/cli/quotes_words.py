"""How the command line reads a quote's reference and a figure: shared by what shows quotes and what moves them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from towpath.cli.acting import ReferenceType


class QuoteReference(click.ParamType):
    """QUO00042-1, or "quo42-1"."""

    name = "reference"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        number, sign, version = str(value).strip().partition("-")
        if not sign or not re.fullmatch(r"[0-9]{1,4}", version):
            self.fail(f"{value} names no version; write it like QUO00042-1.", param, ctx)
        return f"{ReferenceType('QUO').convert(number, param, ctx)}-{int(version)}"


class Figure(click.ParamType):
    """A figure such as 200 or 12.5."""

    name = "figure"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) >= Decimal(10) ** 10:
            self.fail(f"{value} is no figure; write it like 200 or 12.5.", param, ctx)
        return found


QUOTE = click.argument("reference", type=QuoteReference(), metavar="QUO…")
WHY = click.option("--why", required=True, help="Stands in the history.")

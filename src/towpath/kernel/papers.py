"""Papers: PDF files drawn from a room's Typst template and data. The same input gives the same bytes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


class PaperFailed(Exception):
    """A template could not be drawn: a fault of ours, never of who asked for the paper."""


def drawn(template: Path, data: Mapping[str, Any]) -> bytes:
    """A tagged PDF of a template that stands beside the code that owns it.

    template  a .typ file; it reads its data by `json(bytes(sys.inputs.data))`, so that no word in it can become code, and
              sets no date of its own
    data      what JSON can hold; amounts and days as the words that are to be read

    Only the fonts that come with the library are used, so that a paper looks the same on every machine.
    """
    try:
        return typst.compile(
            str(template),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise PaperFailed(f"{template.name} could not be drawn: {error}") from error

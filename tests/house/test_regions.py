"""No region of the reference program is a word of the code: another vendor's are others, and nothing else changes."""

import re
from pathlib import Path

from towpath.program.book import Book

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "towpath"
KINDS = {".py", ".html", ".txt", ".js", ".css", ".md", ".json", ".sql"}
APART = {"demo", "migrations"}  # made-up data of the reference program; what the tables were once


def test_no_region_territory_or_segment_of_the_reference_program_stands_in_the_code():
    book = Book(ROOT / "program" / "gitlab")
    said = {
        *(each["key"] for wording in book["territories.regions"].since.values() for each in wording["region"]),
        *(each["code"] for wording in book["territories.assignment"].since.values() for each in wording["territory"]),
        *(wording["public_sector"] for wording in book["territories.segments"].since.values()),
        *(each["name"] for wording in book["territories.segments"].since.values() for each in wording["segment"]),
    } - {"Large"}  # a word like any other
    assert {"EMEA", "EMEA-DACH", "SMB"} <= said
    words = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, said)))})\b")
    files = [
        path for path in SOURCE.rglob("*") if path.suffix in KINDS and not APART & set(path.relative_to(SOURCE).parts)
    ]
    assert len(files) > 500
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text.strip()[:80]}"
        for path in files
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if words.search(text)
    ]
    assert found == []

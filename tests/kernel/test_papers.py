"""Papers say what they were given, alike each time, and take no word for code."""

import io

import pytest
from pypdf import PdfReader

from towpath.kernel.papers import PaperFailed, drawn

LETTER = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: "en")
= #data.title
#for line in data.lines [ - #line ]
"""


@pytest.fixture
def template(tmp_path):
    file = tmp_path / "letter.typ"
    file.write_text(LETTER, encoding="utf-8")
    return file


def read(paper: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_a_paper_says_what_it_was_given(template):
    said = read(drawn(template, {"title": "Angebot für Łódź", "lines": ["Δ 20 %", "1,200.00 EUR"]}))
    assert "Angebot für Łódź" in said
    assert "Δ 20 %" in said


def test_the_same_input_gives_the_same_bytes(template):
    data = {"title": "Quote", "lines": ["one"]}
    assert drawn(template, data) == drawn(template, data)


def test_a_word_is_never_code(template):
    said = read(drawn(template, {"title": "#panic()", "lines": ['#read("/etc/hosts")']}))
    assert "#panic()" in said
    assert '#read("/etc/hosts")' in said


def test_a_template_that_cannot_be_drawn_is_our_fault_and_says_where(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text("#nothing", encoding="utf-8")
    with pytest.raises(PaperFailed, match=r"broken\.typ"):
        drawn(broken, {})

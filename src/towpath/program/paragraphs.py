"""A text of rules as its paragraphs, each under its heading and with the fingerprint of its words. Reads Markdown and HTML."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_RULE = re.compile(r"[\s|:*_-]+$")  # lines between parts of a page, and under the heads of tables
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ATTRIBUTES = re.compile(r"\{[#.:][^}]*\}|\{\{[<%].*?[%>]\}\}")
_SLANTED = re.compile(r"(?<!\w)_(.+?)_(?!\w)")
_TAG = re.compile(r"<[^>]+>")
_BLOCKS = frozenset({"p", "li", "tr", "dt", "dd", "blockquote", "pre", "figcaption", "summary", "div", "section"})
_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNSEEN = frozenset({"script", "style", "head", "nav", "template"})


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, entry of a list or row of a table. `heading` is the nearest above it; `line` counts from 1."""

    heading: str
    text: str
    line: int

    @property
    def words(self) -> tuple[str, ...]:
        """Its words alone: signs, case and spaces make no difference."""
        return tuple(re.findall(r"[^\W_]+", self.text.casefold()))

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that tell these words from any others."""
        return hashlib.sha256(" ".join(self.words).encode()).hexdigest()[:12]

    @property
    def beginning(self) -> str:
        """Its first words, to know it by."""
        return self.text if len(self.text) <= 72 else self.text[:71].rsplit(" ", 1)[0] + "…"


class UnreadableText(ValueError):
    """The file is no text, or holds no paragraph."""


def read_paragraphs(path: Path) -> list[Paragraph]:
    """The paragraphs of a file, in its order; by its ending, or by how it begins, it is HTML or Markdown."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    html = path.suffix.lower() in (".html", ".htm") or text.lstrip()[:9].lower() in ("<!doctype", "<html>")
    found = list(html_paragraphs(text) if html else markdown_paragraphs(text))
    if not found:
        raise UnreadableText(f"{path} holds no paragraph. Give a text in Markdown or HTML.")
    return found


def markdown_paragraphs(text: str) -> Iterator[Paragraph]:
    """Paragraphs end at empty lines, headings, and where the next entry of a list or row of a table begins."""
    held: list[str] = []
    heading, begun = "", 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        head = _HEADING.match(line)
        parts = head or not line.strip() or _RULE.fullmatch(line)
        if held and (parts or _ITEM.match(line) or line.lstrip().startswith("|")):
            yield Paragraph(heading, " ".join(held), begun)
            held = []
        if head:
            heading = _plain(head[2])
        elif not parts and (said := _plain(_ITEM.sub("", line, count=1) if _ITEM.match(line) else line)):
            begun = begun if held else number
            held.append(said)


def _plain(line: str) -> str:
    """A line without marks of Markdown, tags and the addresses of links."""
    line = _TAG.sub(" ", _ATTRIBUTES.sub("", _LINK.sub(r"\1", line)))
    line = _SLANTED.sub(r"\1", line)
    return " ".join(line.replace("|", " ").replace("`", "").replace("*", "").split())


def html_paragraphs(text: str) -> Iterator[Paragraph]:
    """The blocks of a page of HTML that hold words of their own."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    yield from reader.found


class _Reader(HTMLParser):
    """Gathers words until a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Paragraph] = []
        self._heading = ""
        self._held: list[str] = []
        self._begun = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS or tag in _HEADS:
            self.end_block()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _HEADS:
            self._heading, self._held = " ".join(" ".join(self._held).split()), []
        elif tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen and data.strip():
            self._begun = self._begun if self._held else self.getpos()[0]
            self._held.append(data)

    def end_block(self) -> None:
        """What was gathered is a paragraph."""
        said = " ".join(" ".join(self._held).split())
        if said:
            self.found.append(Paragraph(self._heading, said, self._begun))
        self._held = []

"""Small files that people of the demo attach: text, and PDFs of one page written by hand."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Made:
    """A file as a form would send it."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    def chunks(self) -> Iterable[bytes]:
        yield self.content


def note_file(name: str, text: str) -> Made:
    return Made(name, (text + "\n").encode())


def offer_file(reference: str, customer: str, on: date) -> Made:
    """A one-page PDF that could be an assessment."""
    lines = [f"Assessment for {customer}", f"{on:%d %B %Y}, for {reference}", "", "Findings", "1. Five tools, no common view.",
             "2. Builds take two hours.", "3. One platform pays back within a year."]  # fmt: skip
    return Made(f"assessment-{reference.lower()}.pdf", one_page_pdf(lines))


def one_page_contract(partner: str, on: date) -> Made:
    """A one-page PDF that could be an amendment; it says itself that it is made up."""
    lines = [f"Amendment to the partner agreement with {partner}", f"{on:%d %B %Y}", "", "This text is made up.",
             "1. The partner agreement goes on as amended here.", "2. Everything else stays as it was."]  # fmt: skip
    return Made(f"amendment-{partner.split()[0].lower()}.pdf", one_page_pdf(lines))


def one_page_pdf(lines: list[str]) -> bytes:
    """A valid PDF 1.4 of one A4 page with these lines, in Helvetica."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -20 Td\n" for line in lines)
    drawn = f"BT /F1 13 Tf 72 760 Td\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")

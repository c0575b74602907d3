"""No door and no listener reads a quote's amounts but through what `audiences` opened (QUO-02, QUO-05): held over the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "towpath"
OUTER = ("web", "api", "cli", "jobs", "notices", "adapters")
AMOUNTS = {
    "list_amount", "net_amount", "annual_amount", "unit_price", "program_off", "customer_off", "program_percent",
    "customer_percent", "reduced_to", "explained", "judgements",
}  # fmt: skip
# What `face` and `sums` give, what a query made of them, and what somebody typed herself (names of forms end in In).
OPENED = {"Face", "FaceLine", "Sums", "Record", "Past", "Wanted"}
OPENERS = {"face", "sums", "record", "customer_history"}
ROWS = {"all", "filter", "exclude", "select_related", "order_by", "values", "values_list", "first", "get", "aggregate"}
BY_NAME = {"getattr", "values", "values_list", "F", "Sum", "only", "order_by", "annotate", "aggregate"}


class Reads(ast.NodeVisitor):
    """Gathers (line, what) of each amount that is read from something that was not opened."""

    def __init__(self) -> None:
        self.opened: list[set[str]] = [set()]
        self.wrong: list[tuple[int, str]] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self.opened.append({each.arg for each in every if each.annotation is not None and _is_opened(each.annotation)})
        self.generic_visit(node)
        self.opened.pop()

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            for one, value in zip(target.elts, node.value.elts, strict=False) if several else [(target, node.value)]:
                if self._opens(value):
                    self._now_open(one)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        if _is_opened(node.annotation):
            self._now_open(node.target)

    def visit_For(self, node: ast.For) -> None:
        if self._opens(node.iter):
            self._now_open(node.target)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        if self._opens(node.iter):
            self._now_open(node.target)
        self.generic_visit(node)

    def _comprehends(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        for each in node.generators:  # what it names is known before what it makes is looked at
            self.visit(each)
        self.generic_visit(node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehends  # noqa: N815  as ast names them

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in AMOUNTS and not self._opens(node.value):
            self.wrong.append((node.lineno, f"{ast.unparse(node)} is read from what nobody opened"))
        if node.attr in ROWS and isinstance(node.value, ast.Attribute) and node.value.attr == "lines":
            self.wrong.append((node.lineno, f"{ast.unparse(node)} reads rows of lines"))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in BY_NAME:
            self.wrong += [
                (node.lineno, f"{name} names {each.value}")
                for each in node.args
                if isinstance(each, ast.Constant) and str(each.value).split("__")[-1].lstrip("-") in AMOUNTS
            ]
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if (node.module or "").startswith("towpath.domain.quotes.models"):
            self.wrong += [(node.lineno, "Line is imported") for each in node.names if each.name == "Line"]

    def _now_open(self, *targets: ast.expr) -> None:
        self.opened[-1] |= {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}

    def _opens(self, value: ast.expr) -> bool:
        """Whether an expression is something opened, a part of it, or a call that opens."""
        if isinstance(value, ast.Name):
            return any(value.id in scope for scope in self.opened)
        if isinstance(value, ast.Attribute):
            return value.attr in ("face", "sums") or self._opens(value.value)
        if isinstance(value, ast.Subscript | ast.Starred | ast.Await):
            return self._opens(value.value)
        if isinstance(value, ast.Call):
            name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            opens = name in OPENERS or any(self._opens(each) for each in value.args)
            return opens or (isinstance(value.func, ast.Attribute) and self._opens(value.func.value))
        return False


def _is_opened(annotation: ast.expr) -> bool:
    names = {each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)}
    names |= {each.attr for each in ast.walk(annotation) if isinstance(each, ast.Attribute)}
    return bool(names & OPENED) or any(name.endswith("In") for name in names)


def wrongs(source: str) -> list[tuple[int, str]]:
    reads = Reads()
    reads.visit(ast.parse(source))
    return reads.wrong


def about_quotes() -> Iterator[tuple[Path, str]]:
    for floor in OUTER:
        for path in sorted((SOURCE / floor).rglob("*.py")):
            source = path.read_text()
            if "domain.quotes" in source or "shell.quotes" in source:
                yield path, source


@pytest.mark.rule("QUO-02", "QUO-05")
def test_doors_and_listeners_read_amounts_of_a_quote_through_its_face_alone():
    looked = list(about_quotes())
    assert len(looked) > 8
    found = [f"{path.relative_to(SOURCE)}:{line}: {what}" for path, source in looked for line, what in wrongs(source)]
    assert not found, "\n".join(found)


@pytest.mark.rule("QUO-05")
def test_no_template_names_an_amount():
    named = re.compile(rf"\.({'|'.join(sorted(AMOUNTS))})\b|quote\.lines\b")
    found = [
        f"{path.relative_to(SOURCE)}: {hit[0]}"
        for path in SOURCE.rglob("templates/**/*")
        if path.is_file() and "quote" in (text := path.read_text())
        for hit in named.finditer(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "def page(quote): return quote.net_amount",
        "def page(quote: Quote): return [each.net_amount for each in quote.lines.all()]",
        "def page(quote, name): return getattr(quote, 'list_amount')",
        "def page(rows): return rows.values_list('lines__net_amount')",
        "from towpath.domain.quotes.models import Line, Quote",
        "COLUMNS = [lambda quote: quote.list_amount]",
        "def page(shown: Face, quote): return quote.net_amount",
    ],
)
def test_what_reads_an_amount_beside_the_face_is_found(source):
    assert wrongs(source)


@pytest.mark.parametrize(
    "source",
    [
        "def page(shown: Face): return shown.net_amount",
        "def page(record: Record): return [each.net_amount for each in record.face.lines]",
        "def page(quote, who, book):\n    shown = face(quote, who, book)\n    return shown.net_amount",
        "def page(parts: Sequence[FaceLine]): return sum(each.net_amount for each in parts)",
        "COLUMNS = [lambda row: row.sums.net_amount]",
        "def read(body: LineIn): return Wanted(customer_percent=body.customer_percent)",
    ],
)
def test_what_was_opened_may_be_read(source):
    assert not wrongs(source)

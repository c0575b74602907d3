"""What a draft would change: asked for on its page, computed in the background, read by sum and case by case."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.periods import Period
from towpath.domain.rulebook import comparison, queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import comparisons
from towpath.domain.rulebook.beside import Beside, beside
from towpath.domain.rulebook.models import Comparison, DifferingCase
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.program.book import Book
from towpath.program.compare import KINDS
from towpath.web.shell.addresses import with_query
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.decision_words import value_words
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import money
from towpath.web.shell.guards import internal_only
from towpath.web.shell.wordings import label
from towpath.web.workspace.lists import neighbours

STATES = {
    "waiting": (lazy("Being compared"), "waiting"), "done": (lazy("Done"), "good"),
    "failed": (lazy("Not computed"), "stop"),
}  # fmt: skip
EFFECTS = {
    "loss": (lazy("Partner loses"), "stop"), "gain": (lazy("Partner gains"), "good"),
    "other": (lazy("Otherwise"), "attention"),
}  # fmt: skip
OVER = (
    ("last-year", lazy("The last twelve months")), ("last-quarter", lazy("The last fiscal quarter")),
    ("last-90-days", lazy("The last 90 days")), ("days", lazy("From day to day, as below")),
)  # fmt: skip
HOW = (
    ("then", lazy("As if the changes had held then: what the past would have been under them")),
    ("dated", lazy("Each wording from its own day: proves that nothing already decided changes")),
)
FILE = (
    "page",
    "effect",
    "record",
    "partner",
    "region",
    "judged on",
    "value",
    "currency",
    "what differs",
    "what follows",
)


@internal_only
@require_http_methods(["GET", "POST"])
def of_draft(request: HttpRequest, reference: str) -> HttpResponse:
    """What was tried with a draft, and a form to try it over other days."""
    _allowed(request, Permission.VIEW_COMPARISON)
    draft = queries.draft(request.user, reference)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            asked = comparisons.ask(
                draft.reference, request.occasion, over=_days(request), as_if_then=request.POST.get("how") != "dated"
            )
        except Invalid as refusal:
            errors = refusal.errors
        except NotReady as refusal:
            errors = {"draft": [str(refusal)]}
        else:
            return redirect("workspace:comparison", asked.reference)
    fields = _fields(request, errors)
    context = {
        "draft": draft, "fields": fields, "errors": summary(errors, fields),
        "rows": [{"one": one, "state": badge(one)} for one in queries.comparisons(request.user, draft)],
    }  # fmt: skip
    return render(request, "workspace/comparisons/draft.html", context, status=422 if errors else 200)


def _days(request: HttpRequest) -> Period[date]:
    over = request.POST.get("over", "")[:40]
    if over == "days":
        over = "..".join(request.POST.get(name, "")[:10] for name in ("start", "end"))
    return comparison.span_of(over, request.occasion.book, request.occasion.day)


def _fields(request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    typed = request.POST if request.method == "POST" else {"over": "last-year", "how": "then"}
    return [
        field("over", _("Over which decisions"), typed, errors, kind="select", options=OVER, required=True),
        field("start", _("From"), typed, {}, kind="date"),
        field("end", _("Until, this day not counted"), typed, {}, kind="date"),
        field("how", _("How the changes are dated"), typed, errors, kind="radio", options=HOW, required=True),
    ]


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """The sums of one comparison, or how far it is."""
    found = queries.comparison(request.user, reference)
    book = request.occasion.book
    shown: dict[str, Any] = {}
    if found.state == "done":
        shown = _sums(found, book)
        shown["lapsed"] = list(queries.differing(found, lapsed=True).order_by("id")[:10])
        shown["samples"] = [_row(found, case, book) for case in _samples(found)]
    context = {"one": found, "state": badge(found), "running": found.state == "waiting", **shown}
    return render(request, "workspace/comparisons/one.html", context)


def _sums(found: Comparison, book: Book) -> dict[str, Any]:
    result = found.result
    cases = reverse("workspace:comparison_cases", args=[found.reference])
    titles = {page.name: page.title for page in book}
    return {
        "total": result["total"], "asked": sum(result["total"].values()), "cases_url": cases,
        "changed": [titles.get(name, name) for name in sorted(found.texts)],
        "pages": [
            {"name": name, "title": titles.get(name, label(name)), "url": f"{cases}?question={name}", **counts}
            for name, counts in result["pages"].items() if any(counts[kind] for kind in KINDS if kind != "same")
        ],
        "partners": result["partners"][:20], "regions": result["regions"],
        "money": [
            (words, ", ".join(money(Decimal(each["amount"]), each["currency"]) for each in result["money"] if each["kind"] == kind))
            for kind, (words, _meaning) in EFFECTS.items() if any(each["kind"] == kind for each in result["money"])
        ],
        "signatures": [
            {"role": role, **both} for role, both in result["signatures"].items() if both["before"] != both["after"]
        ],
        "clocks": [{"title": titles.get(each["kind"], each["kind"]), **each} for each in result["clocks"]],
        "unasked": result["cannot_be_asked"],
        "kept_all": result["differing_rows_kept"] >= sum(result["total"][kind] for kind in EFFECTS),
    }  # fmt: skip


def _samples(found: Comparison) -> list[DifferingCase]:
    """Two of each page and effect."""
    wanted = [
        (name, kind) for name, counts in found.result["pages"].items() for kind in EFFECTS if counts[kind]
    ][:6]  # fmt: skip
    rows = (queries.differing(found, question=name, effect=kind).order_by("id")[:2] for name, kind in wanted)
    return [case for some in rows for case in some]


@internal_only
@require_GET
def cases(request: HttpRequest, reference: str) -> HttpResponse:
    """Every case that differs, narrowed by effect, page or partner."""
    found = queries.comparison(request.user, reference)
    page = queries.differing_page(_narrowed(request, found), cursor=request.GET.get("cursor", ""))
    effects = [("", _("All")), *((key, words) for key, (words, _meaning) in EFFECTS.items())]
    named = [request.GET.get(name, "")[:255] for name in ("question", "partner")]
    context = {
        "one": found, "rows": [_row(found, case, request.occasion.book) for case in page.rows],
        "chips": [
            {"label": words, "url": with_query(request, effect=key), "current": request.GET.get("effect", "") == key}
            for key, words in effects
        ],
        "named": [words for words in named if words], "lapsed": bool(request.GET.get("lapsed")),
        "all_url": reverse("workspace:comparison_cases", args=[found.reference]),
        **neighbours(request, page),
        "csv_url": with_query(request, reverse("workspace:comparison_csv", args=[found.reference])),
    }  # fmt: skip
    return render(request, "workspace/comparisons/cases.html", context)


@internal_only
@require_GET
def cases_csv(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """The same as a file, whole."""
    found = queries.comparison(request.user, reference)
    rows = (
        (each.question, each.effect, each.subject, each.partner, each.region, each.judged_on, each.value, each.currency,
         each.says, each.lapse)
        for each in _narrowed(request, found).order_by("id").iterator(chunk_size=2000)
    )  # fmt: skip
    return csv_answer(f"{found.reference}.csv", FILE, rows)


@internal_only
@require_GET
def case(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One case side by side: what was decided, what would have been, and each one's reasons."""
    found = queries.comparison(request.user, reference)
    row = queries.differing(found).filter(pk=number).first()
    if row is None:
        raise NotFound(f"{found.reference} has no such case.")
    sides: Beside = beside(found, row, request.occasion.book)
    context = {
        "one": found, "case": row, "effect": _effect(row), "sides": sides, "title": _title(row, request.occasion.book),
        "before": _outcome(sides.before.outcome, sides.after.outcome),
        "after": _outcome(sides.after.outcome, sides.before.outcome),
        "facts": [(label(name), value_words(value, name)) for name, value in row.facts.items() if value is not None],
    }  # fmt: skip
    return render(request, "workspace/comparisons/case.html", context)


def _outcome(mine: Any, others: Any) -> list[tuple[str, str, bool]]:
    """An outcome place by place in words, and whether the other side has something else there."""
    if not isinstance(mine, dict):
        return [(_("Answer"), value_words(mine), mine != others)]
    beside_it = others if isinstance(others, dict) else {}
    return [(label(name), value_words(value, name), value != beside_it.get(name)) for name, value in mine.items()]


def _narrowed(request: HttpRequest, found: Comparison) -> Any:
    asked = request.GET
    return queries.differing(
        found, effect=asked.get("effect", "")[:5], question=asked.get("question", "")[:100],
        partner=asked.get("partner", "")[:255], lapsed=bool(asked.get("lapsed")),
    )  # fmt: skip


def _row(found: Comparison, row: DifferingCase, book: Book) -> dict[str, Any]:
    url = reverse("workspace:comparison_case", args=[found.reference, row.pk])
    return {"id": row.pk, "case": row, "effect": _effect(row), "title": _title(row, book), "url": url}


def _title(row: DifferingCase, book: Book) -> str:
    return book[row.question].title if row.question in book else row.question


def _effect(row: DifferingCase) -> dict[str, Any]:
    words, meaning = EFFECTS[row.effect]
    return {"label": words, "meaning": meaning, "state": row.effect}


def badge(found: Comparison) -> dict[str, Any]:
    words, meaning = STATES[found.state]
    return {"state": found.state, "label": words, "meaning": meaning}


def _allowed(request: HttpRequest, permission: Permission) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")

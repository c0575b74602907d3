"""One page of a draft as a form: its wordings to come, its examples, its head; the same page as text; its proofs while one types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.rulebook import queries, writing
from towpath.domain.rulebook.actions import drafts
from towpath.domain.rulebook.changes import forbidden
from towpath.domain.rulebook.checking import Verdict, answer, check_page
from towpath.domain.rulebook.facts import pages_of
from towpath.domain.rulebook.models import Draft
from towpath.domain.rulebook.standing import conflicts
from towpath.kernel.refusals import Invalid, NotFound, Stale
from towpath.program.book import Book
from towpath.program.shapes import CATALOGUE_ID, shape_of
from towpath.program.spec import Day, Listed, Shape, Table, Text
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.wordings import blocks
from towpath.web.workspace import rule_forms
from towpath.web.workspace.rule_forms import Node, drawn, typed

HEAD = Table(
    {"title": Text(), "source": Text(), "rules": Listed(Text(pattern=CATALOGUE_ID))},
    {"note": Text(), "audience": Text(one_of=("partner", "internal")), "review_by": Day()},
)
SAID = {
    "title": lazy("Title"), "source": lazy("Where it comes from"), "rules": lazy("Rules of the catalogue"), "note": lazy("Note"),
    "audience": lazy("Who may read it"), "review_by": lazy("To be reviewed by"),
}  # fmt: skip


@dataclass
class Sheet:
    """A page that is being changed: what the draft says on it, and what is in force."""

    draft: Draft
    name: str
    text: str
    in_force: str
    book: Book  # in force: the other pages are taken from it
    today: date

    def verdict(self, text: str) -> Verdict:
        """The page's own proofs, and whether it could be published."""
        found = check_page(self.name, text, self.book)
        if not found.sound:
            return found
        return Verdict(tuple(forbidden(self.name, text, self.in_force, self.today)), found.marks)

    @property
    def coming(self) -> list[str]:
        """The wordings that have not begun: these are changed in the form."""
        said = writing.values(self.text)["since"]
        return [day for day in said if date.fromisoformat(day) > self.today]


@internal_only
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The page as a form or as text; what is posted is kept, with whatever was asked besides."""
    sheet = _sheet(request, reference, name)
    if request.method == "GET":
        return _shown(request, sheet)
    if request.POST.get("version", "") != str(sheet.draft.version) and not _kept_already(sheet, request.POST):
        return _stale(request, sheet)
    try:
        text = _asked(sheet, _written(sheet, request.POST), request.POST.get("act", ""))
        made = drafts.write(reference, request.occasion, page=name, text=text, version=sheet.draft.version)
    except (Invalid, ValueError) as refusal:
        return _refused(request, sheet, refusal)
    except Stale:
        return _stale(request, sheet)
    if "X-Autosave" in request.headers:
        return JsonResponse({"version": made.version})
    messages.success(request, _("Kept in the draft. Nothing is in force before it is published."))
    mode = "?as=text" if "text" in request.POST else ""
    act = request.POST.get("act", "").split(":")[0]
    return redirect(
        request.path + mode + {"example": "#examples", "answer": "#examples", "wording": "#coming"}.get(act, "")
    )


def _kept_already(sheet: Sheet, data: QueryDict) -> bool:
    """Whether what is posted was kept a moment ago: the form saved itself while its button was pressed."""
    try:
        return _written(sheet, data).rstrip() == sheet.text.rstrip()
    except ValueError:
        return False


@internal_only
@require_POST
def check(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """The proofs of a page as it is typed, for the panel beside it. Nothing is kept."""
    sheet = _sheet(request, reference, name)
    try:
        text = _written(sheet, request.POST)
    except ValueError as refusal:
        return render(request, "workspace/program/_verdict.html", {"trouble": str(refusal), "found": [], "marks": []})
    return render(request, "workspace/program/_verdict.html", _judged(sheet, text, _nodes(sheet, text)))


def _sheet(request: HttpRequest, reference: str, name: str) -> Sheet:
    draft = queries.draft(request.user, reference)
    if shape_of(name) is None or name not in request.occasion.book:
        raise NotFound(f"The program has no page {name}.")
    own = pages_of(draft)
    book = request.occasion.book
    return Sheet(draft, name, own.get(name, book[name].text), book[name].text, book, request.occasion.day)


def _written(sheet: Sheet, data: QueryDict) -> str:
    """The page's text as the form has it; ValueError where the form cannot say it."""
    if "text" in data:
        return data["text"]
    said = writing.values(sheet.text)
    shape = shape_of(sheet.name)
    wanted: dict[str, Any] = {
        "since": {day: typed(shape, data, f"since/{day}", said["since"][day]) for day in sheet.coming if shape},
        "example": [_typed_example(each, data, index) for index, each in enumerate(said["example"])],
    }
    head = typed(HEAD, data, "head", {key: said[key] for key in said if key in SAID})
    for key in SAID:
        if key in head or key in said:
            wanted[key] = head.get(key)
    return writing.with_values(sheet.text, wanted)


def _typed_example(example: Mapping[str, Any], data: QueryDict, index: int) -> dict[str, Any]:
    name = f"example/{index}"
    made = dict(example)
    for key, shape in _parts(example).items():
        made[key] = typed(shape, data, f"{name}/{key}", example[key])
    return made


def _parts(example: Mapping[str, Any]) -> dict[str, Shape]:
    return {
        "case": Text(),
        "on": Day(),
        "given": rule_forms.guessed(example["given"]),
        "expect": rule_forms.guessed(example["expect"]),
    }


def _asked(sheet: Sheet, text: str, act: str) -> str:
    """The text after what a button of the form asked for."""
    what, _colon, path = act.partition(":")
    if what in ("more", "fewer"):
        return _rows(sheet, text, what, path.split("/"))
    if what == "drop":
        return writing.without_wording(text, date.fromisoformat(path))
    if what == "example":
        newest = max([*writing.values(text)["since"]])
        return writing.new_example(text, date.fromisoformat(newest))
    if what == "drop_example":
        return writing.without_example(text, int(path))
    if what == "answer":
        return _answered(sheet, text, int(path))
    return text


def _rows(sheet: Sheet, text: str, what: str, path: list[str]) -> str:
    """One row more, or one fewer, of a table in a wording that is to come."""
    _since, day, *rest = path
    shape, said = shape_of(sheet.name), writing.values(text)["since"]
    if shape is None or day not in sheet.coming:
        raise ValueError("Only wordings that have not begun are changed.")
    change = rule_forms.more if what == "more" else rule_forms.fewer
    return writing.with_values(text, {"since": {day: change(shape, said[day], rest)}})


def _answered(sheet: Sheet, text: str, index: int) -> str:
    """What the rule says now becomes what an example expects."""
    said = writing.values(text)
    try:
        told = answer(sheet.name, index, text, sheet.book)
    except Exception as error:
        raise ValueError(_("The rule gives no answer here: %(why)s") % {"why": error}) from error
    expected = said["example"][index]["expect"]
    fresh = (
        {key: _like(expected[key], told[key]) for key in expected if key in told}
        if isinstance(expected, dict) and isinstance(told, dict)
        else _like(expected, told)
    )
    return writing.with_values(
        text,
        {"example": [{**each, "expect": fresh} if at == index else each for at, each in enumerate(said["example"])]},
    )


def _like(before: Any, told: Any) -> Any:
    """A plain value in the kind that stood there: a day is no text."""
    return date.fromisoformat(told) if type(before) is date and isinstance(told, str) else "" if told is None else told


@internal_only
@require_POST
def new_wording(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A copy of the wording in force, to be changed, from a day on."""
    sheet = _sheet(request, reference, name)
    try:
        begins_on = date.fromisoformat(request.POST.get("begins_on", ""))
        if begins_on <= sheet.today:
            raise ValueError(
                _("Let it begin on %(day)s or later: days that have come are judged already.")
                % {"day": date_words(sheet.today + timedelta(days=1))}
            )
        text = writing.new_wording(sheet.text, begins_on)
        drafts.write(reference, request.occasion, page=name, text=text)
    except (Invalid, ValueError) as refusal:
        why = _("Write the day on which the wording begins.") if "isoformat" in str(refusal) else str(refusal)
        return _shown(request, sheet, begins=request.POST.get("begins_on", ""), wrong=why, status=422)
    return redirect("workspace:draft_page", reference, name)


# -- what is shown -----------------------------------------------------------------------------------------------------


def _nodes(sheet: Sheet, text: str) -> list[Node]:
    """Everything of the form, as nodes: wordings to come, examples, the head."""
    try:
        said = writing.values(text)
        shape = shape_of(sheet.name)
        days = [day for day in said["since"] if date.fromisoformat(day) > sheet.today]
        made = [
            drawn(shape, said["since"][day], f"since/{day}", "", ("since", day))
            | {"day": date.fromisoformat(day), "part": "wording"}
            for day in days
            if shape
        ]
        made += [_example_node(each, index) for index, each in enumerate(said["example"])]
        head = drawn(HEAD, {key: said[key] for key in said if key in SAID}, "head", "", ()) | {"part": "head"}
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # it can be changed as text alone
    for item in head["items"]:
        item["field"]["label"] = str(SAID[item["place"][-1]])
    return [*made, head]


def _example_node(example: Mapping[str, Any], index: int) -> Node:
    name, place = f"example/{index}", ("example", index)
    items = [drawn(shape, example[key], f"{name}/{key}", key, (*place, key)) for key, shape in _parts(example).items()]
    heads = {"case": _("Case"), "on": _("Judged on"), "given": _("Given"), "expect": _("Then")}
    for item, key in zip(items, heads, strict=True):
        if item["type"] == "field":
            item["field"]["label"] = heads[key]
        else:
            item["label"] = heads[key]
    return {
        "type": "group",
        "part": "example",
        "place": place,
        "name": name,
        "index": index,
        "label": example["case"],
        "items": items,
        "errors": [],
    }


def _judged(sheet: Sheet, text: str, nodes: list[Node]) -> dict[str, Any]:
    verdict = sheet.verdict(text)
    return {
        "found": rule_forms.attach(nodes, verdict.findings),
        "marks": verdict.marks,
        "sound": verdict.sound,
        "changed": text.rstrip() != sheet.in_force.rstrip(),
    }


def _shown(
    request: HttpRequest, sheet: Sheet, *, text: str | None = None, begins: str = "", wrong: str = "", trouble: str = "",
    kept: list[tuple[str, str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = sheet.text if text is None else text
    nodes = _nodes(sheet, shown)
    editable = "write" in {move.name for move in drafts.MOVES.offered(sheet.draft, request.user)}
    as_text = not nodes or request.GET.get("as") == "text" or text is not None
    book = request.occasion.book[sheet.name]
    context = {
        "draft": sheet.draft, "page": book, "name": sheet.name, "as_text": as_text, "can_form": bool(nodes), "text": shown,
        "editable": editable, "wordings": [node for node in nodes if node["part"] == "wording"],
        "examples": [node for node in nodes if node["part"] == "example"], "head": [node for node in nodes if node["part"] == "head"],
        "begun": _begun(sheet), "begins_on": begins or sheet.today + timedelta(days=1), "wrong": wrong, "trouble": trouble,
        "kept": kept or [], "stuck": sheet.name in {each.name for each in conflicts(sheet.draft, request.occasion.book)},
        "in_draft": sheet.text != sheet.in_force, **_judged(sheet, shown, nodes),
    }  # fmt: skip
    return render(request, "workspace/program/page.html", context, status=status)


def _begun(sheet: Sheet) -> list[dict[str, Any]]:
    """The wordings that have begun, newest first: they are read and stay."""
    try:
        said = writing.values(sheet.in_force)["since"]
    except ValueError:
        return []
    days = [day for day in said if date.fromisoformat(day) <= sheet.today]
    return [{"since": date.fromisoformat(day), "blocks": blocks(said[day])} for day in reversed(days)]


def _refused(request: HttpRequest, sheet: Sheet, refusal: Exception) -> HttpResponse:
    why = (
        str(refusal)
        if not isinstance(refusal, Invalid)
        else " ".join(text for texts in refusal.errors.values() for text in texts)
    )
    if "X-Autosave" in request.headers:
        return JsonResponse({"note": why}, status=422)
    if "text" in request.POST:
        return _shown(request, sheet, text=request.POST["text"], trouble=why, status=422)
    return _shown(request, sheet, trouble=why, kept=_kept(request.POST), status=422)


def _stale(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    why = _(
        "This draft was changed in another window since you opened the page. Below is how it stands now; what you typed is under it."
    )
    if "X-Autosave" in request.headers:
        return JsonResponse({"note": _("Not kept: this draft was changed in another window.")}, status=409)
    return _shown(request, sheet, trouble=why, kept=_kept(request.POST), status=409)


def _kept(data: QueryDict) -> list[tuple[str, str]]:
    """What was typed, so that nothing is lost."""
    skipped = ("csrfmiddlewaretoken", "version", "act")
    return [
        (key, "\n".join(data.getlist(key)))
        for key in data
        if key not in skipped and not key.endswith("/_") and data.get(key)
    ]

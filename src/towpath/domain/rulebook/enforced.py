"""Where each page of the program is asked: found in the code itself, so that it cannot say what is no longer so.

The source of the program's decisions and of the rooms is read as a tree once a process. A page is enforced by the actions
from which, call by call, a function that reads it is reached. Calls through objects are not followed.
"""

import ast
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.core.cache import cache

import towpath
from towpath.program.questions import QUESTIONS

ROOT = Path(towpath.__file__).parent
READ = ("program", "domain", "jobs", "kernel/clocks", "kernel/occasion.py")
COMPLIANCE = "compliance.*"  # asked of every track and designation that a partner has
LAST_PARTS = frozenset(name.rsplit(".", 1)[-1] for name in QUESTIONS)
ACTION = re.compile(r"^domain\.(\w+)\.actions\.")
type Name = tuple[str, str]  # module, function


@dataclass(frozen=True)
class Place:
    """One act that asks a page. `room` is "" for what the product does by itself; `says` is the act in one sentence."""

    room: str
    act: str
    says: str


@dataclass
class _Module:
    names: dict[str, Name | str]  # what a name in it stands for: a function elsewhere, or a module
    texts: dict[str, str]  # constants that are texts
    functions: dict[str, ast.FunctionDef]


@lru_cache(maxsize=1)
def enforced() -> Mapping[str, tuple[Place, ...]]:
    """Page -> the acts that ask it, room by room. Read anew for each state of the source, and shared by all processes."""
    mark = hashlib.sha256("".join(f"{name}{path.stat().st_mtime_ns}" for name, path in _files()).encode()).hexdigest()
    found: dict[str, tuple[Place, ...]] = cache.get_or_set(f"rulebook.enforced.{mark}", found_in_source, None)
    return found


def found_in_source() -> dict[str, tuple[Place, ...]]:
    """Page -> the acts that ask it, as the source has them now; takes a second or two."""
    modules = {name: _read(path, name) for name, path in _files()}
    found: dict[str, set[Place]] = {}
    for (module, function), names in _reached(modules).items():
        place = _place(module, function, modules[module].functions[function])
        if place is not None:
            for name in _named(names):
                found.setdefault(name, set()).add(place)
    return {
        name: tuple(sorted(places, key=lambda each: (each.room == "", each.room, each.act)))
        for name, places in found.items()
    }


def places(page: str) -> tuple[Place, ...]:
    """The acts that ask a page."""
    return enforced().get(page, ())


def _named(names: set[str]) -> Iterator[str]:
    """The pages by their whole names: of "eligibility.*" those whose last part the act itself names."""
    for name in names:
        if name.endswith(".*"):
            parts = [each for each in QUESTIONS if each.startswith(name[:-1])]
            yield from (each for each in parts if name == COMPLIANCE or f"={each[len(name) - 1 :]}" in names)
        elif not name.startswith("="):
            yield name


def _files() -> Iterator[tuple[str, Path]]:
    for part in READ:
        under = ROOT / part
        for path in sorted(under.rglob("*.py")) if under.is_dir() else [under]:
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


def _read(path: Path, name: str) -> _Module:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    read = _Module({}, {}, {})
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("towpath."):
            module = (node.module or "").removeprefix("towpath.")
            read.names |= {each.asname or each.name: (module, each.name) for each in node.names}
        elif isinstance(node, ast.FunctionDef):
            read.functions[node.name] = node
        elif isinstance(node, ast.Assign):
            read.texts |= dict(_texts(node))
    read.names |= {function: (name, function) for function in read.functions}
    return read


def _texts(node: ast.Assign) -> Iterator[tuple[str, str]]:
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield target.id, value.value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, each in zip(target.elts, value.elts, strict=False):
            if isinstance(one, ast.Name) and isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield one.id, each.value


def _reached(modules: dict[str, _Module]) -> dict[Name, set[str]]:
    """Every function, and the pages that it reads or that are read by what it calls."""
    pages: dict[Name, set[str]] = {}
    calls: dict[Name, set[Name]] = {}
    for name, module in modules.items():
        for function, node in module.functions.items():
            inner = list(ast.walk(node))
            pages[name, function] = set(_reads(inner, module, modules, judging=name.startswith("program.")))
            calls[name, function] = set(_calls(inner, module, modules)) - {(name, function)}
    callers: dict[Name, list[Name]] = {}
    for caller, called in calls.items():
        for each in called:
            callers.setdefault(each, []).append(caller)
    waiting = [name for name, read in pages.items() if read]
    while waiting:
        called_one = waiting.pop()
        for caller in callers.get(called_one, ()):
            if not pages[called_one] <= pages[caller]:
                pages[caller] |= pages[called_one]
                waiting.append(caller)
    return pages


def _reads(inner: list[ast.AST], module: _Module, modules: dict[str, _Module], *, judging: bool) -> Iterator[str]:
    """The pages that a function looks up in a book; and, "=" before them, the parts of names that an act says itself."""
    for each in inner:
        if not judging and isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value in LAST_PARTS:
            yield f"={each.value}"
        if isinstance(each, ast.Subscript) and _is_book(each.value):
            yield from _page(each.slice, module, modules)


def _is_book(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "book") or (
        isinstance(node, ast.Attribute) and node.attr == "book"
    )


def _page(key: ast.expr, module: _Module, modules: dict[str, _Module]) -> Iterator[str]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value
    elif isinstance(key, ast.Name):
        found = module.names.get(key.id)
        texts = modules[found[0]].texts if isinstance(found, tuple) and found[0] in modules else module.texts
        if text := texts.get(found[1] if isinstance(found, tuple) else key.id):
            yield text
    elif isinstance(key, ast.JoinedStr):
        begins = key.values[0]
        if isinstance(begins, ast.Constant) and isinstance(begins.value, str):
            yield begins.value + "*"
    elif isinstance(key, ast.Call) and isinstance(key.func, ast.Name) and key.func.id == "page_name":
        yield COMPLIANCE


def _calls(inner: list[ast.AST], module: _Module, modules: dict[str, _Module]) -> Iterator[Name]:
    """The functions of ours that a function names."""
    for each in inner:
        if isinstance(each, ast.Name) and each.id in module.names:
            found = _resolved(module.names[each.id], modules)
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in module.names:
            base = module.names[each.value.id]
            found = _resolved((".".join(base), each.attr), modules) if isinstance(base, tuple) else None
        else:
            continue
        if found is not None:
            yield found


def _resolved(name: Name | str, modules: dict[str, _Module], depth: int = 0) -> Name | None:
    """The function that a name stands for, through packages that only hand it on."""
    if not isinstance(name, tuple) or name[0] not in modules or depth > 5:
        return None
    module = modules[name[0]]
    if name[1] in module.functions:
        return name
    return _resolved(module.names.get(name[1], ""), modules, depth + 1)


def _place(module: str, function: str, node: ast.FunctionDef) -> Place | None:
    """The act that a function is: a transaction of its own in a room's actions, or a step of the clocks; else None."""
    if function.startswith("_"):
        return None
    found = ACTION.match(module)
    if found and found[1] != "rulebook" and any("atomic" in ast.unparse(each) for each in node.decorator_list):
        return Place(found[1], function.replace("_", " "), _first_sentence(node))
    if module == "kernel.clocks.follow" and "occasion" in {each.arg for each in node.args.args}:
        return Place("", "clocks", _first_sentence(node))
    return None


def _first_sentence(node: ast.FunctionDef) -> str:
    text = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.!?]) ", text)[0] if text else ""

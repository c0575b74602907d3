"""Joins the component styles into one style sheet and the small scripts into one module, the same bytes on every machine.

The order of styles is that of the @import lines in css/main.css; scripts are joined in the order of their imports, starting at
js/main.js. What cannot be joined safely is refused with the file and the line. Written out, the joined files lose their
comments and indentation and nothing else: names stay readable, and servers compress.
"""

import atexit
import gzip
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

JOINED = tuple(f"towpath/towpath.{kind}" for kind in ("css", "css.gz", "js", "js.gz"))
SOURCES = Path(__file__).parent / "static" / "towpath"

_STYLE_IMPORT = re.compile(r'@import url\("([\w./-]+\.css)"\) layer\((\w+)\);')
_SCRIPT_IMPORT = re.compile(r'import (?:\{ ?([\w, ]+?) ?\} from )?"\./([\w-]+\.js)";')
_SCRIPT_NAME = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)")


class AssetProblem(ValueError):
    """A style or script that cannot be joined; says file, line and what to write instead."""


def stylesheet(sources: Path = SOURCES) -> str:
    """All styles as one sheet, each file inside its cascade layer."""
    main = sources / "css" / "main.css"
    parts: list[str] = []
    for number, line in enumerate(main.read_text("utf-8").splitlines(), 1):
        if not line.startswith("@import"):
            parts.append(line)
            continue
        found = _STYLE_IMPORT.fullmatch(line.strip())
        if not found:
            raise AssetProblem(f'{main.name}, line {number}: write @import url("components/x.css") layer(components);')
        path = sources / "css" / found[1]
        if not path.is_file():
            raise AssetProblem(f"{main.name}, line {number}: there is no css/{found[1]}.")
        parts.append(f"@layer {found[2]} {{\n{path.read_text('utf-8').strip()}\n}}")
    return "\n".join(parts).strip() + "\n"


def script(sources: Path = SOURCES) -> str:
    """All scripts as one ES module: every file once, what it imports before it."""
    parts: list[str] = []
    owners: dict[str, str] = {}
    _join_script(sources / "js", "main.js", parts, owners, [])
    return "\n".join(parts)


def _join_script(folder: Path, name: str, parts: list[str], owners: dict[str, str], path: list[str]) -> None:
    """Appends the file `name` after what it imports; `owners` tells which file took each top-level name."""
    header = f"// {name}"
    if name in path:
        raise AssetProblem(f"{' > '.join([*path, name])}: scripts import each other in a circle.")
    if any(part.startswith(header + "\n") for part in parts):
        return
    if not (folder / name).is_file():
        raise AssetProblem(f"{path[-1] if path else 'assets'}: there is no js/{name}.")
    kept = [header]
    for number, line in enumerate((folder / name).read_text("utf-8").splitlines(), 1):
        if line.startswith("import"):
            found = _SCRIPT_IMPORT.fullmatch(line.strip())
            if not found:
                raise AssetProblem(f'{name}, line {number}: write import {{ a, b }} from "./file.js"; on one line.')
            _join_script(folder, found[2], parts, owners, [*path, name])
            _require_exports(found[1] or "", found[2], owners, name, number)
            continue
        declared = _SCRIPT_NAME.match(line)
        if declared and owners.setdefault(declared[1], name) != name:
            raise AssetProblem(
                f"{name}, line {number}: {declared[1]} is taken by {owners[declared[1]]}; choose another."
            )
        if line.startswith("export ") and not declared:
            raise AssetProblem(f"{name}, line {number}: export a named function or constant where it is declared.")
        kept.append(line.removeprefix("export "))
    parts.append("\n".join(kept).strip() + "\n")


def _require_exports(names: str, origin: str, owners: dict[str, str], name: str, number: int) -> None:
    for wanted in filter(None, (part.strip() for part in names.split(","))):
        if owners.get(wanted) != origin:
            raise AssetProblem(f"{name}, line {number}: {origin} exports no {wanted}.")


def lean(text: str) -> str:
    """Without indentation and lines that are a comment alone. A text over several lines would be changed: refused."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.count("`") % 2:
            raise AssetProblem(
                f"joined file, line {number}: write a text in backticks on one line: {line.strip()[:60]}"
            )
    stripped = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in stripped if line and not line.startswith("//")) + "\n"


def write_bundles(folder: Path, sources: Path = SOURCES) -> list[Path]:
    """Writes towpath/towpath.css and towpath/towpath.js below `folder`, each also compressed (.gz); returns their paths."""
    target = folder / "towpath"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for path, text in (
        (target / "towpath.css", lean(stylesheet(sources))),
        (target / "towpath.js", lean(script(sources))),
    ):
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
        packed = path.with_name(f"{path.name}.gz")
        packed.write_bytes(gzip.compress(text.encode(), mtime=0))
        written += [path, packed]
    return written


class BundleFinder(BaseFinder):
    """Offers the two joined files to staticfiles; they are made anew whenever a source is younger."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self._folder: Path | None = None
        self._made_from = 0
        super().__init__(*args, **kwargs)

    def _fresh_folder(self) -> Path:
        youngest = max(path.stat().st_mtime_ns for path in SOURCES.rglob("*.[cj]s*"))
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="towpath-assets-"))
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        if youngest > self._made_from:
            write_bundles(self._folder)
            self._made_from = youngest
        return self._folder

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in JOINED:
            return []
        found = str(self._fresh_folder() / path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        folder = self._fresh_folder()
        storage = FileSystemStorage(location=folder)
        storage.prefix = ""
        for name in JOINED:
            yield name, storage

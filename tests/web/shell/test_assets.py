"""The joined style sheet and script: the same bytes each time, and nothing unsafe is joined."""

import gzip
import re
from pathlib import Path

import pytest

from towpath.web.shell.assets import SOURCES, AssetProblem, BundleFinder, lean, script, stylesheet, write_bundles


def _scripts(folder: Path, **files: str) -> Path:
    (folder / "js").mkdir()
    for name, text in files.items():
        (folder / "js" / f"{name}.js").write_text(text, "utf-8")
    return folder


def test_every_style_and_script_is_joined_exactly_once() -> None:
    sheet, joined = stylesheet(), script()
    for path in (SOURCES / "css" / "components").glob("*.css"):
        assert sheet.count(path.read_text("utf-8").strip()) == 1, path.name
    for path in (SOURCES / "js").glob("*.js"):
        assert joined.count(f"// {path.name}\n") == 1, path.name
    assert not re.search(r"^(import|export) ", joined, re.MULTILINE)
    assert (stylesheet(), script()) == (sheet, joined)


def test_styles_keep_to_the_house() -> None:
    sheet = stylesheet()
    assert "!important" not in sheet
    assert sheet.startswith("@layer reset, tokens, base, layout, components, utilities;")
    utilities = (SOURCES / "css" / "utilities.css").read_text("utf-8")
    assert len(set(re.findall(r"^\.([\w-]+)", utilities, re.MULTILINE))) < 20
    physical = re.findall(r"(?:margin|padding|border)-(?:left|right|top|bottom)", sheet)
    assert physical == []


def test_style_sheet_and_script_stay_small() -> None:
    assert len(lean(stylesheet())) + len(lean(script())) < 92_000


def test_what_is_imported_comes_first(tmp_path: Path) -> None:
    sources = _scripts(tmp_path, main='import { a } from "./one.js";\na();', one="export function a() {}")
    assert script(sources).index("function a()") < script(sources).index("a();")


@pytest.mark.parametrize(
    ("main", "one", "complaint"),
    [
        ('import a from "./one.js";', "", "main.js, line 1: write import"),
        ('import { b } from "./one.js";', "export const a = 1;", "one.js exports no b"),
        ('import "./two.js";', "", "there is no js/two.js"),
        ('import "./one.js";\nconst a = 1;', "const a = 2;", "a is taken by one.js"),
        ('import "./one.js";', 'import "./main.js";', "in a circle"),
        ('import "./one.js";', "export default 1;", "export a named function"),
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, main: str, one: str, complaint: str) -> None:
    with pytest.raises(AssetProblem, match=complaint):
        script(_scripts(tmp_path, main=main, one=one))


def test_a_style_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "main.css").write_text('@import url("gone.css") layer(base);\n', "utf-8")
    with pytest.raises(AssetProblem, match=r"main.css, line 1: there is no css/gone.css"):
        stylesheet(tmp_path)


def test_staticfiles_finds_and_lists_the_joined_files(tmp_path: Path) -> None:
    finder = BundleFinder()
    assert Path(finder.find("towpath/towpath.css")).read_text("utf-8") == lean(stylesheet())
    assert finder.find("towpath/other.css") == []
    listed = dict(finder.list([]))
    with listed["towpath/towpath.js"].open("towpath/towpath.js") as file:
        assert file.read().decode() == lean(script())
    texts = [lean(stylesheet()), lean(script())]
    written = {path.name: path for path in write_bundles(tmp_path)}
    assert [written[name].read_text("utf-8") for name in ("towpath.css", "towpath.js")] == texts
    packed = [gzip.decompress(written[f"{name}.gz"].read_bytes()).decode() for name in ("towpath.css", "towpath.js")]
    assert packed == texts
    assert set(listed) == {f"towpath/{name}" for name in written}


def test_what_is_sent_loses_comments_and_indentation_and_nothing_else() -> None:
    assert (
        lean("// why\nfunction a() {\n  // how\n  return `x // y`;\n}\n\n") == "function a() {\nreturn `x // y`;\n}\n"
    )
    with pytest.raises(AssetProblem, match="line 2: write a text in backticks on one line"):
        lean("a();\nb(`two\nlines`);\n")

"""The table at the end of a run of measurements says of each figure whether its aim was reached."""

from bench.pages import compared
from bench.report import aimed


def _page(median: float, p95: float) -> dict[str, float]:
    return {"median_ms": median, "p95_ms": p95, "queries": 9, "cpu_ms": 12.0}


def test_a_page_that_slows_down_misses_its_aim():
    rows = compared(
        {"portal list": _page(10, 20), "ops queue": _page(10, 20)},
        {"portal list": _page(14, 29), "ops queue": _page(10, 31)},
    )
    assert [row["reached"] for row in rows.values()] == [True, False]
    missed = [name for name, _, _, good in aimed({"pages": rows}) if not good]
    assert missed == ["ops queue: 95 %, large beside small"]


def test_each_figure_of_other_parts_stands_by_itself():
    figures = {
        "submission": {"ratio": 0.2, "aim_ratio": 0.15, "cpu_ms": 18.0, "aim_cpu_ms": 10.0},
        "imports": {"import_rows_a_second": 5_100},
    }
    assert [good for _, _, _, good in aimed(figures)] == [True, False, True]

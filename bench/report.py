"""The figures of a run as tables on the screen."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn


def show_submission(figures: dict[str, Any]) -> None:
    f = figures
    print(f"\nSubmission through the API, {f['clients']} clients ({f['statements']} statements each)")
    print(
        f"  API {f['api_a_second']}/s, bare SQL {f['sql_a_second']}/s: ratio {f['ratio']} (aim at least {f['aim_ratio']})"
    )
    print(
        f"  CPU of one: application {f['cpu_ms_application']} ms + database {f['cpu_ms_database']} ms = {f['cpu_ms']} ms "
        f"(aim at most {f['aim_cpu_ms']}): {verdict(f)}"
    )


def show_growth(grown: dict[str, Any]) -> None:
    """How long a channel took to grow, and in which parts; two lanes ran side by side."""
    rate = grown["registrations"] / max(grown["seconds"], 0.1)
    print(
        f"  {grown['registrations']:,} registrations with {grown['events']:,} events after {grown['seconds']} s"
        f" ({rate:,.0f} registrations/s)"
    )
    print("    " + ", ".join(f"{name} {seconds} s" for name, seconds in grown["parts"].items()), flush=True)


def show_pages(rows: dict[str, dict[str, Any]], small: int, large: int) -> None:
    print(f"\nPages at {large:,} registrations beside {small:,}; CPU is of one reading at the larger size")
    head = ("page", "median", "95 %", "ratio", "ratio 95 %", "queries", "app CPU", "db CPU", "CPU", "kB")
    print(f"{head[0]:26}" + "".join(f"{word:>11}" for word in head[1:]))
    for page, row in rows.items():
        now = row["large"]
        cells = (
            f"{now['median_ms']:.1f} ms", f"{now['p95_ms']:.1f} ms", row["median_ratio"], row["p95_ratio"], now["queries"],
            f"{now['cpu_ms_application']:.1f} ms", f"{now['cpu_ms_database']:.1f} ms", f"{now['cpu_ms']:.1f} ms",
            f"{now['bytes'] / 1000:.0f}",
        )  # fmt: skip
        print(f"{page:26}" + "".join(f"{cell!s:>11}" for cell in cells) + f"  {verdict(row)}")


def show_summary(figures: dict[str, Any]) -> None:
    """Every figure that has an aim, one a line; parts that did not run are left out."""
    print(f"\n{'figure':44}{'measured':>16}{'aim':>16}")
    for name, measured, aim, good in aimed(figures):
        print(f"{name:44}{measured:>16}{aim:>16}  {'reached' if good else 'MISSED'}")


def aimed(figures: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """(figure, measured, aim, whether it was reached) of the parts that ran."""
    rows = [(name, part["failed"][:16], "", False) for name, part in figures.items() if "failed" in part]
    figures = {name: part for name, part in figures.items() if "failed" not in part}
    if part := figures.get("due_dates"):
        rows.append(("due dates a second", f"{part['a_second']:,}", f">= {part['aim_a_second']:,}", part["met"]))
    if part := figures.get("discounts"):
        rows.append(
            ("discount decisions a second", f"{part['a_second']:,}", f">= {part['aim_a_second']:,}", part["met"])
        )
    if part := figures.get("decisions"):
        for name, label in (("zen", "zen-engine"), ("openfisca", "openfisca-core"), ("bare", "a bare function")):
            beside, aim = part["beside"][name], part["aims"][name]
            rows.append((f"decision beside {label}", f"{beside:.2f} x", f">= {aim} x", beside >= aim))
    if part := figures.get("pricing"):
        for name, label in (("plain_ms", "200 lines"), ("ramps_ms", "200 ramps")):
            rows.append(
                (f"pricing: {label}", f"{part[name]} ms", f"<= {part['aim_ms']} ms", part[name] <= part["aim_ms"])
            )
    if part := figures.get("replay"):
        rows.append(("replay of 1,000,000", f"{part['seconds']} s", f"<= {part['aim_seconds']} s", part["met"]))
    if part := figures.get("submission"):
        rate, cpu = part["ratio"], part["cpu_ms"]
        rows.append(
            ("submission: API beside bare SQL", f"{rate}", f">= {part['aim_ratio']}", rate >= part["aim_ratio"])
        )
        rows.append(("submission: CPU", f"{cpu} ms", f"<= {part['aim_cpu_ms']} ms", cpu <= part["aim_cpu_ms"]))
    if part := figures.get("candidates"):
        for name, value, aim in (("median", part["median_ms"], 30.0), ("recall@5", part["recall_at_5"], 0.95)):
            good, sign = (value <= aim, "<=") if name == "median" else (value >= aim, ">=")
            rows.append((f"account candidates: {name}", f"{value}", f"{sign} {aim}", good))
    if part := figures.get("imports"):
        rate = part["import_rows_a_second"]
        rows.append(("import: rows a second", f"{rate:,}", ">= 5,000", rate >= 5_000))
    if part := figures.get("completions"):
        rows.append(
            ("completions: rows a second", f"{part['rows_a_second']:,}", ">= 5,000", part["rows_a_second"] >= 5_000)
        )
        lost = not (part["every_bad_row_named"] and part["check_kept_nothing"] and part["whole"] and part["undone"])
        rows.append(("completions: something lost", "yes" if lost else "no", "no", not lost))
    if part := figures.get("compliance"):
        seconds, ratio = max(part["first_night_seconds"], part["next_night_seconds"]), part["page_ratio"]["scorecard"]
        rows.append((f"compliance of {part['partners']:,} partners", f"{seconds} s", "< 60 s", seconds < 60))
        rows.append(("scorecard: all partners beside 500", f"{ratio}", "<= 1.5", ratio <= 1.5))
    if part := figures.get("opportunities"):
        for name, row in part["lists"].items():
            good = row["ratio"] <= part["aim_ratio"]
            rows.append((f"opportunities: {name}", f"{row['ratio']}", f"<= {part['aim_ratio']}", good))
    for page, row in figures.get("pages", {}).items():
        for name, value in (("median", row["median_ratio"]), ("95 %", row["p95_ratio"])):
            rows.append((f"{page}: {name}, large beside small", f"{value}", "<= 1.5", value <= 1.5))
        now = row["large"]
        rows.append((f"{page}: queries", f"{now['queries']}", "<= 12", now["queries"] <= 12))
        if aim := row.get("aim_cpu_ms"):
            rows.append((f"{page}: CPU", f"{now['cpu_ms']} ms", f"<= {aim} ms", now["cpu_ms"] <= aim))
    return rows


def verdict(figures: dict[str, Any]) -> str:
    return "reached" if figures.get("reached") else "MISSED"


def alone(main: Callable[..., dict[str, Any]], about: str | None, **sizes: int) -> NoReturn:
    """Run one part by itself, from the command line: each size an option, the figures as JSON on request; 1 when it missed."""
    parser = argparse.ArgumentParser(description=about)
    for name, usual in sizes.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=usual)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    result = main(*(getattr(given, name) for name in sizes))
    if given.json:
        given.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    raise SystemExit(0 if result["reached"] else 1)

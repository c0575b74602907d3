"""The figures of a run as tables on the screen."""

from typing import Any


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


def verdict(figures: dict[str, Any]) -> str:
    return "reached" if figures.get("reached") else "MISSED"

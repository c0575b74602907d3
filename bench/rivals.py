"""What the part `decisions` is measured beside: zen-engine and openfisca-core over the same table. Knows nothing of Towpath.

Run by the interpreter of an environment of its own: `python bench/rivals.py COUNT < table.json` prints JSON. The table is
{"inputs": {name: values}, "rows": [{"when": {name: value}, "then": text, "says": text, "rules": [text]}], "cases": [...]}.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

type Case = dict[str, Any]
type Decide = Callable[[Case], str]


def zen(table: dict[str, Any]) -> Decide:
    """A decision table of zen-engine; each row also answers with its sentence and its rules, as reasons."""
    from zen import ZenEngine  # type: ignore[import-not-found]

    outputs = ("then", "says", "rules")
    rules = [
        {"_id": f"row{at}"}
        | {name: json.dumps(row["when"][name]) if name in row["when"] else "" for name in table["inputs"]}
        | {name: json.dumps(row[name]) for name in outputs}
        for at, row in enumerate(table["rows"])
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in table["inputs"]],
        "outputs": [{"id": name, "name": name, "field": name} for name in outputs],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    decision = ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda case: str(decision.evaluate(case)["result"]["then"])


def openfisca(table: dict[str, Any]) -> Decide:
    """A variable of openfisca-core over five input variables; it keeps no reasons, so none are asked of it."""
    import numpy
    from openfisca_core.entities import build_entity  # type: ignore[import-not-found]
    from openfisca_core.periods import DateUnit  # type: ignore[import-not-found]
    from openfisca_core.simulation_builder import SimulationBuilder  # type: ignore[import-not-found]
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found]
    from openfisca_core.variables import Variable  # type: ignore[import-not-found]

    sale = build_entity(key="sale", plural="sales", label="A sale", is_person=True)
    codes = {
        name: {json.dumps(value): at for at, value in enumerate(values)} for name, values in table["inputs"].items()
    }

    def answer(sold: Any, period: Any) -> Any:
        held = {name: sold(name, period) for name in codes}
        met = [
            numpy.logical_and.reduce(
                [held[name] == codes[name][json.dumps(value)] for name, value in row["when"].items()]
            )
            for row in table["rows"]
        ]
        return numpy.select(met, list(range(len(met))), -1)

    system = TaxBenefitSystem([sale])
    for name in codes:
        made = {"value_type": int, "entity": sale, "definition_period": DateUnit.YEAR}
        system.add_variable(type(name, (Variable,), made))
    system.add_variable(type("answer", (Variable,), made | {"formula": answer}))

    def decide(case: Case) -> str:
        values = {name: {"2026": codes[name][json.dumps(value)]} for name, value in case.items()}
        simulation = SimulationBuilder().build_from_entities(system, {"sales": {"one": values}})
        return str(table["rows"][int(simulation.calculate("answer", "2026")[0])]["then"])

    return decide


def rate(decide: Decide, cases: list[Case], count: int) -> float:
    """Decisions a second of CPU time, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for at in range(count):
            decide(cases[at % len(cases)])
        best = min(best, time.process_time() - begun)
    return count / best


def main() -> None:
    table, count = json.load(sys.stdin), int(sys.argv[1])
    found: dict[str, Any] = {}
    for name, package, make, share in (("zen", "zen-engine", zen, 1), ("openfisca", "openfisca-core", openfisca, 40)):
        decide = make(table)
        found[name] = {
            "version": version(package),
            "answers": [decide(case) for case in table["cases"]],
            "a_second": rate(decide, table["cases"], max(20, count // share)),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()

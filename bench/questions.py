"""Processor seconds of each question as its page asks it first, without values and with its examples; dearest first."""

import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
from products import grown

from registry.browse import competency_questions
from registry.core.questions import CompetencyQuestion, bind

SHOWN = 12


def main(dump: str = "") -> None:
    """Ask every question of the shipped data on disk, and print the dearest."""
    with tempfile.TemporaryDirectory() as folder:
        lines, place = Path(folder) / "registry.nq", Path(folder) / "store"
        grown(0, lines, Path(dump) if dump else None)
        store = ox.Store(place)
        store.bulk_load(path=str(lines), format=ox.RdfFormat.N_QUADS)
        seconds = {
            (question.name, kind): _seconds(store, question, values)
            for question in competency_questions().values()
            for kind, values in (("none", {}), ("examples", question.first_values))
        }
    print("| question | values | rows | seconds |\n|---|---|---|---|")
    for (name, kind), (spent, rows) in sorted(seconds.items(), key=lambda each: -each[1][0])[:SHOWN]:
        print(f"| {name} | {kind} | {rows:,} | {spent:.2f} |")


def _seconds(store: ox.Store, question: CompetencyQuestion, values: dict[str, str]) -> tuple[float, int]:
    bound = bind(question, {name: [value] for name, value in values.items()})
    start = time.process_time()
    rows = store.query(
        question.query,
        use_default_graph_as_union=True,
        substitutions={ox.Variable(name): value for name, value in bound.items()},
    )
    count = 1 if isinstance(rows, ox.QueryBoolean) else sum(1 for _ in rows)
    return time.process_time() - start, count


if __name__ == "__main__":
    main(*sys.argv[1:])

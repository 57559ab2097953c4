"""A table of values that a shape refuses: `path,written,finds,about`, one row for each way to break a rule."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from registry.vocabulary import PREFIXES

HEADER = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())


@dataclass(frozen=True)
class Refusal:
    """The smallest valid thing with one value in it that is refused, and the components that must say so.

    `path` is where the finding stands, `-` for a rule about the whole thing; each row has a subject of its own, so
    that all of them can stand in one graph.
    """

    subject: str
    turtle: str
    path: str
    components: tuple[str, ...]


def refusals(table: Path) -> Iterator[Refusal]:
    """Read the rows of a table beside a `valid_minimal.ttl`."""
    minimal = (table.parent / "valid_minimal.ttl").read_text(encoding="utf-8")
    named = re.search(r"^(<\S*>|\S+:\S+) a ", minimal, re.MULTILINE)
    assert named, f"{table.parent.name}: no subject in the smallest valid example"
    with table.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), start=2):
            subject = f"<https://example.org/{table.parent.name}/{number}>"
            kept = _without(minimal, row["path"]).replace(f"{named[1]} a ", f"{subject} a ")
            statement = f"{subject} {row['path']} {row['written']} ." if row["written"] else ""
            yield Refusal(
                subject, f"{HEADER}{kept}\n{statement}\n", row["about"] or row["path"], tuple(row["finds"].split())
            )


def _without(turtle: str, path: str) -> str:
    """Leave out the lines that state the property of the example's own subject, and mend the ends."""
    lines = [line for line in turtle.splitlines() if not line.startswith(f"    {path} ")]
    text = "\n".join(lines)
    return re.sub(r";\s*$", ".", text.rstrip()) if not text.rstrip().endswith(".") else text

"""Prints the score in the W3C's suites: `make suite`."""

import sys
import tempfile
from pathlib import Path

from tests.w3c import service
from tests.w3c.known import KNOWN
from tests.w3c.manifests import cases, missing
from tests.w3c.records import QUERIES, UPDATES, dump, fault_of
from tests.w3c.runner import fault, send, served, write_dump


def main() -> int:
    """Run all suites against one server, name what fails with the reason, and say how many pass."""
    listed = list(cases())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "suite.nq"
        write_dump(listed, file)
        with file.open("a") as lines:
            lines.write(dump())
        with served(file) as port:
            found = {case.name: fault(case, port) for case in listed}
            records = {name: fault_of(each, *_ask(port, each)) for name, each in QUERIES.items()}
            described = service.faults(port)
    unknown = _tell("query tests", found, missing())
    unknown += _tell("protocol records", records | dict.fromkeys(UPDATES, "updates are refused by decision"))
    return 1 if unknown + _tell("service description", described) else 0


def _ask(port: int, record: object) -> tuple[int, dict[str, str], bytes]:
    return send(port, record.method, record.target, record.headers, record.body)


def _tell(title: str, found: dict[str, str | None], reason: str | None = None) -> int:
    """Print a score, and count what fails without a reason that is known."""
    faults = {name: text for name, text in found.items() if text}
    print(f"{title}: {len(found) - len(faults)} of {len(found)}" + (f" ({reason})" if reason else ""))
    for name, text in sorted(faults.items()):
        print(f"  {name}: {KNOWN.get(name) or text}")
    return sum(name not in KNOWN and name not in UPDATES for name in faults)


if __name__ == "__main__":
    sys.exit(main())

"""The question mix: every competency question once, of this registry and of rdflib-endpoint with the same data."""

import re
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from peers import Peer, ours, rdflib

from registry.browse import competency_questions
from registry.core.questions import CompetencyQuestion, bind

ACCEPT = "application/sparql-results+json"
_PATIENCE = 20
_OTHERS = re.compile(r"/id/device/(?!eprel-\d*[38]\b)|/id/catalogue/")


def compare(dump: Path, file: Path, python: str) -> None:
    """Ask every question once, one after the other, of both on the same statements."""
    if subprocess.run([python, "-c", "import rdflib_endpoint, uvicorn"], capture_output=True, check=False).returncode:
        print("the question mix is left out: --rdflib-python names no Python with rdflib-endpoint and uvicorn")
        return
    count, mix = smaller(dump, file), [_asked(each) for each in competency_questions().values()]
    taken = {"ours": _taken(lambda: ours(file), mix), "rdflib-endpoint": _taken(lambda: rdflib(file, python), mix)}
    both = [pair for pair in zip(*taken.values(), strict=True) if None not in pair]
    sums = [sum(seconds) for seconds in zip(*both, strict=True)]
    print(f"\nquestion mix, {count:,} triples, 1 client, nothing cached; of {len(mix)} questions {len(both)} by both\n")
    print("| | ours | rdflib-endpoint | ratio |\n|---|---|---|---|")
    print(f"| questions a second | {len(both) / sums[0]:.1f} | {len(both) / sums[1]:.2f} | {sums[1] / sums[0]:.0f} |")
    for name, of in taken.items():
        known = [seconds for seconds in of if seconds is not None]
        print(f"{name}: {len(known)} answered in {_PATIENCE} s each; the slowest took {max(known):.2f} s")


def _taken(start: Callable[[], AbstractContextManager[Peer]], mix: list[str]) -> list[float | None]:
    """How long each answer takes; after one that does not come in time the server is started again."""
    left, seconds = mix.copy(), list[float | None]()
    while left:
        with start() as peer:
            seconds.append(_seconds(peer, left.pop(0)))
            while left and seconds[-1] is not None:
                seconds.append(_seconds(peer, left.pop(0)))
    return seconds


def smaller(dump: Path, file: Path) -> int:
    """Write about 20,000 statements: every fifth phone of EPREL, no other devices, no names of laptops."""
    with dump.open(encoding="utf-8") as lines, file.open("w", encoding="utf-8") as target:
        kept = [line for line in lines if not _OTHERS.search(line)]
        target.writelines(kept)
    return len(kept)


def _asked(question: CompetencyQuestion) -> str:
    """The query as a partner sends it: the values of the parameters stand first in WHERE."""
    bound = bind(question, {parameter.name: [parameter.example] for parameter in question.parameters})
    values = f"VALUES ({' '.join('?' + name for name in bound)}) {{ ({' '.join(map(str, bound.values()))}) }}"
    return question.query.replace("WHERE {", "WHERE { " + values, 1) if bound else question.query


def _seconds(peer: Peer, query: str) -> float | None:
    """How long one answer takes; None where it does not come in time, or not at all."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{peer.port}{peer.path}?query={quote(query)}", headers={"Accept": ACCEPT}
    )
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
            answer.read()
    except OSError:
        return None
    return time.perf_counter() - start

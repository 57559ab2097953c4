"""How long a file takes to be checked by the real shapes, beside pySHACL as its documentation says to call it."""

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pyshacl
import rdflib
from pyoxigraph import NamedNode

from registry.core.report import as_json, report_of
from registry.core.second_opinion import load_judge
from registry.core.turtle import read_turtle
from registry.core.validation import load_shapes, validate
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import PREFIXES

SIZES = {"phones": (1_000, 10_000, 100_000), "certificates": (1_000, 10_000)}
"""Five rules on certificates are queries (sh:sparql), none on phones is."""
REPEATS = {1_000: 9, 10_000: 5, 100_000: 3}
PEER_REPEATS = {1_000: 3, 10_000: 1, 100_000: 1}
GRAPH = NamedNode("https://w3id.org/cfit/graph/bench/phones")
FINDINGS = 10_000
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
HEAD += "@prefix id: <https://w3id.org/cfit/id/> .\n"
FIELDS: dict[str, Callable[[random.Random], str]] = {
    "startOfPlacingOnMarket": lambda chance: f'"202{chance.randint(0, 5)}-0{chance.randint(1, 9)}-15"^^xsd:date',
    "operatingSystem": lambda chance: chance.choice(['"Android"', '"iOS"']),
    "isFoldable": lambda chance: chance.choice(["true", "false"]),
    "osUpdateYearsAfterEndOfSale": lambda chance: str(chance.randint(5, 8)),
    "batteryRatedCapacity": lambda chance: str(chance.randint(3000, 6000)),
    "batteryEndurancePerCycle": lambda chance: str(chance.randint(1500, 4000)),
    "batteryCyclesAt80": lambda chance: str(chance.randint(8, 20) * 100),
    "batteryUserReplaceable": lambda chance: chance.choice(["true", "false"]),
    "fallsWithoutDefect": lambda chance: str(chance.randint(270, 300)),
    "freeFallClass": lambda chance: '"A"',
    "scratchMohs": lambda chance: str(chance.randint(3, 7)),
    "ipRating": lambda chance: chance.choice(['"IP55"', '"IP68"', '"IPX4"']),
    "immersionDepth": lambda chance: f"{chance.randint(1, 30) / 10}",
    "repairabilityIndex": lambda chance: f"{chance.randint(400, 500) / 100:.2f}",
    "repairabilityClass": lambda chance: '"A"',
    "disassemblyDepthScore": lambda chance: f"{chance.randint(1, 5)}.0",
    "fastenersScore": lambda chance: f"{chance.randint(1, 5)}.0",
    "toolsScore": lambda chance: f"{chance.randint(1, 5)}.0",
    "warrantyMonths": lambda chance: chance.choice(["24", "36"]),
    "energyClass": lambda chance: chance.choice(['"A"', '"B"', '"C"']),
    "chargerOutputPower": lambda chance: str(chance.randint(10, 90)),
}
MISTAKES = (
    "cfit:warrantyMonths 'two years'",
    "cfit:repairabilityIndex 99.0",
    "cfit:isFoldable 'no'",
    "schema:brand id:nothing",
    "cfit:deviceKind id:device-kind/toaster",
)

SCHEME = """
<https://example.org/organisation> a <http://www.w3.org/ns/org#Organization> ; schema:name "Example Labels (invented)" .
<https://example.org/scheme> a cfit:CertificationScheme ; schema:name "Example Label (invented)" ;
    cfit:schemeOwner <https://example.org/organisation> ; cfit:certificateNumberPattern "^EX-[0-9]{6}$" .
<https://example.org/2> a cfit:SchemeVersion ; dcterms:isVersionOf <https://example.org/scheme> ;
    cfit:version "2" ; cfit:longestValidity 24 .
<https://example.org/2/gold> a cfit:SchemeTier ; schema:name "Gold" ; cfit:ofSchemeVersion <https://example.org/2> .
<https://example.org/1/gold> a cfit:SchemeTier ; schema:name "Gold" ; cfit:ofSchemeVersion <https://example.org/1> .
<https://example.org/phone> a cfit:DeviceModel ; schema:name "Phone (invented)" .
"""
LIKE = {
    "schema:about": "<https://example.org/phone>",
    "cfit:schemeVersion": "<https://example.org/2>",
    "schema:issuedBy": "<https://example.org/organisation>",
    "schema:validFrom": "'2026-01-15'^^xsd:date",
    "schema:expires": "'2027-12-15'^^xsd:date",
    "cfit:certificateStatus": "<https://w3id.org/cfit/id/certificate-status/valid>",
    "cfit:document": "<https://example.org/certificate>",
    "cfit:schemeTier": "<https://example.org/2/gold>",
    "schema:auditDate": "'2025-12-01'^^xsd:date",
}
UNLIKE = (
    {"schema:certificationIdentification": "'4711'"},
    {"schema:certificationIdentification": "'EX-000001'"},
    {"cfit:schemeTier": "<https://example.org/1/gold>"},
    {"schema:expires": "'2036-01-15'^^xsd:date"},
)


def main() -> None:
    """Measure each size in a process of its own, and print a table in Markdown."""
    if len(sys.argv) > 3:
        print(json.dumps(measured(*sys.argv[1:4])))
        return
    print(f"{len([*SHAPES.glob('*.ttl')])} files of shapes; seconds of processor time, medians for ours\n")
    print("| what | file | triples | ours | pySHACL | ratio | memory, ours | memory, pySHACL | findings |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, size in ((kind, size) for kind, sizes in SIZES.items() for size in sizes):
        ours, theirs = (run_apart(who, kind, size) for who in ("ours", "theirs"))
        assert ours["found"] == theirs["found"], f"not the same results for {kind} at {size:,} triples"
        for what, key in (("judged by the shapes", "judged"), ("from bytes to a report with lines", "whole")):
            ratio = theirs[key] / ours[key]
            memory = f"{ours['memory']} MB | {theirs['memory']} MB"
            times = f"{ours[key]:.3f} | {theirs[key]:.2f} | {ratio:.0f}"
            count = sum(number for _, number in ours["found"])
            print(f"| {what} | {kind} | {size:,} | {times} | {memory} | {count} |")


def run_apart(who: str, kind: str, size: int) -> dict:
    """Run one measurement in a new process, so that its memory is its own."""
    command = [sys.executable, __file__, who, kind, str(size)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def measured(who: str, kind: str, size: str) -> dict:
    """What one of the two takes and finds."""
    body = "".join((file_of if kind == "phones" else certificates_of)(int(size))).encode()
    repeats = (REPEATS if who == "ours" else PEER_REPEATS)[int(size)]
    judged, whole, found = (ours if who == "ours" else theirs)(body, repeats)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"judged": judged, "whole": whole, "found": sorted(found.items()), "memory": memory}


def ours(body: bytes, repeats: int) -> tuple[float, float, Counter]:
    """Read, judge and report as the server's worker does, with shapes that are compiled already."""
    shapes = load_shapes(SHAPES, ONTOLOGY)
    judging, whole = [], []
    for _ in range(repeats):
        start = time.process_time()
        upload = read_turtle(body, GRAPH)
        read = time.process_time()
        findings = validate(upload, (), shapes)
        done = time.process_time()
        as_json(report_of(findings, FINDINGS))
        judging.append(done - read)
        whole.append(time.process_time() - start)
    found = Counter(" ".join(map(_name, (each.focus, each.path, each.component))) for each in findings)
    return statistics.median(judging), statistics.median(whole), found


def _name(term: NamedNode | None) -> str:
    return "None" if term is None else term.value


def theirs(body: bytes, repeats: int) -> tuple[float, float, Counter]:
    """Parse and validate as the documentation of pySHACL says, with shapes that are parsed already; no lines."""
    judge = load_judge(SHAPES, ONTOLOGY)
    judging, whole = [], []
    for _ in range(repeats):
        start = time.process_time()
        data = rdflib.Graph().parse(data=body, format="turtle", publicID=GRAPH.value)
        for triple in judge.classes:
            data.add(triple)
        read = time.process_time()
        _, report, _ = pyshacl.validate(data, shacl_graph=judge.shapes, inference="none")
        done = time.process_time()
        report.serialize(format="turtle")
        judging.append(done - read)
        whole.append(time.process_time() - start)
    return statistics.median(judging), statistics.median(whole), Counter(told(report))


def told(report: rdflib.Graph) -> Iterator[str]:
    """What each result is about, which property and which constraint."""
    for node in report.objects(None, rdflib.SH.result):
        parts = (rdflib.SH.focusNode, rdflib.SH.resultPath, rdflib.SH.sourceConstraintComponent)
        yield " ".join(str(report.value(node, part)) for part in parts)


def file_of(triples: int) -> Iterator[str]:
    """A file of invented phones with evidence; one phone in fifty is wrong in some way. The same file each time."""
    chance = random.Random(triples)
    yield HEAD + "id:brand\\/bench-brand a schema:Brand ; schema:name 'Brand' .\n"
    written, number = 2, 0
    while written < triples:
        lines = [*phone(chance, number)]
        yield f"id:device\\/bench-{number} a cfit:DeviceModel ;\n " + " ;\n ".join(lines) + " .\n"
        yield (
            f"id:evidence\\/bench-{number} a cfit:Evidence ;\n cfit:aboutDevice id:device\\/bench-{number} ;\n"
            " cfit:property cfit:batteryCyclesAt80 ;\n cfit:document <https://example.org/report.pdf> ;\n"
            " cfit:evidenceLevel <https://w3id.org/cfit/id/evidence-level/self-declared> .\n"
        )
        written += len(lines) + 6
        number += 1


def phone(chance: random.Random, number: int) -> Iterator[str]:
    """The statements about one phone."""
    if chance.random() < 0.01:
        yield chance.choice(MISTAKES).replace("device-kind/", "device-kind\\/")
    if chance.random() < 0.99:
        yield f"schema:name 'Phone {number} (invented)'"
    yield "cfit:deviceKind id:device-kind\\/smartphone"
    yield "schema:brand id:brand\\/bench-brand"
    for name, value in FIELDS.items():
        yield f"cfit:{name} {value(chance)}"


def certificates_of(triples: int) -> Iterator[str]:
    """A file of invented certificates; one in twenty breaks a rule that is a query. The same file each time."""
    chance = random.Random(triples)
    yield HEAD + SCHEME
    for number in range((triples - SCHEME.count(" ;\n") - 1) // 11):
        unlike = chance.choice(UNLIKE) if chance.random() < 0.05 else {}
        said = {**LIKE, "schema:certificationIdentification": f"'EX-{number:06}'", **unlike}
        yield f"id:certificate\\/bench-{number} a cfit:Certificate"
        yield "".join(f" ;\n {predicate} {value}" for predicate, value in said.items()) + " .\n"


if __name__ == "__main__":
    main()

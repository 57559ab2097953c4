"""Print docs/findings.md: how the shipped devices do by each criterion, and what the shapes warn about."""

import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import NamedNode

from registry import browse
from registry.assembly import Registry, open_registry
from registry.core.criteria import in_force
from registry.core.listing import Facet
from registry.core.report import from_json
from registry.keep import changed_files, ensure_steward
from registry.publish import Accepted, Submission, publish
from registry.settings import Settings
from registry.vocabulary import CFIT

TOGETHER = ("REP-03", "SW-02", "BAT-02")
WHY = {
    "warranty plausible": "suppliers wrote years or days where EPREL asks for months; which, only they can say",
    "battery cycles legal": "a phone sold before 20 June 2025 may have fewer; the criterion BAT-01 fails it",
    "battery endurance plausible": "9999 stands for a value that the supplier did not enter; no criterion uses it",
    "repairability class agrees with the index": "class and index were declared side by side; criteria use the index",
    "free fall class agrees with the count": "class and count were declared side by side; criteria use the count",
    "REP 04": "index and scores were declared side by side; REP-04 is a draft until its points are checked",
    "immersion depth plausible": "99.99 stands for a value that the supplier did not enter; no criterion uses it",
}
HEAD = """# Findings on the shipped data

Written by `make findings`. Verdicts as of {day}; the data was read on the days that `data/SOURCES.md` names.
"""


def main() -> None:
    """Load the shipped data into a registry of its own and print what is found in it."""
    with tempfile.TemporaryDirectory() as folder:
        registry = loaded(Path(folder))
        try:
            print(findings(registry), end="")
        finally:
            registry.close()


def loaded(home: Path) -> Registry:
    """A registry in the folder that holds the shipped data."""
    now = datetime.now(UTC)
    registry = open_registry(Settings(home=home), now.date())
    ensure_steward(registry.ledger, now)
    for file in changed_files(registry):
        outcome = publish(Submission("registry", file.dataset, file.body()), registry, now)
        if not isinstance(outcome, Accepted):
            sys.exit(f"{file.path}: {outcome}")
    return registry


def findings(registry: Registry) -> str:
    """Put the tables together."""
    day = datetime.now(UTC).date()
    parts = [_devices(registry), _criteria(registry), _together(registry), _warnings(registry)]
    return "\n".join([HEAD.format(day=day.isoformat()), *parts])


def _devices(registry: Registry) -> str:
    entries = registry.devices.find(browse.Filter(), 0, registry.limits.list_devices).entries
    all_models = registry.store.instances(CFIT.DeviceModel)
    lines = [
        "## Devices\n",
        f"{len(all_models):,} descriptions of device models; {len(entries):,} stand in the list, the others are",
        "accepted as further descriptions of one of them.\n",
        "| kind | in the list |",
        "|---|---|",
    ]
    counts = Counter(str(registry.words.glossary.label(entry.kind, "en")) for entry in entries)
    lines += [f"| {kind} | {count:,} |" for kind, count in counts.most_common()]
    return "\n".join(lines) + "\n"


def _criteria(registry: Registry) -> str:
    """Each criterion with the listed devices that it applies to, and how they come out."""
    lines = [
        "## Verdicts by criterion\n",
        "Over the devices of the list that the criterion applies to; criteria for brands, factories and services apply",
        "to none of them. Unknown means that nobody has stated what the criterion asks.\n",
        "| criterion | | level | applies to | meets | fails | disputed | unknown |",
        "|---|---|---|---|---|---|---|---|",
    ]
    entries = registry.devices.find(browse.Filter(), 0, registry.limits.list_devices).entries
    day = datetime.now(UTC).date()
    kinds = {version.identifier: version.applies_to for version in in_force(registry.criteria(), day)}
    versions = {version.identifier: version.iri.value for version in in_force(registry.criteria(), day)}
    for _theme, rows in browse.criteria(registry, day, "en").themes:
        for row in rows:
            of_kind = [entry for entry in entries if entry.kind in kinds[row.identifier]]
            counts = [
                sum(versions[row.identifier] in entry.of(facet) for entry in of_kind)
                for facet in (Facet.MEETS, Facet.FAILS, Facet.DISPUTED)
            ]
            cells = [row.identifier, str(row.label), row.level_code]
            numbers = [len(of_kind), *counts, len(of_kind) - sum(counts)]
            lines.append(f"| {' | '.join([*cells, *(f'{number:,}' for number in numbers)])} |")
    return "\n".join(lines) + "\n"


def _together(registry: Registry) -> str:
    page = browse.devices(browse.Filter(meets=TOGETHER), 1, registry, "en")
    lines = [f"## Phones that meet {', '.join(TOGETHER[:-1])} and {TOGETHER[-1]} together: {page.total}\n"]
    lines += [f"- {row.brand}: {row.name} (EPREL {row.number})" for row in page.rows]
    return "\n".join(lines) + "\n"


def _warnings(registry: Registry) -> str:
    counts = Counter(
        (contribution.draft.dataset, _rule(finding.shape, registry), finding.message("en"))
        for contribution in registry.ledger.since(0)
        for finding in from_json(contribution.draft.report).findings
        if finding.shape is not None
    )
    lines = [
        "## Warnings, by rule\n",
        "No shipped file breaks a rule that refuses. What is warned about stays as the source has it, because the",
        "registry passes on what a source says and does not correct it; each device page repeats its warnings.\n",
        "| file | rule | things | what it says | why it stays |",
        "|---|---|---|---|---|",
    ]
    for (dataset, rule, message), count in counts.most_common():
        lines.append(f"| {dataset} | {rule} | {count} | {message} | {WHY[rule]} |")
    return "\n".join(lines) + "\n"


def _rule(shape: NamedNode, registry: Registry) -> str:
    return str(registry.words.glossary.label(shape, "en")).removesuffix("-value").replace("-", " ")


if __name__ == "__main__":
    main()

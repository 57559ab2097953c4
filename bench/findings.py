"""Print docs/findings.md: how the shipped devices do by each criterion, and what the shapes warn about."""

import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from registry import browse
from registry.assembly import Registry, open_registry
from registry.core.report import from_json
from registry.core.verdicts import Verdict
from registry.keep import changed_files, ensure_steward
from registry.publish import Accepted, Submission, publish
from registry.settings import Settings

TOGETHER = ("REP-03", "SW-02", "BAT-02")
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
    """Put the three tables together."""
    day = datetime.now(UTC).date()
    return "\n".join([HEAD.format(day=day.isoformat()), _criteria(registry), _together(registry), _warnings(registry)])


def _criteria(registry: Registry) -> str:
    lines = [
        "## Verdicts by criterion\n",
        "| criterion | | level | meets | fails | disputed | unknown or not applicable |",
    ]
    lines.append("|---|---|---|---|---|---|---|")
    total = browse.home(registry).devices
    for _theme, rows in browse.criteria(registry, datetime.now(UTC).date(), "en").themes:
        for row in rows:
            counts = [row.counts.get(verdict, 0) for verdict in (Verdict.MEETS, Verdict.FAILS, Verdict.DISPUTED)]
            cells = [row.identifier, str(row.label), row.level_code, *map(str, counts), str(total - sum(counts))]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _together(registry: Registry) -> str:
    page = browse.devices(browse.Filter(meets=TOGETHER), 1, registry, "en")
    lines = [f"## Phones that meet {', '.join(TOGETHER[:-1])} and {TOGETHER[-1]} together: {page.total}\n"]
    lines += [f"- {row.brand}: {row.name} (EPREL {row.number})" for row in page.rows]
    return "\n".join(lines) + "\n"


def _warnings(registry: Registry) -> str:
    counts = Counter(
        (
            str(registry.words.glossary.label(finding.shape, "en")).removesuffix("-value").replace("-", " "),
            finding.message("en"),
        )
        for contribution in registry.ledger.since(0)
        for finding in from_json(contribution.draft.report).findings
        if finding.shape is not None
    )
    lines = [
        "## Warnings, by rule\n",
        "The values stay as the source has them; each device page repeats its warnings.\n",
    ]
    lines += ["| rule | devices | what it says |", "|---|---|---|"]
    lines += [f"| {rule} | {count} | {message} |" for (rule, message), count in counts.most_common()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

"""Contribute files from the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry import keep
from registry.assembly import Registry
from registry.commands.opened import opened, say_unreadable
from registry.core.names import STEWARD
from registry.core.report_words import as_text
from registry.core.turtle import Unreadable
from registry.publish import Accepted, BadSignature, NotAllowed, Outcome, Rejected, Submission, publish
from registry.settings import from_environment

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", default=STEWARD, help="The group that contributes; by default the registry itself.")
@click.option("--dataset", help="The dataset to fill; by default the name of the file.")
def load(files: tuple[Path, ...], group: str, dataset: str | None) -> None:
    """Contribute FILES; without any, the shipped words, criteria and devices that have changed."""
    with opened(from_environment()) as registry:
        named = [keep.ShippedFile(dataset or keep.dataset_of(path), path) for path in files]
        wanted = named or keep.changed_files(registry)
        if not wanted:
            click.echo("Nothing to load: the registry holds the shipped data as it is.")
            return
        with _bar(wanted) as bar:
            outcomes = [(file.path, _load(file, group, registry, bar)) for file in wanted]
        registry.store.tidy()
    for path, outcome in outcomes:
        say_outcome(path, outcome)


def _bar(files: list[keep.ShippedFile]) -> ProgressBar[int]:
    size = sum(file.path.stat().st_size for file in files)
    return click.progressbar(length=size, label=f"Loading {len(files)} files", width=30, file=sys.stderr)


def _load(file: keep.ShippedFile, group: str, registry: Registry, bar: ProgressBar[int]) -> Outcome:
    """Contribute one file; reading, checking and keeping move the bar by their share of the time."""
    size, shares = file.path.stat().st_size, {"reading": 0, "checking": 10, "keeping": 80}
    moved = 0

    def stage(name: str) -> None:
        nonlocal moved
        bar.label = f"{file.path.name}: {name}"
        bar.update(size * shares[name] // 100 - moved)
        moved = size * shares[name] // 100

    outcome = publish(Submission(group, file.dataset, file.body()), registry, datetime.now(UTC), stage)
    bar.update(size - moved)
    return outcome


def say_outcome(path: Path, outcome: Outcome) -> None:
    """Tell what came of a contribution, or fail when it was not accepted."""
    match outcome:
        case Accepted(contribution=kept, report=report, triples=triples):
            warnings = f", {len(report.findings)} warnings" if report.findings else ""
            click.echo(f"{path.name}: contribution {kept.sequence}, {triples:,} triples{warnings}")
        case Rejected(report=report):
            click.echo(as_text(report), err=True)
            raise click.ClickException(f"{path} breaks a rule; nothing of it was stored")
        case Unreadable():
            say_unreadable(path, outcome)
            raise click.ClickException(f"{path} is not Turtle; nothing of it was stored")
        case NotAllowed(reason=reason) | BadSignature(reason=reason):
            raise click.ClickException(reason)

"""Judge a file without keeping it."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from registry import keep
from registry.assembly import Registry
from registry.commands.opened import opened
from registry.core.changes import Changes
from registry.core.changes_words import as_text
from registry.core.glossary import LANGUAGES
from registry.core.names import STEWARD, graph_iri
from registry.core.reading.formats import media_type_of
from registry.core.report import Report, unreadable_report
from registry.core.report_formats import FORMATS, written
from registry.core.turtle import Unreadable
from registry.publish import Submission, check, foresee
from registry.settings import from_environment


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--group", default=STEWARD, help="Judge as this group would be judged; by default as the registry itself."
)
@click.option("--language", default="en", type=click.Choice(LANGUAGES))
@click.option("--format", "name", default="text", type=click.Choice(FORMATS), help="How the report is written.")
@click.option("--changes", "wants_changes", is_flag=True, help="Say what would change, too.")
@click.option("--second-opinion", is_flag=True, help="Ask pySHACL too, and say where the two differ; takes longer.")
def check_file(file: Path, group: str, language: str, name: str, wants_changes: bool, second_opinion: bool) -> None:
    """Say what is wrong with a FILE, line by line or cell by cell, and keep nothing.

    The ending of its name tells the format: .ttl, .nt, .jsonld, .csv, .xlsx, .trig or .nq. The exit code is 1 when
    the file would be refused, 2 when a second opinion differs.
    """
    shipped = keep.ShippedFile(keep.dataset_of(file), file)
    submission = Submission(group, shipped.dataset, shipped.body(), media_type_of(file.name))
    with opened(from_environment()) as registry:
        outcome, changes = _checked(submission, registry, wants_changes)
        agrees = _compare(submission, registry, language) if second_opinion else True
    if isinstance(outcome, Unreadable):
        outcome = unreadable_report(outcome.mistakes, graph_iri(group, shipped.dataset))
    click.echo(written(outcome, name, file.name, language), nl=False)
    if changes is not None:
        click.echo("\n" + as_text(changes, registry.words.glossary, language), nl=False, err=name != "text")
    sys.exit(2 if not agrees else 0 if outcome.conforms else 1)


def _checked(
    submission: Submission, registry: Registry, wants_changes: bool
) -> tuple[Report | Unreadable, Changes | None]:
    now = datetime.now(UTC)
    if not wants_changes:
        return check(submission, registry, now), None
    outcome = foresee(submission, registry, now)
    return (outcome, None) if isinstance(outcome, Unreadable) else (outcome.report, outcome.changes)


def _compare(submission: Submission, registry: Registry, language: str) -> bool:
    from registry.compare import compare  # rdflib and pySHACL are loaded by those who ask for them

    comparison = compare(
        submission.body, graph_iri(submission.group, submission.dataset), registry, submission.media_type
    )
    if isinstance(comparison, Unreadable):
        return True
    if comparison.agrees:
        click.echo(f"pySHACL agrees: the same {comparison.agreed} findings by the shapes.", err=True)
        return True
    for who, report in (("our validator", comparison.only_ours), ("pySHACL", comparison.only_theirs)):
        if report.findings:
            click.echo(f"Found by {who} only:\n{written(report, 'text', '', language)}", err=True)
    return False

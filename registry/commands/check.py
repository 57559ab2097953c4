"""Judge a file without keeping it."""

import sys
from pathlib import Path

import click

from registry import keep
from registry.commands.opened import opened, say_unreadable
from registry.core.glossary import LANGUAGES
from registry.core.names import STEWARD
from registry.core.report import as_text
from registry.core.turtle import Unreadable
from registry.publish import Submission, check
from registry.settings import from_environment


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--group", default=STEWARD, help="Judge as this group would be judged; by default as the registry itself."
)
@click.option("--language", default="en", type=click.Choice(LANGUAGES))
def check_file(file: Path, group: str, language: str) -> None:
    """Say what is wrong with a Turtle FILE, line by line, and keep nothing.

    The exit code is 1 when the file would be refused.
    """
    with opened(from_environment()) as registry:
        shipped = keep.ShippedFile(keep.dataset_of(file), file)
        outcome = check(Submission(group, shipped.dataset, shipped.body()), registry)
    if isinstance(outcome, Unreadable):
        say_unreadable(file, outcome)
        sys.exit(1)
    click.echo(as_text(outcome, language), nl=False)
    sys.exit(0 if outcome.conforms else 1)

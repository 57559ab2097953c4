"""Turn foreign tables into our Turtle."""

import gzip
from datetime import datetime
from pathlib import Path

import click

from registry.commands.opened import today
from registry.sources import codelists
from registry.sources import criteria as criteria_source
from registry.sources.importers import IMPORTERS, Importer
from registry.sources.tables import count_by_reason


@click.group("import")
def import_() -> None:
    """Turn a foreign table into our Turtle."""


def _import_command(name: str, importer: Importer) -> None:
    """Add `cfit import NAME`, which turns one foreign table into Turtle."""

    @import_.command(name, help=f"Turn {importer.table} FILE into Turtle, and report what was not taken over.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the table was read; by default today.")
    @click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to screen.")
    def run(file: Path, read_on: datetime | None, output: Path | None) -> None:
        try:
            result = importer.read(file, read_on.date() if read_on else today())
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        write(result.turtle, output)
        click.echo(f"{result.things} {importer.things}, {len(result.remarks)} remarks:", err=True)
        for column, reason, count in count_by_reason(result.remarks):
            click.echo(f"  {count:4} times {column}: {reason}", err=True)


for _name, _importer in IMPORTERS.items():
    _import_command(_name, _importer)


@import_.command("criteria")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
@click.option(
    "--part", default="phones", type=click.Choice(list(criteria_source.PARTS)), help="Which criteria to write."
)
def import_criteria(file: Path, part: str, output: Path | None) -> None:
    """Turn the table of criteria FILE, with the registry's own words for it, into Turtle."""
    try:
        write(criteria_source.to_turtle(criteria_source.read(file), part), output)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except KeyError as error:
        raise click.ClickException(f"{file}: no column {error.args[0]}") from error


def _codelist_command(name: str, codelist: codelists.CodeList) -> None:
    """Add `cfit import NAME` for one of the EU's lists of codes."""

    @import_.command(name, help=f"Turn the EU's table FILE of {codelist.english} into Turtle.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the table was read; by default today.")
    @click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to screen.")
    def run(file: Path, read_on: datetime | None, output: Path | None) -> None:
        try:
            write(codelists.import_table(codelist, file, read_on.date() if read_on else today()), output)
        except ValueError as error:
            raise click.ClickException(str(error)) from error


for _name, _codelist in codelists.LISTS.items():
    _codelist_command(_name, _codelist)


def write(turtle: str, output: Path | None) -> None:
    """Write Turtle to a file, gzipped when its name ends so, or to the screen."""
    if output is None:
        click.echo(turtle, nl=False)
    elif output.suffix == ".gz":
        output.write_bytes(gzip.compress(turtle.encode(), mtime=0))
    else:
        output.write_text(turtle, encoding="utf-8")

"""Turn foreign tables into our Turtle."""

from datetime import datetime
from pathlib import Path

import click

from registry.commands.opened import today
from registry.sources import criteria as criteria_source
from registry.sources import eprel as eprel_source


@click.group("import")
def import_() -> None:
    """Turn a foreign table into our Turtle."""


@import_.command("eprel")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the table was read; by default today.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
def import_eprel(file: Path, read_on: datetime | None, output: Path | None) -> None:
    """Turn the EPREL table of smartphone models FILE into Turtle, and report what was not taken over."""
    try:
        result = eprel_source.import_table(eprel_source.read_table(file), read_on.date() if read_on else today())
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except KeyError as error:
        raise click.ClickException(f"{file}: no column {error.args[0]}") from error
    _write(result.turtle, output)
    click.echo(f"{result.devices} devices, {len(result.remarks)} remarks:", err=True)
    for column, reason, count in eprel_source.count_by_reason(result.remarks):
        click.echo(f"  {count:4} times {column}: {reason}", err=True)


@import_.command("criteria")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
@click.option(
    "--part", default="phones", type=click.Choice(list(criteria_source.PARTS)), help="Which criteria to write."
)
def import_criteria(file: Path, part: str, output: Path | None) -> None:
    """Turn the table of criteria FILE, with the registry's own words for it, into Turtle."""
    try:
        _write(criteria_source.to_turtle(criteria_source.read(file), part), output)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except KeyError as error:
        raise click.ClickException(f"{file}: no column {error.args[0]}") from error


def _write(turtle: str, output: Path | None) -> None:
    if output is None:
        click.echo(turtle, nl=False)
    else:
        output.write_text(turtle, encoding="utf-8")

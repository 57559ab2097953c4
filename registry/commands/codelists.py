"""cfit import countries, languages, cpv: the lists of codes that the EU keeps."""

from datetime import UTC, datetime
from pathlib import Path

import click

from registry.sources import codelists


def add_commands(imports: click.Group) -> None:
    """Add one command for each list."""
    for name, codelist in codelists.LISTS.items():
        imports.add_command(_command(name, codelist))


def _command(name: str, codelist: codelists.CodeList) -> click.Command:
    @click.command(name, help=f"Turn the EU's table FILE of {codelist.english} into Turtle.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the table was read; by default today.")
    @click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to screen.")
    def run(file: Path, read_on: datetime | None, output: Path | None) -> None:
        try:
            turtle = codelists.import_table(codelist, file, (read_on or datetime.now(UTC)).date())
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        if output is None:
            click.echo(turtle, nl=False)
        else:
            output.write_text(turtle, encoding="utf-8")

    return run

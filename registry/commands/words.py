"""cfit words: what is made of the words and rules, and their releases."""

import sys
from pathlib import Path

import click

from registry import keep
from registry.releases import House, faults, freeze

_AT = click.option(
    "--at",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder that holds ontology/ and shapes/; by default the one of this installation.",
)


@click.group()
def words() -> None:
    """Print what is made of ontology and shapes; release them, and check what was released."""


@words.command()
def context() -> None:
    """Print the JSON-LD context; `make words` keeps it in the ontology."""
    click.echo(keep.json_ld_context(), nl=False)


@words.command()
@_AT
def release(at: Path | None) -> None:
    """Freeze the words and rules as they stand, under the version that the ontology gives itself."""
    frozen = freeze(_house(at))
    if isinstance(frozen, str):
        raise click.ClickException(frozen)
    click.echo(f"Wrote {frozen}.")


@words.command("check")
@_AT
def check_releases(at: Path | None) -> None:
    """Say whether the releases are as they were frozen; the exit code is 1 when one is not."""
    found = list(faults(_house(at)))
    for fault in found:
        click.echo(fault)
    click.echo(f"{len(_house(at).versions())} releases, {len(found)} faults.")
    sys.exit(1 if found else 0)


def _house(at: Path | None) -> House:
    return House(at / "ontology", at / "shapes") if at else House()

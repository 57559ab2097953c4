"""Print what is made of the words."""

import click

from registry import keep


@click.group()
def words() -> None:
    """Print what is made of ontology and shapes."""


@words.command()
def context() -> None:
    """Print the JSON-LD context; `make words` keeps it in the ontology."""
    click.echo(keep.json_ld_context(), nl=False)

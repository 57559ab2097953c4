"""Make the key that signs receipts; sign a file as a group does."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import click

from registry import keep
from registry.commands.opened import open_ledger
from registry.core.names import graph_iri, is_slug
from registry.core.receipt import STATEMENT_TYPE, statement
from registry.core.signing import read_private_key
from registry.settings import from_environment


@click.group()
def key() -> None:
    """Make the key that signs receipts; sign a file as a group does."""


@key.command("make")
@click.option("--again", is_flag=True, help="Take a new key in place of the one that is there.")
def key_make(again: bool) -> None:
    """Make the private key of the registry in CFIT_HOME; receipts are signed from the next start of the server on."""
    key_file = from_environment().key_file
    if key_file.exists() and not again:
        raise click.ClickException(f"there is a key already, {key_file}; --again makes another")
    with open_ledger() as ledger:
        public = keep.make_key(key_file, ledger, datetime.now(UTC))
    click.echo(f"Wrote {key_file}, key {public.id}; keep a copy apart from the ledger.")
    click.echo(public.pem, nl=False)


@key.command("sign")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("dataset", metavar="GROUP/DATASET")
@click.option("--key", "key_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def key_sign(file: Path, dataset: str, key_file: Path) -> None:
    """Print the header with which FILE is contributed to GROUP/DATASET as signed by the private key of --key."""
    group, _, name = dataset.partition("/")
    if not (is_slug(group) and is_slug(name)):
        raise click.ClickException("name group and dataset, for example: nl-ict/phones")
    try:
        signer = read_private_key(key_file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{key_file}: {error}") from error
    envelope = signer.seal(STATEMENT_TYPE, statement(graph_iri(group, name).value, file.read_bytes()))
    click.echo(f"Contribution-Signature: {base64.b64encode(envelope.encode()).decode()}")

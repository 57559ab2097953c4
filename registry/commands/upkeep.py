"""Dump the store, make it again, and verify the chain of contributions."""

import sys
from pathlib import Path

import click

from registry import keep
from registry.commands.opened import counted, in_use, open_ledger, opened, today
from registry.ledger.dump import write_ledger
from registry.settings import from_environment
from registry.store import StoreInUse


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--ledger", "of_ledger", is_flag=True, help="Write the ledger, as JSON Lines for verifier/verify.py.")
def dump(file: Path, of_ledger: bool) -> None:
    """Write everything the store holds to FILE (.nq or .nq.gz); `cfit serve --dump FILE` serves it elsewhere.

    With --ledger: every contribution with its bytes, hashes and signatures (.jsonl or .jsonl.gz), also beside a server.
    """
    if of_ledger:
        with open_ledger() as ledger:
            count = write_ledger(ledger, file)
        click.echo(f"Wrote {count} contributions to {file}.")
        return
    with opened(from_environment()) as registry:
        keep.dump(registry, file)
    click.echo(f"Wrote {file}.")


@click.command()
def rebuild() -> None:
    """Make the store again from the ledger."""
    try:
        count = keep.rebuild(from_environment(), today(), counted("contributions applied"))
    except StoreInUse as error:
        raise in_use(error) from error
    click.echo(f"The store is made again from {count} contributions.")


@click.command()
def verify() -> None:
    """Walk the chain of hashes over all contributions; the exit code is 1 when anything was changed."""
    with open_ledger() as ledger:
        faults = list(keep.verify(ledger))
        last = ledger.last_sequence()
    for fault in faults:
        click.echo(fault)
    click.echo(f"{last} contributions, {len(faults)} faults.")
    sys.exit(1 if faults else 0)

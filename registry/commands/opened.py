"""What commands share: the registry of CFIT_HOME opened for one command, and how they speak."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from registry import keep
from registry.assembly import Registry, open_registry
from registry.core.turtle import Unreadable
from registry.following import Progress
from registry.ledger import Ledger
from registry.settings import Settings, from_environment
from registry.store import StoreInUse


@contextmanager
def opened(settings: Settings) -> Iterator[Registry]:
    """Open the registry for one command; a click error says when a server has it."""
    try:
        registry = open_registry(settings, today(), counted("contributions applied"))
    except StoreInUse as error:
        raise in_use(error) from error
    except PermissionError as error:
        raise click.ClickException(str(error)) from error
    if registry.ledger is not None:
        keep.ensure_steward(registry.ledger, datetime.now(UTC))
    try:
        yield registry
    finally:
        registry.close()


@contextmanager
def open_ledger() -> Iterator[Ledger]:
    """Open the ledger alone."""
    settings = from_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.ledger_url)
    try:
        yield ledger
    finally:
        ledger.close()


def say_unreadable(path: Path, outcome: Unreadable) -> None:
    """Tell where a file is not Turtle."""
    for mistake in outcome.mistakes:
        click.echo(f"{path}:{mistake.line}:{mistake.column}: {mistake.message()}", err=True)


def counted(what: str) -> Progress:
    """Count on a screen, and nowhere else."""

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {of} {what}", nl=done == of, err=True)

    return progress


def in_use(error: StoreInUse) -> click.ClickException:
    """Say why the store cannot be opened."""
    return click.ClickException(f"{error} is in use: stop the server of this home folder first, or ask it over HTTP")


def today() -> date:
    """The day by UTC."""
    return datetime.now(UTC).date()

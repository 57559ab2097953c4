"""Admit buyer groups and give them tokens."""

from datetime import UTC, datetime

import click

from registry import keep
from registry.commands.opened import open_ledger
from registry.core.names import STEWARD
from registry.ledger import NewToken


@click.group()
def member() -> None:
    """Admit buyer groups and give them tokens."""


@member.command("add")
@click.argument("slug")
@click.option("--label", required=True, help="The name of the group for people.")
@click.option("--licence", default=keep.LICENCE, help="Licence agreed for files that name none (a web address).")
def member_add(slug: str, label: str, licence: str) -> None:
    """Admit the group SLUG and print its token once."""
    with open_ledger() as ledger:
        _show_token(keep.add_member(ledger, slug, label, licence, datetime.now(UTC)))


@member.command("token")
@click.argument("slug")
@click.option("--revoke", is_flag=True, help="End all earlier tokens of the group.")
def member_token(slug: str, revoke: bool) -> None:
    """Print a new token for the group SLUG once."""
    with open_ledger() as ledger:
        now = datetime.now(UTC)
        if slug == STEWARD or ledger.group(slug) is None:
            raise click.ClickException(f"there is no group {slug} that can have a token")
        if revoke:
            click.echo(f"{ledger.revoke_tokens(slug, now)} tokens ended.", err=True)
        _show_token(ledger.new_token(slug, now))


@member.command("list")
def member_list() -> None:
    """List the groups."""
    with open_ledger() as ledger:
        for group in ledger.groups():
            click.echo(f"{group.slug:24} {group.label}")


def _show_token(result: NewToken | str) -> None:
    if isinstance(result, str):
        raise click.ClickException(result)
    click.echo(f"Token of {result.group}, shown this once; keep it secret:", err=True)
    click.echo(result.token)

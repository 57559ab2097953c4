"""Which people of a provider of identities act for a group."""

import click

from registry.commands.opened import open_ledger
from registry.core.names import STEWARD
from registry.core.sign_in import GroupClaim


@click.command("claim")
@click.argument("slug")
@click.argument("claim")
@click.argument("value")
@click.option("--remove", is_flag=True, help="Open the group to them no more, also to those who are signed in.")
def member_claim(slug: str, claim: str, value: str, remove: bool) -> None:
    """Let whoever signs in with VALUE for CLAIM act for the group SLUG, for example: nl-ict groups cfit-nl.

    A claim `email` counts only where the provider has verified the address.
    """
    stated = GroupClaim(slug, claim, value)
    with open_ledger() as ledger:
        if slug == STEWARD or ledger.group(slug) is None:
            raise click.ClickException(f"there is no group {slug} for which people could act")
        if remove and not ledger.sign_ins.disallow(stated):
            raise click.ClickException(f"{claim} {value} does not open {slug}")
        if not remove and not ledger.sign_ins.allow(stated):
            raise click.ClickException(f"{claim} {value} opens {slug} already")


@click.command("claims")
def member_claims() -> None:
    """List which claims open which group."""
    with open_ledger() as ledger:
        for each in ledger.sign_ins.allowed():
            click.echo(f"{each.group}  {each.claim}  {each.value}")

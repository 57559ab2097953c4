"""Admit buyer groups, give them tokens and roles, register their keys."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from registry import keep
from registry.commands.claims import member_claim, member_claims
from registry.commands.opened import open_ledger
from registry.core.access import Grant, KnownToken, Right, Role
from registry.core.names import STEWARD, is_slug
from registry.core.signing import read_public_key
from registry.ledger import Ledger, NewToken
from registry.ledger.tokens import LIFETIME

_ROLES = click.Choice([role.value for role in Role if role is not Role.READER])


@click.group()
def member() -> None:
    """Admit buyer groups, give them tokens and roles, register their keys."""


member.add_command(member_claim)
member.add_command(member_claims)


@member.command("add")
@click.argument("slug")
@click.option("--label", required=True, help="The name of the group for people.")
@click.option("--licence", default=keep.LICENCE, help="Licence agreed for files that name none (a web address).")
@click.option("--role", default=Role.MEMBER.value, type=_ROLES, help="Coordinators may send larger files.")
def member_add(slug: str, label: str, licence: str, role: str) -> None:
    """Admit the group SLUG and print its token once."""
    with open_ledger() as ledger:
        _show_token(keep.add_member(ledger, slug, label, licence, _now(), Role(role)))


@member.command("role")
@click.argument("slug")
@click.argument("role", type=_ROLES)
def member_role(slug: str, role: str) -> None:
    """Give the group SLUG another ROLE."""
    with open_ledger() as ledger:
        _require(ledger, slug)
        ledger.set_role(slug, Role(role))


@member.command("token")
@click.argument("slug")
@click.option("--scope", "scopes", multiple=True, type=click.Choice([right.value for right in Right]), help="What for.")
@click.option("--dataset", "datasets", multiple=True, help="For this dataset only; may be given several times.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Its last day; by default a year from now.")
@click.option("--label", default="", help="Where the token is used, for the list of tokens.")
@click.option("--revoke", is_flag=True, help="End all earlier tokens of the group.")
def member_token(
    slug: str, scopes: tuple[str, ...], datasets: tuple[str, ...], expires: datetime | None, label: str, revoke: bool
) -> None:
    """Print a new token for the group SLUG once; without --scope and --dataset it may do all that the group may."""
    now = _now()
    grant = Grant(frozenset(Right(scope) for scope in scopes) or frozenset(Right), frozenset(datasets))
    with open_ledger() as ledger:
        _require(ledger, slug)
        for dataset in datasets:
            if not is_slug(dataset):
                raise click.ClickException(f"{dataset!r} cannot be the name of a dataset")
        if revoke:
            click.echo(f"{ledger.tokens.revoke_all(slug, now)} tokens ended.", err=True)
        _show_token(ledger.tokens.make(slug, now, grant, label, _lifetime(expires, now)))


@member.command("tokens")
@click.argument("slug")
def member_tokens(slug: str) -> None:
    """List the tokens of the group SLUG: id, state, rights, datasets, last use, label."""
    with open_ledger() as ledger:
        _require(ledger, slug)
        for token in ledger.tokens.of_group(slug):
            click.echo(_line(token, _now()))


@member.command("revoke")
@click.argument("token_id", metavar="ID")
def member_revoke(token_id: str) -> None:
    """End the token with this ID, as `cfit member tokens` lists it, at once."""
    with open_ledger() as ledger:
        if not ledger.tokens.revoke(token_id, _now()):
            raise click.ClickException(f"no living token has the id {token_id}")
    click.echo(f"Token {token_id} ended.")


@member.command("key")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def member_key(slug: str, file: Path) -> None:
    """Register the Ed25519 public key in FILE (PEM) for the group SLUG, which may sign its contributions with it."""
    try:
        key = read_public_key(file.read_bytes())
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from error
    with open_ledger() as ledger:
        _require(ledger, slug)
        if not ledger.keys.add(slug, key, _now()):
            raise click.ClickException(f"the key {key.id} is registered already")
    click.echo(f"Key {key.id} is registered for {slug}.")


@member.command("list")
def member_list() -> None:
    """List the groups."""
    with open_ledger() as ledger:
        for group in ledger.groups():
            click.echo(f"{group.slug:24} {group.role.value:12} {group.label}")


def _require(ledger: Ledger, slug: str) -> None:
    if slug == STEWARD or ledger.group(slug) is None:
        raise click.ClickException(f"there is no group {slug} that can have a token, a role or a key")


def _lifetime(expires: datetime | None, now: datetime) -> timedelta:
    if expires is None:
        return LIFETIME
    lifetime = expires.replace(tzinfo=UTC) + timedelta(days=1) - now
    if lifetime <= timedelta(0):
        raise click.ClickException(f"{expires:%Y-%m-%d} is over")
    return lifetime


def _line(token: KnownToken, now: datetime) -> str:
    until = f"until {token.expires_at:%Y-%m-%d}" if token.expires_at else "no end"
    if token.revoked_at:
        until = f"revoked {token.revoked_at:%Y-%m-%d}"
    elif token.expires_at and token.expires_at <= now:
        until = f"ended {token.expires_at:%Y-%m-%d}"
    rights = ",".join(sorted(right.value for right in token.grant.rights))
    datasets = ",".join(sorted(token.grant.datasets)) or "all datasets"
    used = f"used {token.last_used_at:%Y-%m-%d %H}h" if token.last_used_at else "never used"
    return f"{token.id}  {until:18}  {rights}  {datasets}  {used}  {token.label}".rstrip()


def _show_token(result: NewToken | str) -> None:
    if isinstance(result, str):
        raise click.ClickException(result)
    click.echo(f"Token of {result.group}, shown this once; keep it secret:", err=True)
    click.echo(result.token)


def _now() -> datetime:
    return datetime.now(UTC)

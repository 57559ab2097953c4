"""Who somebody is by what a provider of identities says, and for which groups that counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.core.access import Actor, Grant, Right, Role
from registry.core.names import STEWARD

LASTS = timedelta(hours=8)
"""How long somebody stays signed in: a day of work."""

MAY = Grant(frozenset({Right.CONTRIBUTE, Right.VALIDATE}))
"""What somebody who signed in may do for a group: what the page for contributing offers."""


@dataclass(frozen=True)
class GroupClaim:
    """Whoever has this value of this claim acts for this group."""

    group: str
    claim: str
    value: str


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in: what the provider calls them, what it said that counts, and until when."""

    name: str
    subject: str
    claims: Mapping[str, tuple[str, ...]]
    expires_at: datetime


def worth_keeping(claims: Mapping[str, object], known: Iterable[GroupClaim]) -> dict[str, tuple[str, ...]]:
    """Of all that a provider says, only what can open a group; an address that it did not verify opens none."""
    names = {each.claim for each in known}
    if claims.get("email_verified") is not True:
        names.discard("email")
    return {name: _texts(claims[name]) for name in sorted(names) if name in claims}


def groups_of(claims: Mapping[str, tuple[str, ...]], known: Iterable[GroupClaim]) -> tuple[str, ...]:
    """The groups for which somebody acts, by name."""
    return tuple(sorted({each.group for each in known if each.value in claims.get(each.claim, ())}))


def actor_for(group: str, roles: Mapping[str, Role]) -> Actor | None:
    """As whom somebody acts on a group's dataset: as that group, or as a steward on those of the registry."""
    if group in roles:
        return Actor(group, roles[group], MAY)
    steward = next((each for each, role in roles.items() if role is Role.STEWARD), None)
    return Actor(steward, Role.STEWARD, MAY) if steward and group == STEWARD else None


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(each for each in values if isinstance(each, str))

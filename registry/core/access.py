"""Who may do what: roles, rights, tokens, and the one function that decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from registry.core.names import STEWARD
from registry.core.said import Said
from registry.settings import Limits


class Role(Enum):
    """What a group is; a reader is anybody without a token."""

    READER = "reader"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    STEWARD = "steward"


class Right(Enum):
    """What somebody wants to do with a dataset."""

    VALIDATE = "validate"
    CONTRIBUTE = "contribute"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Grant:
    """What a token may be used for: some rights, and some datasets or, where none is named, all of the group's."""

    rights: frozenset[Right] = frozenset(Right)
    datasets: frozenset[str] = frozenset()

    def covers(self, right: Right) -> bool:
        """Whether the right is among those granted; who may contribute may also try a file out."""
        return right in self.rights or (right is Right.VALIDATE and Right.CONTRIBUTE in self.rights)


EVERYTHING = Grant()
"""All rights on all datasets of the group."""


@dataclass(frozen=True)
class Actor:
    """Who is asking: a group in a role, with what its token grants."""

    group: str
    role: Role
    grant: Grant


NOBODY = Actor("", Role.READER, Grant(frozenset()))
"""Who shows no token."""


@dataclass(frozen=True)
class KnownToken:
    """A token as the ledger knows it: whose it is, for what, since when, until when; never the token itself."""

    id: str
    group: str
    role: Role
    grant: Grant
    label: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def actor(self) -> Actor:
        """Whom the token speaks for."""
        return Actor(self.group, self.role, self.grant)


@dataclass(frozen=True)
class Refusal:
    """Why not; `error` is the code of RFC 6750, empty when no token was shown."""

    status: int
    title: str
    detail: str
    error: str = ""


@dataclass(frozen=True)
class Allowance:
    """How large one file of a group may be."""

    bytes: int
    triples: int


def may(actor: Actor, right: Right, group: str, dataset: str) -> Refusal | None:
    """Decide whether somebody may do something with a group's dataset; None means yes."""
    if actor.role is Role.READER:
        return Refusal(401, "A token is needed", "Send your group's token: `Authorization: Bearer cfit_...`.")
    if group not in _groups_written_by(actor):
        detail = Said(
            "Your token speaks for %(group)s; it can write the graphs under /graphs/%(group)s/ only.", group=actor.group
        )
        return Refusal(403, "Not your graph", detail, "insufficient_scope")
    if not actor.grant.covers(right):
        granted = ", ".join(sorted(each.value for each in actor.grant.rights)) or "nothing"
        detail = Said(
            "This needs a token that may %(right)s; yours is for: %(granted)s.", right=right.value, granted=granted
        )
        return Refusal(403, "Your token is too narrow", detail, "insufficient_scope")
    if actor.grant.datasets and dataset not in actor.grant.datasets:
        names = ", ".join(sorted(actor.grant.datasets))
        detail = Said("Your token is for these datasets only: %(names)s.", names=names)
        return Refusal(403, "Your token is too narrow", detail, "insufficient_scope")
    return None


def judge_token(fault: str | None, known: KnownToken | None, now: datetime) -> Actor | Refusal:
    """Say whom a token speaks for, or why for nobody: it cannot be one, is not known, has ended."""
    if fault:
        return _invalid(fault)
    if known is None:
        return _invalid(Said("This token is not known here."))
    if known.revoked_at is not None:
        return _invalid(Said("This token was revoked on %(day)s.", day=known.revoked_at.date()))
    if known.expires_at is not None and known.expires_at <= now:
        return _invalid(Said("This token ended on %(day)s: ask for a new one.", day=known.expires_at.date()))
    return known.actor


def allowance(role: Role, limits: Limits) -> Allowance:
    """How large one file may be: coordinators and stewards bring the lists of many."""
    if role is Role.STEWARD:
        return Allowance(limits.coordinator_bytes, limits.steward_triples)
    if role is Role.COORDINATOR:
        return Allowance(limits.coordinator_bytes, limits.coordinator_triples)
    return Allowance(limits.upload_bytes, limits.upload_triples)


def _groups_written_by(actor: Actor) -> tuple[str, ...]:
    """A group writes its own graphs; the stewards write those of the registry too."""
    return (actor.group, STEWARD) if actor.role is Role.STEWARD else (actor.group,)


def _invalid(detail: str) -> Refusal:
    return Refusal(401, "The token is not valid", detail, "invalid_token")

"""Tokens: made once, known by their hash, ended at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, func, insert, select, update

from registry.core.access import EVERYTHING, Grant, KnownToken, Right, Role
from registry.core.secret import fingerprint, write
from registry.ledger.tables import groups, tokens

LIFETIME = timedelta(days=365)
"""How long a token holds when nobody says otherwise."""

_ID_LENGTH = 12
_USE_IS_NOTED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class NewToken:
    """A token as it is shown once, to the one who asked for it."""

    group: str
    token: str


class Tokens:
    """The tokens of all groups; every method is one transaction."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        self._reader, self._writer = reader, writer

    def make(
        self, group: str, now: datetime, grant: Grant = EVERYTHING, label: str = "", lifetime: timedelta = LIFETIME
    ) -> NewToken:
        """Make a token of 256 random bits for a group and keep only its hash."""
        token = write(secrets.token_bytes(32))
        row = {
            "sha256": fingerprint(token),
            "group": group,
            "created_at": now.isoformat(),
            "label": label,
            "rights": " ".join(sorted(right.value for right in grant.rights)),
            "datasets": " ".join(sorted(grant.datasets)),
            "expires_at": (now + lifetime).isoformat(),
        }
        with self._writer.begin() as connection:
            connection.execute(insert(tokens).values(**row))
        return NewToken(group, token)

    def find(self, token: str, now: datetime) -> KnownToken | None:
        """Find a token, ended ones too, and note its use when the last one noted is an hour ago."""
        query = _with_roles().where(tokens.c.sha256 == fingerprint(token))
        with self._reader.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        known = _known(row)
        if known.last_used_at is None or known.last_used_at + _USE_IS_NOTED_AFTER <= now:
            with self._writer.begin() as connection:
                used = update(tokens).where(tokens.c.sha256 == row.sha256).values(last_used_at=now.isoformat())
                connection.execute(used)
        return known

    def of_group(self, group: str) -> list[KnownToken]:
        """Read the tokens of a group, oldest first."""
        query = _with_roles().where(tokens.c.group == group).order_by(tokens.c.created_at, tokens.c.sha256)
        with self._reader.connect() as connection:
            return [_known(row) for row in connection.execute(query)]

    def revoke(self, token_id: str, now: datetime) -> bool:
        """End a token at once; False when no living one has this id."""
        return self._end(func.substr(tokens.c.sha256, 1, _ID_LENGTH) == token_id, now) > 0

    def revoke_all(self, group: str, now: datetime) -> int:
        """End every token of a group at once and say how many there were."""
        return self._end(tokens.c.group == group, now)

    def _end(self, which: Any, now: datetime) -> int:  # noqa: ANN401  the type of an SQL condition says nothing
        living = which & tokens.c.revoked_at.is_(None)
        with self._writer.begin() as connection:
            return connection.execute(update(tokens).where(living).values(revoked_at=now.isoformat())).rowcount


def _with_roles() -> Any:  # noqa: ANN401  the type of a joined select says nothing to a reader
    return select(tokens, groups.c.role).join(groups, groups.c.slug == tokens.c.group)


def _known(row: Row[Any]) -> KnownToken:
    return KnownToken(
        id=row.sha256[:_ID_LENGTH],
        group=row.group,
        role=Role(row.role),
        grant=Grant(frozenset(Right(word) for word in row.rights.split()), frozenset(row.datasets.split())),
        label=row.label,
        created_at=datetime.fromisoformat(row.created_at),
        expires_at=_moment(row.expires_at),
        last_used_at=_moment(row.last_used_at),
        revoked_at=_moment(row.revoked_at),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

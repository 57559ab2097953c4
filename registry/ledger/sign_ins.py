"""Which claims of a provider of identities open which group, and who is signed in; a session is known by its hash."""

import json
from datetime import datetime

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from registry.core.secret import fingerprint
from registry.core.sign_in import GroupClaim, SignedIn
from registry.ledger.tables import claims, sessions


class SignIns:
    """Claims and sessions; every method is one transaction."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        self._reader, self._writer = reader, writer

    def allow(self, claim: GroupClaim) -> bool:
        """Let a claim open a group; False when it does already."""
        try:
            with self._writer.begin() as connection:
                connection.execute(insert(claims).values(group=claim.group, claim=claim.claim, value=claim.value))
        except IntegrityError:
            return False
        return True

    def disallow(self, claim: GroupClaim) -> bool:
        """Let a claim open a group no more, from the next request on; False when it did not."""
        this = (claims.c.group == claim.group) & (claims.c.claim == claim.claim) & (claims.c.value == claim.value)
        with self._writer.begin() as connection:
            return connection.execute(delete(claims).where(this)).rowcount == 1

    def allowed(self) -> list[GroupClaim]:
        """Read which claims open which group."""
        query = select(claims).order_by(claims.c.group, claims.c.claim, claims.c.value)
        with self._reader.connect() as connection:
            return [GroupClaim(row.group, row.claim, row.value) for row in connection.execute(query)]

    def begin(self, secret: str, somebody: SignedIn, now: datetime) -> None:
        """Remember somebody who has signed in, and forget those whose time is over."""
        row = {
            "sha256": fingerprint(secret),
            "subject": somebody.subject,
            "name": somebody.name,
            "claims": json.dumps({name: list(values) for name, values in somebody.claims.items()}),
            "created_at": now.isoformat(),
            "expires_at": somebody.expires_at.isoformat(),
        }
        with self._writer.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.expires_at <= now.isoformat()))
            connection.execute(insert(sessions).values(**row))

    def find(self, secret: str, now: datetime) -> SignedIn | None:
        """Find who is signed in; None when nobody is, or not any more."""
        query = select(sessions).where(
            sessions.c.sha256 == fingerprint(secret), sessions.c.expires_at > now.isoformat()
        )
        with self._reader.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        said = {name: tuple(values) for name, values in json.loads(row.claims).items()}
        return SignedIn(row.name, row.subject, said, datetime.fromisoformat(row.expires_at))

    def end(self, secret: str) -> None:
        """Sign somebody out at once, wherever the cookie has been copied to."""
        with self._writer.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.sha256 == fingerprint(secret)))

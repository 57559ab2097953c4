"""Public keys: those of the registry, with which its receipts can be checked, and those that groups have registered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from registry.core.signing import PublicKey
from registry.ledger.tables import keys


@dataclass(frozen=True)
class KnownKey:
    """A public key, whose it is and since when."""

    group: str
    key: PublicKey
    created_at: datetime


class Keys:
    """The public keys of all groups; none is ever taken away, since what it signed must stay checkable."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        self._reader, self._writer = reader, writer

    def add(self, group: str, key: PublicKey, now: datetime) -> bool:
        """Register a key for a group; False when the key is known already."""
        row = {"id": key.id, "group": group, "public_key": key.pem, "created_at": now.isoformat()}
        try:
            with self._writer.begin() as connection:
                connection.execute(insert(keys).values(**row))
        except IntegrityError:
            return False
        return True

    def all(self) -> list[KnownKey]:
        """Read every key, by group and age."""
        query = select(keys).order_by(keys.c.group, keys.c.created_at, keys.c.id)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        return [KnownKey(row.group, PublicKey(row.public_key), datetime.fromisoformat(row.created_at)) for row in rows]

    def of_group(self, group: str) -> list[PublicKey]:
        """Read the keys of one group."""
        return [known.key for known in self.all() if known.group == group]

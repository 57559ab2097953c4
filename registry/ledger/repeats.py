"""Answers that are kept for a day, so that a request that is sent again is not done again."""

from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from registry.core.repeats import REMEMBERED_FOR, Answered, RequestKey
from registry.ledger.tables import repeats


def find_answer(reader: Engine, group: str, key: str, now: datetime) -> tuple[Answered, int] | None:
    """The answer that a group got for a key within the last day, and the number of its contribution."""
    since = (now - REMEMBERED_FOR).isoformat()
    query = select(repeats).where(repeats.c.group == group, repeats.c.key == key, repeats.c.answered_at > since)
    with reader.connect() as connection:
        row = connection.execute(query).first()
    return (
        (Answered(RequestKey(row.key, row.fingerprint), row.triples, row.created, row.changes), row.sequence)
        if row
        else None
    )


def note_answer(connection: Connection, group: str, answer: Answered, sequence: int, now: datetime) -> None:
    """Keep an answer in the transaction of its contribution, and forget those of more than a day ago."""
    if answer.request is None:
        return
    connection.execute(delete(repeats).where(repeats.c.answered_at <= (now - REMEMBERED_FOR).isoformat()))
    connection.execute(
        insert(repeats).values(
            group=group,
            key=answer.request.key,
            fingerprint=answer.request.fingerprint,
            sequence=sequence,
            triples=answer.triples,
            created=answer.created,
            changes=answer.changes,
            answered_at=now.isoformat(),
        )
    )

"""Files that are judged later: kept with their bytes until they are; a restart loses none and does none twice."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from registry.core.jobs import (
    MOST_ATTEMPTS,
    Ended,
    Failed,
    Full,
    Job,
    State,
    conditions_as_json,
    conditions_from_json,
    read_ended,
    written,
)
from registry.core.outcomes import Submission
from registry.core.repeats import RequestKey
from registry.ledger.tables import jobs
from registry.settings import Limits

REMEMBERED_FOR = timedelta(days=7)
"""How long it can be asked what came of a file."""

_WITHOUT_BYTES = tuple(column for column in jobs.c if column.name != "body")
_OPEN = jobs.c.state != State.DONE.value
_BEGUN = jobs.c.state == State.RUNNING.value


class Jobs:
    """The files that wait, and those that were judged in the last days; every method is one transaction."""

    def __init__(self, reader: Engine, writer: Engine) -> None:
        self._reader, self._writer = reader, writer

    def add(self, submission: Submission, anew: bool, now: datetime, limits: Limits) -> Job | Full:
        """Put a file at the end of the queue; when this returns a job, the file is on disk."""
        row = _as_row(submission, anew, now)
        with self._writer.begin() as connection:
            connection.execute(delete(jobs).where(jobs.c.finished_at < (now - REMEMBERED_FOR).isoformat()))
            if (full := _full(connection, submission, limits)) is not None:
                return full
            number = connection.execute(select(func.coalesce(func.max(jobs.c.number), 0))).scalar_one() + 1
            connection.execute(insert(jobs).values(number=number, **row))
            found = connection.execute(select(*_WITHOUT_BYTES).where(jobs.c.id == row["id"])).one()
        return _job(found)

    def find(self, job_id: str) -> Job | None:
        """Read what is known of a file."""
        with self._reader.connect() as connection:
            row = connection.execute(select(*_WITHOUT_BYTES).where(jobs.c.id == job_id)).first()
        return _job(row) if row else None

    def with_key(self, group: str, key: str) -> Job | None:
        """Find the file that waits under a key of the group that sent it."""
        sender = (jobs.c.by == group) | ((jobs.c.by == "") & (jobs.c.group == group))
        with self._reader.connect() as connection:
            row = connection.execute(select(*_WITHOUT_BYTES).where(sender, _OPEN, jobs.c.key == key)).first()
        return _job(row) if row else None

    def ahead_of(self, job: Job) -> int:
        """How many files come before one that waits."""
        return self._count(_OPEN & (jobs.c.number < job.number))

    def waiting(self) -> int:
        """How many files wait."""
        return self._count(jobs.c.state == State.WAITING.value)

    def still_open(self) -> int:
        """How many files wait or were begun."""
        return self._count(_OPEN)

    def _count(self, which: Any) -> int:  # noqa: ANN401  the type of an SQL condition says nothing
        with self._reader.connect() as connection:
            return connection.execute(select(func.count()).where(which)).scalar_one()

    def begin_next(self, now: datetime) -> tuple[Job, Submission] | None:
        """Take the file that waits longest; one with which the server ended too often is given up."""
        with self._writer.begin() as connection:
            _give_up(connection, now)
            query = select(jobs).where(jobs.c.state == State.WAITING.value)
            row = connection.execute(query.order_by(jobs.c.number).limit(1)).first()
            if row is None:
                return None
            begun = replace(_job(row), state=State.RUNNING, attempts=row.attempts + 1)
            values = {"state": begun.state.value, "attempts": begun.attempts}
            connection.execute(update(jobs).where(jobs.c.id == row.id).values(**values))
        return begun, _submission(row)

    def end(self, job_id: str, ended: Ended, now: datetime) -> None:
        """Note what came of a file, and let go of its bytes."""
        with self._writer.begin() as connection:
            note_ended(connection, job_id, ended, now)

    def put_back(self, job_id: str) -> None:
        """Let a file wait again that could not be judged now; this attempt does not count."""
        waits = {"state": State.WAITING.value, "attempts": jobs.c.attempts - 1}
        with self._writer.begin() as connection:
            connection.execute(update(jobs).where(_BEGUN, jobs.c.id == job_id).values(**waits))

    def put_all_back(self) -> int:
        """Let each file wait again that was begun and not ended, and say how many; nothing of them was kept."""
        with self._writer.begin() as connection:
            return connection.execute(update(jobs).where(_BEGUN).values(state=State.WAITING.value)).rowcount


def note_ended(connection: Connection, job_id: str, ended: Ended, now: datetime) -> None:
    """End a file that was begun, in the transaction of its contribution where it is kept: both happen, or neither."""
    done = {"state": State.DONE.value, "outcome": written(ended), "body": b"", "finished_at": now.isoformat()}
    if connection.execute(update(jobs).where(_BEGUN, jobs.c.id == job_id).values(**done)).rowcount != 1:
        raise RuntimeError(f"job {job_id} is not under way: it was ended already, and its file is not kept twice")


def _give_up(connection: Connection, now: datetime) -> None:
    reason = f"the server ended {MOST_ATTEMPTS} times while it judged this file; nothing was stored"
    done = {"state": State.DONE.value, "outcome": written(Failed(reason)), "body": b"", "finished_at": now.isoformat()}
    tried = (jobs.c.state == State.WAITING.value) & (jobs.c.attempts >= MOST_ATTEMPTS)
    connection.execute(update(jobs).where(tried).values(**done))


def _full(connection: Connection, submission: Submission, limits: Limits) -> Full | None:
    """Whether too many files wait, of the group or of all; bytes count whole."""
    mine = jobs.c.group == submission.group
    count, size = connection.execute(select(func.count(), func.coalesce(func.sum(jobs.c.size), 0)).where(_OPEN)).one()
    of_group = connection.execute(select(func.count()).where(_OPEN, mine)).scalar_one()
    if of_group >= limits.waiting_of_group:
        return Full(f"{of_group} files of {submission.group} wait already")
    if count >= limits.waiting or size + len(submission.body) > limits.waiting_bytes:
        return Full(f"{count} files of {size:,} bytes in all wait already")
    return None


def _as_row(submission: Submission, anew: bool, now: datetime) -> dict[str, Any]:
    key = submission.key or RequestKey("", "")
    return {
        "id": secrets.token_hex(16),
        "group": submission.group,
        "by": submission.by,
        "dataset": submission.dataset,
        "anew": anew,
        "media_type": submission.media_type,
        "body": submission.body,
        "size": len(submission.body),
        "sha256": hashlib.sha256(submission.body).hexdigest(),
        "signature": submission.signature,
        "conditions": conditions_as_json(submission.conditions),
        "key": key.key,
        "fingerprint": key.fingerprint,
        "received_at": now.isoformat(),
        "state": State.WAITING.value,
        "attempts": 0,
    }


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        group=row.group,
        dataset=row.dataset,
        body=row.body,
        media_type=row.media_type,
        by=row.by,
        signature=row.signature,
        conditions=conditions_from_json(row.conditions),
        key=RequestKey(row.key, row.fingerprint) if row.key else None,
        job=row.id,
    )


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        number=row.number,
        group=row.group,
        by=row.by,
        dataset=row.dataset,
        anew=row.anew,
        size=row.size,
        sha256=row.sha256,
        key=row.key,
        fingerprint=row.fingerprint,
        received_at=datetime.fromisoformat(row.received_at),
        state=State(row.state),
        attempts=row.attempts,
        finished_at=datetime.fromisoformat(row.finished_at) if row.finished_at else None,
        ended=read_ended(row.outcome) if row.outcome else None,
    )

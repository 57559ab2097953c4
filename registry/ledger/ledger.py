"""Append and read contributions, admit groups."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from registry.core.access import Role
from registry.core.contribution import CHAIN_START, Action, Contribution, Draft, place
from registry.core.history import Step
from registry.core.jobs import Finished
from registry.core.repeats import Answered, Remembered
from registry.ledger.database import Away, NoSpace, migrate, open_engine
from registry.ledger.jobs import Jobs, note_ended
from registry.ledger.keys import Keys
from registry.ledger.moments import Moments
from registry.ledger.repeats import find_answer, note_answer
from registry.ledger.sign_ins import SignIns
from registry.ledger.tables import contributions, groups
from registry.ledger.tokens import Tokens

Seal = Callable[[Contribution], str]
"""Signs the receipt of a contribution."""


@dataclass(frozen=True)
class Group:
    """Who may contribute, under which label, the licence agreed for files that name none, and in which role."""

    slug: str
    label: str
    licence: str
    role: Role = Role.MEMBER


class Ledger:
    """One SQL database; every method is one transaction."""

    def __init__(self, url: str, seal: Seal = lambda contribution: "") -> None:
        """Open the database at an SQLAlchemy URL and bring its tables to the newest revision."""
        self._engine = open_engine(url)
        self._writer = self._engine.execution_options(sqlite_begin="IMMEDIATE")
        self._seal = seal
        migrate(self._writer)
        self.tokens = Tokens(self._engine, self._writer)
        self.keys = Keys(self._engine, self._writer)
        self.jobs = Jobs(self._engine, self._writer)
        self.moments = Moments(self._engine)
        self.sign_ins = SignIns(self._engine, self._writer)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def append(self, draft: Draft, answer: Answered | None = None, job: Finished | None = None) -> Contribution:
        """Put the draft at the end of the chain; when this returns, the contribution is on disk and accepted.

        An answer that is to be given again is kept with it, or neither is; so is the end of a job. A full disk raises
        NoSpace, and keeps nothing.
        """
        with self._writer.begin() as connection:
            group = _group(connection, draft.group)
            if group is None:
                raise LookupError(f"there is no group {draft.group}")
            sequence, previous_hash = _end_of_chain(connection)
            contribution = place(draft, sequence + 1, group.label, previous_hash)
            contribution = replace(contribution, envelope=self._seal(contribution))
            connection.execute(insert(contributions).values(**_as_row(contribution)))
            if answer:
                note_answer(connection, draft.by or draft.group, answer, contribution.sequence, draft.received_at)
            if job:
                note_ended(connection, job.id, job.kept(contribution.sequence), draft.received_at)
        return contribution

    def answer_to(self, group: str, key: str, now: datetime) -> Remembered | None:
        """Find what a group was answered within the last day to a request with this key."""
        found = find_answer(self._engine, group, key, now)
        contribution = self.contribution(found[1]) if found else None
        return Remembered(found[0], contribution) if found and contribution else None

    def since(self, sequence: int) -> Iterator[Contribution]:
        """Read every contribution after a number, oldest first."""
        query = _with_labels().where(contributions.c.sequence > sequence).order_by(contributions.c.sequence)
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=50).execute(query):
                yield _from_row(row)

    def contribution(self, sequence: int) -> Contribution | None:
        """Read one contribution."""
        with self._engine.connect() as connection:
            row = connection.execute(_with_labels().where(contributions.c.sequence == sequence)).first()
        return _from_row(row) if row else None

    def report(self, sequence: int) -> str:
        """Read only the report of one contribution, as JSON."""
        query = select(contributions.c.report).where(contributions.c.sequence == sequence)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar_one())

    def current(self, group: str, dataset: str) -> Contribution | None:
        """Read the newest contribution to a dataset, whatever it did."""
        query = _with_labels().where(contributions.c.group == group, contributions.c.dataset == dataset)
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(contributions.c.sequence.desc()).limit(1)).first()
        return _from_row(row) if row else None

    def newest(self, group: str, dataset: str) -> Step | None:
        """Read what was done to a dataset last, without the file itself."""
        with self._engine.connect() as connection:
            row = connection.execute(_steps(group, dataset).order_by(contributions.c.sequence.desc()).limit(1)).first()
        return _step(row) if row else None

    def history(self, group: str, dataset: str) -> list[Step]:
        """Read what was done to a dataset, oldest first, without the files themselves."""
        with self._engine.connect() as connection:
            rows = connection.execute(_steps(group, dataset).order_by(contributions.c.sequence)).all()
        return [_step(row) for row in rows]

    def last_sequence(self) -> int:
        """The number of the newest contribution, 0 when there is none."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(contributions.c.sequence))) or 0

    def unreadable(self) -> str:
        """Why the database cannot be asked, empty when it can."""
        try:
            self.last_sequence()
        except (SQLAlchemyError, NoSpace, Away) as error:
            return str(getattr(error, "orig", error))
        return ""

    def add_group(self, group: Group, now: datetime) -> bool:
        """Admit a group; False when its name is taken."""
        try:
            with self._writer.begin() as connection:
                connection.execute(
                    insert(groups).values(
                        slug=group.slug,
                        label=group.label,
                        licence=group.licence,
                        role=group.role.value,
                        created_at=now.isoformat(),
                    )
                )
        except IntegrityError:
            return False
        return True

    def groups(self) -> list[Group]:
        """Read all groups by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(groups).order_by(groups.c.slug)).all()
        return [_as_group(row) for row in rows]

    def group(self, slug: str) -> Group | None:
        """Read one group."""
        with self._engine.connect() as connection:
            return _group(connection, slug)

    def set_role(self, slug: str, role: Role) -> bool:
        """Give a group another role; False when there is no such group."""
        with self._writer.begin() as connection:
            statement = update(groups).where(groups.c.slug == slug).values(role=role.value)
            return connection.execute(statement).rowcount == 1


def _group(connection: Connection, slug: str) -> Group | None:
    row = connection.execute(select(groups).where(groups.c.slug == slug)).first()
    return _as_group(row) if row else None


def _as_group(row: Row[Any]) -> Group:
    return Group(row.slug, row.label, row.licence, Role(row.role))


def _end_of_chain(connection: Connection) -> tuple[int, str]:
    query = select(contributions.c.sequence, contributions.c.hash).order_by(contributions.c.sequence.desc()).limit(1)
    row = connection.execute(query).first()
    return (row.sequence, row.hash) if row else (0, CHAIN_START)


def _with_labels() -> Any:  # noqa: ANN401  the type of a joined select says nothing to a reader
    return select(contributions, groups.c.label).join(groups, groups.c.slug == contributions.c.group)


def _as_row(contribution: Contribution) -> dict[str, object]:
    draft = contribution.draft
    return {
        "sequence": contribution.sequence,
        "group": draft.group,
        "dataset": draft.dataset,
        "action": draft.action.value,
        "media_type": draft.media_type,
        "body": draft.body,
        "sha256": contribution.sha256,
        "previous_hash": contribution.previous_hash,
        "hash": contribution.hash,
        "licence": draft.licence,
        "received_at": draft.received_at.isoformat(),
        "shapes_version": draft.shapes_version,
        "report": draft.report,
        "reason": draft.reason,
        "by": draft.by,
        "signature": draft.signature,
        "envelope": contribution.envelope,
    }


def _from_row(row: Row[Any]) -> Contribution:
    draft = Draft(
        group=row.group,
        dataset=row.dataset,
        action=Action(row.action),
        media_type=row.media_type,
        body=row.body,
        licence=row.licence,
        received_at=datetime.fromisoformat(row.received_at),
        shapes_version=row.shapes_version,
        report=row.report,
        reason=row.reason,
        by=row.by,
        signature=row.signature,
    )
    return Contribution(draft, row.sequence, row.label, row.sha256, row.previous_hash, row.hash, row.envelope)


_STEP = ("sequence", "action", "received_at", "sha256", "licence", "reason", "by")


def _steps(group: str, dataset: str) -> Any:  # noqa: ANN401  the type of a select says nothing to a reader
    size = func.length(contributions.c.body).label("size")
    of_dataset = (contributions.c.group == group) & (contributions.c.dataset == dataset)
    return select(*(contributions.c[name] for name in _STEP), size).where(of_dataset)


def _step(row: Any) -> Step:  # noqa: ANN401  a row of columns chosen by name has no type that says more
    received_at = datetime.fromisoformat(row.received_at)
    return Step(row.sequence, Action(row.action), received_at, row.sha256, row.size, row.licence, row.reason, row.by)

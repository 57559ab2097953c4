"""What the ledger held at a moment: which contribution was the last, and which one was behind a dataset."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Select, exists, func, select

from registry.core.contribution import Action
from registry.ledger.tables import contributions

_PLACE = (
    *("sequence", "group", "dataset", "action", "media_type", "sha256", "previous_hash", "hash"),
    *("licence", "received_at", "shapes_version"),
)


@dataclass(frozen=True)
class Place:
    """A contribution and its link in the chain, without its file."""

    sequence: int
    group: str
    dataset: str
    action: str
    media_type: str
    sha256: str
    previous_hash: str
    hash: str
    licence: str
    received_at: datetime
    shapes_version: str
    size: int


class Moments:
    """Looks back along the chain; each answer comes from an index, however many contributions there are."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last_at(self, moment: datetime) -> int:
        """The number of the last contribution that was received by then, 0 when there was none."""
        received = contributions.c.received_at
        query = select(contributions.c.sequence).where(received <= moment.astimezone(UTC).isoformat())
        # the highest number of all is found by walking back from the newest; this one by the index
        return self._number(query.order_by(received.desc(), contributions.c.sequence.desc()).limit(1))

    def place(self, sequence: int) -> Place:
        """What a contribution did and where it stands in the chain."""
        size = func.length(contributions.c.body).label("size")
        columns = (contributions.c[name] for name in _PLACE)
        query = select(*columns, size).where(contributions.c.sequence == sequence)
        with self._engine.connect() as connection:
            row = connection.execute(query).one()
        return Place(**{**row._asdict(), "received_at": datetime.fromisoformat(row.received_at)})

    def first_of(self, group: str, dataset: str) -> int:
        """The number of the first contribution to a dataset, 0 when there is none."""
        of_dataset = (contributions.c.group == group) & (contributions.c.dataset == dataset)
        return self._number(select(func.min(contributions.c.sequence)).where(of_dataset))

    def in_force(self, group: str, dataset: str, sequence: int) -> int:
        """The number of the contribution that filled a dataset once `sequence` was accepted; 0 when it was empty."""
        of_dataset = (contributions.c.group == group) & (contributions.c.dataset == dataset)
        query = select(contributions.c.sequence, contributions.c.action)
        query = query.where(of_dataset & (contributions.c.sequence <= sequence))
        with self._engine.connect() as connection:
            row = connection.execute(query.order_by(contributions.c.sequence.desc()).limit(1)).first()
        return row.sequence if row and row.action == Action.REPLACE.value else 0

    def followers(self, after: int, until: int) -> list[int]:
        """The numbers of the contributions in a stretch of the chain to datasets that had been filled before."""
        earlier = contributions.alias()
        same = (earlier.c.group == contributions.c.group) & (earlier.c.dataset == contributions.c.dataset)
        follows = exists().where(same & (earlier.c.sequence < contributions.c.sequence))
        stretch = (contributions.c.sequence > after) & (contributions.c.sequence <= until)
        query = select(contributions.c.sequence).where(stretch & follows).order_by(contributions.c.sequence)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def _number(self, query: Select[tuple[int]]) -> int:
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

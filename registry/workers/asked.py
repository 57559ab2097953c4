"""A query on its way to a worker: the message as the worker reads it, and whoever waits for what comes of it."""

import threading
from dataclasses import dataclass, field
from functools import lru_cache

from registry.core.protocol import Question
from registry.settings import Limits
from registry.workers.frames import packed, written
from registry.workers.outcome import Answer, NoAnswer, Stop

NOTHING = NoAnswer(Stop.NO_WORKER, retry_after=5)
"""What comes of a query when the registry is closed under it, or no worker can be made."""


@dataclass(eq=False)
class Asked:
    """A query as a worker reads it; whoever asked it waits until the gate is open, and finds the result then."""

    message: bytes
    gate: threading.Lock = field(default_factory=threading.Lock)
    result: Answer | NoAnswer = NOTHING

    def __post_init__(self) -> None:
        self.gate.acquire()


def message(question: Question, media_type: str, limits: Limits) -> bytes:
    """What a worker is sent for a question; a media type goes before those that the question names."""
    head = _head(
        media_type or question.rows_type,
        media_type or question.graph_type,
        (question.default_graphs, question.named_graphs),
        question.bound,
        question.part,
        limits.answer_bytes,
        limits.query_seconds,
    )
    return packed(head, question.query.encode())


@lru_cache(1_000)
def _head(
    rows_type: str,
    graph_type: str,
    graphs: tuple[tuple[str, ...], tuple[str, ...]],
    bound: tuple[tuple[str, str], ...],
    part: tuple[int, int] | None,
    most_bytes: int,
    seconds: float,
) -> bytes:
    """What goes before the query; most queries differ in nothing else."""
    return written(
        {
            "rows_type": rows_type,
            "graph_type": graph_type,
            "default_graphs": graphs[0],
            "named_graphs": graphs[1],
            "bound": dict(bound),
            "part": part,
            "most_bytes": most_bytes,
            "seconds": seconds,
        }
    )

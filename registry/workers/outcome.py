"""What came of a query: a complete answer, or why there is none."""

from dataclasses import dataclass, field
from enum import Enum


class Stop(Enum):
    """Why a query has no answer."""

    SYNTAX = "syntax"
    TIME = "time"
    MEMORY = "memory"
    TOO_LONG = "too_long"
    FAILED = "failed"
    NO_WORKER = "no_worker"
    BUSY = "busy"
    DISPLACED = "displaced"
    QUEUE = "queue"
    SPENT = "spent"


@dataclass(frozen=True)
class Answer:
    """A complete answer, the revision that it is true for, and the day for which the verdicts in it hold.

    `total` counts all rows where a part of them was asked for.
    """

    body: bytes
    revision: int
    day: str | None = field(default=None, compare=False)
    total: int | None = None


@dataclass(frozen=True)
class NoAnswer:
    """No answer: which limit or fault stopped the query, what there is to say about it, when to ask again."""

    stop: Stop
    message: str = ""
    retry_after: int = 0

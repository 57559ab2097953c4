"""The server's side of answering queries: each gets its turn, a worker, its time, and is charged for it."""

import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from registry.core.charges import HOUSE, Client
from registry.core.protocol import Question
from registry.settings import Limits
from registry.workers.frames import Clock, Died, Gone, Header, TimedOut
from registry.workers.supply import Held, Source, Supply
from registry.workers.turns import NoTurn, Turn, Turns, Why


class Stop(Enum):
    """Why a query has no answer."""

    SYNTAX = "syntax"
    TIME = "time"
    MEMORY = "memory"
    TOO_LONG = "too_long"
    FAILED = "failed"
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


class Answers:
    """Queries of strangers, answered by workers that can be lost, on one revision each."""

    def __init__(self, source: Source, folder: Path, limits: Limits) -> None:
        self._limits = limits
        self._turns = Turns(limits)
        self._supply = Supply(source, folder, limits.query_memory_bytes)

    def answer(self, question: Question, client: Client = HOUSE, media_type: str = "") -> Answer | NoAnswer:
        """Run a query to its end within the limits, when it is the client's turn."""
        turn = self._turns.take(client)
        if isinstance(turn, NoTurn):
            return NoAnswer(_NO_TURN[turn.why], retry_after=turn.retry_after)
        start, seconds = time.monotonic(), 0.0
        result: Answer | NoAnswer = NoAnswer(Stop.FAILED)
        try:
            result, seconds = self._ask(question, turn, media_type)
        finally:
            in_trouble = isinstance(result, NoAnswer) and result.stop in _TROUBLE
            self._turns.end(turn, time.monotonic() - start if in_trouble else seconds, in_trouble)
        return result

    def warm_up(self) -> None:
        """Have a worker at hand before the first query comes."""
        self._supply.stock()

    def close(self) -> None:
        """End all workers and remove what they read."""
        self._supply.close()

    def _ask(self, question: Question, turn: Turn, media_type: str) -> tuple[Answer | NoAnswer, float]:
        """Ask a worker, and another one where it had ended before it was asked."""
        for _ in range(self._limits.query_slots + 1):
            held = self._supply.take()
            try:
                return self._ask_one(held, question, turn, media_type)
            except Gone:
                continue
            finally:
                self._turns.settle(turn)
                self._supply.give_back(held)
        return NoAnswer(Stop.FAILED), 0

    def _ask_one(self, held: Held, question: Question, turn: Turn, media_type: str) -> tuple[Answer | NoAnswer, float]:
        def is_long() -> bool:
            # who has waited for the processor, on a busy machine, is not long for that
            if held.worker.computed() < self._limits.quick_seconds / 2:
                return False
            held.worker.give_way()
            self._turns.becomes_long(turn)
            return True

        turn.interrupt = held.worker.stop
        clock = Clock(self._limits.query_seconds, self._limits.quick_seconds, is_long)
        try:
            header, body = held.worker.ask(self._request(question, media_type), question.query.encode(), clock)
        except TimedOut:
            return NoAnswer(Stop.TIME), 0
        except Gone:
            raise
        except Died:
            stop = Stop.DISPLACED if turn.displaced else Stop.MEMORY
            return NoAnswer(stop, retry_after=round(self._limits.query_seconds)), 0
        if header["peak_bytes"] > self._limits.query_memory_bytes // 2:
            held.worker.is_fresh = False
        if header["outcome"] == "answer":
            return Answer(body, *held.state, header.get("total")), header["seconds"]
        return NoAnswer(Stop(header["outcome"]), header.get("message", "")), header["seconds"]

    def _request(self, question: Question, media_type: str) -> Header:
        return {
            "rows_type": media_type or question.rows_type,
            "graph_type": media_type or question.graph_type,
            "default_graphs": question.default_graphs,
            "named_graphs": question.named_graphs,
            "bound": dict(question.bound),
            "part": question.part,
            "most_bytes": self._limits.answer_bytes,
            "seconds": self._limits.query_seconds,
        }


_TROUBLE = (Stop.TIME, Stop.MEMORY, Stop.DISPLACED)
_NO_TURN = {Why.SPENT: Stop.SPENT, Why.QUEUE: Stop.QUEUE, Why.LATE: Stop.BUSY}

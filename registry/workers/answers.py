"""The server's side of answering queries: each runs in a worker on a snapshot of the newest revision."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from registry.core.protocol import Question
from registry.settings import Limits
from registry.workers.process import Died, TimedOut, Worker

State = tuple[int, str | None]


class Source(Protocol):
    """What can be copied at a moment: the store."""

    def state(self) -> State:
        """The number of the newest contribution that it holds, and the day for which its verdicts hold."""

    def snapshot(self, folder: Path) -> State:
        """Write a copy into a folder that does not exist yet and say which state it holds."""


class Stop(Enum):
    """Why a query has no answer."""

    SYNTAX = "syntax"
    TIME = "time"
    MEMORY = "memory"
    TOO_LONG = "too_long"
    FAILED = "failed"
    BUSY = "busy"


@dataclass(frozen=True)
class Answer:
    """A complete answer and the revision that it is true for; `total` counts all rows where some were asked for."""

    body: bytes
    revision: int
    total: int | None = None


@dataclass(frozen=True)
class NoAnswer:
    """No answer: which limit or fault stopped the query, and what there is to say about it."""

    stop: Stop
    message: str = ""


@dataclass(frozen=True)
class _Held:
    worker: Worker
    state: State


class Answers:
    """As many workers as there are slots; a worker of an old revision makes place for one of the newest."""

    def __init__(self, source: Source, folder: Path, limits: Limits) -> None:
        self._source, self._folder, self._limits = source, folder, limits
        self._slots = threading.BoundedSemaphore(limits.query_slots)
        self._lock = threading.Lock()
        self._idle: list[_Held] = []
        self._snapshots: dict[State, Path] = {}
        self._used: Counter[State] = Counter()
        self._taken = 0
        shutil.rmtree(folder, ignore_errors=True)

    def answer(self, question: Question) -> Answer | NoAnswer:
        """Run a query to its end within the limits, on one revision."""
        if not self._slots.acquire(timeout=self._limits.query_seconds):
            return NoAnswer(Stop.BUSY)
        try:
            with self._worker() as held:
                return self._ask(held, question)
        finally:
            self._slots.release()

    def close(self) -> None:
        """End all idle workers and remove the snapshots."""
        with self._lock:
            for held in self._idle:
                held.worker.kill()
            self._idle.clear()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, held: _Held, question: Question) -> Answer | NoAnswer:
        request = {
            "rows_type": question.rows_type,
            "graph_type": question.graph_type,
            "default_graphs": list(question.default_graphs),
            "named_graphs": list(question.named_graphs),
            "bound": dict(question.bound),
            "part": question.part,
            "most_bytes": self._limits.answer_bytes,
            "seconds": self._limits.query_seconds,
        }
        try:
            header, body = held.worker.ask(request, question.query.encode(), self._limits.query_seconds)
        except TimedOut:
            return NoAnswer(Stop.TIME)
        except Died:
            return NoAnswer(Stop.MEMORY)
        if header["outcome"] == "answer":
            return Answer(body, held.state[0], header.get("total"))
        return NoAnswer(Stop(header["outcome"]), header.get("message", ""))

    @contextmanager
    def _worker(self) -> Iterator[_Held]:
        held = self._take()
        try:
            yield held
        finally:
            with self._lock:
                if held.worker.alive and held.state == self._source.state():
                    self._idle.append(held)
                else:
                    self._retire(held)

    def _take(self) -> _Held:
        with self._lock:
            newest = self._source.state()
            while self._idle:
                held = self._idle.pop()
                if held.worker.alive and held.state == newest:
                    return held
                self._retire(held)
            state, snapshot = self._snapshot(newest)
            self._used[state] += 1
        worker = Worker("registry.workers.query_child", str(snapshot), str(self._limits.query_memory_bytes))
        return _Held(worker, state)

    def _snapshot(self, state: State) -> tuple[State, Path]:
        if state not in self._snapshots:
            self._taken += 1
            folder = self._folder / str(self._taken)
            self._folder.mkdir(parents=True, exist_ok=True)
            state = self._source.snapshot(folder)
            self._snapshots[state] = folder
        return state, self._snapshots[state]

    def _retire(self, held: _Held) -> None:
        """End a worker; the last one of an old revision takes the snapshot with it."""
        held.worker.kill()
        self._used[held.state] -= 1
        if not self._used[held.state] and held.state != self._source.state():
            shutil.rmtree(self._snapshots.pop(held.state), ignore_errors=True)

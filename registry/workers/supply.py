"""Workers at hand: each holds a copy of one revision, and the last worker of an old revision takes its copy with it."""

import shutil
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from registry.workers.frames import Died, TimedOut
from registry.workers.nursery import Nursery, QueryWorker

State = tuple[int, str | None]


class Source(Protocol):
    """What can be copied at a moment: the store."""

    def state(self) -> State:
        """The number of the newest contribution that it holds, and the day for which its verdicts hold."""

    def snapshot(self, folder: Path) -> State:
        """Write a copy into a folder that does not exist yet and say which state it holds."""


@dataclass(eq=False)
class Held:
    """A worker, what it answers from, and whether somebody hears it."""

    worker: QueryWorker
    state: State
    is_heard: bool = False


class Supply:
    """Idle workers of the newest revision; one more is at hand than is at work, before one that is lost is missed."""

    def __init__(self, source: Source, folder: Path, memory_bytes: int) -> None:
        self._source, self._folder = source, folder
        self._nursery = Nursery(memory_bytes)
        self._lock = threading.Lock()
        self._idle: list[Held] = []
        self._snapshots: dict[State, Path] = {}
        self._used: Counter[State] = Counter()
        self._taken = 0
        self._is_open, self._is_stocking = True, False
        shutil.rmtree(folder, ignore_errors=True)

    def idle(self) -> Held | None:
        """An idle worker of the newest revision, which nobody else has from now on; it may have ended meanwhile."""
        with self._lock:
            self._drop_the_old()
            held = self._idle.pop() if self._idle else None
        self._stock_soon()
        return held

    def new(self) -> Held:
        """A worker that is made now; raises where none can be made."""
        with self._lock:
            if not self._is_open:
                raise ConnectionAbortedError
            snapshot, state = self._newest()
        try:
            return Held(self._nursery.worker(snapshot), state)
        except (OSError, TimedOut, Died):
            with self._lock:
                self._used[state] -= 1
            raise

    def give_back(self, held: Held) -> None:
        """Keep the worker for the next query, unless it is spoiled or of an old revision."""
        with self._lock:
            if self._is_open and held.worker.is_fresh and held.state == self._source.state():
                self._idle.append(held)
                return
            self._retire(held)
        self._stock_soon()

    def stock(self) -> None:
        """Have one idle worker of the newest revision at hand, so that the next query need not wait for it."""
        with suppress(OSError, TimedOut, Died):  # the next query will tell
            with self._lock:
                self._drop_the_old()
                if self._idle:
                    return
            self.give_back(self.new())

    def close(self) -> None:
        """End all workers and remove the copies."""
        with self._lock:
            self._is_open = False
            for held in self._idle:
                held.worker.kill()
            self._idle.clear()
            self._nursery.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _stock_soon(self) -> None:
        """Make a spare worker beside what goes on, one at a time: whoever is ended is missed by the next query."""
        with self._lock:
            if self._idle or self._is_stocking or not self._is_open:
                return
            self._is_stocking = True
        threading.Thread(target=self._stocked, daemon=True).start()

    def _stocked(self) -> None:
        try:
            self.stock()
        finally:
            self._is_stocking = False

    def _newest(self) -> tuple[Path, State]:
        state = self._source.state()
        if state not in self._snapshots:
            self._taken += 1
            folder = self._folder / str(self._taken)
            self._folder.mkdir(parents=True, exist_ok=True)
            state = self._source.snapshot(folder)
            self._snapshots[state] = folder
        self._used[state] += 1
        return self._snapshots[state], state

    def _drop_the_old(self) -> None:
        newest = self._source.state()
        for held in [each for each in self._idle if each.state != newest]:
            self._idle.remove(held)
            self._retire(held)

    def _retire(self, held: Held) -> None:
        held.worker.kill()
        self._used[held.state] -= 1
        if not self._used[held.state] and held.state != self._source.state():
            copy = self._snapshots.pop(held.state)
            # a large copy takes a while to remove, and nobody should wait for that
            threading.Thread(target=shutil.rmtree, args=[copy, True], daemon=True).start()

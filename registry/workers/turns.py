"""Whose query runs next: few at a time for each client, short before long, and places that strangers never take."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from registry.core.charges import HOUSE, Bill, Client, not_forgotten, seconds_until
from registry.settings import Limits

_MOST_BILLS = 10_000


class Why(Enum):
    """Why somebody gets no turn."""

    SPENT = "spent"
    QUEUE = "queue"
    LATE = "late"


@dataclass(frozen=True)
class NoTurn:
    """No turn: why, and after how many seconds it is worth to ask again."""

    why: Why
    retry_after: int


@dataclass(eq=False)
class Turn:
    """One query that waits or runs; `interrupt` ends it, and only a query that has run for long is interrupted.

    Who waits holds the lock `gate` twice, and goes on when somebody else lets go of it: to run, or to be sent away.
    """

    client: Client
    number: int
    in_long_place: bool
    started: bool = False
    overdue: bool = False
    displaced: bool = False
    interrupt: Callable[[], None] = lambda: None
    gate: "threading.Lock | None" = None


class Turns:
    """The places for queries, who has one, who waits, and what each client owes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._strangers = max(1, limits.query_slots - limits.kept_slots)
        self._long = max(1, min(limits.slow_slots, self._strangers - 1))
        self._lock = threading.Lock()
        self._running: list[Turn] = []
        self._of_client: Counter[str] = Counter()
        self._waiting: list[Turn] = []
        self._bills: dict[str, Bill] = {}
        self._count = 0

    def take(self, client: Client) -> Turn | NoTurn:
        """Wait for a turn; nobody waits longer than a query may run."""
        with self._lock:
            bill, now = self._bills.get(client.name, Bill()), time.monotonic()
            owed = bill.owed(now)
            if not client.is_trusted and owed >= self._limits.client_seconds:
                return NoTurn(Why.SPENT, seconds_until(owed, self._limits.client_seconds))
            self._count += 1
            turn = Turn(client, self._count, in_long_place=not client.is_trusted and bill.is_of_long_ones(now))
            if self._fitting([turn]):
                self._start(turn)
                return turn
            if self._has_enough_waiting(client) or (self._is_full_for(turn) and not self._finds_room(turn)):
                return NoTurn(Why.QUEUE, self._limits_retry())
            turn.gate = gate = threading.Lock()
            gate.acquire()
            self._waiting.append(turn)
            self._make_way()
        gate.acquire(timeout=self._limits.query_seconds)
        with self._lock:
            if turn.started:
                return turn
            if turn not in self._waiting:
                return NoTurn(Why.QUEUE, self._limits_retry())
            self._waiting.remove(turn)
            return NoTurn(Why.LATE, self._limits_retry())

    def becomes_long(self, turn: Turn) -> None:
        """Note that a query runs for long: it takes a place for long ones, or goes when a short one needs its own."""
        with self._lock:
            if turn.in_long_place or turn.client.is_trusted:
                return
            turn.in_long_place = self._long_running() < self._long
            turn.overdue = not turn.in_long_place
            self._make_way()

    def settle(self, turn: Turn) -> None:
        """Note that the query of a turn is over: from here on there is nothing to interrupt."""
        with self._lock:
            turn.overdue, turn.interrupt = False, lambda: None

    def end(self, turn: Turn, seconds: float, in_trouble: bool) -> None:
        """Charge what the query used and give its place to the next."""
        with self._lock:
            self._running.remove(turn)
            self._of_client[turn.client.name] -= 1
            now = time.monotonic()
            if turn.client is not HOUSE:
                bill = self._bills.get(turn.client.name, Bill())
                self._bills[turn.client.name] = bill.plus(seconds, now, in_trouble)
            if in_trouble and not turn.client.is_trusted:
                for waiting in self._waiting:
                    waiting.in_long_place = waiting.in_long_place or waiting.client == turn.client
            if len(self._bills) > _MOST_BILLS:
                self._bills = not_forgotten(self._bills, now)
                self._of_client = +self._of_client
            self._call_the_next()
            self._make_way()

    def _call_the_next(self) -> None:
        while len(self._running) < self._limits.query_slots:
            ready = self._fitting(self._waiting)
            if not ready:
                return
            turn = self._first_of(ready)
            self._waiting.remove(turn)
            self._start(turn)

    def _start(self, turn: Turn) -> None:
        turn.started = True
        self._running.append(turn)
        self._of_client[turn.client.name] += 1
        if turn.gate is not None:
            turn.gate.release()

    def _fitting(self, turns: Sequence[Turn]) -> list[Turn]:
        """Those of the turns that could begin now."""
        if len(self._running) >= self._limits.query_slots:
            return []
        strangers_fit = sum(not each.client.is_trusted for each in self._running) < self._strangers
        long_fit = self._long_running() < self._long
        return [
            turn
            for turn in turns
            if (turn.client.is_trusted or (strangers_fit and (long_fit or not turn.in_long_place)))
            and not self._has_enough(turn.client)
        ]

    def _has_enough(self, client: Client) -> bool:
        return self._of_client[client.name] >= self._limits.client_running and client is not HOUSE

    def _long_running(self) -> int:
        return sum(each.in_long_place for each in self._running)

    def _is_full_for(self, turn: Turn) -> bool:
        """Whether too many wait already; half of the room is kept for those who owe little."""
        return len(self._of_kind(turn)) >= max(1, self._limits.all_waiting // 2)

    def _has_enough_waiting(self, client: Client) -> bool:
        of_client = sum(each.client.name == client.name for each in self._waiting)
        return of_client >= self._limits.client_waiting and client is not HOUSE

    def _of_kind(self, turn: Turn) -> list[Turn]:
        return [each for each in self._waiting if each.in_long_place == turn.in_long_place]

    def _finds_room(self, turn: Turn) -> bool:
        """Send away the last of the client who lets most wait, where he would still let more wait than the new one."""
        alike = [each for each in self._of_kind(turn) if not each.client.is_trusted]
        waiting = Counter(each.client.name for each in alike)
        most, number = next(iter(waiting.most_common(1)), ("", 0))
        if number <= waiting[turn.client.name] + 1:
            return False
        last = max((each for each in alike if each.client.name == most), key=lambda each: each.number)
        self._waiting.remove(last)
        if last.gate is not None:
            last.gate.release()
        return True

    def _make_way(self) -> None:
        """End a query that has outstayed its place when another one could have it."""
        overdue = [turn for turn in self._running if turn.overdue and not turn.displaced]
        if not overdue or any(turn.displaced for turn in self._running):
            return
        if any(not turn.in_long_place and not self._has_enough(turn.client) for turn in self._waiting):
            turn = min(overdue, key=lambda each: each.number)
            turn.displaced = True
            turn.interrupt()

    def _first_of(self, turns: Sequence[Turn]) -> Turn:
        """Groups come first, then who owes least, then who came first; what a client owes is looked up once."""
        now, none = time.monotonic(), Bill()
        owed = {name: int(self._bills.get(name, none).owed(now)) for name in {turn.client.name for turn in turns}}
        return min(turns, key=lambda turn: (not turn.client.is_trusted, owed[turn.client.name], turn.number))

    def _limits_retry(self) -> int:
        return max(1, round(self._limits.query_seconds / 2))

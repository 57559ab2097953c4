"""Whose query runs next: few at a time for each client, short before long, and places that strangers never take."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from registry.core.charges import HOUSE, Bill, Client, not_forgotten, seconds_until
from registry.settings import Limits

_MOST_BILLS = 10_000
_NOTHING = Bill()


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
    """One query that waits or runs.

    Who waits may be sent ahead: his query lies at a worker already, behind another one of the same client.
    """

    client: Client
    number: int
    since: float
    in_long_place: bool
    is_ahead: bool = False
    overdue: bool = False
    displaced: bool = False


class Turns:
    """The places for queries, who has one, who waits, and what each client owes; for one thread at a time.

    `send_away` is told who waits no longer, without a turn; `interrupt` whose query is to end because it has run for
    long and another one needs its place.
    """

    def __init__(
        self, limits: Limits, send_away: Callable[[Turn, NoTurn], None], interrupt: Callable[[Turn], None]
    ) -> None:
        self._limits, self._send_away, self._interrupt = limits, send_away, interrupt
        self._strangers = max(1, limits.query_slots - limits.kept_slots)
        self._long = max(1, min(limits.slow_slots, self._strangers - 1))
        self._running: list[Turn] = []
        self._of_client: Counter[str] = Counter()
        self._waiting: list[Turn] = []
        self._bills: dict[str, Bill] = {}
        self._count = 0

    @property
    def is_quiet(self) -> bool:
        """Whether nobody runs or waits."""
        return not self._running and not self._waiting

    def enter(self, client: Client) -> Turn | NoTurn:
        """Wait for a turn from now on, unless there is no room to wait."""
        bill, now = self._bills.get(client.name, _NOTHING), time.monotonic()
        owed = bill.owed(now)
        if not client.is_trusted and owed >= self._limits.client_seconds:
            return NoTurn(Why.SPENT, seconds_until(owed, self._limits.client_seconds))
        self._count += 1
        turn = Turn(client, self._count, now, in_long_place=not client.is_trusted and bill.is_of_long_ones(now))
        is_crowded = self._is_crowded_for(turn) and not self._fitting([turn])
        if is_crowded and (self._has_enough_waiting(client) or not self._finds_room(turn)):
            return self._no_turn(Why.QUEUE)
        self._waiting.append(turn)
        return turn

    def call(self) -> Turn | None:
        """The next of those who wait and may begin: it runs from now on. When there is none, others may have to go."""
        ready = self._fitting([turn for turn in self._waiting if not turn.is_ahead])
        if not ready:
            self._make_way()
            return None
        turn = self._first_of(ready)
        self._start(turn)
        return turn

    def send_ahead(self, turn: Turn) -> Turn | None:
        """The next one of the same client, where nobody else would come before it: it is ahead from now on.

        The pages ask for many people, none of whom is to wait behind another.
        """
        if turn.client is HOUSE:
            return None
        long_fit = self._long_running() < self._long
        waiting = [each for each in self._waiting if not each.is_ahead and (long_fit or not each.in_long_place)]
        if not waiting:
            return None
        following = self._first_of(waiting)
        if following.client != turn.client or following.in_long_place:
            return None
        following.is_ahead = True
        return following

    def call_back(self, turn: Turn) -> None:
        """Let it wait like the others: the worker that it was sent to will not answer it."""
        turn.is_ahead = False
        bill = self._bills.get(turn.client.name, _NOTHING)
        turn.in_long_place = not turn.client.is_trusted and bill.is_of_long_ones(time.monotonic())

    def becomes_long(self, turn: Turn) -> None:
        """Note that a query runs for long: it takes a place for long ones, or goes when a short one needs its own."""
        if turn.in_long_place or turn.client.is_trusted:
            return
        turn.in_long_place = self._long_running() < self._long
        turn.overdue = not turn.in_long_place

    def end(self, turn: Turn, seconds: float, in_trouble: bool, following: Turn | None = None) -> None:
        """Charge what the query used; its place is free, or goes to one that was sent ahead."""
        self._running.remove(turn)
        self._of_client[turn.client.name] -= 1
        now = time.monotonic()
        if turn.client is not HOUSE:
            bill = self._bills.get(turn.client.name, _NOTHING)
            self._bills[turn.client.name] = bill.plus(seconds, now, in_trouble)
        if in_trouble and not turn.client.is_trusted:
            for waiting in self._waiting:
                if waiting.client == turn.client and not waiting.is_ahead:
                    waiting.in_long_place = True
        if len(self._bills) > _MOST_BILLS:
            self._bills = not_forgotten(self._bills, now)
            self._of_client = +self._of_client
        if following is not None:
            following.is_ahead = False
            self._start(following)

    def send_away_the_late(self) -> None:
        """Nobody waits longer than a query may run."""
        latest = time.monotonic() - self._limits.query_seconds
        for turn in [each for each in self._waiting if each.since <= latest and not each.is_ahead]:
            self._waiting.remove(turn)
            self._send_away(turn, self._no_turn(Why.LATE))

    def _start(self, turn: Turn) -> None:
        self._waiting.remove(turn)
        self._running.append(turn)
        self._of_client[turn.client.name] += 1

    def _fitting(self, turns: Sequence[Turn]) -> list[Turn]:
        """Those of the turns that could begin now."""
        if not turns or len(self._running) >= self._limits.query_slots:
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

    def _is_crowded_for(self, turn: Turn) -> bool:
        """Whether too many wait already, or too many of this client; half of the room is for those who owe little."""
        most = max(1, self._limits.all_waiting // 2)
        is_full = len(self._waiting) >= most and len(self._of_kind(turn)) >= most
        return is_full or self._has_enough_waiting(turn.client)

    def _has_enough_waiting(self, client: Client) -> bool:
        if client is HOUSE or len(self._waiting) < self._limits.client_waiting:
            return False
        return sum(each.client.name == client.name for each in self._waiting) >= self._limits.client_waiting

    def _of_kind(self, turn: Turn) -> list[Turn]:
        return [each for each in self._waiting if each.in_long_place == turn.in_long_place]

    def _finds_room(self, turn: Turn) -> bool:
        """Send away the last of the client who lets most wait, where he would still let more wait than the new one."""
        alike = [each for each in self._of_kind(turn) if not each.client.is_trusted and not each.is_ahead]
        waiting = Counter(each.client.name for each in alike)
        most, number = next(iter(waiting.most_common(1)), ("", 0))
        if number <= waiting[turn.client.name] + 1:
            return False
        last = max((each for each in alike if each.client.name == most), key=lambda each: each.number)
        self._waiting.remove(last)
        self._send_away(last, self._no_turn(Why.QUEUE))
        return True

    def _make_way(self) -> None:
        """End a query that has outstayed its place when another one could have it."""
        overdue = [turn for turn in self._running if turn.overdue and not turn.displaced]
        if not overdue or any(turn.displaced for turn in self._running):
            return
        short = [turn for turn in self._waiting if not turn.in_long_place and not turn.is_ahead]
        if any(not self._has_enough(turn.client) for turn in short):
            turn = min(overdue, key=lambda each: each.number)
            turn.displaced = True
            self._interrupt(turn)

    def _first_of(self, turns: Sequence[Turn]) -> Turn:
        """Groups come first, then who owes least, then who came first; what a client owes is looked up once."""
        names = {turn.client.name for turn in turns}
        if len(names) == 1:
            return turns[0]
        now = time.monotonic()
        owed = {name: int(self._bills.get(name, _NOTHING).owed(now)) for name in names}
        return min(turns, key=lambda turn: (not turn.client.is_trusted, owed[turn.client.name], turn.number))

    def _no_turn(self, why: Why) -> NoTurn:
        return NoTurn(why, max(1, round(self._limits.query_seconds / 2)))

"""What a crowd shares: connections, answers that wait for their readers, and bodies that are yet to arrive (ADR 27)."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from registry.core.protocol import Refusal
from registry.core.shares import to_give_way
from registry.settings import Settings
from registry.web.connections import Connection, accepted, end
from registry.web.errors import Unfit

_PAUSE = 0.5
"""Seconds between two looks."""
_PATIENCE = 0.05
"""Seconds after which a body that is not there yet is on its way, and not just in the queue of a busy server."""
_TRIES = 12
"""So often room is looked for, longer than from one look to the next, by who has less on the way than others."""
_RETRY_AFTER = 10
_UNREAD = Refusal(
    429,
    "You have not read your last answers",
    "Too many answers wait for their readers, and some of them are yours. Read them or close their connections, then "
    "ask again.",
    retry_after=_RETRY_AFTER,
)
_UNSENT = Refusal(
    429,
    "Your last requests have not arrived",
    "Too many requests have not arrived whole, and some of them are yours. Send those to their end or close their "
    "connections, then ask again.",
    retry_after=_RETRY_AFTER,
)


class Crowd:
    """Sees to it that whoever holds most gives way to others.

    Connections belong to the address of their other end. Behind a proxy of ours that is the proxy's, so only what
    arrives slowly is bounded there; the rest is up to the proxy. Only Linux tells what is needed to end connections.
    """

    def __init__(self, settings: Settings) -> None:
        self._port, self._limits = settings.port, settings.limits
        self._is_shared = settings.proxies == 0 and sys.platform == "linux"
        self._found: list[Connection] = []
        self._moved: dict[tuple[str, int], tuple[int, float]] = {}
        self._readers: Counter[str] = Counter()
        self._senders: dict[object, tuple[str, float]] = {}
        self._is_full, self._hoping = False, 0
        self._lock, self._looking = Lock(), Lock()

    def watch(self) -> None:
        """Look for ever."""
        while sys.platform == "linux":
            self.look()
            time.sleep(_PAUSE)

    def look(self) -> None:
        """Look at all connections once: end readers who take nothing, and what is more than there is room for."""
        with self._looking:
            found, now = self._by_last_move(), time.monotonic()
            oldest = now - self._limits.reader_seconds
            found = _ended([each for each in found if each.is_slow and self._last_move(each) <= oldest], found)
            if self._is_shared:
                found = _ended(_beyond(found, self._limits.connections), found)
                with self._lock:
                    self._found = found
                    self._readers = Counter(each.client for each in found if each.is_slow)
                    self._is_full = self._readers.total() >= self._limits.waiting_answers

    def hand_over(self, client: str) -> None:
        """Let a client have a large answer, if need be in the place of one that somebody does not read.

        It counts as not read until the next look tells better, which comes at once when it matters. Raises Unfit if
        as many wait as may, and nobody has at least two more of them.
        """
        if not self._is_shared:
            return
        if self._readers.total() >= self._limits.waiting_answers and not self._is_full:
            self.look()
        with self._lock:
            if self._readers.total() >= self._limits.waiting_answers:
                other = _who_has_more(self._readers, client, 2, _UNREAD)
                if not self._end_one_of(other, lambda each: each.is_slow):
                    raise Unfit(_UNREAD)
                self._readers[other] -= 1
            self._readers[client] += 1

    @contextmanager
    def arriving(self, client: str, start: float) -> Iterator[None]:
        """Wait inside for a body, of which the first was awaited at `start` (a monotonic clock's).

        If need be, somebody who has more on the way loses one. Raises Unfit if nobody has more.
        """
        request = object()
        for _ in range(_TRIES):
            with self._lock:
                if self._has_room_for_body(client):
                    self._senders[request] = (client, start)
                    break
                if self._hoping >= self._limits.arriving_bodies:
                    raise Unfit(_UNSENT)
                self._hoping += 1
            time.sleep(_PATIENCE)
            with self._lock:
                self._hoping -= 1
        else:
            raise Unfit(_UNSENT)
        try:
            yield
        finally:
            with self._lock:
                del self._senders[request]

    def _has_room_for_body(self, client: str) -> bool:
        """Whether there is room, or will be soon; those that have only begun do not need all of it."""
        most, total = self._limits.arriving_bodies, len(self._senders)
        if total < most:
            return True
        since = time.monotonic() - _PATIENCE
        is_late = sum(start < since for _, start in self._senders.values()) >= most
        if is_late or total >= 2 * most:
            other = _who_has_more(Counter(sender for sender, _ in self._senders.values()), client, 1, _UNSENT)
            if is_late:
                self._end_one_of(other, lambda each: each.is_open)
        return total < 2 * most

    def _end_one_of(self, client: str, is_likely: Callable[[Connection], bool]) -> bool:
        """End the connection of a client that most likely is the one, if the last look saw any of his."""
        theirs = [each for each in self._found if each.client == client]
        if not theirs:
            return False
        chosen = max(theirs, key=is_likely)
        self._found.remove(chosen)
        end(chosen)
        return True

    def _by_last_move(self) -> list[Connection]:
        """All connections, first those whose other end has taken nothing for longest."""
        found, now = list(accepted(self._port)), time.monotonic()
        moved = {}
        for each in found:
            taken, since = self._moved.get(each.peer, (-1, now))
            moved[each.peer] = (each.taken, since if each.taken == taken else now)
        self._moved = moved
        return sorted(found, key=self._last_move)

    def _last_move(self, connection: Connection) -> float:
        return self._moved[connection.peer][1]


def _who_has_more(held: Counter[str], client: str, more: int, told: Refusal) -> str:
    """Who holds most, if that is so much more than what the client holds; or raise Unfit."""
    [(largest, count)] = held.most_common(1)
    if count < held[client] + more:
        raise Unfit(told)
    return largest


def _beyond(connections: list[Connection], room: int) -> list[Connection]:
    """Those that must go so that no more stay than there is room for."""
    return [connections[place] for place in to_give_way([each.client for each in connections], room)]


def _ended(leaving: list[Connection], connections: list[Connection]) -> list[Connection]:
    """End some, and say which are left."""
    gone = set()
    for each in leaving:
        end(each)
        gone.add(each.peer)
    return [each for each in connections if each.peer not in gone]

"""Named points at which the server can be killed: put around its functions from outside, so that it knows none."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from sqlalchemy import Engine, event

from registry.index import DeviceIndex
from registry.ledger import Ledger
from registry.ledger.jobs import Jobs
from registry.store import Store
from registry.store.past import Past
from registry.web import answers
from registry.workers.checks import Checks

LONGEST_WAIT = 0.01
"""Within the work that takes some milliseconds, death comes at a moment of its own."""


@dataclass(frozen=True)
class Point:
    """A function of a class or module, and whether death comes before, during or after it."""

    owner: object
    function: str
    when: str


POINTS = {
    "before a file is read": Point(Checks, "session", "before"),
    "before the ledger": Point(Ledger, "append", "before"),
    "in the ledger": Point(Ledger, "append", "during"),
    "before the ledger commits": Point(Engine, "commit", "before"),
    "after the ledger": Point(Ledger, "append", "after"),
    "before the store": Point(Store, "apply", "before"),
    "before the past": Point(Past, "note", "before"),
    "after the past": Point(Past, "note", "after"),
    "in the store": Point(Store, "apply", "during"),
    "after the store": Point(Store, "apply", "after"),
    "before the index": Point(DeviceIndex, "touch", "before"),
    "after the index": Point(DeviceIndex, "touch", "after"),
    "in a snapshot": Point(Store, "snapshot", "during"),
    "after a snapshot": Point(Store, "snapshot", "after"),
    "before the receipt is sent": Point(answers, "receipt", "before"),
    "before a file waits": Point(Jobs, "add", "before"),
    "when a file waits": Point(Jobs, "add", "after"),
    "when a file is begun that waited": Point(Jobs, "begin_next", "after"),
}
"""What a round is named after; a round without a name ends at a moment by chance."""


def arm(point: Point, call: int) -> None:
    """Let the server die at its n-th arrival at a point."""
    arrived = _Countdown(call)
    if point.owner is Engine:
        event.listen(Engine, point.function, lambda connection: arrived.step(_die))
        return
    original = getattr(point.owner, point.function)

    @wraps(original)
    def watched(*values: object, **named: object) -> object:
        if point.when == "before":
            arrived.step(_die)
        elif point.when == "during":
            arrived.step(_die_soon)
        result = original(*values, **named)
        if point.when == "after":
            arrived.step(_die)
        return result

    setattr(point.owner, point.function, watched)


class _Countdown:
    def __init__(self, calls: int) -> None:
        self._left, self._lock = calls, threading.Lock()

    def step(self, act: Callable[[], None]) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                act()


def _die_soon() -> None:
    threading.Timer(random.uniform(0, LONGEST_WAIT), _die).start()


def _die() -> None:
    """As when the power fails: the process that owns the store, and the one above it, get no chance to tidy up."""
    above = os.getppid()
    if above > 1:
        os.kill(above, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)

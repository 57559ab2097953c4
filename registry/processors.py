"""Which processors a server computes on: its threads share one, the processes that it starts may use them all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_GIVEN = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set[int]()
"""What the system gave us, by taskset or a container, before a thread kept to one of them."""


def keep_to_one() -> None:
    """Let this thread, and every thread that it starts from now on, compute on the same processor (ADR 26).

    Servers on one machine choose by their number, so that they do not all take the first one.
    """
    if _GIVEN:
        _move({sorted(_GIVEN)[os.getpid() % len(_GIVEN)]})


@contextmanager
def on_all() -> Iterator[None]:
    """A process that is started inside may compute on every processor that we were given."""
    if not _GIVEN:
        yield
        return
    here = os.sched_getaffinity(0)
    _move(_GIVEN)
    try:
        yield
    finally:
        _move(here)


def _move(processors: set[int]) -> None:
    with suppress(OSError):  # they were taken from us since: where we are is as good
        os.sched_setaffinity(0, processors)

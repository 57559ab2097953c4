"""How long an action takes: the median of many times."""

import statistics
import time
from collections.abc import Callable

Clock = Callable[[], float]


def milliseconds(
    action: Callable[[], object],
    repeats: int,
    clock: Clock = time.perf_counter,
    before: Callable[[], object] = lambda: None,
) -> float:
    """The median of the times of an action, in milliseconds; the first time does not count, nor what comes before each.

    `time.process_time` as the clock counts the work of this process, whatever else the machine has to do.
    """
    action()
    times = []
    for _ in range(repeats):
        before()
        start = clock()
        action()
        times.append(clock() - start)
    return statistics.median(times) * 1000

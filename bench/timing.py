"""How long an action takes: the median of many times."""

import statistics
import time
from collections.abc import Callable


def milliseconds(action: Callable[[], object], repeats: int) -> float:
    """The median of the times of an action, in milliseconds; the first time does not count."""
    action()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000

"""Who gives way when more is held than there is room for: always one of those who hold most."""

import heapq
from collections import defaultdict, deque
from collections.abc import Sequence


def to_give_way(holders: Sequence[str], room: int) -> list[int]:
    """Which places to give up so that at most `room` stay, each place named by who holds it.

    The result are positions in `holders`. Of the places of one holder the first in the sequence go first. Nobody gives
    up a place while another holds two more than he does (max-min fairness).
    """
    places: dict[str, deque[int]] = defaultdict(deque)
    for position, holder in enumerate(holders):
        places[holder].append(position)
    largest = [(-len(held), held[0], holder) for holder, held in places.items()]
    heapq.heapify(largest)
    leaving = []
    for _ in range(len(holders) - room):
        size, _, holder = largest[0]
        held = places[holder]
        leaving.append(held.popleft())
        heapq.heapreplace(largest, (size + 1, held[0] if held else len(holders), holder))
    return leaving

"""Who holds most gives way, and nobody else."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from registry.core.shares import to_give_way

HOLDERS = st.lists(st.sampled_from("abcdef"), max_size=60)


def test_of_the_places_of_one_holder_the_first_go_first():
    assert to_give_way(["busy", "calm", "busy", "busy"], 2) == [0, 2]


def test_nobody_gives_way_while_there_is_room():
    assert to_give_way(["a", "b"], 2) == []
    assert to_give_way([], 0) == []


@given(HOLDERS, st.integers(0, 60))
def test_so_many_stay_as_there_is_room_for(holders, room):
    leaving = to_give_way(holders, room)
    assert len(set(leaving)) == len(leaving) == max(0, len(holders) - room)


@given(HOLDERS, st.integers(0, 60))
def test_nobody_gives_up_a_place_while_another_holds_two_more(holders, room):
    leaving = to_give_way(holders, room)
    left = Counter(each for place, each in enumerate(holders) if place not in leaving)
    for place in leaving:
        assert left[holders[place]] + 1 >= max(left.values(), default=0)

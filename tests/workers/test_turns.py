"""Whose query runs next: nobody starves the others, long ones make way for short ones, some places are kept free."""

import time

import pytest

from registry.core.charges import HOUSE, Client
from registry.settings import Limits
from registry.workers.turns import NoTurn, Turns, Why

A, B, C, D, E = (Client(f"192.0.2.{number}") for number in range(1, 6))
GROUP = Client("nl-ict", is_trusted=True)


class Places(Turns):
    """Turns that remember who was sent away and whose query was to end."""

    def __init__(self, **limits):
        self.sent_away, self.interrupted = {}, []
        super().__init__(Limits(**limits), self.sent_away.__setitem__, self.interrupted.append)

    def begun(self, client):
        """Let a client enter, who begins at once."""
        turn = self.enter(client)
        assert self.call() is turn
        return turn

    def waiting(self, client):
        """Let a client enter, who has to wait."""
        turn = self.enter(client)
        assert self.call() is None
        return turn


def drained(places, running):
    """End one query after the other until nobody waits any more, and give those that began in their order."""
    order, running = [], list(running)
    while running:
        places.end(running.pop(0), 0, False)
        while (turn := places.call()) is not None:
            order.append(turn)
            running.append(turn)
    assert places.is_quiet
    return order


def test_one_client_runs_two_at_a_time():
    places = Places()
    first = places.begun(A)
    places.begun(A)
    third = places.waiting(A)
    places.end(first, 0, False)
    assert places.call() is third


def test_strangers_leave_a_place_for_groups_and_pages():
    places = Places()
    for client in (A, B, C):
        places.begun(client)
    places.waiting(D)
    places.begun(GROUP)
    places.waiting(HOUSE)


def test_the_pages_of_the_house_are_not_bound_to_two_at_a_time():
    places = Places()
    for _ in range(4):
        places.begun(HOUSE)


def test_nobody_waits_longer_than_a_query_may_run():
    places = Places(query_slots=1, query_seconds=0.1)
    places.begun(A)
    late = places.waiting(B)
    places.send_away_the_late()
    assert not places.sent_away
    time.sleep(0.11)
    fresh = places.waiting(C)
    places.send_away_the_late()
    assert places.sent_away == {late: NoTurn(Why.LATE, 1)}
    assert fresh in places._waiting


def test_groups_come_first_then_who_owes_least_then_who_came_first():
    places = Places(query_slots=1)
    places.end(places.begun(A), 30, False)
    running = places.begun(B)
    for client in (A, C, D, GROUP):
        places.waiting(client)
    assert [turn.client for turn in drained(places, [running])] == [GROUP, C, D, A]


def test_who_has_used_a_minute_is_told_when_to_come_back():
    places = Places()
    places.end(places.begun(A), 75, False)
    assert places.enter(A) == NoTurn(Why.SPENT, 16)
    places.begun(B)


def test_groups_with_a_token_are_charged_and_still_served():
    places = Places()
    places.end(places.begun(GROUP), 75, False)
    places.begun(GROUP)


def test_a_query_that_was_stopped_costs_its_client_a_place_among_the_quick():
    places = Places()
    for client in (A, B, C):
        places.end(places.begun(client), 0.01, True)
    assert [places.begun(client).in_long_place for client in (A, B)] == [True, True]
    places.waiting(C)
    places.begun(D)


def long_ones(places):
    """Three clients whose queries have all become long, one more than there are places for."""
    running = [places.begun(client) for client in (A, B, C)]
    for turn in running:
        places.becomes_long(turn)
    assert places.call() is None
    return running


def test_a_long_query_goes_when_a_short_one_needs_its_place():
    places = Places()
    running = long_ones(places)
    assert not places.interrupted
    short = places.waiting(D)
    assert places.interrupted == [running[2]] and running[2].displaced
    places.end(running[2], 0.3, True)
    assert places.call() is short


def test_one_long_query_goes_at_a_time():
    places = Places(client_running=3)
    long_ones(places)
    places.waiting(D)
    places.waiting(E)
    assert len(places.interrupted) == 1


def test_a_long_query_stays_when_the_short_one_finds_another_place():
    places = Places()
    long_ones(places)
    places.begun(GROUP)
    assert not places.interrupted


def test_no_long_query_goes_for_another_long_one_or_for_a_client_that_runs_enough():
    places = Places(query_slots=5)
    places.end(places.begun(E), 5, False)
    running = [places.begun(client) for client in (A, A, B, C)]
    for turn in running:
        places.becomes_long(turn)
    places.waiting(E)
    places.waiting(A)
    assert not places.interrupted


def test_only_so_many_of_a_client_wait():
    places = Places(client_waiting=3)
    running = [places.begun(A), places.begun(A)]
    for _ in range(3):
        places.waiting(A)
    assert places.enter(A).why is Why.QUEUE
    assert len(drained(places, running)) == 3


def test_clients_with_long_queries_leave_half_of_the_queue_to_the_others():
    places = Places(all_waiting=4)
    heavy = [Client(f"198.51.100.{number}") for number in range(5)]
    for client in heavy:
        places.end(places.begun(client), 5, False)
    for client in (*heavy[:2], A):
        places.begun(client)
    for client in heavy[2:4]:
        places.waiting(client)
    assert places.enter(heavy[4]).why is Why.QUEUE
    places.waiting(B)
    assert not places.sent_away


def test_who_asks_for_the_first_time_finds_room_in_a_queue_that_few_have_filled():
    places = Places(all_waiting=8)
    running = [places.begun(client) for client in (A, A, B)]
    queue = [places.waiting(client) for client in (B, B, C, C)]
    first = places.waiting(D)
    assert {turn: each.why for turn, each in places.sent_away.items()} == {queue[1]: Why.QUEUE}
    second = places.waiting(E)
    assert set(places.sent_away) == {queue[1], queue[3]}
    assert places.enter(Client("192.0.2.9")).why is Why.QUEUE
    assert set(drained(places, running)) == {queue[0], queue[2], first, second}


def test_groups_are_not_sent_away_for_strangers():
    places = Places(query_slots=1, all_waiting=4)
    running = [places.begun(GROUP)]
    for _ in range(2):
        places.waiting(GROUP)
    assert places.enter(A).why is Why.QUEUE
    assert len(drained(places, running)) == 2


def test_the_next_query_of_a_client_is_sent_ahead_and_takes_the_place_of_the_one_before():
    places = Places()
    running = [places.begun(A), places.begun(A)]
    following = places.waiting(A)
    assert places.send_ahead(running[0]) is following
    assert places.send_ahead(running[1]) is None
    places.end(running[0], 0, False, following)
    assert places.call() is None
    places.waiting(A)


def test_nobody_is_sent_ahead_behind_a_stranger_or_before_one_who_waits_longer():
    places = Places(query_slots=2, kept_slots=0)
    running = [places.begun(A), places.begun(B)]
    third = places.waiting(C)
    of_a = places.waiting(A)
    assert places.send_ahead(running[0]) is None
    assert places.send_ahead(running[1]) is None
    places.end(running[1], 0, False)
    assert places.call() is third
    assert places.send_ahead(running[0]) is of_a


def test_nobody_is_sent_ahead_before_a_long_query_that_waits_for_the_place():
    places = Places(query_slots=1)
    places.end(places.begun(B), 0.01, True)
    running = places.begun(A)
    long_one = places.waiting(B)
    places.waiting(A)
    places._bills.clear()
    assert long_one.in_long_place and places.send_ahead(running) is None
    places.becomes_long(running)
    assert places.send_ahead(running).client == A


def test_pages_are_never_sent_ahead():
    places = Places(query_slots=1)
    running = places.begun(HOUSE)
    places.waiting(HOUSE)
    assert places.send_ahead(running) is None


@pytest.mark.parametrize("in_trouble", [False, True])
def test_who_was_sent_ahead_and_called_back_waits_like_the_others(in_trouble):
    places = Places(client_running=1)
    running = places.begun(A)
    following = places.waiting(A)
    assert places.send_ahead(running) is following
    places.call_back(following)
    places.end(running, 0, in_trouble)
    assert places.call() is following
    assert following.in_long_place is in_trouble


def test_who_was_sent_ahead_is_not_sent_away_for_being_late():
    places = Places(client_running=1, query_seconds=0.01)
    running = places.begun(A)
    following = places.waiting(A)
    places.send_ahead(running)
    time.sleep(0.02)
    places.send_away_the_late()
    assert not places.sent_away
    places.call_back(following)
    places.send_away_the_late()
    assert set(places.sent_away) == {following}


def test_bills_do_not_pile_up():
    places = Places()
    for number in range(10_050):
        places.end(places.begun(Client(str(number))), 0, False)
    assert len(places._bills) < 10_050

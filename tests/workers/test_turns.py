"""Whose query runs next: nobody starves the others, long ones make way for short ones, some places are kept free."""

import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest

from registry.core.charges import HOUSE, Client
from registry.settings import Limits
from registry.workers.turns import NoTurn, Turn, Turns, Why

A, B, C, D, E = (Client(f"192.0.2.{number}") for number in range(1, 6))
GROUP = Client("nl-ict", is_trusted=True)


def turns(**limits):
    return Turns(Limits(**({"query_seconds": 0.1} | limits)))


@pytest.fixture
def waiting():
    """Take turns that have to wait, one after the other, in threads of their own."""
    with ThreadPoolExecutor(20) as pool:

        def take(all_turns, client):
            before = all_turns._count
            future = pool.submit(all_turns.take, client)
            while all_turns._count == before or (not future.done() and not waits(all_turns, client)):
                time.sleep(0.001)
            return future

        yield take


def waits(all_turns, client):
    """Whether the last turn that was asked for is the client's, and waits."""
    return any(each.number == all_turns._count and each.client == client for each in all_turns._waiting)


def drained(places, running, queue):
    """End one query after the other until all that waited had their turn, and give those in their order."""
    order, waiting_for = [], set(queue)
    for turn in running:
        places.end(turn, 0, False)
    while waiting_for:
        done, waiting_for = wait(waiting_for, timeout=5, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda each: each.result().number):
            order.append(future.result())
            places.end(future.result(), 0, False)
    return order


def test_one_client_runs_two_at_a_time():
    places = turns()
    first, second = places.take(A), places.take(A)
    assert isinstance(first, Turn) and isinstance(second, Turn)
    assert places.take(A) == NoTurn(Why.LATE, 1)
    places.end(first, 0, False)
    assert isinstance(places.take(A), Turn)


def test_strangers_leave_a_place_for_groups_and_pages():
    places = turns()
    assert all(isinstance(places.take(each), Turn) for each in (A, B, C))
    assert places.take(D).why is Why.LATE
    assert isinstance(places.take(GROUP), Turn)
    assert places.take(HOUSE).why is Why.LATE


def test_the_pages_of_the_house_are_not_bound_to_two_at_a_time():
    places = turns()
    assert all(isinstance(places.take(HOUSE), Turn) for _ in range(4))


def test_the_next_one_is_called_when_a_place_is_free(waiting):
    places = turns(query_seconds=10)
    running = [places.take(each) for each in (A, B, C)]
    late = waiting(places, D)
    places.end(running[0], 0, False)
    assert late.result(timeout=5).client == D


def test_groups_come_first_then_who_owes_least_then_who_came_first(waiting):
    places = turns(query_seconds=10, query_slots=1)
    owing = places.take(A)
    places.end(owing, 30, False)
    running = places.take(B)
    queue = [waiting(places, each) for each in (A, C, D, GROUP)]
    order = drained(places, [running], queue)
    assert [turn.client for turn in order] == [GROUP, C, D, A]


def test_who_has_used_a_minute_is_told_when_to_come_back():
    places = turns()
    places.end(places.take(A), 75, False)
    refused = places.take(A)
    assert (refused.why, refused.retry_after) == (Why.SPENT, 16)
    assert isinstance(places.take(B), Turn)


def test_groups_with_a_token_are_charged_and_still_served():
    places = turns()
    places.end(places.take(GROUP), 75, False)
    assert isinstance(places.take(GROUP), Turn)


def test_a_query_that_was_stopped_costs_its_client_a_place_among_the_quick():
    places = turns()
    for client in (A, B, C):
        places.end(places.take(client), 0.01, True)
    assert [places.take(client).in_long_place for client in (A, B)] == [True, True]
    assert places.take(C).why is Why.LATE
    assert isinstance(places.take(D), Turn)


def test_a_long_query_goes_when_a_short_one_needs_its_place(waiting):
    places = turns(query_seconds=10)
    running = [places.take(each) for each in (A, B, C)]
    ended = threading.Event()
    running[2].interrupt = ended.set
    for turn in running:
        places.becomes_long(turn)
    assert not ended.is_set()
    short = waiting(places, D)
    assert ended.is_set() and running[2].displaced
    places.end(running[2], 0.3, True)
    assert short.result(timeout=5).client == D


def test_no_long_query_goes_for_another_long_one_or_for_a_client_that_runs_enough(waiting):
    places = turns(query_seconds=0.3)
    places.end(places.take(E), 5, False)
    running = [places.take(each) for each in (A, B, C)]
    for turn in running:
        places.becomes_long(turn)
    assert waiting(places, E).result().why is Why.LATE
    assert not any(turn.displaced for turn in running)


def test_a_query_that_is_over_is_not_interrupted(waiting):
    places = turns(query_seconds=0.3)
    running = [places.take(each) for each in (A, B, C)]
    for turn in running:
        turn.interrupt = lambda: pytest.fail("interrupted")
        places.becomes_long(turn)
        places.settle(turn)
    assert waiting(places, D).result().why is Why.LATE


def test_only_so_many_of_a_client_wait(waiting):
    places = turns(query_seconds=10, client_waiting=3)
    running = [places.take(A), places.take(A)]
    queue = [waiting(places, A) for _ in range(3)]
    assert places.take(A).why is Why.QUEUE
    assert len(drained(places, running, queue)) == 3


def test_clients_with_long_queries_leave_half_of_the_queue_to_the_others(waiting):
    places = turns(query_seconds=0.5, all_waiting=4)
    heavy = [Client(f"198.51.100.{number}") for number in range(5)]
    for client in heavy:
        places.end(places.take(client), 5, False)
    for client in heavy[:2]:
        assert isinstance(places.take(client), Turn)
    places.take(A)
    queue = [waiting(places, client) for client in heavy[2:4]]
    assert places.take(heavy[4]).why is Why.QUEUE
    late = waiting(places, B)
    assert {future.result().why for future in (*queue, late)} == {Why.LATE}


def test_who_asks_for_the_first_time_finds_room_in_a_queue_that_few_have_filled(waiting):
    places = turns(query_seconds=10, all_waiting=8)
    running = [places.take(each) for each in (A, A, B)]
    queue = [waiting(places, each) for each in (B, B, C, C)]
    first = waiting(places, D)
    assert queue[1].result(timeout=5).why is Why.QUEUE
    assert not any(queue[place].done() for place in (0, 2, 3))
    second = waiting(places, E)
    assert queue[3].result(timeout=5).why is Why.QUEUE
    assert places.take(Client("192.0.2.9")).why is Why.QUEUE
    assert len(drained(places, running, [queue[0], queue[2], first, second])) == 4


def test_groups_are_not_sent_away_for_strangers(waiting):
    places = turns(query_seconds=10, query_slots=1, all_waiting=4)
    running = [places.take(GROUP)]
    queue = [waiting(places, GROUP) for _ in range(2)]
    assert places.take(A).why is Why.QUEUE
    assert len(drained(places, running, queue)) == 2


def test_bills_do_not_pile_up():
    places = turns()
    for number in range(10_050):
        places.end(places.take(Client(str(number))), 0, False)
    assert len(places._bills) < 10_050

"""Whoever holds most of what all share gives way: connections, answers that are not read, bodies that do not arrive."""

import os
import select
import socket
import sys
import time
from contextlib import ExitStack, contextmanager
from threading import Thread

import pytest
from flask import Flask

from registry.settings import Limits, Settings
from registry.web.admission import Admission
from registry.web.crowd import Crowd
from registry.web.errors import Unfit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is needed")

BUSY, CALM, OTHER = "127.0.0.2", "127.0.0.3", "127.0.0.4"
LONG_AGO = 0.0


class Place:
    """A crowd around a socket that listens in this process."""

    def __init__(self, stack, proxies=0, **limits):
        self.stack = stack
        self.listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.crowd = Crowd(Settings(port=self.listening.getsockname()[1], proxies=proxies, limits=Limits(**limits)))

    def connect(self, address, number=1):
        """So many connections from an address: what the server has of each, and what the client has."""
        return [self._one(address) for _ in range(number)]

    def _one(self, address):
        client = self.stack.enter_context(socket.socket())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.bind((address, 0))
        client.connect(self.listening.getsockname())
        return self.stack.enter_context(self.listening.accept()[0]), client

    def slow(self, address, number=1):
        """The same, and more was sent than the other end takes."""
        pairs = self.connect(address, number)
        for ours, _ in pairs:
            ours.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    ours.send(bytes(100_000))
        return pairs


@pytest.fixture
def place():
    @contextmanager
    def made(**limits):
        with ExitStack() as stack:
            yield Place(stack, **limits)

    return made


def is_open(pair):
    """Whether the server may still send and receive on it."""
    poll = select.poll()
    poll.register(pair[0], select.POLLIN)
    return not any(event & select.POLLHUP for _, event in poll.poll(0))


def all_open(pairs):
    return [is_open(pair) for pair in pairs]


def test_who_has_most_connections_loses_those_that_took_nothing_for_longest(place):
    with place(connections=5) as at:
        busy, calm = at.connect(BUSY, 3), at.connect(CALM, 2)
        at.crowd.look()
        busy += at.connect(BUSY, 1)
        at.crowd.look()
        assert sum(all_open(busy)) == 3
        assert all_open(busy[3:]) == [True]
        assert all_open(calm) == [True, True]


def test_connections_are_left_alone_while_there_is_room(place):
    with place(connections=5) as at:
        pairs = at.connect(BUSY, 5)
        at.crowd.look()
        assert all(all_open(pairs))


def test_connections_elsewhere_are_not_ours_to_end(place):
    with place(connections=0) as at, place() as elsewhere:
        ours, theirs = at.connect(BUSY), elsewhere.connect(BUSY)
        at.crowd.look()
        assert all_open(ours) == [False]
        assert all_open(theirs) == [True]


def test_behind_a_proxy_of_ours_it_is_left_to_the_proxy_who_connects(place):
    with place(connections=1, waiting_answers=1, proxies=1) as at:
        pairs = at.connect(BUSY, 3)
        at.crowd.look()
        assert all(all_open(pairs))
        for _ in range(3):
            at.crowd.hand_over(BUSY)


def test_a_reader_who_takes_nothing_for_so_long_is_ended_and_others_are_not(place):
    with place(reader_seconds=0.5) as at:
        [stuck], [slow], [idle] = at.slow(BUSY), at.slow(CALM), at.connect(OTHER)
        for _ in range(600):
            at.crowd.look()
            if not is_open(stuck):
                break
            assert sum(len(slow[1].recv(5_000)) for _ in range(10))
            time.sleep(0.05)
        assert all_open([stuck, slow, idle]) == [False, True, True]


def test_large_answers_are_handed_over_while_others_are_read(place):
    with place(waiting_answers=2) as at:
        for _ in range(10):
            at.crowd.hand_over(BUSY)  # nothing waits for anybody: the look that comes at once tells so


def test_who_does_not_read_gets_no_more_than_there_is_room_for(place):
    with place(waiting_answers=2) as at:
        at.slow(BUSY, 2)
        at.crowd.look()
        with pytest.raises(Unfit) as told:
            at.crowd.hand_over(BUSY)
        assert (told.value.refusal.status, told.value.refusal.retry_after) == (429, 10)


def test_who_reads_gets_the_place_of_whoever_has_two_that_he_does_not_read(place):
    with place(waiting_answers=2) as at:
        [talking], unread = at.connect(BUSY), at.slow(BUSY, 2)
        at.crowd.look()
        at.crowd.hand_over(CALM)
        assert sum(all_open(unread)) == 1
        assert is_open(talking)


def test_what_somebody_lost_is_not_counted_as_his_any_more(place):
    with place(waiting_answers=4) as at:
        at.slow(BUSY, 4)
        at.crowd.look()
        at.crowd.hand_over(CALM)
        at.crowd.hand_over(OTHER)
        with pytest.raises(Unfit):
            at.crowd.hand_over(CALM)


def test_nobody_loses_his_only_answer_to_somebody_who_has_none(place):
    with place(waiting_answers=2) as at:
        unread = at.slow(BUSY) + at.slow(OTHER)
        at.crowd.look()
        with pytest.raises(Unfit):
            at.crowd.hand_over(CALM)
        assert all(all_open(unread))


def begun(at, client, start=LONG_AGO):
    """A body of a client that is waited for until the test is done."""
    return at.stack.enter_context(at.crowd.arriving(client, start))


def test_who_has_most_bodies_on_the_way_loses_one_to_who_has_none(place):
    with place(arriving_bodies=2) as at:
        pairs = at.connect(BUSY, 2)
        at.crowd.look()
        begun(at, BUSY), begun(at, BUSY)
        begun(at, CALM)
        assert sum(all_open(pairs)) == 1


def test_each_who_comes_costs_another_connection(place):
    with place(arriving_bodies=2) as at:
        pairs = at.connect(BUSY, 2)
        at.crowd.look()
        begun(at, BUSY), begun(at, BUSY)
        begun(at, CALM), begun(at, OTHER)
        assert all_open(pairs) == [False, False]


def test_a_connection_that_has_taken_the_place_of_another_is_left_alone(place):
    with place(arriving_bodies=1) as at:
        [(gone, _)] = at.connect(BUSY)
        at.crowd.look()
        file = gone.detach()
        [calm] = at.connect(CALM)
        os.dup2(calm[0].fileno(), file)
        begun(at, BUSY)
        begun(at, CALM)
        assert is_open(calm)
        os.close(file)


def test_a_body_that_comes_in_many_parts_is_as_late_as_its_first(place):
    with place(arriving_bodies=1) as at:
        pairs = at.connect(BUSY)
        at.crowd.look()

        class InParts:
            parts = 0

            def read(self, size):
                self.parts += 1
                if self.parts == 2:
                    begun(at, CALM, time.monotonic())
                time.sleep(0.1)
                return bytes(size)

        def reading(environ, _):
            assert environ["wsgi.input"].read(4) + environ["wsgi.input"].read(4) == bytes(8)
            return []

        environ = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": BUSY, "wsgi.input": InParts()}
        assert Admission(reading, Flask("nothing"), at.crowd, 0)(environ, None) == []
        assert all_open(pairs) == [False]


def test_so_many_wait_for_room_and_the_next_is_refused_at_once(place):
    with place(arriving_bodies=1) as at:
        soon = time.monotonic() + 60
        first = ExitStack()
        first.enter_context(at.crowd.arriving(BUSY, soon))
        begun(at, BUSY, soon)
        entered = []
        waiting = Thread(target=lambda: entered.append(at.crowd.arriving(CALM, soon).__enter__()))
        waiting.start()
        time.sleep(0.1)
        with pytest.raises(Unfit):
            begun(at, OTHER, soon)
        first.close()
        waiting.join()
        assert len(entered) == 1


def test_a_connection_with_an_open_request_is_ended_rather_than_one_that_was_answered(place):
    with place(arriving_bodies=1) as at:
        [answered], [asking] = at.connect(BUSY), at.connect(BUSY)
        answered[1].send(b"?")
        time.sleep(0.01)
        answered[0].send(b"!")
        time.sleep(0.01)
        asking[1].send(b"?")
        at.crowd.look()
        begun(at, BUSY)
        begun(at, CALM)
        assert all_open([answered, asking]) == [True, False]


def test_who_has_as_many_bodies_on_the_way_as_anybody_gets_no_more(place):
    with place(arriving_bodies=2) as at:
        at.connect(BUSY, 2)
        at.crowd.look()
        begun(at, BUSY), begun(at, BUSY)
        with pytest.raises(Unfit) as told:
            begun(at, BUSY)
        assert told.value.refusal.status == 429


def test_bodies_that_have_only_begun_do_not_count_but_take_no_more_than_twice_the_room(place):
    with place(arriving_bodies=2) as at:
        now = time.monotonic() + 60
        for _ in range(4):
            begun(at, BUSY, now)
        with pytest.raises(Unfit):
            begun(at, CALM, now)


def test_a_body_that_has_arrived_makes_room(place):
    with place(arriving_bodies=1) as at:
        for _ in range(5):
            with at.crowd.arriving(BUSY, LONG_AGO):
                pass
        begun(at, BUSY)
        with pytest.raises(Unfit):
            begun(at, BUSY)

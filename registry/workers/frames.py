"""How server and worker talk: a length, a JSON header, a length, a body; the server's end never waits too long."""

import json
import os
import select
import struct
import time
from collections.abc import Callable
from typing import IO, Any

Header = dict[str, Any]
_LENGTHS = struct.Struct(">IQ")
_PIECE = 1 << 16


class TimedOut(Exception):
    """The worker took longer than it was allowed and was killed."""


class Died(Exception):
    """The worker ended by itself, most often because it reached its memory limit."""


class Gone(Died):
    """The worker had ended before it was asked, so that somebody else can be asked the same."""


class Clock:
    """How long one exchange may take, and whom to ask after some time whether it is a long one, until it is."""

    def __init__(self, seconds: float, quick: float = 0, is_long: Callable[[], bool] | None = None) -> None:
        start = time.monotonic()
        self._end, self._quick = start + seconds, quick
        self._is_long = is_long if quick < seconds else None
        self._next = start + quick if self._is_long else self._end

    def wait(self, poll: select.poll) -> None:
        """Return when there is something to read or write; raise when the time is over."""
        while not poll.poll(max(0.0, self._next - time.monotonic()) * 1000):
            now = time.monotonic()
            if now >= self._end:
                raise TimedOut
            if now < self._next or self._is_long is None:
                continue
            if self._is_long():
                self._is_long, self._next = None, self._end
            else:
                self._next = min(now + self._quick, self._end)


def send(stream: IO[bytes], header: Header, body: bytes = b"") -> None:
    """Write one message in one piece, so that the other side wakes up once, and push it out."""
    stream.write(_start(header, body) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """Read one message; None when the other side is gone."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    header: Header = json.loads(head)
    return header, body


def exchange(sink: int, source: int, message: tuple[Header, bytes], clock: Clock) -> tuple[Header, bytes]:
    """Send a message and receive the answer over two ends that block little or not, within the time of the clock."""
    try:
        _write(sink, _start(*message) + message[1], clock)
    except OSError as error:
        raise Gone from error
    return heard(source, clock)


def heard(source: int, clock: Clock) -> tuple[Header, bytes]:
    """Receive a message over an end that blocks little or not, within the time of the clock."""
    try:
        return _Reader(source, clock).message()
    except OSError as error:
        raise Died from error


def _start(header: Header, body: bytes) -> bytes:
    head = json.dumps(header).encode()
    return _LENGTHS.pack(len(head), len(body)) + head


def _write(sink: int, content: bytes, clock: Clock) -> None:
    left = memoryview(content)
    while left:
        try:
            left = left[os.write(sink, left) :]
        except BlockingIOError:
            clock.wait(_ready(sink, select.POLLOUT))


class _Reader:
    """Reads one message from an end that blocks little or not."""

    def __init__(self, source: int, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self._parts = bytearray()

    def message(self) -> tuple[Header, bytes]:
        self._read_to(_LENGTHS.size)
        head_length, body_length = _LENGTHS.unpack_from(self._parts)
        start = _LENGTHS.size + head_length
        self._read_to(start + body_length)
        header: Header = json.loads(self._parts[_LENGTHS.size : start])
        return header, bytes(memoryview(self._parts)[start : start + body_length])

    def _read_to(self, length: int) -> None:
        while len(self._parts) < length:
            try:
                piece = os.read(self._source, _PIECE)
            except BlockingIOError:
                self._clock.wait(_ready(self._source, select.POLLIN))
                continue
            if not piece:
                raise Died
            self._parts += piece


def _ready(end: int, events: int) -> select.poll:
    poll = select.poll()
    poll.register(end, events)
    return poll

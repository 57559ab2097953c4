"""How server and worker talk: a length, a JSON header, a length, a body; the server's end never waits too long."""

import json
import os
import select
import struct
import time
from collections.abc import Iterator
from functools import lru_cache
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
    """How long one exchange may take."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def wait(self, poll: select.poll) -> None:
        """Return when there is something to read or write; raise when the time is over."""
        if not poll.poll(max(0.0, self._end - time.monotonic()) * 1000):
            raise TimedOut


class Incoming:
    """What came in so far, piece by piece, of messages that come one after the other."""

    def __init__(self) -> None:
        self._parts = bytearray()

    def add(self, piece: bytes) -> Iterator[tuple[Header, bytes]]:
        """Take what came, and give the messages that are complete with it."""
        self._parts += piece
        while (message := self._complete()) is not None:
            yield message

    def _complete(self) -> tuple[Header, bytes] | None:
        if len(self._parts) < _LENGTHS.size:
            return None
        head_length, body_length = _LENGTHS.unpack_from(self._parts)
        start = _LENGTHS.size + head_length
        end = start + body_length
        if len(self._parts) < end:
            return None
        header: Header = json.loads(self._parts[_LENGTHS.size : start].decode())
        body = bytes(memoryview(self._parts)[start:end])
        del self._parts[:end]
        return header, body


def packed(head: bytes, body: bytes) -> bytes:
    """A message in one piece; its head is a header as `written` gives it."""
    return _LENGTHS.pack(len(head), len(body)) + head + body


def written(header: Header) -> bytes:
    """A header as it goes over the line."""
    return json.dumps(header).encode()


def send(stream: IO[bytes], header: Header, body: bytes = b"") -> None:
    """Write one message in one piece, so that the other side wakes up once, and push it out."""
    stream.write(packed(written(header), body))
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
    return _read(head), body


@lru_cache(100)
def _read(head: bytes) -> Header:
    """A header that came; most look like the one before, and nobody changes them."""
    header: Header = json.loads(head)
    return header


def exchange(sink: int, source: int, message: tuple[Header, bytes], clock: Clock) -> tuple[Header, bytes]:
    """Send a message and receive the answer over two ends that block little or not, within the time of the clock."""
    try:
        _write(sink, packed(written(message[0]), message[1]), clock)
    except OSError as error:
        raise Gone from error
    return heard(source, clock)


def heard(source: int, clock: Clock) -> tuple[Header, bytes]:
    """Receive a message over an end that blocks little or not, within the time of the clock."""
    incoming = Incoming()
    try:
        while True:
            for message in incoming.add(_piece(source, clock)):
                return message
    except OSError as error:
        raise Died from error


def _write(sink: int, content: bytes, clock: Clock) -> None:
    left = memoryview(content)
    while left:
        try:
            left = left[os.write(sink, left) :]
        except BlockingIOError:
            clock.wait(_ready(sink, select.POLLOUT))


def _piece(source: int, clock: Clock) -> bytes:
    while True:
        try:
            piece = os.read(source, _PIECE)
        except BlockingIOError:
            clock.wait(_ready(source, select.POLLIN))
            continue
        if not piece:
            raise Died
        return piece


def _ready(end: int, events: int) -> select.poll:
    poll = select.poll()
    poll.register(end, events)
    return poll

"""The connections of the server as Linux sees them: who is there, what he took, and what waits for him."""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from registry.core.charges import client_at

_SENT_AGO, _RECEIVED_AGO, _BYTES_ACKED, _BYTES_NOT_SENT = 44, 52, 120, 144
"""Where they stand in struct tcp_info of linux/tcp.h; the first two in milliseconds."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: what waits to be sent is thrown away."""
_TOLD = 256
"""So many bytes are asked for; kernels from before 2016 tell less, and what they do not tell counts as nothing."""

Peer = tuple[str, int]


@dataclass(frozen=True)
class Connection:
    """A connection that was accepted: its open file, who is there, and the bytes that he took.

    Its reader is slow when more waits for him than is under way; a request is open while nothing was sent since the
    last byte of it came.
    """

    file: int
    peer: Peer
    taken: int
    is_slow: bool
    is_open: bool

    @property
    def client(self) -> str:
        """Whom it counts for: an address, or a network of version 6."""
        return client_at(self.peer[0]).name


def accepted(port: int) -> Iterator[Connection]:
    """The connections of this process to the port that it serves.

    The server keeps them to itself, so they are looked for among the open files.
    """
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  numbers, no paths
        with suppress(OSError):  # it is no connection, or it ended just now
            borrowed = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, int(name))
            try:
                told = borrowed.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TOLD).ljust(_TOLD, b"\0")
                if borrowed.getsockname()[1] == port:
                    yield _seen(int(name), borrowed.getpeername()[:2], told)
            finally:
                borrowed.detach()


def end(connection: Connection) -> None:
    """End it at once, if the open file is still this connection."""
    with suppress(OSError), socket.socket(fileno=os.dup(connection.file)) as own:
        if own.getpeername()[:2] == connection.peer:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            own.shutdown(socket.SHUT_RDWR)


def _seen(file: int, peer: Peer, told: bytes) -> Connection:
    sent, received = _number("I", told, _SENT_AGO), _number("I", told, _RECEIVED_AGO)
    taken, waiting = _number("Q", told, _BYTES_ACKED), _number("I", told, _BYTES_NOT_SENT)
    return Connection(file, peer, taken, waiting > 0, sent > received)


def _number(form: str, told: bytes, place: int) -> int:
    number: int = struct.unpack_from(form, told, place)[0]
    return number

"""Ends connections whose readers take nothing, so that they hold neither a place nor the memory of an answer."""

import logging
import os
import socket
import time

_LOOKS, _PAUSE = 600, 0.1
"""The server makes its socket soon after the app: so often it is looked for, and so many seconds apart."""
_log = logging.getLogger(__name__)


def end_idle_readers(seconds: float) -> None:
    """Let the system end each connection whose other side takes nothing for so long (Linux: TCP_USER_TIMEOUT, tcp(7)).

    What is accepted inherits this from the socket that listens. The server keeps that one to itself, so it is looked
    for among the open files of this process; once more afterwards, for what was accepted before it was found.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for _ in range(_LOOKS):
        is_found = _bound_all(seconds)
        time.sleep(_PAUSE)
        if is_found:
            _bound_all(seconds)
            return
    _log.warning("no socket listens, so readers that take nothing are not ended")


def _bound_all(seconds: float) -> bool:
    """Set the bound on all that is open here, and say whether some of it listens."""
    return sum(_bounded(int(file), seconds) for file in os.listdir("/proc/self/fd")) > 0  # noqa: PTH208  numbers, no paths


def _bounded(file: int, seconds: float) -> bool:
    """Set the bound where the open file is a connection or listens for some, and say whether it listens.

    Whatever the file is, it stays open and another's.
    """
    try:
        borrowed = socket.socket(fileno=file)
    except OSError:
        return False
    try:
        borrowed.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(seconds * 1000))
        return borrowed.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
    except OSError:  # no TCP
        return False
    finally:
        borrowed.detach()

"""The process from which workers for queries are forked: everything is imported, nothing is open, nobody is heard."""

import ctypes
import gc
import os
import signal
import socket
import sys

from registry.workers import query_child
from registry.workers.sandbox import give_up_sockets

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1


def main(memory_bytes: str) -> None:
    """Fork a worker for each snapshot that the server names, until the server is gone."""
    server = socket.socket(fileno=0)
    _leave_the_network()
    no_sockets = give_up_sockets()
    gc.freeze()
    while True:
        snapshot, ends, _, _ = socket.recv_fds(server, 4096, 1)
        if not snapshot:
            return
        child = os.fork()
        if child == 0:
            _become_worker(snapshot.decode(), int(memory_bytes), ends[0], no_sockets)
        os.close(ends[0])
        handle = os.pidfd_open(child)
        socket.send_fds(server, [str(child).encode()], [handle])
        os.close(handle)
        _bury_the_dead()


def _become_worker(snapshot: str, memory_bytes: int, end: int, no_sockets: bool) -> None:
    """Answer at the given end; whatever happens, never go back to being the nursery."""
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.dup2(end, 0)
        os.dup2(end, 1)
        os.closerange(3, 256)
        with open(0, "rb", closefd=False) as questions, open(1, "wb", closefd=False) as answers:
            query_child.serve(snapshot, memory_bytes, no_sockets, questions, answers)
    finally:
        os._exit(0)


def _leave_the_network() -> None:
    """Where the system allows it, this process and all its children see no network at all, not even this machine's."""
    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _bury_the_dead() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


if __name__ == "__main__":
    main(*sys.argv[1:])

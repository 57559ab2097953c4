"""The server's side of forking workers: a worker costs a few milliseconds and can be ended without a mistake."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from registry.processors import on_all
from registry.workers.frames import Clock, Died, Gone, Header, Incoming, TimedOut, heard

_LOWEST_PRIORITY = 19
_SECONDS_TO_OPEN = 60.0
_COMPUTED = 2
"""What makes the number of a process the clock of what it has computed (Linux: clock_getcpuclockid(3))."""
_PIECE = 1 << 18


class QueryWorker:
    """A forked worker at the other end of a socket, held by a handle that never means another process."""

    def __init__(self, end: socket.socket, process: int, handle: int) -> None:
        end.setblocking(False)
        self._end, self._process, self._handle = end, process, handle
        self.number = end.fileno()
        self._incoming = Incoming()
        self._dead = select.poll()
        self._dead.register(handle, select.POLLIN)
        self._ending = threading.Lock()
        self._told = 0.0
        self.is_fresh = True

    @property
    def alive(self) -> bool:
        """Whether the worker still runs."""
        return not self._dead.poll(0)

    def wait_until_ready(self) -> None:
        """Wait until the worker has opened its copy: the time of a query begins after that."""
        header, _ = heard(self.number, Clock(_SECONDS_TO_OPEN))
        self._told = header["seconds"]

    def tell(self, message: bytes) -> None:
        """Send a request, which it answers after those that it was sent before; raises where it has ended."""
        try:
            sent = self._end.send(message)
        except OSError as error:
            self.is_fresh = False
            raise Gone from error
        if sent < len(message):  # a worker that reads takes many times as much at once
            self.is_fresh = False
            raise Gone

    def hear(self) -> Iterator[tuple[Header, bytes]]:
        """The answers that are complete by now, in the order of the requests; raises where it has ended."""
        try:
            piece = self._end.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError as error:
            raise Died from error
        if not piece:
            raise Died
        for header, body in self._incoming.add(piece):
            self._told += header["seconds"]
            yield header, body

    def computed(self) -> float:
        """For how many seconds it has computed for the request that it has not answered yet."""
        try:
            return time.clock_gettime(~self._process << 3 | _COMPUTED) - self._told
        except OSError:  # it has ended
            return 0.0

    def give_way(self) -> None:
        """Compute only when nobody else wants to, from now on."""
        self.is_fresh = False
        if self.alive:
            os.setpriority(os.PRIO_PROCESS, self._process, _LOWEST_PRIORITY)

    def stop(self) -> None:
        """End the worker while another thread waits for it; that one learns that it died."""
        self.is_fresh = False
        with self._ending:
            if self._handle >= 0 and self.alive:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def kill(self) -> None:
        """End the worker and let go of it; a second time does nothing."""
        self.stop()
        with self._ending:
            if self._handle >= 0:
                os.close(self._handle)
                self._end.close()
                self._handle = -1


class Nursery:
    """One small process that has everything imported; it is started at the first need and again when it is gone."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: socket.socket | None = None
        self._is_open = True

    def worker(self, snapshot: Path) -> QueryWorker:
        """Fork a worker that answers from a snapshot."""
        ours, theirs = socket.socketpair()
        try:
            process, handle = self._fork(str(snapshot.resolve()), theirs)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        worker = QueryWorker(ours, process, handle)
        try:
            worker.wait_until_ready()
        except (TimedOut, Died):
            worker.kill()
            raise
        return worker

    def close(self) -> None:
        """End the nursery, and with it every worker that came from it."""
        with self._lock:
            self._is_open = False
            self._end_process()

    def _fork(self, snapshot: str, end: socket.socket) -> tuple[int, int]:
        with self._lock:
            try:
                return self._ask(snapshot, end)
            except OSError:
                self._end_process()
                return self._ask(snapshot, end)

    def _ask(self, snapshot: str, end: socket.socket) -> tuple[int, int]:
        nursery = self._end or self._start()
        socket.send_fds(nursery, [snapshot.encode()], [end.fileno()])
        process, handles, _, _ = socket.recv_fds(nursery, 64, 1)
        if not handles:
            raise ConnectionResetError
        return int(process), handles[0]

    def _start(self) -> socket.socket:
        if not self._is_open:
            raise ConnectionAbortedError  # somebody wanted a worker while the registry was closed
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-I", "-m", "registry.workers.nursery_child", str(self._memory_bytes)]
        with theirs, on_all():
            # The command is ours, word for word; what a stranger sends goes to the workers only.
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={}
            )
        self._end = ours
        return ours

    def _end_process(self) -> None:
        if self._end is not None and self._process is not None:
            self._end.close()
            self._process.kill()
            self._process.wait()
        self._end = self._process = None

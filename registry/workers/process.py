"""One child process behind two pipes: asked one thing at a time, killed when the clock runs out."""

import os
import subprocess
import sys

from registry.processors import on_all
from registry.workers.frames import Clock, Died, Header, TimedOut, exchange

__all__ = ["Died", "TimedOut", "Worker"]


class Worker:
    """A child that runs `python -m module arguments...`, knows nothing of the environment and ends with its input."""

    def __init__(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-I", "-m", module, *arguments]
        # The command is ours, word for word; what a stranger sends goes through the pipe only.
        with on_all():
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
            )
        assert self._process.stdin and self._process.stdout  # noqa: S101  both are pipes
        self._sink, self._source = self._process.stdin.fileno(), self._process.stdout.fileno()
        for end in (self._sink, self._source):
            os.set_blocking(end, False)
        self.asked = 0

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def ask(self, header: Header, body: bytes, seconds: float) -> tuple[Header, bytes]:
        """Send one request and wait for its answer at most so many seconds."""
        self.asked += 1
        try:
            return exchange(self._sink, self._source, (header, body), Clock(seconds))
        except (TimedOut, Died):
            self.kill()
            raise

    def kill(self) -> None:
        """End the child and take its remains away."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()  # nothing is buffered on our side
        self._process.wait()

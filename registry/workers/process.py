"""One child process behind two pipes: asked one thing at a time, killed when the clock runs out."""

import subprocess
import sys
import threading

from registry.workers.frames import Header, receive, send


class TimedOut(Exception):
    """The worker took longer than it was allowed and was killed."""


class Died(Exception):
    """The worker ended by itself, most often because it reached its memory limit."""


class Worker:
    """A child that runs `python -m module arguments...`, knows nothing of the environment and ends with its input."""

    def __init__(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-I", "-m", module, *arguments]
        # The command is ours, word for word; what a stranger sends goes through the pipe only.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        )
        self.asked = 0

    @property
    def alive(self) -> bool:
        """Whether the child still runs."""
        return self._process.poll() is None

    def ask(self, header: Header, body: bytes, seconds: float) -> tuple[Header, bytes]:
        """Send one request and wait for its answer at most so many seconds."""
        assert self._process.stdin and self._process.stdout  # noqa: S101  both are pipes
        self.asked += 1
        late = threading.Event()
        timer = threading.Timer(seconds, self._kill_late, [late])
        timer.start()
        try:
            send(self._process.stdin, header, body)
            answer = receive(self._process.stdout)
        except OSError:
            answer = None
        finally:
            timer.cancel()
        if answer is None:
            self.kill()
            raise TimedOut if late.is_set() else Died
        return answer

    def kill(self) -> None:
        """End the child and take its remains away."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                _close(pipe)
        self._process.wait()

    def _kill_late(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except BrokenPipeError:
        return  # what was not yet sent to a dead child is of no use to anybody

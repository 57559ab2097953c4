"""The desk where queries are answered: one thread hears all workers; each query has its turn, its time, its bill."""

import select
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from registry.core.charges import HOUSE, Client
from registry.core.protocol import Question
from registry.settings import Limits
from registry.workers.asked import NOTHING, Asked, message
from registry.workers.frames import Died, Gone, Header, TimedOut
from registry.workers.outcome import Answer, NoAnswer, Stop
from registry.workers.supply import Held, Source, Supply
from registry.workers.turns import NoTurn, Turn, Turns, Why

_MOST_AHEAD = 3
"""So many queries lie at a worker behind the one that it answers, so that it need not wait for the next one."""
_LOOK_SECONDS = 0.1
"""How often the clocks are looked at while somebody runs or waits."""
_QUIET_LOOKS = 50
"""After so many looks at nothing the thread ends; the next query starts another one."""


@dataclass(eq=False)
class _Line:
    """A worker with the query that it answers, since when, and those that were sent ahead."""

    held: Held
    turn: Turn
    since: float
    next_look: float
    ahead: deque[Turn] = field(default_factory=deque)


class Answers:
    """Queries of strangers, answered by workers that can be lost, on one revision each."""

    def __init__(self, source: Source, folder: Path, limits: Limits) -> None:
        self._source, self._limits = source, limits
        self._supply = Supply(source, folder, limits.query_memory_bytes)
        self._turns = Turns(limits, self._sent_away, self._interrupted)
        self._lock = threading.Lock()
        self._asked: dict[Turn, Asked] = {}
        self._lines: dict[int, _Line] = {}
        self._ends = select.epoll()
        self._hearing: threading.Thread | None = None
        self._next_look = 0.0
        self._is_open = True

    def answer(self, question: Question, client: Client = HOUSE, media_type: str = "") -> Answer | NoAnswer:
        """Run a query to its end within the limits, when it is the client's turn."""
        asked = Asked(message(question, media_type, self._limits))
        with self._alone():
            if not self._is_open:
                return NOTHING
            turn = self._turns.enter(client)
            if isinstance(turn, NoTurn):
                return _no_turn(turn)
            self._asked[turn] = asked
            self._go_on()
            self._listen()
        asked.gate.acquire()
        return asked.result

    def warm_up(self) -> None:
        """Have a worker at hand before the first query comes."""
        self._supply.stock()

    def close(self) -> None:
        """End all workers and remove what they read; whoever waits still gets no answer."""
        with self._lock:
            self._is_open = False
            self._let_all_go()
        self._supply.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time; whoever fails here lets all go who wait, rather than let them wait for ever."""
        with self._lock:
            try:
                yield
            except BaseException:
                if threading.current_thread() is self._hearing:
                    self._hearing = None
                self._let_all_go()
                raise

    def _listen(self) -> None:
        """One thread hears the workers as long as there is something to hear."""
        if self._hearing is None:
            self._hearing = threading.Thread(target=self._hear_all, daemon=True)
            self._hearing.start()

    def _hear_all(self) -> None:
        quiet = 0
        while True:
            ends = self._ends.poll(_LOOK_SECONDS)
            with self._alone():
                for end, _ in ends:
                    self._hear(end)
                self._look_at_clocks()
                self._go_on()
                quiet = quiet + 1 if self._turns.is_quiet else 0
                if quiet == _QUIET_LOOKS or not self._is_open:
                    self._hearing = None
                    return

    def _go_on(self) -> None:
        """Let begin who may, and send ahead what workers would wait for otherwise."""
        while (turn := self._turns.call()) is not None:
            self._begin(turn)
        for line in list(self._lines.values()):
            self._send_ahead(line)

    def _begin(self, turn: Turn) -> None:
        while (held := self._supply.idle()) is not None:
            if self._give(held, turn):
                return
        # making a worker takes longer than the others should wait for
        threading.Thread(target=self._begin_anew, args=[turn], daemon=True).start()

    def _begin_anew(self, turn: Turn) -> None:
        held = None
        try:
            with suppress(OSError, TimedOut, Died):
                held = self._supply.new()
        finally:
            self._begun(held, turn)

    def _begun(self, held: Held | None, turn: Turn) -> None:
        with self._alone():
            if turn not in self._asked:  # closed meanwhile
                if held is not None:
                    self._supply.give_back(held)
                return
            if held is None or not self._give(held, turn):
                self._end(turn, NOTHING, 0)
            self._go_on()

    def _give(self, held: Held, turn: Turn) -> bool:
        now = time.monotonic()
        line = _Line(held, turn, now, now + self._limits.quick_seconds)
        try:
            held.worker.tell(self._asked[turn].message)
        except Gone:
            self._supply.give_back(held)
            return False
        self._lines[held.worker.number] = line
        if not held.is_heard:
            self._ends.register(held.worker.number, select.EPOLLIN)
            held.is_heard = True
        return True

    def _send_ahead(self, line: _Line) -> None:
        worker = line.held.worker
        while len(line.ahead) < _MOST_AHEAD and worker.is_fresh and line.held.state == self._source.state():
            turn = self._turns.send_ahead(line.turn)
            if turn is None:
                return
            line.ahead.append(turn)
            with suppress(Gone):  # whoever hears the worker will know
                worker.tell(self._asked[turn].message)

    def _hear(self, end: int) -> None:
        line = self._lines.get(end)
        if line is None:  # it ended while it was idle, and whoever takes it next will know
            with suppress(OSError):
                self._ends.unregister(end)
            return
        try:
            for header, body in line.held.worker.hear():
                self._answered(line, header, body)
                if end not in self._lines:
                    return
        except (Died, LookupError, ValueError, TypeError):  # or it says what no worker of ours would
            self._stop(line, Stop.DISPLACED if line.turn.displaced else Stop.MEMORY)

    def _answered(self, line: _Line, header: Header, body: bytes) -> None:
        worker, turn = line.held.worker, line.turn
        if header["peak_bytes"] > self._limits.query_memory_bytes // 2:
            worker.is_fresh = False
        if header["outcome"] == "answer":
            result: Answer | NoAnswer = Answer(body, *line.held.state, header.get("total"))
        else:
            result = NoAnswer(Stop(header["outcome"]), header.get("message", ""))
        if not line.ahead or not worker.is_fresh:
            self._leave(line)
            self._end(turn, result, header["seconds"])
            return
        now = time.monotonic()
        line.turn, line.since, line.next_look = line.ahead.popleft(), now, now + self._limits.quick_seconds
        self._end(turn, result, header["seconds"], line.turn)

    def _look_at_clocks(self) -> None:
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_SECONDS
        for line in list(self._lines.values()):
            if now >= line.since + self._limits.query_seconds:
                self._stop(line, Stop.TIME)
            elif now >= line.next_look:
                self._look_at(line, now)
        self._turns.send_away_the_late()

    def _look_at(self, line: _Line, now: float) -> None:
        # who has waited for the processor, on a busy machine, is not long for that
        if line.held.worker.computed() < self._limits.quick_seconds / 2:
            line.next_look = now + self._limits.quick_seconds
            return
        line.next_look = float("inf")
        line.held.worker.give_way()
        self._turns.becomes_long(line.turn)
        self._call_back(line)

    def _stop(self, line: _Line, stop: Stop) -> None:
        """End a worker, and with it the query that it was at."""
        line.held.worker.is_fresh = False
        self._leave(line)
        retry = 0 if stop is Stop.TIME else round(self._limits.query_seconds)
        self._end(line.turn, NoAnswer(stop, retry_after=retry), time.monotonic() - line.since)

    def _leave(self, line: _Line) -> None:
        del self._lines[line.held.worker.number]
        self._call_back(line)
        self._supply.give_back(line.held)

    def _call_back(self, line: _Line) -> None:
        """Those that were sent ahead wait again: the worker will end before it comes to them."""
        while line.ahead:
            self._turns.call_back(line.ahead.popleft())

    def _end(self, turn: Turn, result: Answer | NoAnswer, seconds: float, following: Turn | None = None) -> None:
        self._turns.end(turn, seconds, _is_trouble(result), following)
        self._open_gate(turn, result)

    def _open_gate(self, turn: Turn, result: Answer | NoAnswer) -> None:
        asked = self._asked.pop(turn)
        asked.result = result
        asked.gate.release()

    def _sent_away(self, turn: Turn, no_turn: NoTurn) -> None:
        self._open_gate(turn, _no_turn(no_turn))

    def _interrupted(self, turn: Turn) -> None:
        for line in self._lines.values():
            if line.turn is turn:
                line.held.worker.stop()

    def _let_all_go(self) -> None:
        for turn in list(self._asked):
            self._open_gate(turn, NOTHING)
        self._turns = Turns(self._limits, self._sent_away, self._interrupted)
        lines, self._lines = self._lines, {}
        for line in lines.values():
            line.held.worker.is_fresh = False
            self._supply.give_back(line.held)


def _is_trouble(result: Answer | NoAnswer) -> bool:
    return isinstance(result, NoAnswer) and result.stop in _TROUBLE


def _no_turn(refused: NoTurn) -> NoAnswer:
    return NoAnswer(_NO_TURN[refused.why], retry_after=refused.retry_after)


_TROUBLE = (Stop.TIME, Stop.MEMORY, Stop.DISPLACED)
_NO_TURN = {Why.SPENT: Stop.SPENT, Why.QUEUE: Stop.QUEUE, Why.LATE: Stop.BUSY}

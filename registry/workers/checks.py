"""The server's side of checking uploads: a warm worker is lent for one upload, then kept or thrown away."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from registry.core.bounds import Bounds
from registry.core.explanations import Mistake
from registry.core.report import Report, as_json, from_json
from registry.core.turtle import Unreadable, Upload
from registry.settings import Limits
from registry.workers.process import Worker

_REQUESTS_PER_WORKER = 500
"""Two or three requests are made for an upload."""


class Session:
    """One upload in one worker: first `read`, then `judge` as often as the surroundings change."""

    def __init__(self, worker: Worker, limits: Limits) -> None:
        self._worker, self._limits = worker, limits

    def read(self, body: bytes, media_type: str, graph: NamedNode, bounds: Bounds) -> Upload | Unreadable:
        """Read the bytes for a graph, as the media type says."""
        about = {"graph": graph.value, "media_type": media_type, "bounds": asdict(bounds)}
        request = {"do": "read", **about, **self._seconds()}
        header, triples = self._worker.ask(request, body, self._limits.upload_seconds)
        if "mistakes" in header:
            return Unreadable(tuple(_mistake(*fields) for fields in header["mistakes"]))
        parsed = parse(triples, format=RdfFormat.N_TRIPLES)
        quads = tuple(Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed)
        upload = Upload(graph, quads)
        for quad, line, first_line in zip(quads, header["lines"], header["first_lines"], strict=True):
            upload.lines[quad.subject, quad.predicate, quad.object] = line
            upload.first_lines[quad.subject] = first_line
        return upload

    def judge(self, context: Iterable[Triple]) -> Report:
        """Check the upload that was read last against the shapes."""
        request = {"do": "judge", "most_findings": self._limits.findings, **self._seconds()}
        body = serialize(context, format=RdfFormat.N_TRIPLES) or b""
        return from_json(self._worker.ask(request, body, self._limits.upload_seconds)[1].decode())

    def locate(self, report: Report) -> Report:
        """Give the findings about the upload that was read last their places in its file."""
        if not report.findings:
            return report
        request = {"do": "locate", **self._seconds()}
        return from_json(self._worker.ask(request, as_json(report).encode(), self._limits.upload_seconds)[1].decode())

    def _seconds(self) -> dict[str, float]:
        return {"seconds": self._limits.upload_seconds}


def _mistake(line: int, column: int, messages: list[list[str]], *rest: Any) -> Mistake:  # noqa: ANN401  as the worker wrote them
    return Mistake(line, column, tuple((language, text) for language, text in messages), *rest)


class Checks:
    """A small supply of workers that have shapes and ontology loaded."""

    def __init__(self, shapes_folder: Path, ontology_folder: Path, limits: Limits) -> None:
        self._folders = (str(shapes_folder.resolve()), str(ontology_folder.resolve()))
        self._limits = limits
        self._slots = threading.BoundedSemaphore(limits.upload_slots)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Start a worker now, so that the first upload does not wait for it."""
        with self._lock:
            if not self._idle:
                self._idle.append(self._start())

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Lend a worker, as soon as one of the slots is free."""
        with self._slots:
            worker = self._take()
            try:
                yield Session(worker, self._limits)
            finally:
                self._give_back(worker)

    def close(self) -> None:
        """End all idle workers."""
        with self._lock:
            for worker in self._idle:
                worker.kill()
            self._idle.clear()

    def _give_back(self, worker: Worker) -> None:
        """Keep the worker; in the place of one that timed out, died, or has served long, another one gets ready."""
        if worker.alive and worker.asked < _REQUESTS_PER_WORKER:
            with self._lock:
                self._idle.append(worker)
            return
        worker.kill()
        with suppress(OSError):  # a system that starts no process now: the next file will tell
            self.warm_up()

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.kill()
        return self._start()

    def _start(self) -> Worker:
        return Worker("registry.workers.check_child", *self._folders, str(self._limits.upload_memory_bytes))

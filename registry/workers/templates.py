"""The server's side of templates: each is written once by a worker, then kept, as it changes only with the rules."""

import threading
from pathlib import Path

from pyoxigraph import NamedNode

from registry.workers.process import Worker

_SECONDS = 60.0


class Templates:
    """The tables to fill in, by class, format and language."""

    def __init__(self, shapes_folder: Path, ontology_folder: Path) -> None:
        self._folders = (str(shapes_folder.resolve()), str(ontology_folder.resolve()))
        self._lock = threading.Lock()
        self._written: dict[tuple[str, str, str], bytes] = {}

    def template(self, kind: NamedNode, address: str, name: str, language: str) -> bytes:
        """The template of a class, whose things have such addresses, in a format and a language."""
        key = (kind.value, name, language)
        with self._lock:
            if key not in self._written:
                self._written[key] = self._write({"class": kind.value, "address": address, "format": name}, language)
            return self._written[key]

    def _write(self, wanted: dict[str, str], language: str) -> bytes:
        worker = Worker("registry.workers.template_child", *self._folders)
        try:
            return worker.ask({**wanted, "language": language}, b"", _SECONDS)[1]
        finally:
            worker.kill()

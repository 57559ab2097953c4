"""What was touched since the index was last written: a line for each contribution, so that a crash loses nothing."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode


class Journal:
    """A file of lines, emptied each time the index is written."""

    def __init__(self, path: Path) -> None:
        """Take the path of the file, which need not exist."""
        self._path = path

    def note(self, sequence: int, devices: Iterable[NamedNode] | None) -> None:
        """Note what a contribution touched, None when that may be every device.

        Where nothing can be written all notes go: the index is made anew then, and whoever contributes is not troubled.
        """
        touched = None if devices is None else [device.value for device in devices]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"sequence": sequence, "devices": touched}) + "\n")
        except OSError:
            self.clear()

    def since(self, revision: int, until: int) -> set[NamedNode] | None:
        """What was touched after one revision until another; None when that is not known of each between."""
        touched: set[NamedNode] = set()
        wanted = revision + 1
        for line in self._lines():
            if line["sequence"] < wanted and line["devices"] is not None:
                continue
            if line["devices"] is None or line["sequence"] != wanted:
                return None
            touched |= {NamedNode(device) for device in line["devices"]}
            wanted += 1
        return touched if wanted == until + 1 else None

    def clear(self) -> None:
        """Forget what was noted: the index holds it."""
        self._path.unlink(missing_ok=True)

    def _lines(self) -> list[dict[str, Any]]:
        try:
            return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]
        except FileNotFoundError:
            return []
        except ValueError:  # a line that a crash cut off
            return [{"sequence": 0, "devices": None}]

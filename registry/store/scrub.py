"""A store that is too large for a look at each start is looked through while it works, in a process of its own."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from registry.processors import on_all
from registry.store.embedded import Store, remove
from registry.store.indexes import contradiction_in, opened

_log = logging.getLogger(__name__)

_LAST = 19
"""How nice the process is: everybody else comes first."""
_CRASHES = {-each for each in (signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV)}
"""How an engine ends over a damaged file; another end says nothing of the store."""


def look_through(store: Store, folder: Path) -> str:
    """Say what is wrong with the store or its past, empty when nothing is; takes seconds to minutes.

    The folder is where a copy that shares its files with the store may stand meanwhile.
    """
    return _look(store.snapshot, folder) or _look(store.past.snapshot, folder)


def fault_in(folder: Path) -> str:
    """Say what is wrong with the store in a folder, empty when nothing is; no other process may write it meanwhile."""
    found = opened(partial(ox.Store.read_only, str(folder)), contradiction_in)
    return found if isinstance(found, str) else ""


def _look(copy: Callable[[Path], object], folder: Path) -> str:
    remove(folder)
    try:
        copy(folder)
    except (OSError, RuntimeError) as error:
        _log.error("the store cannot be looked through now: %s", error)
        return ""
    if not folder.exists():
        return ""
    command = [sys.executable, "-I", "-m", __name__, str(folder)]
    with on_all():
        # The command is ours, word for word.
        looking = subprocess.run(command, capture_output=True, text=True, env={}, check=False)  # noqa: S603
    remove(folder)
    if looking.returncode in _CRASHES:
        return f"the engine ended over it by signal {-looking.returncode}"
    if looking.returncode:
        _log.error("the look through the store broke off: %s", looking.stderr.strip() or looking.returncode)
    return looking.stdout.strip()


if __name__ == "__main__":
    os.nice(_LAST)
    print(fault_in(Path(sys.argv[1])))

"""A store that is too large for a look at each start is looked through while it works, in a process of its own."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

from registry.store.embedded import Store, remove
from registry.store.indexes import contradiction_in

_log = logging.getLogger(__name__)

_LAST = 19
"""How nice the process is: everybody else comes first."""
_CRASHES = {-each for each in (signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV)}
"""How an engine ends over a damaged file; another end says nothing of the store."""


def look_through(store: Store, folder: Path) -> str:
    """Say what is wrong with the store, empty when nothing is; takes seconds to minutes.

    The folder is where a copy that shares its files with the store may stand meanwhile.
    """
    remove(folder)
    try:
        store.snapshot(folder)
    except (OSError, RuntimeError) as error:
        _log.error("the store cannot be looked through now: %s", error)
        return ""
    # The command is ours, word for word.
    looking = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-m", __name__, str(folder)], capture_output=True, text=True, env={}, check=False
    )
    remove(folder)
    if looking.returncode in _CRASHES:
        return f"the engine ended over it by signal {-looking.returncode}"
    if looking.returncode:
        _log.error("the look through the store broke off: %s", looking.stderr.strip() or looking.returncode)
    return looking.stdout.strip()


def fault_in(folder: Path) -> str:
    """Say what is wrong with the store in a folder, empty when nothing is; no other process may write it meanwhile."""
    try:
        return contradiction_in(ox.Store.read_only(str(folder)))
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    os.nice(_LAST)
    print(fault_in(Path(sys.argv[1])))

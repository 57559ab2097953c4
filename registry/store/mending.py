"""A store that cannot be read, or contradicts itself, gives way to one made anew from the ledger, and says so."""

import gc
import logging
from collections.abc import Callable
from pathlib import Path

from registry.store.embedded import Store, StoreInUse, remove

_log = logging.getLogger(__name__)

_NOTE = "FAULT"
"""A file among those of the engine: it is gone when they are."""

SCANNED_BYTES = 8_000_000
"""A store up to this size is looked through at each start, in two seconds; a larger one while it works (`scrub`)."""


def open_sound(folder: Path, fill: Callable[[Store], object]) -> tuple[Store, str]:
    """Open the store of a folder and bring it up to date; and say what was wrong with it, empty when nothing was."""
    opened = fault_noted(folder) or _opened(folder, fill)
    if isinstance(opened, Store):
        return opened, ""
    gc.collect()  # an engine that failed lets go of its folder
    _log.error("the store in %s is damaged and is made anew from the ledger: %s", folder, opened)
    fresh, damaged = folder.with_name("store-in-the-making"), folder.with_name("store-damaged")
    remove(fresh)
    store = Store(fresh)
    fill(store)
    del store  # gives the folder free
    remove(damaged)
    folder.rename(damaged)
    fresh.rename(folder)
    _log.warning("the store in %s was made anew from the ledger; the damaged one is in %s", folder, damaged)
    return Store(folder), opened


def note_fault(folder: Path, fault: str) -> None:
    """Leave word for the next start that the store in this folder is to be made anew, and why."""
    (folder / _NOTE).write_text(fault, encoding="utf-8")


def fault_noted(folder: Path) -> str:
    """Why the store in this folder is to be made anew, empty when nobody found a reason."""
    note = folder / _NOTE
    return note.read_text(encoding="utf-8") if note.exists() else ""


def _opened(folder: Path, fill: Callable[[Store], object]) -> Store | str:
    """The store, brought up to date; or what is wrong with it."""
    size = sum(file.stat().st_size for file in folder.glob("*")) if folder.exists() else 0
    try:
        store = Store(folder)
        fault = store.contradiction() if size <= SCANNED_BYTES else ""
        if not fault:
            fill(store)
    except StoreInUse:
        raise
    except (OSError, RuntimeError, ValueError, SyntaxError) as error:
        fault = f"{type(error).__name__}: {error}"
    return fault or store

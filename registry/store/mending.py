"""A store that cannot be read, or contradicts itself, gives way to one made anew from the ledger, and says so."""

import gc
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from registry.store.embedded import Store, remove
from registry.store.indexes import is_small, opened

_log = logging.getLogger(__name__)

_NOTE = "FAULT"
"""A file among those of the engine: it is gone when they are."""


def open_sound(folder: Path, fill: Callable[[Store], object]) -> tuple[Store, str]:
    """Open the store of a folder and bring it up to date; and say what was wrong with it, empty when nothing was."""
    found: Store | str = fault_noted(folder) or opened(partial(Store, folder), partial(_used, folder, fill))
    if isinstance(found, Store):
        return found, ""
    gc.collect()  # an engine that failed lets go of its folder
    _log.error("the store in %s is damaged and is made anew from the ledger: %s", folder, found)
    fresh, damaged = folder.with_name("store-in-the-making"), folder.with_name("store-damaged")
    remove(fresh)
    store = Store(fresh)
    fill(store)
    del store  # gives the folder free
    remove(damaged)
    folder.rename(damaged)
    fresh.rename(folder)
    _log.warning("the store in %s was made anew from the ledger; the damaged one is in %s", folder, damaged)
    return Store(folder), found


def note_fault(folder: Path, fault: str) -> None:
    """Leave word for the next start that the store in this folder is to be made anew, and why."""
    (folder / _NOTE).write_text(fault, encoding="utf-8")


def fault_noted(folder: Path) -> str:
    """Why the store in this folder is to be made anew, empty when nobody found a reason."""
    note = folder / _NOTE
    return note.read_text(encoding="utf-8") if note.exists() else ""


def _used(folder: Path, fill: Callable[[Store], object], store: Store) -> str:
    """Bring the store up to date, unless it contradicts itself."""
    fault = store.contradiction() if is_small(folder) else ""
    if not fault:
        fill(store)
    return fault

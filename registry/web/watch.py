"""What a server looks after while it serves: that its store is sound and follows the ledger; else it starts again."""

import logging
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime

from registry.assembly import Registry
from registry.publish import follow
from registry.store.mending import note_fault
from registry.store.scrub import look_through

_log = logging.getLogger(__name__)

_PAUSE = 5
_ROOM = 64_000_000
"""So many bytes are free again when an engine that ran out of them may try anew."""


def watch(registry: Registry, start_again: Callable[[], None]) -> None:
    """Look again and again until something is wrong; then let the server start again, which mends it."""
    settings = registry.settings
    pause = min(_PAUSE, settings.next_look_seconds)
    look = time.monotonic() + settings.first_look_seconds
    wrong = silence = ""
    while not wrong:
        time.sleep(pause)
        try:
            silence = silent(registry, silence)
            if silence:
                continue
            wrong = stuck(registry)
            if not wrong and time.monotonic() >= look:
                look = time.monotonic() + settings.next_look_seconds
                wrong = damaged(registry)
        except Exception:
            # whatever it is: whoever looks after the store must not end over it
            _log.exception("the store could not be looked after, the next try comes in %s s", pause)
    _log.error("the server starts again: %s", wrong)
    start_again()


def silent(registry: Registry, before: str) -> str:
    """Why the ledger cannot be asked, as before or anew; told in a line when that begins, and when it is over."""
    reason = registry.ledger.unreadable() if registry.ledger else ""
    if reason and not before:
        _log.error("the ledger cannot be asked; the store follows it again once it can: %s", " ".join(reason.split()))
    if before and not reason:
        _log.warning("the ledger can be asked again")
    return reason


def damaged(registry: Registry) -> str:
    """Why the store is to be made anew, which is noted for the start."""
    fault = look_through(registry.store, registry.settings.look_folder)
    if fault:
        note_fault(registry.settings.store_folder, fault)
    return fault and f"the store is damaged and will be made anew from the ledger: {fault}"


def stuck(registry: Registry) -> str:
    """Why the store is to be opened again: after a write that failed the engine takes no other, room or not."""
    behind = follow(registry, datetime.now(UTC))
    by_engine = behind is not None and isinstance(behind.__cause__, OSError | RuntimeError)
    if not by_engine or shutil.disk_usage(registry.settings.home).free < _ROOM:
        return ""
    return f"the store does not follow the ledger although the disk has room: {behind}"

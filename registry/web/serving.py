"""The server process: granian in front, the app with its registry behind, one process that owns the store."""

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from registry import browse
from registry.assembly import Registry, open_registry
from registry.processors import keep_to_one
from registry.settings import Settings
from registry.store import StoreInUse
from registry.web import create_app
from registry.web.admission import Admission
from registry.web.cache import Cache
from registry.web.crowd import Crowd
from registry.web.watch import watch

_AT_ONCE = 64
"""Most of them wait for a worker process that computes, or for a turn: more than may run and wait for queries.

Those that wait for a body come on top (`web/crowd.py`).
"""
_AND_MORE = 2
"""So many times the connections that are kept fit between two looks at them."""
_FILES_BESIDE = 500
_TURN_OF_A_THREAD = 0.000_5
"""Seconds; with the usual ten times as many, whoever has little to do waits for each thread that computes."""
_STOP_SECONDS = 10
"""A process that has not ended by then is killed: what has a receipt is in the ledger already."""
_PR_SET_PDEATHSIG = 1
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE, _ARENAS = 1 << 20, 4


def serve(settings: Settings, dump: Path | None = None) -> None:
    """Serve until stopped; a dump is unpacked into a folder that is gone afterwards."""
    if dump is None:
        _run(settings)
        return
    with TemporaryDirectory(prefix="registry-dump-") as folder:
        _run(replace(settings, home=Path(folder), dump=dump))


def _run(settings: Settings) -> None:
    """Serve until stopped, or until the process that serves wants to start again."""
    again = multiprocessing.Event()
    try:
        _server(settings).serve(target_loader=partial(_application, settings, again), wrap_loader=False)
    except SystemExit:
        if not again.is_set():
            raise
        _run(settings)


def _server(settings: Settings) -> Any:  # noqa: ANN401  the library gives its class no type
    connections = _room_for(_AND_MORE * settings.limits.connections)
    return Granian(
        "registry",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # one connection with many answers under way could not be shared (ADR 27)
        workers=1,
        blocking_threads=_AT_ONCE + 3 * settings.limits.arriving_bodies,
        backpressure=connections,
        backlog=connections,
        log_level=LogLevels.error,
        websockets=False,
        workers_kill_timeout=_STOP_SECONDS,
    )


def _room_for(connections: int) -> int:
    """How many of so many connections fit, as each takes a file; granian raised the number of files to the most."""
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return connections
    return max(_AT_ONCE, min(connections, files - _FILES_BESIDE))


def _application(settings: Settings, again: Event) -> Callable[..., Any]:
    """Open the registry in the process that will answer: it alone holds the store, which does not survive a fork."""
    _end_with_parent()
    _give_memory_back()
    sys.setswitchinterval(_TURN_OF_A_THREAD)
    try:
        registry = open_registry(settings, datetime.now(UTC).date())
    except StoreInUse as error:
        sys.exit(f"{error} is in use by another process: stop that server first")
    except PermissionError as error:
        sys.exit(str(error))
    keep_to_one()
    crowd = Crowd(settings)
    address = f"http://{settings.host}:{settings.port}"
    print(f"Serving revision {registry.store.revision()} on {address} (stop with Ctrl-C)", flush=True)
    threading.Thread(target=_warm_up, args=[registry], daemon=True).start()
    threading.Thread(target=crowd.watch, daemon=True).start()
    if registry.ledger is not None:
        threading.Thread(target=watch, args=[registry, partial(_start_again, again)], daemon=True).start()
    app = create_app(registry)
    app.extensions["clerk"].wake()
    return Admission(Cache(app, registry, settings.limits.cache_bytes), app, crowd, settings.proxies)


def _warm_up(registry: Registry) -> None:
    registry.devices.write()
    registry.answers.warm_up()
    browse.holdings(registry)
    if registry.ledger is not None:
        registry.checks.warm_up()


def _start_again(again: Event) -> None:
    """End this process as a stop would, or harder if it must be, and let the main process begin another."""
    again.set()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os._exit(1)


def _end_with_parent() -> None:
    """If the main process is killed, this one must not live on and hold port and store (Linux: prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _give_memory_back() -> None:
    """Let large answers leave nothing behind: their memory goes back to the system, whoever held it (glibc)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_ARENA_MAX, _ARENAS)

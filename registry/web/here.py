"""The registry and the day that a request is answered with."""

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import current_app, request

from registry import __version__
from registry.assembly import Registry
from registry.publish import Clerk


def registry() -> Registry:
    """The registry behind the doors that this request came through."""
    return cast(Registry, current_app.extensions["registry"])


def clerk() -> Clerk:
    """Who judges the files that wait."""
    return cast(Clerk, current_app.extensions["clerk"])


def root() -> str:
    """The address of the registry with a slash behind it: the one of the settings, else the one that is asked.

    Empty where a request does not say whom it asks.
    """
    given = registry().settings.site
    if given:
        return given.rstrip("/") + "/"
    return request.url_root if request.host else ""


def state() -> str:
    """What every answer of this moment depends on."""
    return state_of(registry())


def state_of(registry: Registry) -> str:
    """Revision, day of the verdicts, software; for a dump also its file."""
    revision, day = registry.store.state()
    dump = registry.settings.dump
    return f"{revision} {day} {__version__} {_served(dump) if dump else ''}"


@lru_cache(100)
def _served(dump: Path) -> str:
    """Which file is served, as it was when it was first asked about: what is written to it later is not served."""
    return f"{dump} {dump.stat().st_mtime_ns if dump.exists() else ''}"


def now() -> datetime:
    """The time of this request, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day of this request, in UTC."""
    return now().date()

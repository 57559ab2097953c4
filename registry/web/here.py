"""The registry and the day that a request is answered with."""

from datetime import UTC, date, datetime
from typing import cast

from flask import current_app, request

from registry import __version__
from registry.assembly import Registry


def registry() -> Registry:
    """The registry behind the doors that this request came through."""
    return cast(Registry, current_app.extensions["registry"])


def root() -> str:
    """The address of the registry with a slash behind it: the one of the settings, else the one that is asked.

    Empty where a request does not say whom it asks.
    """
    given = registry().settings.address
    if given:
        return given.rstrip("/") + "/"
    return request.url_root if request.host else ""


def state() -> str:
    """What an answer of this moment depends on: revision, day of the verdicts, software; for a dump its file."""
    here = registry()
    revision, day = here.store.state()
    dump = here.settings.dump
    file = dump.stat().st_mtime_ns if dump and dump.exists() else ""
    return f"{revision} {day} {__version__} {dump or ''} {file}"


def now() -> datetime:
    """The time of this request, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day of this request, in UTC."""
    return now().date()

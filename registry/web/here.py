"""The registry and the day that a request is answered with."""

from datetime import UTC, date, datetime
from typing import cast

from flask import current_app

from registry.assembly import Registry
from registry.publish import Clerk


def registry() -> Registry:
    """The registry behind the doors that this request came through."""
    return cast(Registry, current_app.extensions["registry"])


def clerk() -> Clerk:
    """Who judges the files that wait."""
    return cast(Clerk, current_app.extensions["clerk"])


def now() -> datetime:
    """The time of this request, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day of this request, in UTC."""
    return now().date()

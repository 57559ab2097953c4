"""Moments of the past, as they are asked for in an address and told in headers."""

import re
from datetime import UTC, date, datetime, time

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def read_day(text: str) -> date | None:
    """A day, written 2026-03-01; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_moment(text: str) -> datetime | None:
    """A moment, written 2026-03-01T12:00:00Z, or a day; None for anything else.

    What is not written counts to its end: a day in UTC lasts until midnight, and a second until the next.
    """
    if (day := read_day(text)) is not None:
        return datetime.combine(day, time.max, UTC)
    try:
        moment = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        return (
            until_its_end(moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)) if moment else None
        )
    except (ValueError, OverflowError):
        return None


def until_its_end(moment: datetime) -> datetime:
    """The last moment of a second, where no part of it is named."""
    return moment if moment.microsecond else moment.replace(microsecond=999_999)


def written(moment: datetime) -> str:
    """A moment as an address has it: a day where it is the end of one, else to the second, which lasts to its end."""
    if moment.time() == time.max:
        return moment.date().isoformat()
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

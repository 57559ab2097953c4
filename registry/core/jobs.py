"""Files that are judged later: what is known of each, and what came of it."""

import json
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from registry.core.conditions import Conditions, Version
from registry.core.explanations import Mistake
from registry.core.outcomes import BadSignature, Changed, KeyReused, NotAllowed, Outcome, Rejected, Repeated
from registry.core.report import as_json, from_json
from registry.core.turtle import Unreadable

MOST_ATTEMPTS = 3
"""A file with which the server ended so often is not tried again."""


class State(Enum):
    """How far a file has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class Job:
    """A file that waits to be judged, or was: without its bytes."""

    id: str
    number: int
    group: str
    by: str
    dataset: str
    anew: bool
    size: int
    sha256: str
    key: str
    fingerprint: str
    received_at: datetime
    state: State
    attempts: int
    finished_at: datetime | None
    ended: "Ended | None"


@dataclass(frozen=True)
class Kept:
    """The file was kept: the number of its contribution, and what is told of it."""

    sequence: int
    triples: int
    created: bool
    changes: str
    told: tuple[tuple[str, str], ...] = ()
    """What it changed in the words of each language."""


@dataclass(frozen=True)
class Finished:
    """What ends with a contribution: the job that it comes from, and what is told of it."""

    id: str
    triples: int
    created: bool
    changes: str
    told: tuple[tuple[str, str], ...]

    def kept(self, sequence: int) -> Kept:
        """What is remembered, once the contribution has its number."""
        return Kept(sequence, self.triples, self.created, self.changes, self.told)


@dataclass(frozen=True)
class Failed:
    """The registry could not judge the file; nothing was stored."""

    reason: str


@dataclass(frozen=True)
class Full:
    """So much waits already that nothing more is taken."""

    reason: str


Ended = Kept | Failed | Rejected | Unreadable | NotAllowed | BadSignature | Changed | KeyReused


def ended_of(outcome: Outcome) -> Ended:
    """What is remembered of an outcome; what was accepted is remembered with its contribution, by the ledger."""
    if isinstance(outcome, Rejected | Unreadable | NotAllowed | BadSignature | Changed | KeyReused):
        return outcome
    if isinstance(outcome, Repeated):
        answer = outcome.before.answer
        return Kept(outcome.before.contribution.sequence, answer.triples, answer.created, answer.changes)
    raise ValueError("what is accepted ends with its contribution")


def written(ended: Ended) -> str:
    """What came of a file, as JSON."""
    match ended:
        case Kept(sequence, triples, created, changes, told):
            said = {"sequence": sequence, "triples": triples, "created": created, "changes": changes}
            content: dict[str, object] = said | {"told": dict(told)}
        case Rejected(report=report):
            content = {"report": as_json(report)}
        case Unreadable(mistakes=mistakes):
            content = {"mistakes": [astuple(each) for each in mistakes]}
        case NotAllowed(reason=reason) | BadSignature(reason=reason) | Failed(reason=reason):
            content = {"reason": reason}
        case Changed(current=current):
            content = {"current": _version(current) if current else None}
        case KeyReused(key=key):
            content = {"key": key}
    return json.dumps({"kind": type(ended).__name__} | content, ensure_ascii=False)


def read_ended(text: str) -> Ended:
    """Read what `written` wrote."""
    content = json.loads(text)
    match content.pop("kind"):
        case "Kept":
            return Kept(**{**content, "told": tuple(content["told"].items())})
        case "Rejected":
            return Rejected(from_json(content["report"]))
        case "Unreadable":
            return Unreadable(tuple(_mistake(*fields) for fields in content["mistakes"]))
        case "Changed":
            return Changed(_read_version(content["current"]) if content["current"] else None)
        case kind:
            return _SIMPLE[kind](**content)


def conditions_as_json(conditions: Conditions) -> str:
    """Conditions, to be kept beside a file."""
    match, none_match = (
        sorted(tags) if tags is not None else None for tags in (conditions.match, conditions.none_match)
    )
    since = conditions.unmodified_since
    return json.dumps([match, none_match, since.isoformat() if since else None])


def conditions_from_json(text: str) -> Conditions:
    """Read what `conditions_as_json` wrote."""
    match, none_match, since = json.loads(text)
    tags, other = (frozenset(each) if each is not None else None for each in (match, none_match))
    return Conditions(tags, other, datetime.fromisoformat(since) if since else None)


_SIMPLE: dict[str, type[NotAllowed | BadSignature | Failed | KeyReused]] = {
    each.__name__: each for each in (NotAllowed, BadSignature, Failed, KeyReused)
}


def _mistake(line: int, column: int, messages: list[list[str]], *rest: Any) -> Mistake:  # noqa: ANN401  as written
    return Mistake(line, column, tuple((language, text) for language, text in messages), *rest)


def _version(version: Version) -> list[object]:
    return [version.sequence, version.sha256, version.received_at.isoformat()]


def _read_version(parts: list[str]) -> Version:
    return Version(int(parts[0]), parts[1], datetime.fromisoformat(parts[2]))

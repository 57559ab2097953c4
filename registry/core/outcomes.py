"""What a group hands in, and what may come of it."""

from dataclasses import dataclass

from registry.core.changes import Changes
from registry.core.conditions import UNCONDITIONAL, Conditions, Version
from registry.core.contribution import Contribution
from registry.core.repeats import Remembered, RequestKey
from registry.core.report import Report
from registry.core.turtle import Unreadable


@dataclass(frozen=True)
class Submission:
    """What a group hands in: the bytes for one of its datasets.

    `by` is the group that acts where that is another one, `signature` the group's own envelope over the bytes, `key`
    that with which the same request may be sent again, `job` that under which the file has waited.
    """

    group: str
    dataset: str
    body: bytes
    media_type: str = "text/turtle"
    by: str = ""
    signature: str = ""
    conditions: Conditions = UNCONDITIONAL
    key: RequestKey | None = None
    job: str = ""


@dataclass(frozen=True)
class Accepted:
    """The contribution is in the ledger and the store shows it; `created` says whether the graph is new."""

    contribution: Contribution
    report: Report
    triples: int
    created: bool
    changes: Changes


@dataclass(frozen=True)
class Rejected:
    """The file breaks a rule; nothing was stored."""

    report: Report


@dataclass(frozen=True)
class NotAllowed:
    """There is no such dataset for this group to fill; nothing was stored."""

    reason: str


@dataclass(frozen=True)
class BadSignature:
    """The group's signature does not hold for the file; nothing was stored."""

    reason: str


@dataclass(frozen=True)
class Changed:
    """The graph is not in the version that the request is for; nothing was stored."""

    current: Version | None


@dataclass(frozen=True)
class Repeated:
    """The same request was done before; nothing was stored again."""

    before: Remembered


@dataclass(frozen=True)
class KeyReused:
    """The key of this request was used for another one; nothing was stored."""

    key: str


@dataclass(frozen=True)
class Withdrawn:
    """The graph is empty now; its history stays in the ledger."""

    contribution: Contribution
    report: Report
    changes: Changes


@dataclass(frozen=True)
class Foreseen:
    """What would come of a contribution or a withdrawal; nothing was stored. `changes` is None where it is refused."""

    report: Report
    changes: Changes | None


Outcome = Accepted | Rejected | Unreadable | NotAllowed | BadSignature | Changed | Repeated | KeyReused

"""How much one validation may find and look at; whatever is left out is told, so that nothing passes unseen."""

from dataclasses import dataclass
from enum import Enum

from registry.core.facts import Term


@dataclass(frozen=True)
class Caps:
    """The most results of one run, value nodes of one path, and pairs of values that one constraint compares."""

    results: int = 10_000
    values: int = 10_000
    pairs: int = 1_000_000


class Reason(Enum):
    """Why something was not judged to its end."""

    RESULTS = "there are more results than one report may hold"
    VALUES = "there are more values than one constraint may look at"
    QUERY = "a query cannot be asked about this node, or says itself that it failed"


class CannotJudge(Exception):
    """A constraint gives up on a focus node; the run goes on with the next and tells it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Unjudged:
    """A focus node that a shape has not judged to its end, and why: a failure in the words of SHACL 3.4.2."""

    focus: Term
    shape: Term
    reason: Reason

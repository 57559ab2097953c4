"""What was done to a dataset, step by step, and in which state each step stands today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.core.contribution import Action, State, state_after, state_when_new


@dataclass(frozen=True)
class Step:
    """One contribution to a dataset, without its file; `by` where another than the group itself acted."""

    sequence: int
    action: Action
    received_at: datetime
    sha256: str
    size: int
    licence: str
    reason: str
    by: str


def states(steps: Sequence[Step]) -> list[State]:
    """The state of each step, oldest first: by what the step after it did."""
    return [_state(step, after) for step, after in zip(steps, [*steps[1:], None], strict=False)]


def _state(step: Step, after: Step | None) -> State:
    if after is None or step.action is Action.WITHDRAW:
        return state_when_new(step.action)
    return state_after(after.action)

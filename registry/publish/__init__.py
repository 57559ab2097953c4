"""A group contributes a file: read it, judge it, keep it, show it."""

from registry.core.outcomes import (
    Accepted,
    BadSignature,
    Changed,
    Foreseen,
    NotAllowed,
    Outcome,
    Rejected,
    Submission,
    Withdrawn,
)
from registry.publish.foreseeing import check, foresee, foresee_withdrawal
from registry.publish.keeping import Behind, follow
from registry.publish.later import Clerk, outcome_of, receive
from registry.publish.taking import named_anew, publish, publish_anew
from registry.publish.withdrawing import withdraw

__all__ = [
    "Accepted",
    "BadSignature",
    "Behind",
    "Changed",
    "Clerk",
    "Foreseen",
    "NotAllowed",
    "Outcome",
    "Rejected",
    "Submission",
    "Withdrawn",
    "check",
    "follow",
    "foresee",
    "foresee_withdrawal",
    "named_anew",
    "outcome_of",
    "publish",
    "publish_anew",
    "receive",
    "withdraw",
]

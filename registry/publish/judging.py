"""A file is read once and judged: by policy, by shapes, beside what the registry holds around it."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import Triple

from registry.assembly import Registry
from registry.core.access import Role, allowance
from registry.core.bounds import bounds_of
from registry.core.consistency import contradictions
from registry.core.explanations import mistake
from registry.core.names import STEWARD, graph_iri
from registry.core.outcomes import Submission
from registry.core.policy import IMPOSSIBLE, Surroundings, objections
from registry.core.report import Finding, Report, report_of
from registry.core.turtle import Unreadable, Upload
from registry.settings import Limits
from registry.store import context_of, surroundings_of
from registry.store.dependants import warnings
from registry.workers.checks import Session
from registry.workers.process import Died, TimedOut

Around = tuple[list[Triple], Surroundings, tuple[Finding, ...]]


@dataclass(frozen=True)
class Seen:
    """What the verdict on an upload rests on: what the registry held around it, at which revision."""

    revision: int
    around: Around


def read_upload(submission: Submission, session: Session, registry: Registry) -> Upload | Unreadable:
    """Read the bytes once, within the bounds of who acts."""
    graph = graph_iri(submission.group, submission.dataset)
    most = allowance(_role(submission, registry), registry.limits).triples
    return session.read(submission.body, submission.media_type, graph, bounds_of(registry.limits, most))


def judge(upload: Upload, group: str, session: Session, registry: Registry, now: datetime) -> tuple[Report, Seen]:
    """Judge what was read last in the session, and say what that rests on."""
    # the revision is read first: what is looked up after it is at least as new
    revision, around = registry.store.revision(), around_of(upload, registry)
    context, surroundings, broken = around
    by_shapes = session.judge(context)
    said = {(each.focus, each.path, each.value) for each in by_shapes.findings}
    own = (each for each in objections(upload, group, surroundings) if not _said_again(each, said))
    by_checks = contradictions(upload, registry.criteria(), now.date())
    merged = report_of([*own, *by_shapes.findings, *by_checks, *broken], registry.limits.findings)
    return session.locate(Report(merged.findings, merged.more + by_shapes.more)), Seen(revision, around)


def around_of(upload: Upload, registry: Registry) -> Around:
    """What the registry holds that the verdict on an upload depends on."""
    words = registry.words
    surroundings = surroundings_of(upload, registry.store, words.classes, words.broader)
    return context_of(upload, registry.store), surroundings, warnings(registry.store, upload.graph, upload.quads)


def given_up(error: TimedOut | Died, limits: Limits) -> Unreadable:
    """What is said of a file with which the worker did not come to an end."""
    late = isinstance(error, TimedOut)
    return Unreadable(
        (mistake("limit-time", seconds=f"{limits.upload_seconds:g}") if late else mistake("limit-memory"),)
    )


def _said_again(finding: Finding, said: Set[tuple[object, ...]]) -> bool:
    """What no type allows is told once: by the shape of the property, where it has one."""
    return finding.rule.startswith(IMPOSSIBLE) and (finding.focus, finding.path, finding.value) in said


def _role(submission: Submission, registry: Registry) -> Role:
    """The role of who acts; a file that is checked for a group that is not known is checked as a member's."""
    if submission.group == STEWARD and not submission.by:
        return Role.STEWARD
    known = registry.ledger.group(submission.by or submission.group) if registry.ledger else None
    return known.role if known else Role.MEMBER

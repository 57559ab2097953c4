"""A group contributes a file: read it, judge it, keep it, show it."""

import json
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime

from pyoxigraph import NamedNode, Quad, Triple

from registry.assembly import Registry, apply, catch_up
from registry.core.access import Role, allowance
from registry.core.bounds import bounds_of
from registry.core.changes import Changes
from registry.core.changes_words import summary
from registry.core.conditions import UNCONDITIONAL, Conditions
from registry.core.consistency import contradictions
from registry.core.contribution import Action, Contribution, Draft
from registry.core.explanations import mistake
from registry.core.names import DERIVED_GRAPHS, STEWARD, graph_iri, is_slug
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
from registry.core.policy import IMPOSSIBLE, Surroundings, objections
from registry.core.receipt import signature_fault
from registry.core.repeats import Answered
from registry.core.report import Finding, Report, as_json, report_of
from registry.core.turtle import Unreadable, Upload, stated_licence
from registry.ledger import Ledger
from registry.ledger.settled import current_version, settled
from registry.store import context_of, surroundings_of
from registry.store.changes import changes_of
from registry.store.dependants import warnings
from registry.workers.checks import Session
from registry.workers.process import Died, TimedOut

__all__ = [
    "Accepted",
    "BadSignature",
    "Changed",
    "Foreseen",
    "NotAllowed",
    "Outcome",
    "Rejected",
    "Submission",
    "Withdrawn",
    "check",
    "foresee",
    "foresee_withdrawal",
    "publish",
    "withdraw",
]

Stage = Callable[[str], None]


Around = tuple[list[Triple], Surroundings, tuple[Finding, ...]]


@dataclass(frozen=True)
class Seen:
    """What the verdict on an upload rests on: what the registry held around it, at which revision."""

    revision: int
    around: Around


def publish(submission: Submission, registry: Registry, now: datetime, stage: Stage = lambda name: None) -> Outcome:
    """Accept the file whole or not at all; when this returns Accepted, it is kept and shown."""
    refused = _name_refused(submission, registry)
    if refused:
        return NotAllowed(refused)
    fault = _signature_refused(submission, registry)
    if fault:
        return BadSignature(fault)
    if known := settled(submission, registry.ledger, now):
        return known
    try:
        with registry.checks.session() as session:
            return _check_and_keep(submission, session, registry, now, stage)
    except TimedOut:
        return Unreadable((mistake("limit-time", seconds=f"{registry.limits.upload_seconds:g}"),))
    except Died:
        return Unreadable((mistake("limit-memory"),))


def check(submission: Submission, registry: Registry, now: datetime) -> Report | Unreadable:
    """Judge a file without keeping it: the same verdict as `publish` gives."""
    outcome = _try_out(submission, registry, now, looking_ahead=False)
    return outcome.report if isinstance(outcome, Foreseen) else outcome


def foresee(submission: Submission, registry: Registry, now: datetime) -> Foreseen | Unreadable:
    """Judge a file without keeping it, and say what it would change."""
    return _try_out(submission, registry, now, looking_ahead=True)


def foresee_withdrawal(group: str, dataset: str, registry: Registry, now: datetime) -> Foreseen | None:
    """Say what would change if a dataset's graph were emptied; None when it is empty already."""
    graph = _filled_graph(group, dataset, registry)
    if graph is None:
        return None
    return Foreseen(Report(warnings(registry.store, graph, ())), _changes(graph, (), registry, now))


def withdraw(
    group: str,
    dataset: str,
    reason: str,
    registry: Registry,
    now: datetime,
    by: str = "",
    conditions: Conditions = UNCONDITIONAL,
) -> Withdrawn | Changed | None:
    """Empty a dataset's graph and keep the reason; None when it is empty already."""
    with registry.writing:
        graph = _filled_graph(group, dataset, registry)
        if registry.ledger is None or graph is None:
            return None
        if conditions.asked and not conditions.hold_for(current := current_version(registry.ledger, group, dataset)):
            return Changed(current)
        report = Report(warnings(registry.store, graph, ()))
        draft = Draft(
            group=group,
            dataset=dataset,
            action=Action.WITHDRAW,
            media_type="",
            body=b"",
            licence=_agreed_licence(registry, group),
            received_at=now,
            shapes_version=registry.words.shapes_version,
            report=as_json(report),
            reason=reason,
            by=by,
        )
        changes = _changes(graph, (), registry, now)
        return Withdrawn(_record(draft, registry, registry.ledger, now), report, changes)


def _try_out(submission: Submission, registry: Registry, now: datetime, looking_ahead: bool) -> Foreseen | Unreadable:
    try:
        with registry.checks.session() as session:
            upload = _read(submission, session, registry)
            if isinstance(upload, Unreadable):
                return upload
            report = _judge(upload, submission.group, session, registry, now)[0]
    except TimedOut:
        return Unreadable((mistake("limit-time", seconds=f"{registry.limits.upload_seconds:g}"),))
    except Died:
        return Unreadable((mistake("limit-memory"),))
    looked = looking_ahead and report.conforms
    return Foreseen(report, _changes(upload.graph, upload.quads, registry, now) if looked else None)


def _filled_graph(group: str, dataset: str, registry: Registry) -> NamedNode | None:
    """The graph of a dataset that holds something and that a group may empty."""
    graph = graph_iri(group, dataset) if is_slug(dataset) else None
    return graph if graph and graph not in DERIVED_GRAPHS and registry.store.has_graph(graph) else None


def _changes(graph: NamedNode, quads: tuple[Quad, ...], registry: Registry, now: datetime) -> Changes:
    return changes_of(registry.store, graph, quads, now.date(), registry.rules())


def _check_and_keep(
    submission: Submission, session: Session, registry: Registry, now: datetime, stage: Stage
) -> Outcome:
    stage("reading")
    upload = _read(submission, session, registry)
    if isinstance(upload, Unreadable):
        return upload
    stage("checking")
    report, seen = _judge(upload, submission.group, session, registry, now)
    while report.conforms:
        with registry.writing:
            if known := settled(submission, registry.ledger, now):
                return known
            # Another upload may have changed what this one refers to since it was judged: then judge it again.
            if registry.store.revision() == seen.revision or _around(upload, registry) == seen.around:
                stage("keeping")
                return _keep(submission, upload, report, registry, now)
        report, seen = _judge(upload, submission.group, session, registry, now)
    return Rejected(report)


def _read(submission: Submission, session: Session, registry: Registry) -> Upload | Unreadable:
    graph = graph_iri(submission.group, submission.dataset)
    most = allowance(_role(submission, registry), registry.limits).triples
    return session.read(submission.body, submission.media_type, graph, bounds_of(registry.limits, most))


def _judge(upload: Upload, group: str, session: Session, registry: Registry, now: datetime) -> tuple[Report, Seen]:
    # the revision is read first: what is looked up after it is at least as new
    revision, around = registry.store.revision(), _around(upload, registry)
    context, surroundings, broken = around
    by_shapes = session.judge(context)
    said = {(each.focus, each.path, each.value) for each in by_shapes.findings}
    own = (each for each in objections(upload, group, surroundings) if not _said_again(each, said))
    by_checks = contradictions(upload, registry.criteria(), now.date())
    merged = report_of([*own, *by_shapes.findings, *by_checks, *broken], registry.limits.findings)
    return session.locate(Report(merged.findings, merged.more + by_shapes.more)), Seen(revision, around)


def _said_again(finding: Finding, said: Set[tuple[object, ...]]) -> bool:
    """What no type allows is told once: by the shape of the property, where it has one."""
    return finding.rule.startswith(IMPOSSIBLE) and (finding.focus, finding.path, finding.value) in said


def _around(upload: Upload, registry: Registry) -> Around:
    """What the registry holds that the verdict on an upload depends on."""
    words = registry.words
    surroundings = surroundings_of(upload, registry.store, words.classes, words.broader)
    return context_of(upload, registry.store), surroundings, warnings(registry.store, upload.graph, upload.quads)


def _keep(submission: Submission, upload: Upload, report: Report, registry: Registry, now: datetime) -> Accepted:
    """The ledger's commit decides; the store follows it, and catches up at the next start if it cannot follow now."""
    if registry.ledger is None:
        raise ValueError("a registry without a ledger accepts nothing")
    created = not registry.store.has_graph(upload.graph)
    draft = Draft(
        group=submission.group,
        dataset=submission.dataset,
        action=Action.REPLACE,
        media_type=submission.media_type,
        body=submission.body,
        licence=stated_licence(upload) or _agreed_licence(registry, submission.group),
        received_at=now,
        shapes_version=registry.words.shapes_version,
        report=as_json(report),
        by=submission.by,
        signature=submission.signature,
    )
    changes = _changes(upload.graph, upload.quads, registry, now)
    told = len(upload.quads), created, json.dumps(summary(changes))
    answer = Answered(submission.key, *told) if submission.key else None
    contribution = _record(draft, registry, registry.ledger, now, upload, answer)
    return Accepted(contribution, report, len(upload.quads), created, changes)


def _record(
    draft: Draft,
    registry: Registry,
    ledger: Ledger,
    now: datetime,
    upload: Upload | None = None,
    answer: Answered | None = None,
) -> Contribution:
    """Commit to the ledger, then show it; what an earlier failure of the store left out is applied first, in order."""
    contribution = ledger.append(draft, answer)
    if registry.store.revision() == contribution.sequence - 1:
        registry.note(apply(registry.store, contribution, now.date(), upload, registry.rules()))
    else:
        catch_up(registry.store, ledger, now.date())
        registry.forget()
    return contribution


def _agreed_licence(registry: Registry, group: str) -> str:
    known = registry.ledger.group(group) if registry.ledger else None
    if known is None:
        raise LookupError(f"there is no group {group}")
    return known.licence


def _name_refused(submission: Submission, registry: Registry) -> str | None:
    if registry.ledger is None:
        return "this registry serves a copy and takes no contributions"
    if not is_slug(submission.dataset):
        return "name the dataset in small letters, digits and single hyphens, for example: phones-2026"
    if graph_iri(submission.group, submission.dataset) in DERIVED_GRAPHS:
        return "this graph is written by the registry itself"
    if registry.ledger.group(submission.group) is None:
        return f"there is no group {submission.group}"
    return None


def _signature_refused(submission: Submission, registry: Registry) -> str | None:
    if not submission.signature or registry.ledger is None:
        return None
    keys = registry.ledger.keys.of_group(submission.by or submission.group)
    graph = graph_iri(submission.group, submission.dataset)
    return signature_fault(submission.signature, graph.value, submission.body, keys)


def _role(submission: Submission, registry: Registry) -> Role:
    """The role of who acts; a file that is checked for a group that is not known is checked as a member's."""
    if submission.group == STEWARD and not submission.by:
        return Role.STEWARD
    known = registry.ledger.group(submission.by or submission.group) if registry.ledger else None
    return known.role if known else Role.MEMBER

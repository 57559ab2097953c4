"""A file is taken: accepted whole or not at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from registry.assembly import Registry
from registry.core.changes import Changes
from registry.core.changes_words import as_text, summary
from registry.core.conditions import NEW
from registry.core.contribution import Action, Draft
from registry.core.glossary import LANGUAGES
from registry.core.jobs import Finished
from registry.core.names import DERIVED_GRAPHS, graph_iri, is_slug
from registry.core.outcomes import Accepted, BadSignature, Changed, NotAllowed, Outcome, Rejected, Submission
from registry.core.receipt import signature_fault
from registry.core.repeats import Answered
from registry.core.report import Report, as_json
from registry.core.turtle import Unreadable, Upload, stated_licence
from registry.ledger import Ledger
from registry.ledger.settled import free_name, settled
from registry.publish.judging import around_of, given_up, judge, read_upload
from registry.publish.keeping import agreed_licence, bring_up, changes_by, record
from registry.workers.checks import Session
from registry.workers.process import Died, TimedOut

Stage = Callable[[str], None]


def publish(submission: Submission, registry: Registry, now: datetime, stage: Stage = lambda name: None) -> Outcome:
    """Accept the file whole or not at all; when this returns Accepted, it is kept, and shown once the store follows."""
    if registry.ledger is None:
        return NotAllowed("this registry serves a copy and takes no contributions")
    if (refused := refused_before(submission, registry.ledger)) is not None:
        return refused
    if known := settled(submission, registry.ledger, now):
        return known
    try:
        with registry.checks.session() as session:
            return _check_and_keep(submission, session, registry, registry.ledger, now, stage)
    except (TimedOut, Died) as error:
        return given_up(error, registry.limits)


def publish_anew(
    submission: Submission, registry: Registry, now: datetime, stage: Stage = lambda name: None
) -> Outcome:
    """Accept the file as a dataset that is new, named after the one that it asks for."""
    while True:
        # another writer may take the name first
        outcome = publish(named_anew(submission, registry), registry, now, stage)
        if not isinstance(outcome, Changed):
            return outcome


def named_anew(submission: Submission, registry: Registry) -> Submission:
    """The file under the first name for it that is free, if that is free still when it is kept."""
    ledger = registry.ledger
    name = free_name(ledger, submission.group, submission.dataset) if ledger else submission.dataset
    return replace(submission, dataset=name, conditions=NEW)


def refused_before(submission: Submission, ledger: Ledger) -> NotAllowed | BadSignature | None:
    """Why a file need not be looked at: there is no such dataset for it, or its signature does not hold."""
    if not is_slug(submission.dataset):
        return NotAllowed("name the dataset in small letters, digits and single hyphens, for example: phones-2026")
    graph = graph_iri(submission.group, submission.dataset)
    if graph in DERIVED_GRAPHS:
        return NotAllowed("this graph is written by the registry itself")
    if ledger.group(submission.group) is None:
        return NotAllowed(f"there is no group {submission.group}")
    if not submission.signature:
        return None
    keys = ledger.keys.of_group(submission.by or submission.group)
    fault = signature_fault(submission.signature, graph.value, submission.body, keys)
    return BadSignature(fault) if fault else None


def _check_and_keep(
    submission: Submission, session: Session, registry: Registry, ledger: Ledger, now: datetime, stage: Stage
) -> Outcome:
    stage("reading")
    upload = read_upload(submission, session, registry)
    if isinstance(upload, Unreadable):
        return upload
    stage("checking")
    report, seen = judge(upload, submission.group, session, registry, now)
    while report.conforms:
        with registry.writing:
            if known := settled(submission, ledger, now):
                return known
            bring_up(registry, ledger, now)
            # Another upload may have changed what this one refers to since it was judged: then judge it again.
            if registry.store.revision() == seen.revision or around_of(upload, registry) == seen.around:
                stage("keeping")
                return _keep(submission, upload, report, registry, ledger, now)
        report, seen = judge(upload, submission.group, session, registry, now)
    return Rejected(report)


def _keep(
    submission: Submission, upload: Upload, report: Report, registry: Registry, ledger: Ledger, now: datetime
) -> Accepted:
    created = not registry.store.has_graph(upload.graph)
    draft = Draft(
        group=submission.group,
        dataset=submission.dataset,
        action=Action.REPLACE,
        media_type=submission.media_type,
        body=submission.body,
        licence=stated_licence(upload) or agreed_licence(registry, submission.group),
        received_at=now,
        shapes_version=registry.words.shapes_version,
        report=as_json(report),
        by=submission.by,
        signature=submission.signature,
    )
    changes = changes_by(upload.graph, upload.quads, registry, now)
    answer = Answered(submission.key, len(upload.quads), created, json.dumps(summary(changes)))
    job = Finished(submission.job, *_told(answer, changes, registry)) if submission.job else None
    contribution = record(draft, registry, ledger, now, upload, answer, job)
    return Accepted(contribution, report, len(upload.quads), created, changes)


def _told(answer: Answered, changes: Changes, registry: Registry) -> tuple[int, bool, str, tuple[tuple[str, str], ...]]:
    """What is told of a file that was judged later, when whoever sent it asks in whatever language."""
    glossary = registry.words.glossary
    words = tuple((language, as_text(changes, glossary, language)) for language in LANGUAGES)
    return answer.triples, answer.created, answer.changes, words

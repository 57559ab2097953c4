"""A file that a group sends: taken or only judged, and the answer to it."""

import base64
import binascii
from dataclasses import replace

from flask import Response, request

from registry import publish
from registry.core.conditions import UNCONDITIONAL
from registry.core.names import graph_iri, is_slug
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.access import acting_for, is_dry_run
from registry.web.answers import answer
from registry.web.changes import tried_out
from registry.web.conditional import changed, conditions, key_of
from registry.web.errors import problem
from registry.web.later import later
from registry.web.reports import report_response, unreadable_response
from registry.web.sent import SentFile


def take(sent: SentFile, group: str, dataset: str) -> Response:
    """Contribute a file in the name of the group that the guard has let through; with ?dryRun=true only judge it."""
    submission = _submission(sent, group, dataset, "replace")
    if isinstance(submission, Response):
        return submission
    if is_dry_run():
        return tried_out(submission)
    return later(submission) or answer(publish.publish(submission, here.registry(), here.now()), group, dataset)


def take_as_new(sent: SentFile, group: str, wanted: str) -> Response:
    """Contribute a file as a dataset that is new, named after what is wanted."""
    submission = _submission(sent, group, wanted, "add")
    if isinstance(submission, Response):
        return submission
    if not submission.conditions.hold_for(None):
        return changed(None)
    if is_dry_run():
        return tried_out(publish.named_anew(submission, here.registry()))
    submission = replace(submission, conditions=UNCONDITIONAL)
    later_on = later(submission, anew=True)
    return later_on or answer(publish.publish_anew(submission, here.registry(), here.now()), group, wanted, anew=True)


def _submission(sent: SentFile, group: str, dataset: str, doing: str) -> publish.Submission | Response:
    signature = _signature()
    if signature is None:
        detail = "Write the DSSE envelope in base64 in the header Contribution-Signature."
        return problem(400, "The signature cannot be read", detail)
    key = key_of(sent, doing, group, dataset)
    if isinstance(key, Response):
        return key
    by = acting_for(group)
    return publish.Submission(group, dataset, sent.body, sent.media_type, by, signature, conditions(), key)


def try_out(submission: publish.Submission) -> Response:
    """Judge a file and keep nothing; where it is said for which dataset, say too what it would change there."""
    if not is_slug(submission.dataset):
        return problem(403, "This graph cannot be filled", "Name the dataset in small letters, digits and hyphens.")
    look = publish.foresee if {"group", "dataset"} <= request.args.keys() else publish.check
    outcome = look(submission, here.registry(), here.now())
    if isinstance(outcome, Unreadable):
        return unreadable_response(outcome, graph_iri(submission.group, submission.dataset))
    report, changes = (outcome.report, outcome.changes) if isinstance(outcome, publish.Foreseen) else (outcome, None)
    return report_response(report, submission.dataset, 200 if report.conforms else 422, changes)


def _signature() -> str | None:
    """The envelope of the group's own signature, empty when there is none; None when it cannot be read."""
    try:
        return base64.b64decode(request.headers.get("Contribution-Signature", ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None

"""A file that a group sends: taken or only judged, and the answer to it."""

import base64
import binascii
import json
from dataclasses import replace

from flask import Response, request, url_for

from registry import publish
from registry.core.changes_words import summary
from registry.core.conditions import NEW, Version
from registry.core.contribution import Action, Contribution
from registry.core.names import graph_iri, is_slug
from registry.core.outcomes import KeyReused, Repeated
from registry.core.receipt import receipt_of
from registry.core.repeats import Remembered
from registry.core.report import from_json
from registry.core.turtle import Unreadable
from registry.ledger.settled import free_name
from registry.web import here
from registry.web.access import acting_for, is_dry_run
from registry.web.changes import tried_out
from registry.web.conditional import changed, conditions, key_of, key_reused
from registry.web.errors import problem
from registry.web.negotiation import JSON, TURTLE
from registry.web.reports import report_response, unreadable_response
from registry.web.sent import SentFile


def take(sent: SentFile, group: str, dataset: str) -> Response:
    """Contribute a file in the name of the group that the guard has let through; with ?dryRun=true only judge it."""
    submission = _submission(sent, group, dataset, "replace")
    if isinstance(submission, Response):
        return submission
    if is_dry_run():
        return tried_out(submission)
    return _answer(publish.publish(submission, here.registry(), here.now()), submission)


def take_as_new(sent: SentFile, group: str, wanted: str) -> Response:
    """Contribute a file as a dataset that is new, named after what is wanted."""
    submission = _submission(sent, group, wanted, "add")
    if isinstance(submission, Response):
        return submission
    if not submission.conditions.hold_for(None):
        return changed(None)
    if is_dry_run():
        return tried_out(_named(submission))
    while True:
        # another writer may take the name first
        outcome = publish.publish(_named(submission), here.registry(), here.now())
        if not isinstance(outcome, publish.Changed):
            break
    response = _answer(outcome, submission)
    if isinstance(outcome, publish.Accepted | Repeated):
        kept = outcome.before.contribution if isinstance(outcome, Repeated) else outcome.contribution
        dataset = kept.draft.dataset
        response.headers["Location"] = url_for("graphs.read", group=group, dataset=dataset)
    return response


def _named(submission: publish.Submission) -> publish.Submission:
    """The file under the first name for it that is free, if that is free still when it is kept."""
    ledger = here.registry().ledger
    name = free_name(ledger, submission.group, submission.dataset) if ledger else submission.dataset
    return replace(submission, dataset=name, conditions=NEW)


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
    """Judge a file and keep nothing."""
    if not is_slug(submission.dataset):
        return problem(403, "This graph cannot be filled", "Name the dataset in small letters, digits and hyphens.")
    outcome = publish.check(submission, here.registry(), here.now())
    if isinstance(outcome, Unreadable):
        return _answer(outcome, submission)
    return report_response(outcome, submission.dataset, 200 if outcome.conforms else 422)


def _answer(outcome: publish.Outcome, submission: publish.Submission) -> Response:
    match outcome:
        case publish.Accepted(triples=count, created=created):
            return receipt(outcome, 201 if created else 200, count)
        case Repeated(before=before):
            return _again(before)
        case publish.Rejected(report=report):
            return report_response(report, submission.dataset, 422)
        case Unreadable():
            return unreadable_response(outcome, graph_iri(submission.group, submission.dataset))
        case publish.NotAllowed(reason=reason):
            return problem(403, "This graph cannot be filled", reason)
        case publish.BadSignature(reason=reason):
            return problem(400, "The signature does not hold", f"Nothing was stored: {reason}.")
        case publish.Changed(current=current):
            return changed(current)
        case KeyReused(key=key):
            return key_reused(key)


def receipt(outcome: publish.Accepted | publish.Withdrawn, status: int, triples: int) -> Response:
    """Give out what a group gets for a contribution."""
    return _receipt(outcome.contribution, status, triples, len(outcome.report.findings), summary(outcome.changes))


def _again(before: Remembered) -> Response:
    answer, warnings = before.answer, len(from_json(before.contribution.draft.report).findings)
    status, changes = 201 if answer.created else 200, json.loads(answer.changes)
    return _receipt(before.contribution, status, answer.triples, warnings, changes)


def _receipt(contribution: Contribution, status: int, triples: int, warnings: int, changes: object) -> Response:
    address = url_for("receipts.receipt", sequence=contribution.sequence)
    content = receipt_of(contribution) | {"triples": triples, "warnings": warnings, "receipt": address}
    content["changes"] = changes
    draft = contribution.draft
    if draft.action is Action.REPLACE:
        # in the body: a header would say that the file is given out byte by byte as it came (RFC 9110, 9.3.4)
        content["etag"] = Version(contribution.sequence, contribution.sha256, draft.received_at).tag(TURTLE)
    if contribution.envelope:
        content["signed"] = json.loads(contribution.envelope)
    response = Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", status, mimetype=JSON)
    response.headers["Location"] = url_for("resources.document", name=f"contribution/{contribution.sequence}")
    return response


def _signature() -> str | None:
    """The envelope of the group's own signature, empty when there is none; None when it cannot be read."""
    try:
        return base64.b64decode(request.headers.get("Contribution-Signature", ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None

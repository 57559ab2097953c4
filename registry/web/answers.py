"""What came of a file, as an answer: the receipt, or what is wrong."""

import json

from flask import Response, url_for

from registry import publish
from registry.core.changes_words import summary
from registry.core.conditions import Version
from registry.core.contribution import Action, Contribution
from registry.core.names import graph_iri
from registry.core.outcomes import KeyReused, Repeated
from registry.core.receipt import receipt_of
from registry.core.repeats import Remembered
from registry.core.report import from_json
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.conditional import changed, key_reused
from registry.web.errors import problem
from registry.web.negotiation import JSON, TURTLE
from registry.web.reports import report_response, unreadable_response

_LATER = "The contribution is kept for good. The pages show it once the store can write again; send nothing anew."


def answer(outcome: publish.Outcome, group: str, dataset: str, anew: bool = False) -> Response:
    """Answer to a file that was sent: with its receipt, or with what is wrong; of a new dataset with its address."""
    response = _answer(outcome, group, dataset)
    if anew and isinstance(outcome, publish.Accepted | Repeated):
        kept = outcome.before.contribution if isinstance(outcome, Repeated) else outcome.contribution
        response.headers["Location"] = url_for("graphs.read", group=group, dataset=kept.draft.dataset)
    return response


def _answer(outcome: publish.Outcome, group: str, dataset: str) -> Response:
    match outcome:
        case publish.Accepted(triples=count, created=created):
            return receipt(outcome, 201 if created else 200, count)
        case Repeated(before=before):
            return _again(before)
        case publish.Rejected(report=report):
            return report_response(report, dataset, 422)
        case Unreadable():
            return unreadable_response(outcome, graph_iri(group, dataset))
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
    if here.registry().store.revision() < contribution.sequence:
        status = 202
        content |= {"applied": False, "note": _LATER}
    if contribution.envelope:
        content["signed"] = json.loads(contribution.envelope)
    response = Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", status, mimetype=JSON)
    response.headers["Location"] = url_for("resources.document", name=f"contribution/{contribution.sequence}")
    return response

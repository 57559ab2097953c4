"""Graphs by their address: read by anybody, replaced and emptied by their group (SPARQL 1.1 Graph Store Protocol)."""

import base64
import binascii
import json

from flask import Blueprint, Response, request, url_for

from registry import browse, publish
from registry.core.changes_words import summary
from registry.core.names import graph_iri, is_slug
from registry.core.receipt import receipt_of
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.access import acting_for, is_dry_run
from registry.web.changes import tried_out, withdrawal_tried_out
from registry.web.data import triples
from registry.web.errors import problem
from registry.web.history import link_to
from registry.web.languages import N_
from registry.web.negotiation import GRAPH_TYPES, JSON, PLAIN, TURTLE, choose
from registry.web.reports import report_response, unreadable_response
from registry.web.sent import SentFile, sent_file

graphs = Blueprint("graphs", __name__)

_LONGEST_REASON = 1_000


@graphs.get("/graphs/<group>/<dataset>")
def read(group: str, dataset: str) -> Response:
    """Give out the graph in the media type that is asked for."""
    media_type = choose(request.accept_mimetypes, GRAPH_TYPES) or TURTLE
    named = is_slug(group) and is_slug(dataset)
    quads = here.registry().store.graph(graph_iri(group, dataset)) if named else []
    if not quads:
        return _nothing_there(group, dataset)
    response = triples(quads, media_type)
    response.headers["Link"] = link_to(group, dataset)
    return response


@graphs.put("/graphs/<group>/<dataset>")
def replace(group: str, dataset: str) -> Response:
    """Take a file in place of what the graph holds, whole or not at all; with ?dryRun=true nothing is kept."""
    sent = sent_file()
    return sent if isinstance(sent, Response) else take(sent, group, dataset)


def take(sent: SentFile, group: str, dataset: str) -> Response:
    """Contribute a file in the name of the group that the guard has let through; with ?dryRun=true nothing is kept."""
    signature = _signature()
    if signature is None:
        detail = "Write the DSSE envelope in base64 in the header Contribution-Signature."
        return problem(400, "The signature cannot be read", detail)
    submission = publish.Submission(group, dataset, sent.body, sent.media_type, acting_for(group), signature)
    if is_dry_run():
        return tried_out(submission)
    return _answer(publish.publish(submission, here.registry(), here.now()), submission)


@graphs.delete("/graphs/<group>/<dataset>")
def withdraw(group: str, dataset: str) -> Response:
    """Empty the graph and keep the reason; what it held stays in the ledger. With ?dryRun=true nothing is done."""
    if is_dry_run():
        return withdrawal_tried_out(group, dataset) or _nothing_there(group, dataset)
    reason = _reason()
    if not _is_reason(reason):
        detail = f"Send the reason as text/plain, or as ?reason=...: plain text of 1 to {_LONGEST_REASON} characters."
        return problem(400, "Say why it is withdrawn", detail)
    outcome = publish.withdraw(group, dataset, reason, here.registry(), here.now(), acting_for(group))
    if outcome is None:
        return _nothing_there(group, dataset)
    return _receipt(outcome, 200, triples=0)


def _nothing_there(group: str, dataset: str) -> Response:
    """Say that a graph is empty: because it was withdrawn, when and why, or because it never held anything."""
    step = browse.withdrawn(group, dataset, here.registry())
    if step is None:
        return problem(404, "No such graph", "The graph %(dataset)s holds nothing.", {"dataset": f"{group}/{dataset}"})
    day, reason = f"{step.received_at:%Y-%m-%d}", step.reason or "no reason was given"
    values = {"dataset": f"{group}/{dataset}", "day": day, "reason": reason}
    more = {"reason": step.reason, "withdrawn_at": step.received_at.isoformat(), "sequence": step.sequence}
    detail = N_("The graph %(dataset)s was withdrawn on %(day)s: %(reason)s")
    response = problem(410, N_("Withdrawn"), detail, values, **more)
    response.headers["Link"] = link_to(group, dataset)
    return response


def _reason() -> str:
    if request.mimetype == PLAIN and request.content_length:
        try:
            return request.get_data().decode().strip()
        except UnicodeDecodeError:
            return ""
    return request.args.get("reason", "").strip()


def _is_reason(text: str) -> bool:
    """Whether a reason can be kept and shown: plain text of a line or some."""
    return 0 < len(text) <= _LONGEST_REASON and all(each.isprintable() or each == "\n" for each in text)


def _signature() -> str | None:
    """The envelope of the group's own signature, empty when there is none; None when it cannot be read."""
    try:
        return base64.b64decode(request.headers.get("Contribution-Signature", ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


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
            return _receipt(outcome, 201 if created else 200, count)
        case publish.Rejected(report=report):
            return report_response(report, submission.dataset, 422)
        case Unreadable():
            return unreadable_response(outcome, graph_iri(submission.group, submission.dataset))
        case publish.NotAllowed(reason=reason):
            return problem(403, "This graph cannot be filled", reason)
        case publish.BadSignature(reason=reason):
            return problem(400, "The signature does not hold", f"Nothing was stored: {reason}.")


def _receipt(outcome: publish.Accepted | publish.Withdrawn, status: int, triples: int) -> Response:
    contribution, warnings = outcome.contribution, len(outcome.report.findings)
    address = url_for("receipts.receipt", sequence=contribution.sequence)
    receipt = receipt_of(contribution) | {"triples": triples, "warnings": warnings, "receipt": address}
    receipt["changes"] = summary(outcome.changes)
    if contribution.envelope:
        receipt["signed"] = json.loads(contribution.envelope)
    response = Response(json.dumps(receipt, ensure_ascii=False, indent=2) + "\n", status, mimetype=JSON)
    response.headers["Location"] = url_for("resources.document", name=f"contribution/{contribution.sequence}")
    return response

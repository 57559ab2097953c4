"""Graphs by their address: read by anybody, replaced and emptied by their group (SPARQL 1.1 Graph Store Protocol)."""

import json

from flask import Blueprint, Response, request, url_for

from registry import publish
from registry.core.changes_words import summary
from registry.core.names import graph_iri, is_slug
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.access import group_for
from registry.web.changes import is_dry_run, tried_out, withdrawal_tried_out
from registry.web.data import triples
from registry.web.errors import problem
from registry.web.negotiation import GRAPH_TYPES, JSON, TURTLE, choose
from registry.web.reports import report_response, unreadable_response

graphs = Blueprint("graphs", __name__)

BODY_TYPES = ("text/turtle", "application/x-turtle", "application/n-triples")
"""Media types that a contribution may have; N-Triples is Turtle too."""


@graphs.get("/graphs/<group>/<dataset>")
def read(group: str, dataset: str) -> Response:
    """Give out the graph in the media type that is asked for."""
    media_type = choose(request.accept_mimetypes, GRAPH_TYPES) or TURTLE
    named = is_slug(group) and is_slug(dataset)
    quads = here.registry().store.graph(graph_iri(group, dataset)) if named else []
    if not quads:
        return problem(404, "No such graph", f"The graph {group}/{dataset} holds nothing.")
    return triples(quads, media_type)


@graphs.put("/graphs/<group>/<dataset>")
def replace(group: str, dataset: str) -> Response:
    """Take a file in place of what the graph holds, whole or not at all; with ?dryRun=true nothing is kept."""
    allowed = group_for(group)
    if isinstance(allowed, Response):
        return allowed
    if request.mimetype not in BODY_TYPES or request.headers.get("Content-Encoding"):
        detail = "Send Turtle with `Content-Type: text/turtle`, not compressed. N-Triples is taken too."
        return problem(415, "This kind of body is not taken", detail)
    submission = publish.Submission(group, dataset, request.get_data(cache=False), request.mimetype)
    if is_dry_run():
        return tried_out(submission)
    return _answer(publish.publish(submission, here.registry(), here.now()), submission)


@graphs.delete("/graphs/<group>/<dataset>")
def withdraw(group: str, dataset: str) -> Response:
    """Empty the graph; what it held stays in the ledger. With ?dryRun=true only say what would change."""
    allowed = group_for(group)
    if isinstance(allowed, Response):
        return allowed
    if is_dry_run():
        return withdrawal_tried_out(group, dataset)
    outcome = publish.withdraw(group, dataset, here.registry(), here.now())
    if outcome is None:
        return problem(404, "No such graph", f"The graph {group}/{dataset} holds nothing.")
    return _receipt(outcome, 200, triples=0)


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


def _receipt(outcome: publish.Accepted | publish.Withdrawn, status: int, triples: int) -> Response:
    contribution = outcome.contribution
    draft = contribution.draft
    receipt = {
        "contribution": contribution.iri.value,
        "graph": draft.graph.value,
        "sequence": contribution.sequence,
        "action": draft.action.value,
        "triples": triples,
        "warnings": len(outcome.report.findings),
        "changes": summary(outcome.changes),
        "licence": draft.licence,
        "received_at": draft.received_at.isoformat(),
        "shapes_version": draft.shapes_version,
        "sha256": contribution.sha256,
        "previous_hash": contribution.previous_hash,
        "hash": contribution.hash,
    }
    response = Response(json.dumps(receipt, ensure_ascii=False, indent=2) + "\n", status, mimetype=JSON)
    response.headers["Location"] = url_for("resources.document", name=f"contribution/{contribution.sequence}")
    return response

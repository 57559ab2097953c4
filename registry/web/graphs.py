"""Graphs by their address: read by anybody, replaced and emptied by their group (SPARQL 1.1 Graph Store Protocol)."""

from dataclasses import replace
from urllib.parse import unquote

from flask import Blueprint, Response, request

from registry import browse, publish
from registry.core.said import Said
from registry.web import here
from registry.web.access import acting_for, is_dry_run, named_graph
from registry.web.answers import receipt
from registry.web.changes import withdrawal_tried_out
from registry.web.conditional import changed, conditions, is_unchanged
from registry.web.data import triples
from registry.web.digest import add_digests, digest_refused
from registry.web.doors import GRAPH_STORE
from registry.web.errors import problem
from registry.web.history import link_to
from registry.web.languages import N_
from registry.web.negotiation import GRAPH_TYPES, PLAIN, TURTLE, choose
from registry.web.sent import sent_file
from registry.web.taking import take, take_as_new

graphs = Blueprint("graphs", __name__)

_LONGEST_REASON = 1_000
_LONGEST_NAME = 200


@graphs.get("/graphs/<group>/<dataset>")
def read(group: str, dataset: str) -> Response:
    """Give out the graph in the media type that is asked for; to who has it already, only that it is the same."""
    media_type = choose(request.accept_mimetypes, GRAPH_TYPES) or TURTLE
    held = browse.graph(group, dataset, here.registry())
    if held is None:
        return _nothing_there(group, dataset)
    if held.version is None:
        response = triples(held.quads, media_type)
    elif not replace(conditions(), none_match=None).hold_for(held.version):
        return changed(held.version)
    else:
        tag = held.version.tag(media_type)
        response = Response(status=304) if is_unchanged(held.version, tag) else triples(held.quads, media_type)
        response.headers["ETag"], response.last_modified = tag, held.version.received_at
    if response.status_code != 304:
        add_digests(response, with_content=request.method == "GET")
    response.vary.add("Accept")
    response.headers["Link"] = link_to(group, dataset)
    return response


@graphs.put("/graphs/<group>/<dataset>")
def fill(group: str, dataset: str) -> Response:
    """Take a file in place of what the graph holds, whole or not at all; with ?dryRun=true only judge it."""
    sent = sent_file()
    return sent if isinstance(sent, Response) else take(sent, group, dataset)


@graphs.post("/graphs/<group>")
def add(group: str) -> Response:
    """Take a file as a new dataset, named after the header Slug (RFC 5023, 9.7)."""
    sent = sent_file()
    wanted = unquote(request.headers.get("Slug", "")).strip() or "dataset"
    wanted = wanted[:_LONGEST_NAME]
    return sent if isinstance(sent, Response) else take_as_new(sent, group, wanted)


@graphs.delete("/graphs/<group>/<dataset>")
def withdraw(group: str, dataset: str) -> Response:
    """Empty the graph and keep the reason; what it held stays in the ledger. With ?dryRun=true nothing is done."""
    if is_dry_run():
        return withdrawal_tried_out(group, dataset) or _nothing_there(group, dataset)
    refused = digest_refused()
    if refused is not None:
        return refused
    reason = _reason()
    if not _is_reason(reason):
        detail = f"Send the reason as text/plain, or as ?reason=...: plain text of 1 to {_LONGEST_REASON} characters."
        return problem(400, "Say why it is withdrawn", detail)
    outcome = publish.withdraw(group, dataset, reason, here.registry(), here.now(), acting_for(group), conditions())
    if outcome is None:
        return _nothing_there(group, dataset)
    if isinstance(outcome, publish.Changed):
        return changed(outcome.current)
    return receipt(outcome, 200, triples=0)


@graphs.route(GRAPH_STORE, methods=["GET", "PUT", "DELETE"])
def by_name() -> Response:
    """Do the same to the graph whose IRI the query names."""
    iri, named = request.args.get("graph", ""), named_graph()
    if not iri:
        detail = (
            "Write ?graph= and the IRI of a graph behind it. There is no default graph that could be read or filled."
        )
        return problem(400, "Name the graph", detail)
    if named is None:
        detail = "This registry holds graphs named https://w3id.org/cfit/graph/{group}/{dataset} only."
        return problem(404 if request.method == "GET" or request.method == "HEAD" else 403, "Not a graph here", detail)
    return {"PUT": fill, "DELETE": withdraw}.get(request.method, read)(*named)


def _nothing_there(group: str, dataset: str) -> Response:
    """Say that a graph is empty: because it was withdrawn, when and why, or because it never held anything."""
    step = browse.withdrawn(group, dataset, here.registry())
    if step is None:
        return problem(404, "No such graph", "The graph %(dataset)s holds nothing.", {"dataset": f"{group}/{dataset}"})
    day, reason = step.received_at.date(), step.reason or Said("no reason was given")
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

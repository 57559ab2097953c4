"""What was done to a dataset, for people and for programs."""

import json

from flask import Blueprint, Response, render_template, request, url_for

from registry import browse
from registry.core.contribution import State
from registry.core.history import Step
from registry.core.names import contribution_iri, graph_iri
from registry.web import here
from registry.web.errors import problem
from registry.web.negotiation import HTML, JSON, choose

history = Blueprint("history", __name__)


@history.get("/graphs/<group>/<dataset>/history")
def of_dataset(group: str, dataset: str) -> Response:
    """List every contribution to a dataset, newest first."""
    page = browse.history(group, dataset, here.registry())
    if page is None:
        return problem(
            404, "No history", "Nothing was ever contributed to %(dataset)s here.", {"dataset": f"{group}/{dataset}"}
        )
    if choose(request.accept_mimetypes, (JSON, HTML)) == HTML:
        response = Response(render_template("history.html", page=page), mimetype=HTML)
    else:
        content = {
            "graph": graph_iri(group, dataset).value,
            "contributions": [_as_json(step, state) for step, state in page.steps],
        }
        response = Response(json.dumps(content, ensure_ascii=False, indent=2) + "\n", mimetype=JSON)
    response.vary.add("Accept")
    return response


def link_to(group: str, dataset: str) -> str:
    """The value of a Link header that leads to the history of a dataset (RFC 5829)."""
    return f'<{url_for("history.of_dataset", group=group, dataset=dataset)}>; rel="version-history"'


def _as_json(step: Step, state: State) -> dict[str, object]:
    content: dict[str, object] = {
        "contribution": contribution_iri(step.sequence).value,
        "sequence": step.sequence,
        "action": step.action.value,
        "state": state.concept.value,
        "received_at": step.received_at.isoformat(),
        "bytes": step.size,
        "sha256": step.sha256,
        "licence": step.licence,
        "receipt": url_for("receipts.receipt", sequence=step.sequence),
    }
    return content | {name: text for name, text in (("reason", step.reason), ("by", step.by)) if text}

"""/shacl/...: the check as clients of the SHACL validator of the EU's Interoperability Test Bed ask for it."""

import json

from flask import Blueprint, Response, request

from registry import publish
from registry.core.itb import DOMAIN, REPORT_TYPES, VALIDATION_TYPE, Asked, NotTaken, asked_in
from registry.core.names import STEWARD, graph_iri
from registry.core.reading.formats import BODY_TYPES
from registry.core.report import Report, unreadable_report
from registry.core.report_shacl import in_syntax
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.contributions import NOBODY
from registry.web.errors import problem
from registry.web.negotiation import JSON, choose_language

itb = Blueprint("itb", __name__)

_INFO = {
    "domain": DOMAIN,
    "validationTypes": [{"type": VALIDATION_TYPE, "description": "Contributions, by the released shapes"}],
}
_RDF_XML = "application/rdf+xml"
_TYPES = {"types": ", ".join(BODY_TYPES)}


@itb.get("/shacl/api/info")
def all_domains() -> Response:
    """List the domains of this validator: there is one."""
    return Response(json.dumps([_INFO]) + "\n", mimetype=JSON)


@itb.get("/shacl/<domain>/api/info")
def info(domain: str) -> Response:
    """Say what can be validated."""
    return Response(json.dumps(_INFO) + "\n", mimetype=JSON) if domain == DOMAIN else _no_domain()


@itb.post("/shacl/<domain>/api/validate")
def validate(domain: str) -> Response:
    """Judge a file for anybody and keep nothing; the answer is the report, whether the file conforms or not."""
    if domain != DOMAIN:
        return _no_domain()
    accepted = next((each for each in request.accept_mimetypes.values() if each in REPORT_TYPES), "")
    asked = asked_in(request.get_json(force=True, silent=True), accepted)
    if isinstance(asked, NotTaken):
        return problem(400, "This cannot be validated so", asked.reason)
    if asked.media_type not in (*BODY_TYPES, _RDF_XML):
        return problem(400, "This cannot be validated so", "contentSyntax: write one of %(types)s.", _TYPES)
    report = _judged(asked)
    language = choose_language(request.accept_languages, asked.locale)
    return Response(
        in_syntax(report, REPORT_TYPES[asked.report_type], language),
        content_type=asked.report_type,
        headers={"Content-Language": language},
    )


def _judged(asked: Asked) -> Report:
    submission = publish.Submission(STEWARD, "checked", asked.body, asked.media_type, by=NOBODY)
    outcome = publish.check(submission, here.registry(), here.now())
    if isinstance(outcome, Unreadable):
        return unreadable_report(outcome.mistakes, graph_iri(submission.group, submission.dataset))
    return outcome


def _no_domain() -> Response:
    return problem(404, "No such domain", "There is one domain: /shacl/cfit/api/validate.")

"""What a contribution would change: the answer to a request with ?dryRun=true, which keeps nothing."""

import json

from flask import Response, request

from registry import publish
from registry.core.changes import Changes
from registry.core.changes_words import as_data, as_text
from registry.core.names import graph_iri, is_slug
from registry.core.report_words import as_text as report_as_text
from registry.core.report_words import as_told_json
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.errors import problem
from registry.web.negotiation import JSON, PLAIN, choose_by_name, choose_language
from registry.web.reports import report_response, unreadable_response

_TYPES = {JSON: ("json",), PLAIN: ("text",)}


def tried_out(submission: publish.Submission) -> Response:
    """Judge a file, and say what it would change when it breaks no rule."""
    if not is_slug(submission.dataset):
        return problem(403, "This graph cannot be filled", "Name the dataset in small letters, digits and hyphens.")
    outcome = publish.foresee(submission, here.registry(), here.now())
    if isinstance(outcome, Unreadable):
        return unreadable_response(outcome, graph_iri(submission.group, submission.dataset))
    if outcome.changes is None:
        return report_response(outcome.report, submission.dataset, 422)
    return _answer(outcome)


def withdrawal_tried_out(group: str, dataset: str) -> Response | None:
    """Say what would change if the graph were emptied; None when it is empty already."""
    outcome = publish.foresee_withdrawal(group, dataset, here.registry(), here.now())
    return _answer(outcome) if outcome else None


def _answer(outcome: publish.Foreseen) -> Response:
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES) or JSON
    language = choose_language(request.accept_languages, request.args.get("lang"))
    changes = outcome.changes or Changes()
    if media_type == PLAIN:
        glossary = here.registry().words.glossary
        body = report_as_text(outcome.report, language) + "\n" + as_text(changes, glossary, language)
    else:
        report = json.loads(as_told_json(outcome.report, language))
        body = json.dumps({"report": report, "changes": as_data(changes)}, ensure_ascii=False, indent=2) + "\n"
    response = Response(body, 200, content_type=f"{media_type}; charset=utf-8")
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Content-Language"] = language
    return response

"""What a check found, on its way out: as a page, as a sh:ValidationReport, as JSON, SARIF or plain text."""

import json

from flask import Response, render_template, request
from pyoxigraph import NamedNode

from registry.core.changes import Changes
from registry.core.changes_words import as_data, as_text
from registry.core.report import Report, unreadable_report
from registry.core.report_formats import written
from registry.core.report_words import told
from registry.core.texts import say
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.errors import problem
from registry.web.negotiation import HTML, JSON, JSON_LD, PLAIN, PROBLEM, SARIF, TURTLE, choose_by_name, choose_language

_TYPES = {
    JSON: ("json", PROBLEM),
    HTML: ("html",),
    TURTLE: ("turtle", "ttl"),
    JSON_LD: ("jsonld",),
    PLAIN: ("text",),
    SARIF: ("sarif",),
}
_CONSTRAINED_BY = '</shapes>; rel="http://www.w3.org/ns/ldp#constrainedBy"'


def report_response(report: Report, dataset: str, status: int, changes: Changes | None = None) -> Response:
    """Answer with a report in the media type and the language that are asked for.

    Where it is known what would change, pages, text and JSON say that too; the formats of reports have no place for it.
    """
    media_type, language = _wanted()
    body = _body(report, dataset, media_type, language, changes)
    response = Response(body, status, content_type=_content_type(media_type))
    return _named(response, language, report.conforms)


def unreadable_response(unreadable: Unreadable, graph: NamedNode) -> Response:
    """Answer with what cannot be read; programs that ask for JSON get a problem with a list of errors (RFC 9457)."""
    media_type, language = _wanted()
    report = unreadable_report(unreadable.mistakes, graph)
    if media_type != JSON:
        return report_response(report, graph.value.rpartition("/")[2], 400)
    first = unreadable.mistakes[0]
    errors = [
        {
            "line": each.line,
            "column": each.column,
            "message": each.message(language),
            "rule": each.rule,
            "text": each.text,
        }
        for each in unreadable.mistakes
    ]
    where = say("place-column", language, line=first.line, column=first.column)
    detail = f"{where[:1].upper()}{where[1:]}: {first.message(language)}"
    title = "The file is not Turtle" if language == "en" else say("report-unreadable", language)
    response = problem(400, title, detail, line=first.line, column=first.column, errors=errors)
    return _named(response, language, False)


def _wanted() -> tuple[str, str]:
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    return media_type or JSON, choose_language(request.accept_languages, request.args.get("lang"))


def _body(report: Report, dataset: str, media_type: str, language: str, changes: Changes | None) -> str:
    in_words = as_text(changes, here.registry().words.glossary, language) if changes else ""
    if media_type == HTML:
        # a report that has an address can be had there in other formats; the answer to an upload cannot
        formats = [name for name, *_ in _TYPES.values()] if request.method in ("GET", "HEAD") else []
        page = told(report, language)
        return render_template("report.html", page=page, formats=formats, dataset=dataset, changes=in_words)
    body = written(report, _TYPES[media_type][0], f"{dataset}.ttl", language)
    if changes and media_type == JSON:
        return json.dumps(json.loads(body) | {"changes": as_data(changes)}, ensure_ascii=False, indent=2) + "\n"
    return f"{body}\n{in_words}" if changes and media_type == PLAIN else body


def _content_type(media_type: str) -> str:
    return media_type if media_type in (JSON_LD, SARIF) else f"{media_type}; charset=utf-8"


def _named(response: Response, language: str, conforms: bool) -> Response:
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Content-Language"] = language
    if not conforms:
        response.headers["Link"] = _CONSTRAINED_BY
    return response

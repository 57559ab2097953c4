"""/compare: two to five devices beside each other, as a page, and the same as CSV and JSON."""

import json
from collections.abc import Iterable

from flask import Blueprint, Response, render_template, request

from registry import browse
from registry.browse.compare import FEWEST, MOST, Cell, Comparison, Finding, Row
from registry.core.verdicts import Verdict
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import N_, language
from registry.web.links import named, thing
from registry.web.negotiation import CSV, HTML, JSON, choose_by_name
from registry.web.tables import table

compare = Blueprint("compare", __name__)

_TYPES = {HTML: ("html",), CSV: ("csv",), JSON: ("json",)}
_MOST_READ = 20


@compare.get("/compare")
def beside() -> Response:
    """Put two to five devices beside each other, judged by a criteria set or by all criteria."""
    given = dict.fromkeys(iri for text in request.args.getlist("device") if (iri := thing("device", text)))
    wanted = thing("criteria-set", request.args.get("set", ""))
    words = request.args.get("q", "").strip()[:200]
    page = browse.compare(list(given)[:_MOST_READ], wanted, words, here.registry(), here.today(), language())
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(_TYPES)})
    if media_type == HTML:
        response = Response(_shown(page, words), mimetype=HTML)
    elif not page.columns or not FEWEST <= len(page.columns) <= MOST:
        detail = N_("Name two to five devices as ?device=...&device=...; %(count)s of those named are known here.")
        return problem(400, N_("Two to five devices are compared"), detail, {"count": len(page.columns)})
    else:
        response = table("comparison", _COLUMNS, _lines(page)) if media_type == CSV else _json(page)
    response.vary.add("Accept")
    return response


def _shown(page: Comparison, words: str) -> str:
    devices = [named(column.iri, "device") for column in page.columns]
    chosen = named(page.chosen.iri, "criteria-set") if page.chosen else ""
    return render_template(
        "compare.html",
        page=page,
        verdicts=list(Verdict),
        devices=devices,
        chosen=chosen,
        words=words,
        fewest=FEWEST,
        most=MOST,
    )


_COLUMNS = (
    *("criterion", "title", "level", "device", "model", "verdict"),
    *("property", "asked", "found", "margin", "evidence", "certificates"),
)


def _lines(page: Comparison) -> Iterable[tuple[str, ...]]:
    """A line for each value that was found, and one where none was; rows that differ come first."""
    for row in (*page.differing, *page.same, *page.open):
        for column, cell in zip(page.columns, row.cells, strict=True):
            judged = row.line.judgement.version.identifier, row.line.label.text, row.line.level_code
            device = column.iri.value, column.name, cell.verdict.value
            numbers = " ".join(certificate.number for certificate in cell.certificates)
            told = [_told(finding) for finding in cell.findings] or [_asked(row)]
            yield from ((*judged, *device, *each, numbers) for each in told)


def _asked(row: Row) -> tuple[str, ...]:
    """What is asked where nothing was found."""
    names, asked = (name.text for name, _ in row.asked), (words for _, words in row.asked)
    return "; ".join(names), "; ".join(asked), "", "", ""


def _told(finding: Finding) -> tuple[str, ...]:
    evidence = ", ".join(level.text for level in finding.evidence)
    return finding.name.text, finding.asked, finding.value, _signed(finding), evidence


def _signed(finding: Finding) -> str:
    return f"-{finding.margin}" if finding.side == -1 else finding.margin


def _json(page: Comparison) -> Response:
    content = {
        "set": page.chosen.iri.value if page.chosen else None,
        "day": here.today().isoformat(),
        "devices": [{"iri": column.iri.value, "name": column.name} for column in page.columns],
        "notKnown": [iri.value for iri in page.missing],
        "differing": [_criterion(row, page) for row in page.differing],
        "same": [_criterion(row, page) for row in page.same],
        "unknownOfAll": [_criterion(row, page) for row in page.open],
    }
    return Response(json.dumps(content, ensure_ascii=False, indent=1) + "\n", mimetype=JSON)


def _criterion(row: Row, page: Comparison) -> dict[str, object]:
    version = row.line.judgement.version
    return {
        "criterion": version.criterion.value,
        "version": version.iri.value,
        "number": version.identifier,
        "title": row.line.label.text,
        "level": row.line.level_code,
        "asked": [{"property": name.text, "asked": words} for name, words in row.asked],
        "devices": {column.iri.value: _judged(cell) for column, cell in zip(page.columns, row.cells, strict=True)},
    }


def _judged(cell: Cell) -> dict[str, object]:
    return {
        "verdict": cell.verdict.value,
        "found": [
            {
                "property": finding.name.text,
                "asked": finding.asked,
                "value": finding.value,
                "margin": _signed(finding) or None,
                "evidence": [level.text for level in finding.evidence],
            }
            for finding in cell.findings
        ],
        "certificates": [certificate.number for certificate in cell.certificates],
    }

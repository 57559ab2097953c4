"""/makers: the makers of devices, and for each what nobody has evidence for, as a letter and as a table."""

from flask import Blueprint, Response, render_template, request

from registry import browse
from registry.browse.gaps import GapReport
from registry.browse.letter import letter
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import N_, address, language
from registry.web.links import node
from registry.web.lists import Row, asked_page, list_response
from registry.web.negotiation import CSV, HTML, PLAIN, choose_by_name
from registry.web.tables import table

makers = Blueprint("makers", __name__)

_GAPS = {HTML: ("html",), CSV: ("csv",), PLAIN: ("txt",)}
_COLUMNS = ("device", "brand", "model", "criterion", "name", "requirement", "evidence")


@makers.get("/makers")
def every_maker() -> Response:
    """List the makers, those with most devices first or, with ?order=name, by name."""
    page = asked_page()
    if isinstance(page, Response):
        return page
    by_name = request.args.get("order") == "name"
    found = browse.makers(here.registry(), page, by_name, here.today(), language())
    rows: list[Row] = [(row.iri, row.name, row.devices, row.known, row.possible) for row in found.rows]
    return list_response("makers", found, ("maker", "name", "devices", "verdicts", "possible"), rows)


@makers.get("/makers/gaps")
def gaps() -> Response:
    """Report the criteria for which nobody has evidence about the devices of ?maker=IRI: page, letter, or table."""
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _GAPS)
    report = _report()
    if isinstance(report, Response):
        return report
    if media_type == CSV:
        return _table(report)
    text = letter(report, here.root(), language())
    if media_type == PLAIN:
        response = Response(text, mimetype=PLAIN)
        response.headers["Content-Disposition"] = f"attachment; filename=letter-{language()}.txt"
    else:
        response = Response(render_template("gaps.html", page=report, letter=text, to=_to), mimetype=HTML)
    response.vary.add("Accept")
    return response


def _report() -> GapReport | Response:
    kinds = tuple(kind.value for given in request.args.getlist("kind") if (kind := node(given)))
    maker = node(request.args.get("maker", ""))
    if maker is None:
        return problem(400, "Name the maker", "Write ?maker= with the name of a maker as the list of makers has it.")
    report = browse.gap_report(maker, kinds, here.registry(), here.today(), language())
    if report is None:
        return problem(404, "Not known", "The registry has no devices of %(maker)s.", {"maker": maker.value})
    return report


def _table(report: GapReport) -> Response:
    most = here.registry().limits.gap_rows
    if report.missing > most:
        detail = N_("This table has %(count)s rows, and a file holds at most %(most)s. Narrow it with &kind=")
        return problem(413, N_("The list is too long"), detail, {"count": report.missing, "most": most})
    rows = (
        (
            entry.iri.value,
            entry.brand_name,
            entry.name,
            gap.identifier,
            gap.label,
            gap.requirement,
            gap.evidence,
        )
        for entry, gap in browse.gap_rows(report, here.registry())
    )
    return table("gaps", _COLUMNS, rows)


def _to(**changed: object) -> str:
    given: dict[str, object] = {name: request.args.getlist(name) for name in ("maker", "kind") if name in request.args}
    return address("makers.gaps", **given | changed)

"""/sources: the datasets that the registry is made of, and a page for each."""

from flask import Blueprint, Response, render_template

from registry import browse
from registry.core.names import graph_iri
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import language
from registry.web.lists import Row, asked_page, list_response
from registry.web.negotiation import HTML

sources = Blueprint("sources", __name__)

_COLUMNS = ("dataset", "title", "contributedBy", "attribution", "readOn", "changed", "licence", "statements", "devices")


@sources.get("/sources")
def every_source() -> Response:
    """List the datasets with their licence, date and size, those that changed last first."""
    page = asked_page()
    if isinstance(page, Response):
        return page
    found = browse.sources(here.registry(), page, language())
    rows: list[Row] = [
        (
            *(row.dataset.graph, row.source.title, row.dataset.group_name, row.source.attribution or ""),
            *(row.source.read_on or "", row.dataset.changed, row.dataset.licence.value),
            *(row.dataset.size, row.dataset.devices),
        )
        for row in found.rows
    ]
    return list_response("sources", found, _COLUMNS, rows)


@sources.get("/sources/<group>/<dataset>")
def one_source(group: str, dataset: str) -> Response:
    """Describe a dataset: from whom, as of when, under which licence, and what it holds."""
    page = browse.source(group, dataset, here.registry(), language())
    if page is None:
        name = graph_iri(group, dataset).value.rpartition("/graph/")[2]
        return problem(404, "Not known", "The registry knows nothing named %(name)s.", {"name": name})
    response = Response(render_template("source.html", page=page), mimetype=HTML)
    response.headers["Link"] = f'</graphs/{group}/{dataset}>; rel="alternate"; type="text/turtle"'
    return response

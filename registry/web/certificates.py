"""/certificates: what schemes have certified, the latest first."""

from flask import Blueprint, Response, request

from registry import browse
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import language
from registry.web.links import node
from registry.web.lists import Row, asked_page, list_response

certificates = Blueprint("certificates", __name__)

_COLUMNS = ("certificate", "number", "scheme", "tier", "about", "status", "validFrom", "expires", "countsToday")


@certificates.get("/certificates")
def every_certificate() -> Response:
    """List the certificates, with ?scheme=IRI those of one version of a scheme."""
    page, given = asked_page(), request.args.get("scheme", "")
    version = node(given)
    if isinstance(page, Response):
        return page
    if given and version is None:
        return problem(400, "This value cannot be used", "Write ?scheme= with the name of a version of a scheme.")
    found = browse.certificates(here.registry(), page, version, here.today(), language())
    rows: list[Row] = [
        (
            *(row.iri, row.number, row.scheme, row.tier, " ".join(iri.value for iri, _ in row.about)),
            *(row.standing, row.valid_from, row.expires, row.counts),
        )
        for row in found.rows
    ]
    return list_response("certificates", found, _COLUMNS, rows)

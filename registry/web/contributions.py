"""Contributions: the list of all, and files without an address of their own, to be kept or checked and forgotten."""

from flask import Blueprint, Response, request

from registry import browse, publish
from registry.core.names import STEWARD, is_slug
from registry.web import here
from registry.web.access import own_group
from registry.web.errors import problem
from registry.web.languages import language
from registry.web.lists import Row, asked_page, list_response
from registry.web.sent import sent_file
from registry.web.taking import take, try_out

contributions = Blueprint("contributions", __name__)

NOBODY = "nobody"
"""Who asks for a check without a token: no group, so that the room for one file is that of a member."""


_COLUMNS = ("contribution", "receivedAt", "group", "dataset", "state", "licence", "sha256")


@contributions.get("/contributions")
def every_contribution() -> Response:
    """List the contributions, the newest first."""
    page = asked_page()
    if isinstance(page, Response):
        return page
    found = browse.contributions(here.registry(), page, language())
    rows: list[Row] = [
        (
            *(row.iri, row.at.isoformat(), row.group, f"{row.slug}/{row.dataset}"),
            *(row.state, row.licence, row.sha256),
        )
        for row in found.rows
    ]
    return list_response("contributions", found, _COLUMNS, rows)


@contributions.post("/contributions")
def contribute() -> Response:
    """Keep a file as the dataset that the query names; with ?dryRun=true only judge it."""
    dataset = request.args.get("dataset", "")
    if not is_slug(dataset):
        return problem(400, "Name the dataset", "Write ?dataset=phones-2026 in small letters, digits and hyphens.")
    sent = sent_file()
    return sent if isinstance(sent, Response) else take(sent, request.args.get("group", "") or own_group(), dataset)


@contributions.post("/validate")
def validate() -> Response:
    """Judge a file for anybody, and keep nothing; the query may name the group and dataset that it is for.

    Without a group it is judged as the registry's own would be, which may name things everywhere. With both, the
    answer also says what would change.
    """
    group, dataset = request.args.get("group", STEWARD), request.args.get("dataset", "checked")
    if not is_slug(group):
        return problem(400, "There is no such group", "Write ?group=nl-ict in small letters, digits and hyphens.")
    sent = sent_file()
    if isinstance(sent, Response):
        return sent
    return try_out(publish.Submission(group, dataset, sent.body, sent.media_type, by=NOBODY))

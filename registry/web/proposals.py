"""The page of links, and the form with which the registry's own group decides on them."""

from flask import Blueprint, Response, redirect, render_template, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response as AnyResponse

from registry import browse, publish
from registry.core.decisions import DATASET, Decided
from registry.core.links import ACCEPTED, PROPOSED, REJECTED
from registry.core.names import STEWARD, group_iri
from registry.core.outcomes import KeyReused, Repeated
from registry.core.turtle import Unreadable
from registry.settings import IDS
from registry.store.decisions import file_with, links_of
from registry.web import here
from registry.web.access import acting_for
from registry.web.errors import problem
from registry.web.languages import address, language
from registry.web.lists import asked_page
from registry.web.negotiation import HTML
from registry.web.reports import report_response

proposals = Blueprint("proposals", __name__)

_DECISIONS = {"accept": ACCEPTED, "reject": REJECTED, "reopen": PROPOSED}
_LONGEST_NOTE = 500


@proposals.get("/links")
def links() -> Response:
    """List the links that await a decision, or with ?decided=true those that were decided upon."""
    decided = request.args.get("decided", "") in ("true", "1")
    asked = asked_page()
    if isinstance(asked, Response):
        return asked
    page = browse.links(decided, asked.number, here.registry(), language())
    return Response(render_template("links.html", page=page), mimetype=HTML)


@proposals.post("/links/<group>/<dataset>")
def decide(group: str, dataset: str) -> AnyResponse:
    """Keep what was decided in the form, all of it in one contribution, and show the list again."""
    choices = {name: value for name, value in request.form.items() if name.startswith("link:") and value in _DECISIONS}
    if not choices:
        return problem(400, "Nothing was decided", "Choose for at least one link whether it is the same model.")
    if (group, dataset) != (STEWARD, DATASET):
        return problem(
            404, "No such list", "Decisions on links are kept in %(dataset)s.", {"dataset": f"{STEWARD}/{DATASET}"}
        )
    registry = here.registry()
    by, asker = group_iri(acting_for(group) or group), acting_for(group)
    with registry.deciding:
        decided = _decided(choices, by)
        if isinstance(decided, Response):
            return decided
        body = file_with(decided, registry.store, here.today())
        outcome = publish.publish(publish.Submission(group, dataset, body, by=asker), registry, here.now())
    return _answer(outcome)


def _decided(choices: dict[str, str], by: NamedNode) -> list[Decided] | Response:
    """The decisions of the form, or what is wrong with one of them."""
    known = {each.link.iri.value: each.link for each in links_of(here.registry().store)}
    found = []
    for name, choice in choices.items():
        short = name.removeprefix("link:")
        link, note = known.get(f"{IDS}link/{short}"), request.form.get(f"note:{short}", "").strip()
        if link is None:
            return problem(
                409, "The list has changed", "There is no link %(link)s any more. Open the list again.", {"link": short}
            )
        if choice == "reject" and not note:
            return problem(400, "Say why", "Say in a sentence why the two are not the same model; readers see it.")
        if len(note) > _LONGEST_NOTE:
            return problem(400, "The reason is too long", "Use at most %(most)s characters.", {"most": _LONGEST_NOTE})
        found.append(Decided(link, _DECISIONS[choice], by, note))
    return found


def _answer(outcome: publish.Outcome) -> AnyResponse:
    match outcome:
        case publish.Accepted():
            return redirect(address("proposals.links"), 303)
        case publish.Rejected(report=report):
            return report_response(report, DATASET, 422)
        case Unreadable(mistakes=mistakes):
            return problem(503, "Not decided", mistakes[0].message())
        case publish.NotAllowed(reason=reason) | publish.BadSignature(reason=reason):
            return problem(403, "Not decided", reason)
        case publish.Changed() | KeyReused() | Repeated():
            raise AssertionError("a decision has no conditions and no key")

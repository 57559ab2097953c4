"""/proof/...: a device judged by a set at a moment, with the contributions by which an auditor can check it."""

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, request

from registry import __version__, browse
from registry.browse.proof import Proof, Used
from registry.core.sheet import CriterionLine, ShownValue, TestLine
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import N_, language
from registry.web.links import node, thing
from registry.web.memento import asked
from registry.web.negotiation import HTML, JSON, choose_by_name

proofs = Blueprint("proofs", __name__)

_TYPES = {HTML: ("html",), JSON: ("json",)}


@proofs.get("/proof/<path:name>")
def proof(name: str) -> Response:
    """Prove what was found about a device: ?set= names a set of criteria, ?asOf= a day; as a page to print or JSON."""
    wanted = asked(name)
    if isinstance(wanted, Response):
        return wanted
    media_type = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES)
    if media_type is None:
        return problem(406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join(_TYPES)})
    found = _found(name, wanted.moment or here.now())
    if isinstance(found, Response):
        return found
    response = _page(found) if media_type == HTML else Response(_as_json(found), mimetype=JSON)
    response.vary.add("Accept")
    return response


def _found(name: str, moment: datetime) -> Proof | Response:
    then = browse.as_of(moment, here.registry())
    if then is None:
        return problem(404, N_("No past"), N_("This registry serves a copy, which holds no history."))
    text = request.args.get("set", "")
    iri, wanted = node(IDS + name), thing("criteria-set", text) if text else None
    found = browse.proof(iri, wanted, then, language()) if iri and (wanted or not text) else None
    if found is None:
        detail = N_("The registry knew no device %(name)s on %(day)s, or no set of criteria %(set)s.")
        return problem(404, N_("Not known then"), detail, {"name": name, "day": then.day, "set": text or "-"})
    return found


def _page(found: Proof) -> Response:
    values: dict[str, Any] = {"page": found, "verdicts": list(Verdict), "software": __version__}
    return Response(render_template("proof.html", **values, root=here.root().rstrip("/")), mimetype=HTML)


def _as_json(found: Proof) -> str:
    return json.dumps(told(found, here.root().rstrip("/")), ensure_ascii=False, indent=2) + "\n"


def told(found: Proof, root: str) -> dict[str, Any]:
    """The proof as JSON: what was judged, what came out, and what it rests on."""
    chosen = found.chosen
    return {
        "device": {"iri": found.iri.value, "name": found.name, "brand": found.brand},
        "set": chosen and {"iri": chosen.iri.value, "title": chosen.title, "version": chosen.version},
        "asOf": found.moment.isoformat(),
        "judgedFor": found.day.isoformat(),
        "software": __version__,
        "verdicts": [_verdict(line, found) for line in found.lines],
        "contributions": [_contribution(used, root) for used in found.used],
        "chain": {"sequence": found.sequence, "hash": found.hash},
    }


def _verdict(line: CriterionLine, found: Proof) -> dict[str, Any]:
    version = line.judgement.version
    return {
        "criterion": version.identifier,
        "version": version.iri.value,
        "label": line.label.text,
        "level": line.level_code,
        "verdict": line.judgement.verdict.value,
        "tests": [_test(test, found) for test in line.tests],
        "certificates": [
            {
                "iri": each.iri.value,
                "number": each.number,
                "validFrom": str(each.valid_from),
                "expires": str(each.expires),
            }
            for each in line.judgement.certificates
        ],
    }


def _test(test: TestLine, found: Proof) -> dict[str, Any]:
    return {
        "property": test.name.text,
        "asked": test.threshold,
        "found": [_value(shown, found) for shown in test.values],
        "verdict": test.verdict.value,
    }


def _value(shown: ShownValue, found: Proof) -> dict[str, Any]:
    sources = [found.sources[number - 1] for number in shown.sources]
    return {
        "value": shown.text,
        "documents": [proof.document for proof in shown.proofs],
        "graphs": [source.graph.value for source in sources],
        "contributions": [found.contribution(source) for source in sources],
    }


def _contribution(used: Used, root: str) -> dict[str, Any]:
    place, own = used.place, f"{root}/contributions/{used.place.sequence}"
    return {
        "sequence": place.sequence,
        "usedFor": list(used.parts),
        "group": place.group,
        "dataset": place.dataset,
        "received_at": place.received_at.isoformat(),
        "licence": place.licence,
        "media_type": place.media_type,
        "size": place.size,
        "sha256": place.sha256,
        "previous_hash": place.previous_hash,
        "hash": place.hash,
        "bytes": f"{own}/bytes",
        "receipt": f"{own}/receipt",
    }

"""What the editor on the page of /sparql needs: its scripts, where they were built, and leave to run them."""

import json

from flask import Flask, Response
from pyoxigraph import NamedNode

from registry import browse
from registry.assembly import Words
from registry.vocabulary import PREFIXES, RDF, SH
from registry.web import here
from registry.web.negotiation import HTML
from registry.web.scripts import is_built, policy

# the hash is that of the one style sheet that the table of results brings along as text: docs/adr/0020
POLICY = policy(
    {
        "script-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self' 'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='",
    }
)
_OWL = "http://www.w3.org/2002/07/owl#"
_CLASS = NamedNode(_OWL + "Class")
_PROPERTIES = (NamedNode(_OWL + "DatatypeProperty"), NamedNode(_OWL + "ObjectProperty"))


def register(app: Flask) -> None:
    """Let templates ask for the editor, and let its scripts run on the page of /sparql alone."""
    app.jinja_env.globals["editor"] = editor
    app.after_request_funcs.setdefault("sparql", []).append(allow)


def editor(language: str) -> dict[str, object] | None:
    """What the editor offers: questions as examples, prefixes, words to complete; None where it was not built."""
    if not is_built("yasgui.js"):
        return None
    return {"questions": browse.questions(language), "words": json.dumps(words(here.registry().words))}


def allow(response: Response) -> Response:
    """Let our own scripts run on this page, where there are any."""
    if response.mimetype == HTML and is_built("yasgui.js"):
        response.headers["Content-Security-Policy"] = POLICY
    return response


def words(known: Words) -> dict[str, object]:
    """The words that a query may use, by IRI, and the prefixes that stand for them."""
    kinds = {(triple.subject, triple.object) for triple in known.ontology if triple.predicate == RDF.type}
    classes: set[object] = {each for each, kind in kinds if kind == _CLASS} | known.classes
    properties: set[object] = {each for each, kind in kinds if kind in _PROPERTIES}
    properties |= {triple.object for triple in known.shapes if triple.predicate == SH.path}
    return {
        "prefixes": PREFIXES,
        "classes": sorted(each.value for each in classes if isinstance(each, NamedNode)),
        "properties": sorted(each.value for each in properties if isinstance(each, NamedNode)),
        "version": known.shapes_version,
    }

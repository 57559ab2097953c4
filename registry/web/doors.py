"""Every door of the house in one table: address, methods, and the right that one needs to come in."""

from dataclasses import dataclass

from flask import Flask

from registry.core.access import Right

GRAPH_STORE = "/rdf-graph-store"
"""Where a graph is named in the query, as ?graph=IRI."""

JOB = "/jobs/<job>"
"""A file that is judged later."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Door:
    """An address with some of its methods; `right` is None where anybody may come in, with or without a token."""

    rule: str
    methods: tuple[str, ...]
    right: Right | None = None


DOORS = (
    Door("/", ("GET",)),
    Door("/devices", ("GET",)),
    Door("/compare", ("GET",)),
    Door("/criteria", ("GET",)),
    Door("/sets", ("GET",)),
    Door("/sets/difference", ("GET",)),
    Door("/links", ("GET",)),
    Door("/links/<group>/<dataset>", ("POST",), Right.CONTRIBUTE),
    Door("/ontology", ("GET",)),
    Door("/ontology/context.jsonld", ("GET",)),
    Door("/ontology/<version>", ("GET",)),
    Door("/shapes", ("GET",)),
    Door("/shapes/<version>", ("GET",)),
    Door("/id/<path:name>", ("GET",)),
    Door("/doc/<path:name>", ("GET",)),
    Door("/timemap/<path:name>", ("GET",)),
    Door("/proof/<path:name>", ("GET",)),
    Door("/questions", ("GET",)),
    Door("/q/<name>", ("GET",)),
    Door("/openapi.json", ("GET",)),
    Door("/sparql", ("GET", "POST", "OPTIONS")),
    Door("/catalog", ("GET",)),
    Door("/.well-known/void", ("GET",)),
    Door("/.well-known/api-catalog", ("GET",)),
    Door("/contribute", ("GET",)),
    # the page has the token in its form, and asks the policy itself
    Door("/contribute", ("POST",)),
    Door("/contribute/device", ("GET",)),
    Door("/sign-in", ("GET",)),
    Door("/sign-in/back", ("GET",)),
    # the form carries a secret of the session
    Door("/sign-out", ("POST",)),
    Door("/templates/<name>", ("GET",)),
    Door("/validate", ("POST",)),
    Door("/shacl/api/info", ("GET",)),
    Door("/shacl/<domain>/api/info", ("GET",)),
    Door("/shacl/<domain>/api/validate", ("POST",)),
    Door("/contributions", ("POST",), Right.CONTRIBUTE),
    Door("/graphs/<group>/<dataset>", ("GET",)),
    Door("/graphs/<group>/<dataset>", ("PUT",), Right.CONTRIBUTE),
    Door("/graphs/<group>/<dataset>", ("DELETE",), Right.WITHDRAW),
    Door("/graphs/<group>", ("POST",), Right.CONTRIBUTE),
    Door(GRAPH_STORE, ("GET",)),
    Door(GRAPH_STORE, ("PUT",), Right.CONTRIBUTE),
    Door(GRAPH_STORE, ("DELETE",), Right.WITHDRAW),
    Door("/graphs/<group>/<dataset>/history", ("GET",)),
    Door("/contributions/<int(max=2147483647):sequence>/bytes", ("GET",)),
    Door("/contributions/<int(max=2147483647):sequence>/report", ("GET",)),
    Door("/contributions/<int(max=2147483647):sequence>/receipt", ("GET",)),
    Door("/contributions/<int(max=2147483647):sequence>/signature", ("GET",)),
    # whose file it is decides who may come in
    Door(JOB, ("GET",), Right.CONTRIBUTE),
    Door(f"{JOB}/result", ("GET",), Right.CONTRIBUTE),
    Door("/keys", ("GET",)),
    Door("/livez", ("GET",)),
    Door("/readyz", ("GET",)),
    Door("/static/<path:filename>", ("GET",)),
)

_RIGHTS = {(door.rule, method): door.right for door in DOORS for method in door.methods}


def right_for(rule: str, method: str) -> Right | None:
    """The right that a request needs, None when it needs none."""
    return _RIGHTS.get((rule, method))


def refuse_unknown_doors(app: Flask) -> None:
    """Refuse to open a house where something can be changed through a door that is not in the table."""
    for rule in app.url_map.iter_rules():
        unknown = {(rule.rule, method) for method in (rule.methods or set()) - SAFE} - _RIGHTS.keys()
        if unknown:
            raise ValueError(f"not in the table of doors: {sorted(unknown)}")

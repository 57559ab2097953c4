"""The three tests of the W3C's service-description suite."""

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse

from tests.w3c.runner import send

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ACCEPT = "text/turtle, application/rdf+xml;q=0.9, */*;q=0.1"
_DOMAINS = {
    "endpoint": "Service",
    "supportedLanguage": "Service",
    "resultFormat": "Service",
    "feature": "Service",
    "defaultDataset": "Service",
    "defaultGraph": "Dataset",
    "namedGraph": "Dataset",
    "name": "NamedGraph",
    "graph": "NamedGraph",
}
_RANGES = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph", "graph": "Graph"}


def faults(port: int) -> dict[str, str | None]:
    """What is wrong, by the name of each test; None where nothing is."""
    status, headers, body = send(port, "GET", "/sparql", {"Accept": _ACCEPT})
    media_type = headers["content-type"].partition(";")[0]
    if status != 200 or media_type != "text/turtle":
        return dict.fromkeys(("returns-rdf", "has-endpoint-triple", "conforms-to-schema"), f"{status} {media_type}")
    store = Store()
    store.extend(parse(body, format=RdfFormat.TURTLE))
    endpoint = (None, NamedNode(_SD + "endpoint"), NamedNode(f"http://127.0.0.1:{port}/sparql"), None)
    has_endpoint = next(iter(store.quads_for_pattern(*endpoint)), None) is not None
    return {
        "returns-rdf": None if len(store) else "nothing is said",
        "has-endpoint-triple": None if has_endpoint else "no sd:endpoint that is the address asked",
        "conforms-to-schema": _against_schema(store),
    }


def _against_schema(store: Store) -> str | None:
    for name, kind in _DOMAINS.items():
        for quad in store.quads_for_pattern(None, NamedNode(_SD + name), None, None):
            if not _is_a(store, quad.subject, kind):
                return f"what has sd:{name} is not a sd:{kind}"
            if isinstance(quad.object, Literal):
                return f"sd:{name} is a literal"
            if name in _RANGES and not _is_a(store, quad.object, _RANGES[name]):
                return f"sd:{name} leads to something that is not a sd:{_RANGES[name]}"
    return None


def _is_a(store: Store, node: NamedNode | BlankNode, kind: str) -> bool:
    return any(store.quads_for_pattern(node, _TYPE, NamedNode(_SD + kind), None))

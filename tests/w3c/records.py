"""The records of the W3C's protocol suite by their names, and what each asks of a server, as requests of our own."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}
ROWS = ("application/sparql-results+xml", "application/sparql-results+json")
TABLES = (*ROWS, "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"


def graph(number: int) -> str:
    """The name of a graph with one statement: that it is a document."""
    return f"http://records.example/data{number}"


def dump() -> str:
    """Three graphs with one statement each, as N-Quads."""
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    return "".join(f"<{graph(n)}> {kind} <{DOCUMENT}> <{graph(n)}> .\n" for n in (1, 2, 3))


@dataclass(frozen=True)
class Record:
    """A request, the first digit of the status that answers it, and what the answer is: yes, or one of some types."""

    method: str = "GET"
    parameters: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    status: int = 2
    says: str | None = None
    types: tuple[str, ...] = ROWS

    @property
    def target(self) -> str:
        """The address that is asked."""
        return "/sparql" + (f"?{urlencode(self.parameters)}" if self.parameters else "")


def _post(text: str, headers: dict[str, str], *parameters: tuple[str, str], **rest: object) -> Record:
    return Record("POST", parameters, headers, text.encode(), **rest)


def _form(pairs: list[tuple[str, str]], *parameters: tuple[str, str], **rest: object) -> Record:
    return _post(urlencode(pairs), FORM, *parameters, **rest)


def _default(*numbers: int) -> list[tuple[str, str]]:
    return [("default-graph-uri", graph(n)) for n in numbers]


def _named(*numbers: int) -> list[tuple[str, str]]:
    return [("named-graph-uri", graph(n)) for n in numbers]


def _in_graph(number: int) -> str:
    return f"GRAPH ?g{number} {{ <{graph(number)}> a ?t{number} }}"


_ONE_AND_TWO = f"<{graph(1)}> a ?a . <{graph(2)}> a ?b ."
_NOT_THREE = f"FILTER NOT EXISTS {{ <{graph(3)}> a ?c }}"
_BOTH_DEFAULT = f"ASK {{ {_ONE_AND_TWO} {_NOT_THREE} }}"
_BOTH_NAMED = f"ASK {{ {_in_graph(1)} {_in_graph(2)} FILTER NOT EXISTS {{ {_in_graph(3)} }} }}"
_FULL = f"ASK {{ <{graph(3)}> a ?t {_in_graph(1)} {_in_graph(2)} }}"
_OTHER = f"ASK FROM <{graph(3)}> {{ {_ONE_AND_TWO} {_NOT_THREE} }}"
_YES = {"says": "true"}
_NO_UPDATES = {"status": 4}
_CLEAR = "CLEAR GRAPH <urn:nothing>"

QUERIES: dict[str, Record] = {
    "query_post_form": _form([("query", "ASK {}")], ("default-graph-uri", "urn:nothing"), **_YES),
    "query_dataset_default_graphs_get": Record(parameters=(("query", _BOTH_DEFAULT), *_default(1, 2)), **_YES),
    "query_dataset_default_graphs_post": _post(_BOTH_DEFAULT, DIRECT, *_default(1, 2), **_YES),
    "query_dataset_named_graphs_post": _post(_BOTH_NAMED, DIRECT, *_named(1, 2), **_YES),
    "query_dataset_named_graphs_get": Record(parameters=(("query", _BOTH_NAMED), *_named(1, 2)), **_YES),
    "query_dataset_full": _post(_FULL, DIRECT, *_default(3), *_named(1, 2), **_YES),
    "query_multiple_dataset": _post(_OTHER, DIRECT, *_default(1, 2), **_YES),
    "query_get": Record(parameters=(("query", "ASK {}"),), **_YES),
    "query_content_type_select": _form([("query", "SELECT (1 AS ?value) {}")], types=TABLES),
    "query_content_type_ask": _form([("query", "ASK {}")], **_YES),
    "query_content_type_describe": _form([("query", f"DESCRIBE <{graph(1)}>")], types=GRAPHS),
    "query_content_type_construct": _form([("query", "CONSTRUCT { <urn:s> <urn:p> 1 } {}")], types=GRAPHS),
    "query_post_direct": _post("ASK {}", DIRECT, **_YES),
    "bad_query_method": Record("PUT", (("query", "ASK {}"),), status=4),
    "bad_multiple_queries": Record(parameters=(("query", "ASK {}"), ("query", "SELECT * {}")), status=4),
    "bad_query_wrong_media_type": _post("ASK {}", {"Content-Type": "text/plain"}, status=4),
    "bad_query_missing_form_type": _post(urlencode({"query": "ASK {}"}), {}, status=4),
    "bad_query_missing_direct_type": _post("ASK {}", {}, status=4),
    "bad_query_non_utf8": Record(
        "POST", (), {"Content-Type": "application/sparql-query; charset=UTF-16"}, "ASK {}".encode("utf-16"), 4
    ),
    "bad_query_syntax": Record(parameters=(("query", "ASK {"),), status=4),
    "bad_update_get": Record(parameters=(("update", _CLEAR),), status=4),
    "bad_multiple_updates": _form([("update", _CLEAR), ("update", _CLEAR)], status=4),
    "bad_update_wrong_media_type": _post(_CLEAR, {"Content-Type": "text/plain"}, status=4),
    "bad_update_missing_form_type": _post(urlencode({"update": _CLEAR}), {}, status=4),
    "bad_update_non_utf8": Record(
        "POST", (), {"Content-Type": "application/sparql-update; charset=UTF-16"}, _CLEAR.encode("utf-16"), 4
    ),
    "bad_update_syntax": _form([("update", "CLEAR WHATEVER")], status=4),
    "bad_update_dataset_conflict": _post(
        "WITH <urn:a> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", UPDATE, ("using-named-graph-uri", "urn:b"), status=4
    ),
}
"""What a server that answers queries does, and what it refuses."""

UPDATES: dict[str, Record] = {
    **{f"update_dataset_{name}": _post(_CLEAR, UPDATE, ("using-graph-uri", graph(1)), **_NO_UPDATES)
       for name in ("default_graph", "default_graphs", "named_graphs", "full")},
    "update_post_form": _form([("update", _CLEAR)], **_NO_UPDATES),
    "update_post_direct": _post(_CLEAR, UPDATE, **_NO_UPDATES),
    "update_base_uri": _post(f"BASE <urn:x> {_CLEAR}", UPDATE, **_NO_UPDATES),
}  # fmt: skip
"""What a server that takes updates does; this one refuses them all: a group contributes by PUT to its graph."""


def fault_of(record: Record, status: int, headers: dict[str, str], body: bytes) -> str | None:
    """What is wrong with the answer to a record; None when it is what the record asks for."""
    if status // 100 != record.status:
        return f"{status} instead of {record.status}xx: {body.decode(errors='replace')[:200]}"
    if record.status != 2:
        return None
    media_type = headers["content-type"].partition(";")[0]
    if media_type not in record.types:
        return f"{media_type} is none of {', '.join(record.types)}"
    return None if record.says is None or record.says in body.decode() else f"not {record.says}: {body.decode()}"

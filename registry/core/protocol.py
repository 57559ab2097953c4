"""The SPARQL 1.1 Protocol as a function: the parts of a request become a question, or a refusal that says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.core.scan import scan
from registry.settings import Limits

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

ROWS_TYPES = {
    "application/sparql-results+json": ("json", "application/json"),
    "application/sparql-results+xml": ("xml", "application/xml"),
    "text/csv": ("csv",),
    "text/tab-separated-values": ("tsv",),
}
"""Media types for SELECT and ASK, best first, with the short names and aliases that clients use."""

GRAPH_TYPES = {
    "text/turtle": ("turtle", "ttl", "application/x-turtle"),
    "application/n-triples": ("nt", "ntriples"),
    "application/rdf+xml": ("rdf", "xml", "rdf+xml", "application/xml"),
    "application/ld+json": ("jsonld", "json-ld", "json", "application/json"),
}
"""Media types for CONSTRUCT and DESCRIBE, best first."""

GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Question:
    """A query that may run, on which graphs, and the media types for rows and for a graph.

    `bound` gives values to variables, as terms in N-Triples; `part` asks for some rows only: how many to skip and take.
    """

    query: str
    form: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows_type: str = next(iter(ROWS_TYPES))
    graph_type: str = next(iter(GRAPH_TYPES))
    bound: tuple[tuple[str, str], ...] = ()
    part: tuple[int, int] | None = None

    @property
    def media_type(self) -> str:
        """The media type of the answer."""
        return self.graph_type if self.form in GRAPH_FORMS else self.rows_type

    @property
    def offers(self) -> Mapping[str, tuple[str, ...]]:
        """The media types that this form of query can be answered in."""
        return GRAPH_TYPES if self.form in GRAPH_FORMS else ROWS_TYPES


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered: an HTTP status, a short title and what to do instead."""

    status: int
    title: str
    detail: str


@dataclass(frozen=True)
class Request:
    """The parts of an HTTP request that the protocol looks at; parameters are lists because they may repeat."""

    method: str
    media_type: str
    parameters: Mapping[str, Sequence[str]]
    form: Mapping[str, Sequence[str]]
    body: bytes


def read_question(request: Request, limits: Limits) -> Question | Refusal:
    """Find the one query of a request (SPARQL 1.1 Protocol 2.1), or say what is wrong with the request."""
    texts = _query_texts(request)
    if isinstance(texts, Refusal):
        return texts
    if len(texts) != 1:
        return Refusal(400, "One query is needed", f"Send exactly one `query`; this request has {len(texts)}.")
    given = {**request.parameters, **request.form}
    return _question(texts[0], given, limits)


def _query_texts(request: Request) -> list[str] | Refusal:
    if request.method in ("GET", "HEAD"):
        return list(request.parameters.get("query", ())) or _update_in(request.parameters) or []
    if request.media_type == FORM_TYPE:
        return list(request.form.get("query", ())) or _update_in(request.form) or []
    if request.media_type == QUERY_TYPE:
        return _decoded(request.body)
    if request.media_type == UPDATE_TYPE:
        return _NO_UPDATES
    detail = f"Send the query as {QUERY_TYPE}, or as `query=` in {FORM_TYPE}."
    return Refusal(415, "This kind of body is not read here", detail)


def _decoded(body: bytes) -> list[str] | Refusal:
    try:
        return [body.decode()]
    except UnicodeDecodeError as error:
        return Refusal(400, "The query is not UTF-8", f"Byte {error.start} of the body is not UTF-8 text.")


def _update_in(parameters: Mapping[str, Sequence[str]]) -> Refusal | None:
    return _NO_UPDATES if "update" in parameters else None


def _question(query: str, given: Mapping[str, Sequence[str]], limits: Limits) -> Question | Refusal:
    size = len(query.encode("utf-8", errors="replace"))
    if size > limits.query_bytes:
        detail = f"The query has {size} bytes; the limit is {limits.query_bytes}."
        return Refusal(413, "The query is too long", detail)
    seen = scan(query)
    if seen.is_update:
        return _NO_UPDATES
    if seen.calls_service:
        return _NO_SERVICE
    if seen.depth > limits.query_nesting:
        detail = f"The query nests {seen.depth} brackets; the limit is {limits.query_nesting}."
        return Refusal(400, "The query is nested too deeply", detail)
    return Question(
        query=query,
        form=seen.form,
        default_graphs=tuple(given.get("default-graph-uri", ())),
        named_graphs=tuple(given.get("named-graph-uri", ())),
    )


_NO_UPDATES = Refusal(
    403,
    "Updates are not taken here",
    "This endpoint answers questions only. A buyer group contributes with PUT to /graphs/{group}/{dataset}.",
)
_NO_SERVICE = Refusal(
    403,
    "SERVICE is not followed",
    "This registry sends no request because a stranger asks it to. Send the SERVICE query from your own engine to "
    "this endpoint, or fetch what you need and join it there.",
)

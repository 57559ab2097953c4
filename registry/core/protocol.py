"""The SPARQL 1.1 Protocol as a function: the parts of a request become a question, or a refusal that says why."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from registry.core.said import Said
from registry.core.scan import scan
from registry.settings import Limits

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

ROWS_TYPES = {
    "application/sparql-results+json": ("json", "srj", "application/json"),
    "application/sparql-results+xml": ("xml", "srx", "application/xml", "text/xml"),
    "text/csv": ("csv",),
    "text/tab-separated-values": ("tsv",),
}
"""Media types for SELECT and ASK, best first, with the short names and aliases that clients use."""

GRAPH_TYPES = {
    "text/turtle": ("turtle", "ttl", "application/turtle", "application/x-turtle", "text/n3"),
    "application/n-triples": ("nt", "ntriples", "n-triples"),
    "application/rdf+xml": ("rdf", "xml", "rdf+xml", "rdfxml", "application/xml", "text/xml"),
    "application/ld+json": ("jsonld", "json-ld", "json", "application/json"),
}
"""Media types for CONSTRUCT and DESCRIBE, best first."""

GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Question:
    """A query that may run, on which graphs, and the media types for rows and for a graph.

    `bound` gives values to variables, as terms in N-Triples; `part` asks for some rows only: how many to skip and take.
    `varies` where the same query on the same data may have another answer each time, as with NOW().
    """

    query: str
    form: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    rows_type: str = next(iter(ROWS_TYPES))
    graph_type: str = next(iter(GRAPH_TYPES))
    bound: tuple[tuple[str, str], ...] = ()
    part: tuple[int, int] | None = None
    varies: bool = False

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
    """Why a request is not answered: an HTTP status, a short title, what to do instead, and when to try again.

    `more` is what helps a program: a limit, a place in the query, what can be had.
    """

    status: int
    title: str
    detail: str
    retry_after: int = 0
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """The parts of an HTTP request that the protocol looks at; parameters are lists because they may repeat."""

    method: str
    media_type: str
    parameters: Mapping[str, Sequence[str]]
    form: Mapping[str, Sequence[str]]
    body: bytes


def read_request(method: str, media_type: str, charset: str, address: bytes, body: bytes) -> Request | Refusal:
    """Take a request apart: what stands behind the question mark of its address, and what was sent."""
    if media_type in (FORM_TYPE, QUERY_TYPE) and charset.lower() not in _CHARSETS:
        return Refusal(
            415,
            "This character set is not read here",
            Said("Send UTF-8; this request says %(charset)s.", charset=charset),
        )
    try:
        form = parameters(body) if media_type == FORM_TYPE else {}
        return Request(method, media_type, parameters(address), form, body)
    except UnicodeDecodeError:
        return Refusal(400, "The request is not UTF-8", "A parameter holds bytes that are not UTF-8 text.")


def parameters(text: bytes) -> dict[str, list[str]]:
    """The parameters of an address or a form, each with its values in their order; raises where one is not UTF-8."""
    found: dict[str, list[str]] = {}
    for pair in text.replace(b"+", b" ").split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            found.setdefault(unquote_to_bytes(name).decode(), []).append(unquote_to_bytes(value).decode())
    return found


def asks_nothing(request: Request) -> bool:
    """Whether somebody only looks at what is behind the address: no query, no update, no graphs."""
    return request.method in ("GET", "HEAD") and not request.parameters.keys() & _KNOWN


def read_question(request: Request, limits: Limits) -> Question | Refusal:
    """Find the one query of a request (SPARQL 1.1 Protocol 2.1), or say what is wrong with the request."""
    texts = _query_texts(request)
    if isinstance(texts, Refusal):
        return texts
    if not texts and ("update" in request.parameters or "update" in request.form):
        return _NO_UPDATES
    if len(texts) != 1:
        detail = Said("Send exactly one `query`; this request has %(count)s.", count=len(texts))
        return Refusal(400, "One query is needed", detail)
    return _question(texts[0], request, limits)


def _query_texts(request: Request) -> list[str] | Refusal:
    in_address = list(request.parameters.get("query", ()))
    if request.method in ("GET", "HEAD"):
        return in_address
    # a query in the address of a POST is not the one of the request, but with another it makes two
    if request.media_type == FORM_TYPE:
        texts = list(request.form.get("query", ()))
        return texts + in_address if texts else []
    if request.media_type == QUERY_TYPE:
        text = _decoded(request.body)
        return text if isinstance(text, Refusal) else [text, *in_address]
    if request.media_type == UPDATE_TYPE:
        return _NO_UPDATES
    detail = Said("Send the query as %(query)s, or as `query=` in %(form)s.", query=QUERY_TYPE, form=FORM_TYPE)
    return Refusal(415, "This kind of body is not read here", detail, more={"accepted": [QUERY_TYPE, FORM_TYPE]})


def _decoded(body: bytes) -> str | Refusal:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        detail = Said("Byte %(place)s of the body is not UTF-8 text.", place=error.start)
        return Refusal(400, "The query is not UTF-8", detail)


def _question(query: str, request: Request, limits: Limits) -> Question | Refusal:
    size = len(query.encode("utf-8", errors="replace"))
    if size > limits.query_bytes:
        detail = Said("The query has %(size)s bytes; the limit is %(most)s.", size=size, most=limits.query_bytes)
        return Refusal(413, "The query is too long", detail, more={"limit": limits.query_bytes})
    seen = scan(query)
    if seen.is_update:
        return _NO_UPDATES
    if seen.calls_service:
        return _NO_SERVICE
    if seen.depth > limits.query_nesting:
        most = limits.query_nesting
        detail = Said("The query nests %(depth)s brackets; the limit is %(most)s.", depth=seen.depth, most=most)
        return Refusal(400, "The query is nested too deeply", detail, more={"limit": limits.query_nesting})
    return Question(
        query=query,
        form=seen.form,
        default_graphs=_graphs("default-graph-uri", request),
        named_graphs=_graphs("named-graph-uri", request),
        varies=seen.varies,
    )


def _graphs(name: str, request: Request) -> tuple[str, ...]:
    return (*request.parameters.get(name, ()), *request.form.get(name, ()))


def not_sparql(message: str) -> Refusal:
    """Why the engine cannot read a query, with the line and column at which it stopped."""
    place = _PLACE.match(message)
    if place is None:
        return Refusal(400, "The query is not SPARQL", message)
    line, column, rest = int(place[1]), int(place[2]), place[3].replace(", [_]", "").replace("[_]", "the end")
    detail = Said("Line %(line)s, column %(column)s: %(rest)s", line=line, column=column, rest=rest)
    return Refusal(400, "The query is not SPARQL", detail, more={"line": line, "column": column})


def entity_tag(question: Question, media_type: str, state: str) -> str | None:
    """The strong tag of an answer: same state, query and media type, same bytes; None where they may differ."""
    if question.varies:
        return None
    parts = (state, question.query, question.default_graphs, question.named_graphs, media_type)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


_CHARSETS = ("", "utf-8", "utf8", "us-ascii")
_KNOWN = {"query", "update", "default-graph-uri", "named-graph-uri"}
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
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

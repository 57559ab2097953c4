"""The worker for queries: holds one read-only snapshot, gives up its rights, answers one query at a time."""

import io
import os
import resource
from typing import IO, Any, cast

import pyoxigraph as ox
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, QueryResultsFormat, RdfFormat

from registry.core.scan import scan
from registry.workers.frames import Header, receive, send
from registry.workers.parts import values, write_part
from registry.workers.sandbox import allow_seconds, give_up_rights

_OPENED_AT_ONCE = 16
"""RocksDB opens so many files of each part when a store is opened, and the next ones when they are read."""
_OTHERS = 64
"""What else the engine and Python may hold open while a file of the store is opened."""


class _TooLong(Exception):
    """The answer is larger than is sent in one piece."""


class _Spool(io.RawIOBase):
    """Takes the answer until it is complete, or refuses when it grows beyond the limit."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._size, self._parts = most, 0, list[bytes]()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:  # noqa: ANN401  Python 3.11 has no type for buffers
        content = bytes(part)
        self._size += len(content)
        if self._size > self._most:
            raise _TooLong
        self._parts.append(content)
        return len(content)

    def content(self) -> bytes:
        return b"".join(self._parts)


def serve(snapshot: str, memory_bytes: int, no_sockets: bool, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the server closes its end; only who can make no socket may open files of a large snapshot later."""
    store = ox.Store.read_only(snapshot)
    store.query("ASK { ?s ?p ?o }")  # whatever the engine opens lazily, it opens now
    is_union = not _has_own_default(store)
    give_up_rights(memory_bytes, files_to_come(snapshot) if no_sockets else 0)
    spent, _ = _used()
    send(answers, {"outcome": "ready", "seconds": spent})
    while request := receive(questions):
        header, query = request
        allow_seconds(header["seconds"])
        answer, body = _answer(store, query.decode(), header, is_union)
        before, (spent, peak) = spent, _used()
        send(answers, {**answer, "seconds": spent - before, "peak_bytes": peak}, body)


def files_to_come(snapshot: str) -> int:
    """How many descriptors a worker may need yet: the engine opens the first files of a large store, others later."""
    files = sum(name.endswith(".sst") for name in os.listdir(snapshot))  # noqa: PTH208  a Path needs one more import
    return 0 if files <= _OPENED_AT_ONCE else 2 * files + _OTHERS


def _used() -> tuple[float, int]:
    """Seconds of processor time, and the most memory at a time, since the process began."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _answer(store: ox.Store, query: str, header: Header, is_union: bool) -> tuple[Header, bytes]:
    spool = _Spool(header["most_bytes"])
    try:
        total = _run(store, query, header, is_union, spool)
    except _TooLong:
        return {"outcome": "too_long"}, b""
    except SyntaxError as error:
        return {"outcome": "syntax", "message": str(error.msg)}, b""
    except (MemoryError, RecursionError):
        return {"outcome": "memory"}, b""
    except (OSError, ValueError, RuntimeError) as error:
        return {"outcome": "failed", "message": str(error)}, b""
    return {"outcome": "answer", "total": total}, spool.content()


def _run(store: ox.Store, query: str, header: Header, is_union: bool, spool: _Spool) -> int | None:
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(iri) for iri in header["default_graphs"]]
    named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in header["named_graphs"]]
    chosen = bool(graphs or named)
    results = store.query(
        query,
        # the engine would let the union win over a FROM that stands in the query (SPARQL 1.1, 13.2)
        use_default_graph_as_union=is_union and not chosen and not _names_graphs(query),
        default_graph=graphs if chosen else None,
        named_graphs=named if chosen else None,
        substitutions=values(header.get("bound", {})),
    )
    if header.get("part") and not isinstance(results, ox.QueryTriples):
        skip, take = header["part"]
        return write_part(results, skip, take, spool)
    if isinstance(results, ox.QueryTriples):
        results.serialize(cast(IO[bytes], spool), RdfFormat.from_media_type(header["graph_type"]))
    else:
        results.serialize(cast(IO[bytes], spool), QueryResultsFormat.from_media_type(header["rows_type"]))
    return None


def _names_graphs(query: str) -> bool:
    return "FROM" in query.upper() and scan(query).names_graphs


def _has_own_default(store: ox.Store) -> bool:
    """Whether statements stand in no graph, as in a dump from elsewhere; then they are the default graph."""
    return next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None) is not None

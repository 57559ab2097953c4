"""Triples on their way out, in the media type that was chosen."""

from collections.abc import Iterable, Mapping

from flask import Response
from pyoxigraph import Quad, RdfFormat, Triple, serialize

from registry.vocabulary import PREFIXES
from registry.web.negotiation import content_type


def triples(statements: Iterable[Quad | Triple], media_type: str, spaces: Mapping[str, str] = PREFIXES) -> Response:
    """Answer with triples, or with those of quads, each once, sorted so that equal answers are equal bytes."""
    distinct = sorted({each.triple if isinstance(each, Quad) else each for each in statements}, key=str)
    rdf_format = RdfFormat.from_media_type(media_type)
    prefixes = dict(spaces) if media_type != "application/n-triples" else None
    body = serialize(distinct, format=rdf_format, prefixes=prefixes) or b""
    response = Response(body, content_type=content_type(media_type))
    response.vary.add("Accept")
    return response


def quads_out(statements: Iterable[Quad], media_type: str) -> Response:
    """Answer with statements in their graphs."""
    distinct = sorted(set(statements), key=lambda each: (str(each.graph_name), str(each.triple)))
    rdf_format = RdfFormat.from_media_type(media_type)
    prefixes = PREFIXES if media_type == "application/trig" else None
    response = Response(serialize(distinct, format=rdf_format, prefixes=prefixes) or b"", content_type=media_type)
    response.vary.add("Accept")
    return response

"""Which media type an answer has: the one place where Accept headers and short format names are read."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import LanguageAccept, MIMEAccept

from registry.core.glossary import LANGUAGES

HTML = "text/html"
TURTLE = "text/turtle"
JSON = "application/json"
PROBLEM = "application/problem+json"
PLAIN = "text/plain"
CSV = "text/csv"
JSON_LD = "application/ld+json"
SARIF = "application/sarif+json"
GRAPH_TYPES = (TURTLE, "application/n-triples", "application/ld+json", "application/rdf+xml")
"""Media types in which triples are given out, best first."""


def choose(accept: MIMEAccept, offers: Sequence[str]) -> str | None:
    """Choose among media types, best first, by an Accept header; without a header the best (RFC 9110, 12.5.1).

    Of two that are wanted equally, the one that the header names wins over one that a wildcard lets through.
    """
    if not accept:
        return offers[0]
    ranges = [(_split(media_range), quality) for media_range, quality in accept]
    judged = [(_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    (quality, _), _, best = max(judged)
    return best if quality > 0 else None


def _quality(offer: str, ranges: Sequence[tuple[tuple[str, str], float]]) -> tuple[float, int]:
    """How much an offer is wanted, and how closely the header names it: the closest range decides, also a 0."""
    kind, _, subtype = offer.partition("/")
    matches = [
        ((wanted_kind != "*") + (wanted_subtype != "*"), quality)
        for (wanted_kind, wanted_subtype), quality in ranges
        if wanted_kind in ("*", kind) and wanted_subtype in ("*", subtype)
    ]
    closeness, quality = max(matches, default=(0, 0.0))
    return quality, closeness


def _split(media_range: str) -> tuple[str, str]:
    """Kind and subtype of a range, without parameters; Java writes a lone * for everything."""
    kind, _, subtype = media_range.partition(";")[0].strip().lower().partition("/")
    return kind, subtype or "*"


def choose_by_name(
    accept: MIMEAccept, wanted: Sequence[str], offers: Mapping[str, Sequence[str]], extra: Sequence[str] = ()
) -> str | None:
    """Choose as `choose` does, but let a short name such as `json` decide where a client gives one that is known.

    `offers` maps each media type to its short names and aliases; `extra` are types offered by Accept alone.
    """
    named = {name: media_type for media_type, names in offers.items() for name in (*names, media_type)}
    for name in wanted:
        if name in named:
            return named[name]
    chosen = choose(accept, [*offers, *extra, *(alias for names in offers.values() for alias in names if "/" in alias)])
    return named.get(chosen, chosen) if chosen else None


def prefers_html(accept: MIMEAccept) -> bool:
    """Whether a person with a browser asks: HTML is named, not just allowed, and nothing is preferred to it."""
    named = [quality for media_type, quality in accept if media_type == HTML]
    most = max((quality for _, quality in accept), default=0)
    return bool(named) and max(named) == most and choose(accept, (JSON, HTML)) == HTML


def content_type(media_type: str) -> str:
    """A media type as it is written in Content-Type; rows as CSV say that the first one holds the names."""
    if media_type == CSV:
        return f"{CSV}; charset=utf-8; header=present"
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def choose_language(accept: LanguageAccept, wanted: str | None = None) -> str:
    """Choose the language of an answer: the one that is asked for by name, else by Accept-Language, else English."""
    # best_match would take English for "nl-BE, en;q=0.5"
    tags = [wanted or "", *accept.values()]
    languages = (tag.partition("-")[0].lower() for tag in tags)
    known = {language: language for language in LANGUAGES} | {"no": "nb", "nn": "nb"}
    return next((known[language] for language in languages if language in known), LANGUAGES[0])

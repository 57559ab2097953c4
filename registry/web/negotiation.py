"""Which media type an answer has: the one place where Accept headers and short format names are read."""

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import LanguageAccept, MIMEAccept

from registry.core.glossary import LANGUAGES

HTML = "text/html"
TURTLE = "text/turtle"
JSON = "application/json"
PROBLEM = "application/problem+json"
PLAIN = "text/plain"
JSON_LD = "application/ld+json"
SARIF = "application/sarif+json"
GRAPH_TYPES = (TURTLE, "application/n-triples", "application/ld+json", "application/rdf+xml")
"""Media types in which triples are given out, best first."""


def choose(accept: MIMEAccept, offers: Sequence[str]) -> str | None:
    """Choose among media types, best first, by an Accept header; without a header the best (RFC 9110, 12.5.1)."""
    if not accept:
        return offers[0]
    return accept.best_match(offers)


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
    return any(media_type == HTML for media_type, _ in accept) and accept.best_match([JSON, HTML]) == HTML


def choose_language(accept: LanguageAccept, wanted: str | None = None) -> str:
    """Choose the language of an answer: the one that is asked for by name, else by Accept-Language, else English."""
    # best_match would take English for "nl-BE, en;q=0.5"
    tags = [wanted or "", *accept.values()]
    languages = (tag.partition("-")[0].lower() for tag in tags)
    known = {language: language for language in LANGUAGES} | {"no": "nb", "nn": "nb"}
    return next((known[language] for language in languages if language in known), LANGUAGES[0])

"""Where a name leads on this site: things to their page, graphs to their data, other addresses to the web."""

import re
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

from registry.settings import GRAPHS, IDS, NAMES
from registry.vocabulary import PREFIXES

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")


def document(iri: str) -> str:
    """Where the page of a thing with a name of ours is."""
    return "/doc/" + quote(iri.removeprefix(IDS), safe="/")


def href(name: NamedNode | str) -> str | None:
    """The link for an IRI; None for what no browser should follow, such as javascript:."""
    iri = name.value if isinstance(name, NamedNode) else name
    if iri.startswith(IDS):
        return document(iri)
    for space, path in (
        (GRAPHS, "/graphs/"),
        (f"{NAMES}ontology", "/ontology"),
        (f"{NAMES}shapes", "/shapes"),
    ):
        if iri.startswith(space):
            return path + quote(iri.removeprefix(space), safe="/#")
    return iri if urlsplit(iri).scheme in ("http", "https") else None


def short(iri: str) -> str:
    """What is shown for an IRI: the name behind the space of the registry, with a prefix where one is usual."""
    if iri.startswith(IDS):
        return iri.removeprefix(IDS)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def named(name: NamedNode, kind: str) -> str:
    """What an address gives for a thing: the name behind its kind where it is one of ours, else the whole IRI."""
    return name.value.removeprefix(f"{IDS}{kind}/")


def thing(kind: str, text: str) -> NamedNode | None:
    """The thing that an address gives as `named` writes it; None for what cannot be one."""
    if _CODE.fullmatch(text):
        return NamedNode(f"{IDS}{kind}/{text}")
    return node(text) if text.startswith(("https://", "http://")) else None


def node(iri: str) -> NamedNode | None:
    """The thing with an IRI; None for what is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None

"""How groups, datasets, graphs and contributions are named, and which names are taken."""

import hashlib
import re

from pyoxigraph import BlankNode, NamedNode

from registry.settings import GRAPHS, IDS, NAMES

STEWARD = "registry"
"""The group that stands for the registry itself: it loads the words, the criteria and the public sources."""

RESERVED = frozenset({STEWARD, "eprel", "boavizta", "endoflife", "lineageos", "linux-hardware", "open-repair"})
"""Names that no group gets: the registry's own, and those under which its importers mint."""

GENIDS = NAMES + "genid/"
"""Where nodes live that a file gave no name (RDF 1.1, 3.5)."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 64


def is_slug(text: str) -> bool:
    """Whether the text can name a group or a dataset: small letters and digits, single hyphens between them."""
    return len(text) <= _LONGEST and _SLUG.fullmatch(text) is not None


def slug(text: str) -> str:
    """Make a slug of a name: what is not a small letter or digit becomes one hyphen; other scripts become a hash.

    White space around a name never counts.
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or hashlib.sha256(text.strip().encode()).hexdigest()[:12]


def anchor(iri: str) -> str:
    """The place of a term on the page of its vocabulary."""
    return iri.rpartition("#")[2] if "#" in iri else iri.removeprefix(IDS).replace("/", "-").replace(" ", "-").lower()


def graph_iri(group: str, dataset: str) -> NamedNode:
    """The named graph that holds a group's dataset."""
    return NamedNode(f"{GRAPHS}{group}/{dataset}")


def named_by(iri: str) -> tuple[str, str] | None:
    """The group and dataset whose graph has this IRI; None when it is no graph of this registry."""
    group, _, dataset = iri.removeprefix(GRAPHS).partition("/")
    return (group, dataset) if iri.startswith(GRAPHS) and is_slug(group) and is_slug(dataset) else None


def group_iri(group: str) -> NamedNode:
    """The group as a thing that can be talked about."""
    return NamedNode(f"{IDS}group/{group}")


def contribution_iri(sequence: int) -> NamedNode:
    """The contribution with this number in the ledger."""
    return NamedNode(f"{IDS}contribution/{sequence}")


def stands_behind(graph: NamedNode, thing: NamedNode) -> int:
    """How close a graph's group stands to a thing: 0 it named it, 1 the registry's own group, 2 anybody else.

    Where contributors differ on what a thing is called or of what kind it is, the closest is heard.
    """
    group = graph.value.removeprefix(GRAPHS).partition("/")[0]
    name = thing.value.removeprefix(IDS).partition("/")[2]
    if thing.value.startswith(IDS) and name.startswith(f"{group}-"):
        return 0
    return 1 if group == STEWARD else 2


def is_unnamed(term: object) -> bool:
    """Whether a term is a node that its file gave no name, before or after the registry gave it one."""
    return isinstance(term, BlankNode) or (isinstance(term, NamedNode) and term.value.startswith(GENIDS))


def clash(slug: str, other: str) -> bool:
    """Whether one group would name things in the space of the other, as `nl` would in that of `nl-ict`."""
    return f"{slug}-".startswith(f"{other}-") or f"{other}-".startswith(f"{slug}-")


VERDICTS_GRAPH = graph_iri(STEWARD, "verdicts")
CONTRIBUTIONS_GRAPH = graph_iri(STEWARD, "contributions")
PROPOSALS_GRAPH = graph_iri(STEWARD, "proposals")
DERIVED_GRAPHS = frozenset({VERDICTS_GRAPH, CONTRIBUTIONS_GRAPH, PROPOSALS_GRAPH})
"""Graphs that the registry itself writes; no contribution goes into them."""

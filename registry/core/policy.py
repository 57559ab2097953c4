"""What a group may talk about: its own things, known things of others in its own name, never the shared words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.immutability import Published, changes
from registry.core.names import STEWARD, is_slug
from registry.core.report import Finding, Severity
from registry.core.shacl.lexical import is_type, well_formed
from registry.core.texts import say_all
from registry.core.turtle import Upload
from registry.core.verdicts import Verdict
from registry.settings import GRAPHS, IDS
from registry.vocabulary import ELSEWHERE, PREFIXES, RDF

_SHARED_WORDS = tuple(namespace for prefix, namespace in (PREFIXES | ELSEWHERE).items() if prefix != "unit")
_DESCRIBABLE = ("device", "configuration", "brand", "manufacturer", "organisation", "facility")
_RULES_AS_DATA = (PREFIXES["sh"], ELSEWHERE["owl"], PREFIXES["rdfs"], PREFIXES["rdf"] + "Property")
_ONLY_TEXT = tuple(PREFIXES["rdfs"] + name for name in ("label", "comment", "seeAlso"))
# Letters and marks that show nothing: fillers of Hangul and the variation selectors.
_SHOW_NOTHING = frozenset("\u115f\u1160\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
# What the registry alone works out, and keeps in a graph of its own.
_VERDICTS = frozenset(verdict.predicate for verdict in Verdict)
_NO_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
IMPOSSIBLE = "policy-impossible-"
"""How the names of rules begin that a shape may say too."""

_SCHEMES = ("http", "https", "urn", "mailto")


Broader = dict[Term, frozenset[Term]]
"""The classes that each class is a kind of, near and far."""


@dataclass(frozen=True)
class Surroundings:
    """What the registry already knows of an upload: things described elsewhere, classes that have a shape and what
    these are kinds of, and the criterion versions that it touches."""

    known: frozenset[Term]
    types: dict[Term, frozenset[Term]]
    classes: frozenset[NamedNode]
    broader: Broader = field(default_factory=dict)
    published: tuple[Published, ...] = ()


def objections(upload: Upload, group: str, surroundings: Surroundings) -> Iterator[Finding]:
    """Name everything in the upload that the group may not say; the registry's own group may say nearly all."""
    yield from changes(surroundings.published, upload)
    for subject, kinds in surroundings.types.items():
        if shaped := _two_kinds(kinds & surroundings.classes, surroundings.broader):
            one, other = shaped
            yield _finding("policy-two-kinds", subject, upload.first_lines[subject], one=one, other=other)
    if group == STEWARD:
        return
    for subject in upload.first_lines:
        yield from _against_subject(upload, subject, group, surroundings)
    for (subject, predicate, value), line in upload.lines.items():
        for key, values in _against_statement(subject, predicate, value):
            yield _finding(key, subject, line, predicate, value, **values)


def _against_subject(upload: Upload, subject: Term, group: str, surroundings: Surroundings) -> Iterator[Finding]:
    if not isinstance(subject, NamedNode):
        return
    line, iri = upload.first_lines[subject], subject.value
    if iri.startswith(_SHARED_WORDS):
        yield _finding("policy-shared-word", subject, line)
    elif iri.startswith(GRAPHS) and subject != upload.graph:
        yield _finding("policy-other-graph", subject, line)
    elif iri.startswith(IDS) and not _may_describe(subject, group, surroundings):
        kind = iri.removeprefix(IDS).partition("/")[0]
        yield _finding("policy-not-yours", subject, line, own=f"{IDS}{kind}/{group}-...")
    elif not surroundings.types.get(subject, frozenset()) & surroundings.classes:
        yield _finding("policy-no-shape", subject, line)


def _two_kinds(kinds: frozenset[Term], broader: Broader) -> tuple[str, ...]:
    """Two classes with a shape each of which neither is a kind of the other."""
    for one, other in combinations(sorted(kinds, key=str), 2):
        if one not in broader.get(other, frozenset()) and other not in broader.get(one, frozenset()):
            return str(one), str(other)
    return ()


def _may_describe(subject: NamedNode, group: str, surroundings: Surroundings) -> bool:
    kind, _, name = subject.value.removeprefix(IDS).partition("/")
    return name.startswith(f"{group}-") or (kind in _DESCRIBABLE and subject in surroundings.known)


def _against_statement(subject: Term, predicate: NamedNode, value: Term) -> Iterator[tuple[str, dict[str, str]]]:
    if predicate.value.startswith(_RULES_AS_DATA) and predicate.value not in _ONLY_TEXT:
        yield "policy-rule", {}
    if predicate in _VERDICTS:
        yield "policy-verdict", {}
    for term in (subject, predicate, value):
        if isinstance(term, NamedNode) and not _is_plain_address(term.value):
            yield "policy-odd-address", {}
    if predicate == RDF.type and isinstance(value, NamedNode) and value.value.startswith(_RULES_AS_DATA):
        yield "policy-rule", {}
    if isinstance(value, NamedNode) and _leads_nowhere(value):
        yield "policy-relative-address", {}
    if isinstance(value, Literal) and not _is_possible(value):
        kind = value.datatype.value.removeprefix(PREFIXES["xsd"])
        yield ("policy-impossible-date", {}) if kind == "date" else ("policy-impossible-value", {"type": f"xsd:{kind}"})


def _is_possible(value: Literal) -> bool:
    """A text that XML Schema allows for a type that it has (XML 1.0, 2.2, for what is a character)."""
    kind = value.datatype.value
    known = is_type(kind) or not kind.startswith(PREFIXES["xsd"])
    return known and well_formed(value.value, kind) and not _NO_CHARACTER.search(value.value)


def _leads_nowhere(value: NamedNode) -> bool:
    """An address among the graphs that no graph can have: mostly one that was written without its beginning."""
    if not value.value.startswith(GRAPHS):
        return False
    name = value.value.partition("#")[0].removeprefix(GRAPHS).split("/")
    return len(name) != 2 or not all(map(is_slug, name))


def _is_plain_address(iri: str) -> bool:
    """An address that shows where it leads: a usual scheme, no user name before the host, no invisible characters."""
    # a thousand addresses of a thousand characters are looked at in the server itself: only once at each character
    if any(map(_shows_nothing, {*iri})):
        return False
    try:
        parts = urlsplit(iri)
        return parts.scheme in _SCHEMES and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # also of a port that is none
        return False


@lru_cache(maxsize=10_000)
def _shows_nothing(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp") or character in _SHOW_NOTHING


def _finding(
    key: str, subject: Term, line: int, path: NamedNode | None = None, value: Term | None = None, **values: str
) -> Finding:
    return Finding(Severity.VIOLATION, say_all(key, **values), subject, path, value, line=line, rule=key)

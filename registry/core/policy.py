"""What a group may talk about: its own things, known things of others in its own name, never the shared words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from registry.core.facts import Term
from registry.core.immutability import Published, changes
from registry.core.names import STEWARD
from registry.core.report import Finding, Severity
from registry.core.turtle import Upload
from registry.settings import GRAPHS, IDS
from registry.vocabulary import ELSEWHERE, PREFIXES, RDF

_SHARED_WORDS = tuple(namespace for prefix, namespace in (PREFIXES | ELSEWHERE).items() if prefix != "unit")
_DESCRIBABLE = ("device", "configuration", "brand", "manufacturer", "organisation", "facility")
_RULES_AS_DATA = (PREFIXES["sh"], ELSEWHERE["owl"], PREFIXES["rdfs"], PREFIXES["rdf"] + "Property")
_ONLY_TEXT = tuple(PREFIXES["rdfs"] + name for name in ("label", "comment", "seeAlso"))
# Letters and marks that show nothing: fillers of Hangul and the variation selectors.
_SHOW_NOTHING = frozenset("\u115f\u1160\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
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
            english, dutch = (text.format(*shaped) for text in _TWO_KINDS)
            yield _finding(subject, upload.first_lines[subject], english, dutch)
    if group == STEWARD:
        return
    for subject in upload.first_lines:
        yield from _against_subject(upload, subject, group, surroundings)
    for (subject, predicate, value), line in upload.lines.items():
        yield from _against_statement(subject, predicate, value, line)


def _against_subject(upload: Upload, subject: Term, group: str, surroundings: Surroundings) -> Iterator[Finding]:
    if not isinstance(subject, NamedNode):
        return
    line, iri = upload.first_lines[subject], subject.value
    if iri.startswith(_SHARED_WORDS):
        yield _finding(subject, line, *_SHARED_WORD)
    elif iri.startswith(GRAPHS) and subject != upload.graph:
        yield _finding(subject, line, *_OTHER_GRAPH)
    elif iri.startswith(IDS) and not _may_describe(subject, group, surroundings):
        kind = iri.removeprefix(IDS).partition("/")[0]
        english, dutch = (text.format(own=f"{IDS}{kind}/{group}-...") for text in _NOT_YOURS)
        yield _finding(subject, line, english, dutch)
    elif not surroundings.types.get(subject, frozenset()) & surroundings.classes:
        yield _finding(subject, line, *_NO_SHAPE)


def _two_kinds(kinds: frozenset[Term], broader: Broader) -> tuple[str, ...]:
    """Two classes with a shape each of which neither is a kind of the other."""
    for one, other in combinations(sorted(kinds, key=str), 2):
        if one not in broader.get(other, frozenset()) and other not in broader.get(one, frozenset()):
            return str(one), str(other)
    return ()


def _may_describe(subject: NamedNode, group: str, surroundings: Surroundings) -> bool:
    kind, _, name = subject.value.removeprefix(IDS).partition("/")
    return name.startswith(f"{group}-") or (kind in _DESCRIBABLE and subject in surroundings.known)


def _against_statement(subject: Term, predicate: NamedNode, value: Term, line: int) -> Iterator[Finding]:
    if predicate.value.startswith(_RULES_AS_DATA) and predicate.value not in _ONLY_TEXT:
        yield _finding(subject, line, *_RULE, path=predicate)
    for term in (subject, predicate, value):
        if isinstance(term, NamedNode) and not _is_plain_address(term.value):
            yield _finding(subject, line, *_ODD_ADDRESS, path=predicate, value=term)
    if predicate == RDF.type and isinstance(value, NamedNode) and value.value.startswith(_RULES_AS_DATA):
        yield _finding(subject, line, *_RULE, path=predicate, value=value)


def _is_plain_address(iri: str) -> bool:
    """An address that shows where it leads: a usual scheme, no user name before the host, no invisible characters."""
    if any(_shows_nothing(character) for character in iri):
        return False
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and "@" not in parts.netloc


def _shows_nothing(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Zs", "Zl", "Zp") or character in _SHOW_NOTHING


def _finding(
    subject: Term, line: int, en: str, nl: str, path: NamedNode | None = None, value: Term | None = None
) -> Finding:
    return Finding(Severity.VIOLATION, (("en", en), ("nl", nl)), subject, path, value, line=line)


_SHARED_WORD = (
    "This is a shared word of a vocabulary; a contribution uses such words and cannot change them. "
    "Remove the statement, or use an address of your own.",
    "Dit is een gedeeld woord uit een vocabulaire; een bijdrage gebruikt zulke woorden en kan ze niet wijzigen. "
    "Haal de uitspraak weg of gebruik een eigen adres.",
)
_OTHER_GRAPH = (
    "This is the name of another graph. Write <> for the graph that you send.",
    "Dit is de naam van een andere graaf. Schrijf <> voor de graaf die u instuurt.",
)
_NOT_YOURS = (
    "The registry does not know this thing, and its name is not one that your group gives. "
    "Name a new thing {own} or with an address on your own domain.",
    "Het register kent dit niet, en uw groep geeft deze naam niet uit. "
    "Noem iets nieuws {own} of gebruik een adres op uw eigen domein.",
)
_NO_SHAPE = (
    "Nothing says what kind of thing this is, so it cannot be checked. "
    "Give it a type that has a shape, for example: a cfit:DeviceModel .",
    "Er staat niet wat voor iets dit is, dus het kan niet worden gecontroleerd. "
    "Geef een type waarvoor regels bestaan, bijvoorbeeld: a cfit:DeviceModel .",
)
_TWO_KINDS = (
    "One thing cannot be both {} and {}: each kind has rules of its own. Give each an address of its own.",
    "Eén ding kan niet {} en {} tegelijk zijn: elke soort heeft eigen regels. Geef elk een eigen adres.",
)
_RULE = (
    "A contribution holds facts; rules, classes and equalities (sh:, owl:, rdfs:subClassOf) are not taken from it. "
    "Remove the statement.",
    "Een bijdrage bevat feiten; regels, klassen en gelijkstellingen (sh:, owl:, rdfs:subClassOf) worden er niet uit "
    "overgenomen. Haal de uitspraak weg.",
)
_ODD_ADDRESS = (
    "This address cannot be trusted as it stands: use http, https, urn or mailto, no user name before the host "
    "and no invisible characters.",
    "Dit adres is zo niet te vertrouwen: gebruik http, https, urn of mailto, geen gebruikersnaam voor de hostnaam "
    "en geen onzichtbare tekens.",
)

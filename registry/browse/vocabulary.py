"""The pages of the words and of the rules: term by term and rule by rule, as ontology and shapes have them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from registry.assembly import Registry
from registry.core.facts import Term, value_of
from registry.core.glossary import Label, choose
from registry.core.names import anchor
from registry.core.texts import say
from registry.vocabulary import CFIT, CFIT_NAMESPACE, ELSEWHERE, PREFIXES, RDF, RDFS, SH, SKOS

Statements = dict[Term, list[Triple]]
Homes = dict[NamedNode, NamedNode]

_OWL = "http://www.w3.org/2002/07/owl#"


@dataclass(frozen=True)
class Match:
    """A word of another vocabulary, and how near it comes: exactly, closely, more broadly, more narrowly."""

    how: str
    iri: str
    name: str


@dataclass(frozen=True)
class TermEntry:
    """One word: what it is called and means, an example, and how it hangs together with words here and elsewhere."""

    iri: NamedNode
    anchor: str
    label: Label
    definition: Label | None
    example: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    names: tuple[Label, ...] = ()
    comment: str = ""
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Section:
    """Words or rules that belong together."""

    title: str
    anchor: str
    terms: tuple[TermEntry, ...]
    example: str = ""


@dataclass(frozen=True)
class VocabularyPage:
    """All words, or all rules."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def ontology(registry: Registry, language: str) -> VocabularyPage:
    """Show the ontology: classes, properties, device properties, and the lists of words to choose from."""
    about = _by_subject(registry.words.ontology)
    own = [term for term in about if isinstance(term, NamedNode) and term.value.startswith(CFIT_NAMESPACE)]
    device = [term for term in own if _is_a(about[term], CFIT.DeviceProperty)]
    classes = [term for term in own if _is_a(about[term], NamedNode(f"{_OWL}Class"))]
    properties = [term for term in own if _is_property(about[term]) and term not in device]
    sections = [
        _section("Classes", say("page-classes", language), classes, about, registry, language),
        _section("Properties", say("page-properties", language), properties, about, registry, language),
        _section("Device properties", say("page-device-properties", language), device, about, registry, language),
        *_schemes(about, registry, language),
    ]
    title, lead = (say(key, language) for key in ("page-ontology", "page-ontology-lead"))
    return VocabularyPage(title, lead, tuple(sections))


def shapes(registry: Registry, language: str) -> VocabularyPage:
    """Show the shapes: for each kind of thing what must be said of it, and what to write."""
    about = _by_subject(registry.words.shapes)
    nodes = [term for term in about if isinstance(term, NamedNode) and _is_a(about[term], SH.NodeShape)]
    homes = _homes(nodes, about)
    in_order = sorted(nodes, key=lambda node: node.value)
    sections = tuple(_rules(node, about, homes, registry, language) for node in in_order)
    title, lead = (say(key, language) for key in ("page-shapes", "page-shapes-lead"))
    return VocabularyPage(title, lead, sections)


def _section(
    name: str, title: str, terms: Iterable[NamedNode], about: Statements, registry: Registry, language: str
) -> Section:
    """A part of the page; its address is made of its English name and stays the same in every language."""
    entries = tuple(_entry(term, about[term], registry, language) for term in terms)
    return Section(title, anchor(f"words-{name}"), entries)


def _schemes(about: Statements, registry: Registry, language: str) -> list[Section]:
    members: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for term, triples in about.items():
        for triple in triples:
            if (
                triple.predicate == SKOS.inScheme
                and isinstance(triple.object, NamedNode)
                and isinstance(term, NamedNode)
            ):
                members[triple.object].append(term)
    glossary = registry.words.glossary
    return [
        _section(
            glossary.label(scheme, "en").text, glossary.label(scheme, language).text, terms, about, registry, language
        )
        for scheme, terms in members.items()
    ]


def _entry(term: NamedNode, triples: list[Triple], registry: Registry, language: str) -> TermEntry:
    glossary = registry.words.glossary
    unit = glossary.unit(term, language)
    notes = [(say("word-unit", language), unit.text)] if unit else []
    for name, predicate in _NOTES:
        notes += [(say(name, language), _short(triple.object)) for triple in triples if triple.predicate == predicate]
    if better := _text(triples, CFIT.betterDirection):
        notes.append((say("word-better", language), better))
    return TermEntry(
        iri=term,
        anchor=anchor(term.value),
        label=glossary.label(term, language),
        definition=glossary.definition(term, language),
        example=_text(triples, SKOS.example),
        notes=tuple(notes),
        names=tuple(_names(triples, language)),
        comment=_text(triples, RDFS.comment),
        matches=tuple(
            Match(say(_MATCHES[triple.predicate], language), str(value_of(triple.object)), _short(triple.object))
            for triple in triples
            if triple.predicate in _MATCHES
        ),
    )


def _names(triples: list[Triple], language: str) -> Iterator[Label]:
    """What the word is called in the other languages."""
    for triple in triples:
        text = triple.object
        if triple.predicate in (RDFS.label, SKOS.prefLabel) and isinstance(text, Literal) and text.language != language:
            yield Label(text.value, text.language or "")


def _rules(node: NamedNode, about: Statements, homes: Homes, registry: Registry, language: str) -> Section:
    """The rules of a kind of thing; those that it shares with another are told there, and counted here."""
    glossary = registry.words.glossary
    used = [rule for rule in _rules_of(node, about) if rule in about]
    rules = [_rule(rule, about[rule], language) for rule in used if homes[rule] == node]
    for home in dict.fromkeys(homes[rule] for rule in used if homes[rule] != node):
        shared = sum(homes[rule] == home for rule in used)
        text = Label(f"{shared} rules that are told there count here too.", "en")
        rules.append(
            TermEntry(home, f"{anchor(node.value)}-{anchor(home.value)}", glossary.label(home, language), text)
        )
    if _text(about[node], SH.message):
        rules.append(_rule(node, about[node], language))
    title = glossary.label(node, language).text.capitalize()
    return Section(title, anchor(node.value), tuple(rules), registry.words.examples.get(node, ""))


def _homes(nodes: Iterable[NamedNode], about: Statements) -> Homes:
    """Where each rule is told: of the shapes that use it at the one that it is named after, else at the first."""
    homes: Homes = {}
    for node in nodes:
        for rule in _rules_of(node, about):
            is_named_after = anchor(rule.value).replace("-", "").lower().startswith(anchor(node.value).lower())
            homes[rule] = node if is_named_after else homes.get(rule, node)
    return homes


def _rules_of(node: NamedNode, about: Statements) -> list[NamedNode]:
    rules = (triple.object for triple in about[node] if triple.predicate == SH.property)
    return [rule for rule in rules if isinstance(rule, NamedNode)]


def _rule(shape: NamedNode, triples: list[Triple], language: str) -> TermEntry:
    name = choose((triple.object for triple in triples if triple.predicate == SH.name), language)
    label = name or choose((triple.object for triple in triples if triple.predicate == RDFS.label), language)
    message = choose((triple.object for triple in triples if triple.predicate == SH.message), language)
    severity = _short(next((triple.object for triple in triples if triple.predicate == SH.severity), SH.Violation))
    notes = [
        (_short(triple.predicate).removeprefix("sh:"), _short(triple.object))
        for triple in triples
        if triple.predicate in _FACETS
    ]
    return TermEntry(
        shape, anchor(shape.value), label or Label(""), message, "", (*notes, ("weight", severity.removeprefix("sh:")))
    )


_NOTES = (
    ("word-used-for", RDFS.domain),
    ("word-values", RDFS.range),
    ("word-kind-of", RDFS.subClassOf),
    ("word-kind-of", RDFS.subPropertyOf),
)
_MATCHES = {
    SKOS.exactMatch: "word-same",
    SKOS.closeMatch: "word-close",
    SKOS.broadMatch: "word-narrower",
    SKOS.narrowMatch: "word-broader",
    SKOS.relatedMatch: "word-related",
}
_FACETS = frozenset(
    NamedNode(f"{SH.property.value.rpartition('#')[0]}#{name}")
    for name in ("path", "datatype", "class", "minCount", "maxCount", "minInclusive", "maxInclusive", "pattern")
)


def _by_subject(triples: Iterable[Triple]) -> Statements:
    about: Statements = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
    return about


def _is_a(triples: list[Triple], kind: NamedNode) -> bool:
    return any(triple.predicate == RDF.type and triple.object == kind for triple in triples)


def _is_property(triples: list[Triple]) -> bool:
    kinds = (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty", RDF.Property.value)
    return any(_is_a(triples, NamedNode(kind)) for kind in kinds)


def _text(triples: list[Triple], predicate: NamedNode) -> str:
    return next((str(value_of(triple.object)) for triple in triples if triple.predicate == predicate), "")


def _short(term: Term) -> str:
    """A name with the usual prefix, or the text as it stands."""
    text = str(value_of(term))
    for prefix, namespace in (PREFIXES | ELSEWHERE).items():
        if isinstance(term, NamedNode) and text.startswith(namespace):
            return f"{prefix}:{text.removeprefix(namespace)}"
    return text

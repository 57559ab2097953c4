"""The rules of a class as the columns of a table or the fields of a form: in their order, with words and choices."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from registry.core.facts import Term
from registry.core.glossary import Glossary, Label
from registry.core.reading.cells import ADDRESS, SLOT, Meaning, text_of, value_in
from registry.core.texts import advice
from registry.settings import IDS
from registry.vocabulary import RDF, SH, XSD

_SPECIAL = re.compile(r"[\[\](){}*+?|^$\\]")


@dataclass(frozen=True)
class Choice:
    """One of the values that a property may have: what is written, and what people call it."""

    text: str
    label: str


@dataclass(frozen=True)
class Column:
    """A property in the words of a reader: what it is called, means and is measured in, and what may be written."""

    meaning: Meaning
    name: str
    group: str
    definition: Label | None
    unit: str
    example: str
    help: str
    choices: tuple[Choice, ...] = ()
    required: bool = False

    @property
    def key(self) -> str:
        """A short name that no other column has."""
        return str(self.meaning).split()[0]


@dataclass(frozen=True)
class Form:
    """All that can be said of a thing of a class: what the class is called, how things are named, the columns."""

    label: str
    names: Meaning
    columns: tuple[Column, ...]

    @property
    def groups(self) -> dict[str, list[Column]]:
        """The columns by the groups that the rules put them in."""
        grouped: dict[str, list[Column]] = defaultdict(list)
        for column in self.columns:
            grouped[column.group].append(column)
        return dict(grouped)


def form_of(kind: NamedNode, address: str, shapes: Iterable[Triple], glossary: Glossary, language: str) -> Form:
    """The columns for the things of a class, which are named by an address with a place for their short name."""
    rules = _Shapes(shapes)
    found = [_column(shape, path, rules, glossary, language) for shape, path in rules.properties(kind)]
    places = {column.key: glossary.place(column.meaning.term) for column in found}
    ordered = sorted(found, key=lambda each: (places[each.key].group_order, places[each.key].order))
    return Form(glossary.label(kind, language).text, Meaning(kind, address, names_things=True), tuple(ordered))


class _Shapes:
    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[tuple[Term, NamedNode], list[Term]] = defaultdict(list)
        for triple in triples:
            self._said[triple.subject, triple.predicate].append(triple.object)

    def all(self, subject: Term, predicate: NamedNode) -> list[Term]:
        return self._said.get((subject, predicate), [])

    def one(self, subject: Term, predicate: NamedNode) -> Term | None:
        return next(iter(self.all(subject, predicate)), None)

    def members(self, head: Term | None) -> list[Term]:
        members = []
        while head is not None and head != RDF.nil:
            members += self.all(head, RDF.first)
            head = self.one(head, RDF.rest)
        return members

    def properties(self, kind: NamedNode) -> list[tuple[Term, NamedNode]]:
        """The shapes of a class that speak of one property, each property once."""
        found: dict[NamedNode, Term] = {}
        for (subject, predicate), targets in self._said.items():
            if predicate == SH.targetClass and kind in targets:
                for shape in self.all(subject, SH.property):
                    path = self.one(shape, SH.path)
                    if isinstance(path, NamedNode) and self.all(shape, SH.name):
                        found.setdefault(path, shape)
        return [(shape, path) for path, shape in found.items()]


def _column(shape: Term, path: NamedNode, shapes: _Shapes, glossary: Glossary, language: str) -> Column:
    messages = {text.language or "": text.value for text in shapes.all(shape, SH.message) if isinstance(text, Literal)}
    spoken = language if language in messages else "en"
    help_text, example = advice(messages.get(spoken, ""), spoken)
    value = value_in(example)
    choices = shapes.members(shapes.one(shape, SH.in_))
    meaning = Meaning(path, _kind(shape, shapes, value, choices), not _only_one(shape, shapes))
    place, unit = glossary.place(path), glossary.unit(path, language)
    return Column(
        meaning=meaning,
        name=glossary.property_name(path, language).text,
        group=glossary.label(place.group, language).text if place.group else "",
        definition=glossary.definition(path, language),
        unit=unit.text if unit else "",
        example=text_of(value, meaning) if value is not None else "",
        help=help_text,
        choices=tuple(_choice(each, meaning, glossary, language) for each in choices),
        required=_number(shapes.one(shape, SH.minCount)) > 0,
    )


def _choice(term: Term, meaning: Meaning, glossary: Glossary, language: str) -> Choice:
    text = text_of(term, meaning)
    return Choice(text, glossary.label(term, language).text if isinstance(term, NamedNode) else text)


def _only_one(shape: Term, shapes: _Shapes) -> bool:
    return _number(shapes.one(shape, SH.maxCount)) == 1


def _number(term: Term | None) -> int:
    return int(term.value) if isinstance(term, Literal) else 0


def _kind(shape: Term, shapes: _Shapes, example: Term | None, choices: list[Term]) -> str:
    """How values are read: by the datatype of the rule, or as an address, of which a short name may do."""
    datatypes = shapes.all(shape, SH.datatype)
    for option in shapes.members(shapes.one(shape, SH.or_)):
        datatypes = [*datatypes, *shapes.all(option, SH.datatype)]
    if datatypes:
        kinds = [each.value for each in datatypes if isinstance(each, NamedNode)]
        # a rule that takes decimals and whole numbers takes whole numbers as decimals too
        return XSD.decimal.value if XSD.decimal.value in kinds else kinds[0]
    if any(isinstance(each, Literal) for each in choices):
        return XSD.string.value
    return _address_with_slot(shape, shapes, example, choices)


def _address_with_slot(shape: Term, shapes: _Shapes, example: Term | None, choices: list[Term]) -> str:
    pattern = shapes.one(shape, SH.pattern)
    text = pattern.value.removeprefix("^") if isinstance(pattern, Literal) else ""
    fixed = text[: found.start()] if (found := _SPECIAL.search(text)) else text
    if fixed.endswith("/") and not fixed.endswith("://"):
        return fixed + SLOT
    known = [each.value for each in [*choices, example] if isinstance(each, NamedNode)]
    spaces = {iri.rpartition("/")[0] + "/" for iri in known if iri.startswith(IDS)}
    return f"{spaces.pop()}{SLOT}" if len(spaces) == 1 else ADDRESS

"""The order of a page: judgements by theme and level, facts by group, each value with the number of its source."""

import builtins
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.criteria import Constraint
from registry.core.facts import Fact
from registry.core.glossary import Glossary, Label, choose
from registry.core.margins import margin_of, margin_words
from registry.core.source import Source
from registry.core.texts import say
from registry.core.verdicts import Judgement, Tested, Verdict
from registry.core.wording import in_words, plain, threshold
from registry.vocabulary import CFIT, SKOS

_OPEN = (Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True)
class Proof:
    """A document that proves one fact, and how strong it is."""

    document: str
    level: Label


@dataclass(frozen=True)
class ShownValue:
    """A value in words, a web address where it is one, the numbers of its sources, and the proofs they name for it."""

    text: str
    address: str | None
    sources: tuple[int, ...]
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class TestLine:
    """One test of a criterion: which property, what is asked, what was found."""

    name: Label
    threshold: str
    values: tuple[ShownValue, ...]
    verdict: Verdict
    margin: str = ""
    side: int | None = None
    """1 where the value is better than asked by the margin, -1 where it falls short, None where nothing is compared."""


@dataclass(frozen=True)
class CriterionLine:
    """One criterion on a device page."""

    judgement: Judgement
    label: Label
    requirement: Label
    level: Label
    level_code: str
    kind: Label
    tests: tuple[TestLine, ...]
    note: str
    evidence: Label | None = None


@dataclass(frozen=True)
class ThemeSection:
    """The criteria of one theme, by level and number, and how many came out how."""

    theme: NamedNode
    label: Label
    lines: tuple[CriterionLine, ...]

    @property
    def decided(self) -> tuple[CriterionLine, ...]:
        """The criteria that facts decide, for or against or both."""
        return tuple(line for line in self.lines if line.judgement.verdict not in _OPEN)

    @property
    def open(self) -> tuple[CriterionLine, ...]:
        """The criteria that nothing decides: no fact is known, or they do not count."""
        return tuple(line for line in self.lines if line.judgement.verdict in _OPEN)

    def count(self, verdict: Verdict) -> int:
        """How many criteria of the theme came out so."""
        return sum(line.judgement.verdict is verdict for line in self.lines)


@dataclass(frozen=True)
class FactLine:
    """One property and its values."""

    name: Label
    values: tuple[ShownValue, ...]
    property: NamedNode

    @builtins.property  # the field of that name hides the short form
    def sources_differ(self) -> bool:
        """Whether no source states all of the values, so that one contradicts another."""
        in_all = set.intersection(*(set(shown.sources) for shown in self.values))
        return len(self.values) > 1 and not in_all


@dataclass(frozen=True)
class FactGroup:
    """Properties that belong together."""

    label: Label | None
    lines: tuple[FactLine, ...]


class Arranger:
    """Puts one device's judgements and facts in order, with words in one language and numbered sources."""

    def __init__(
        self,
        glossary: Glossary,
        language: str,
        sources: Iterable[Source] = (),
        names: Mapping[NamedNode, str] | None = None,
        proofs: Mapping[tuple[NamedNode, NamedNode], Sequence[Proof]] | None = None,
        day: date | None = None,
    ) -> None:
        """Take the words, the sources, the names of things that facts refer to, and proofs by graph and property.

        Margins are told of a day, since some thresholds count from it.
        """
        self._day = day
        self._glossary, self._language = glossary, language
        self._names = names or {}
        self._proofs = proofs or {}
        self._numbers = {source.graph: source.number for source in sources}

    def themes(self, judgements: Iterable[Judgement], texts: dict[NamedNode, list[Quad]]) -> tuple[ThemeSection, ...]:
        """Group judgements by theme; `texts` holds what is stated about each criterion and version."""
        by_theme: dict[NamedNode, list[CriterionLine]] = defaultdict(list)
        for judgement in judgements:
            by_theme[judgement.version.theme].append(self._criterion(judgement, texts))
        themes = sorted(by_theme, key=self._glossary.notation)
        return tuple(
            ThemeSection(
                theme, self._glossary.label(theme, self._language), tuple(sorted(by_theme[theme], key=_by_level))
            )
            for theme in themes
        )

    def facts(self, facts: Iterable[Fact]) -> tuple[FactGroup, ...]:
        """Group facts as the shapes order them."""
        by_property: dict[NamedNode, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_property[fact.property].append(fact)
        places = {term: self._glossary.place(term) for term in by_property}
        ordered = sorted(by_property, key=lambda term: (places[term].group_order, places[term].order, term.value))
        groups: dict[NamedNode | None, list[FactLine]] = {}
        for term in ordered:
            groups.setdefault(places[term].group, []).append(self._fact(term, by_property[term]))
        return tuple(
            FactGroup(self._glossary.label(group, self._language) if group else None, tuple(lines))
            for group, lines in groups.items()
        )

    def values(self, facts: Iterable[Fact]) -> tuple[ShownValue, ...]:
        """Show each distinct value once, with all sources that state it."""
        shown: dict[tuple[str, str | None], list[Fact]] = {}
        for fact in facts:
            shown.setdefault(self._in_words(fact), []).append(fact)
        return tuple(self._shown(text, address, same) for (text, address), same in shown.items())

    def _shown(self, text: str, address: str | None, facts: list[Fact]) -> ShownValue:
        sources = dict.fromkeys(self._numbers[fact.graph] for fact in facts if fact.graph in self._numbers)
        proofs = dict.fromkeys(proof for fact in facts for proof in self._proofs.get((fact.graph, fact.property), ()))
        return ShownValue(text, address, tuple(sources), tuple(proofs))

    def _in_words(self, fact: Fact) -> tuple[str, str | None]:
        if isinstance(fact.term, NamedNode):
            return self._names.get(fact.term, fact.term.value), fact.term.value
        return in_words(fact.value, fact.property, self._glossary, self._language), None

    def _fact(self, term: NamedNode, facts: list[Fact]) -> FactLine:
        name = self._glossary.property_name(term, self._language)
        return FactLine(name, self.values(facts), term)

    def _criterion(self, judgement: Judgement, texts: dict[NamedNode, list[Quad]]) -> CriterionLine:
        version = judgement.version
        about_version, about_criterion = texts.get(version.iri, []), texts.get(version.criterion, [])
        return CriterionLine(
            judgement=judgement,
            label=_text(about_criterion, SKOS.prefLabel, self._language) or Label(version.identifier),
            requirement=_text(about_version, CFIT.requirement, self._language) or Label(""),
            level=self._glossary.label(version.level, self._language),
            level_code=self._glossary.notation(version.level),
            kind=self._glossary.label(version.kind, self._language),
            tests=tuple(self._test(test) for test in judgement.tests),
            note=_note(judgement, self._language),
            evidence=_text(about_version, CFIT.acceptedEvidence, self._language),
        )

    def _test(self, test: Tested) -> TestLine:
        margin, term = margin_of(test, self._day) if self._day else None, test.constraint.property
        return TestLine(
            self._glossary.property_name(term, self._language),
            self.threshold(test.constraint),
            self.values(test.facts),
            test.verdict,
            margin_words(margin, term, self._glossary, self._language) if margin else "",
            margin.side if margin else None,
        )

    def threshold(self, constraint: Constraint) -> str:
        """Say in words what a constraint asks."""
        return threshold(constraint, self._glossary, self._language)


def _text(quads: Iterable[Quad], predicate: NamedNode, language: str) -> Label | None:
    return choose((quad.object for quad in quads if quad.predicate == predicate), language)


def _by_level(line: CriterionLine) -> tuple[str, str]:
    return line.level_code, line.judgement.version.identifier


def _note(judgement: Judgement, language: str) -> str:
    """Why there is no verdict, where there is none."""
    version = judgement.version
    if judgement.verdict is Verdict.UNKNOWN:
        return say("verdict-not-stated", language)
    if judgement.verdict is not Verdict.NOT_APPLICABLE:
        return ""
    if judgement.in_force:
        return say("verdict-not-for-this", language)
    if version.valid_until is None:
        return say("verdict-counts-from", language, day=plain(version.valid_from, language))
    return say("verdict-not-on-day", language)

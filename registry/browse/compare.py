"""Two to five devices beside each other, judged by the same criteria: what differs, what is the same, what is open."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.device import proofs_of, texts_of
from registry.browse.devices import DeviceRow, device_rows
from registry.browse.links import full_name
from registry.browse.lookups import names_of, sources_of
from registry.browse.sets import SetRow, set_choices, versions_in
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import Fact
from registry.core.glossary import Label
from registry.core.listing import Filter, Order
from registry.core.margins import margin_of, margin_words
from registry.core.presumptions import Certificate
from registry.core.sheet import Arranger, CriterionLine, ShownValue
from registry.core.verdicts import Tested, Verdict
from registry.store.case import Case, case_of
from registry.store.view import View

FEWEST, MOST = 2, 5
"""So many devices stand beside each other."""

_MOST_FOUND = 10
_NOTHING_FOUND = {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}


@dataclass(frozen=True)
class Finding:
    """One value of one test of one device: how far it lies from what is asked, and how strong the evidence is.

    `margin` is without a sign; `side` is 1 where the value is better than asked, -1 where it falls short, 0 where it
    is exactly that, and None where nothing is compared.
    """

    name: Label
    asked: str
    value: str
    margin: str
    side: int | None
    evidence: tuple[Label, ...]


@dataclass(frozen=True)
class Cell:
    """How one device does by one criterion."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    certificates: tuple[Certificate, ...]
    note: str

    @property
    def said(self) -> tuple[object, ...]:
        """What a reader sees of it, for comparing."""
        return self.verdict, tuple((each.name.text, each.value) for each in self.findings), len(self.certificates)


@dataclass(frozen=True)
class Row:
    """One criterion, and how each device does."""

    line: CriterionLine
    theme: Label
    asked: tuple[tuple[Label, str], ...]
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the devices differ in verdict or in what was found."""
        return len({cell.said for cell in self.cells}) > 1 and not self.is_unknown

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has stated what the criterion asks about, for any of the devices that it is for."""
        verdicts = {cell.verdict for cell in self.cells}
        return Verdict.UNKNOWN in verdicts <= _NOTHING_FOUND and not any(cell.findings for cell in self.cells)

    @property
    def evidence(self) -> tuple[Label, ...]:
        """How strong the evidence is, where it is the same for every value."""
        kinds = {finding.evidence for cell in self.cells for finding in cell.findings}
        return kinds.pop() if len(kinds) == 1 else ()

    def alike(self, place: int) -> tuple[int, ...]:
        """The places of all devices of which exactly the same is said as of the one at a place."""
        return tuple(other for other, cell in enumerate(self.cells) if cell == self.cells[place])


@dataclass(frozen=True)
class Column:
    """One device of the comparison."""

    iri: NamedNode
    name: str
    kind: Label | None
    counts: dict[Verdict, int]


@dataclass(frozen=True)
class Comparison:
    """Devices by criteria: rows that differ come first; `rows` is empty where too few or too many are given."""

    columns: tuple[Column, ...]
    missing: tuple[NamedNode, ...]
    rows: tuple[Row, ...]
    sets: tuple[SetRow, ...]
    chosen: SetRow | None
    found: tuple[DeviceRow, ...]

    @property
    def differing(self) -> tuple[Row, ...]:
        """The criteria by which the devices differ."""
        return tuple(row for row in self.rows if row.differs)

    @property
    def themes(self) -> tuple[tuple[Label, tuple[Row, ...]], ...]:
        """The criteria by which the devices differ, theme by theme."""
        return tuple((theme, tuple(rows)) for theme, rows in groupby(self.differing, lambda row: row.theme))

    @property
    def same(self) -> tuple[Row, ...]:
        """The criteria by which something is known and no device differs."""
        return tuple(row for row in self.rows if not row.differs and not row.is_unknown)

    @property
    def open(self) -> tuple[Row, ...]:
        """The criteria for which nothing is known of any of the devices."""
        return tuple(row for row in self.rows if row.is_unknown)


def compare(
    devices: Sequence[NamedNode], wanted: NamedNode | None, words: str, registry: Registry, day: date, language: str
) -> Comparison:
    """Put devices beside each other by the criteria of a set, or by all; `words` look for one more."""
    cases = {iri: case for iri in devices if (case := case_of(iri, View(registry.store))).is_device}
    kinds = {case.kind for case in cases.values() if case.kind}
    sets = set_choices(kinds, registry, language)
    judged: list[list[_Judged]] = []
    if FEWEST <= len(cases) <= MOST:
        versions = _versions(wanted, kinds, registry, day)
        judged = [_judged(iri, case, versions, registry, day, language) for iri, case in cases.items()]
    return Comparison(
        columns=tuple(
            _column(iri, case, judged[place] if judged else (), registry, language)
            for place, (iri, case) in enumerate(cases.items())
        ),
        missing=tuple(iri for iri in devices if iri not in cases),
        rows=tuple(_row(each) for each in zip(*judged, strict=True)),
        sets=sets,
        chosen=next((row for row in sets if row.iri == wanted), None),
        found=_found(words, devices, registry, language) if words else (),
    )


def _versions(
    wanted: NamedNode | None, kinds: Iterable[NamedNode], registry: Registry, day: date
) -> list[CriterionVersion]:
    held = versions_in(wanted, registry) if wanted else in_force(registry.criteria(), day)
    return [version for version in held if version.applies_to & set(kinds)]


@dataclass(frozen=True)
class _Judged:
    """A criterion with its theme, and how one device does."""

    line: CriterionLine
    theme: Label
    cell: Cell


def _judged(
    iri: NamedNode, case: Case, versions: Iterable[CriterionVersion], registry: Registry, day: date, language: str
) -> list[_Judged]:
    things = (iri, *case.descriptions)
    sources = sources_of(case.facts, registry, language, things)
    names, proofs = names_of(case.facts, registry, language), proofs_of(things, registry, language)
    arranger = Arranger(registry.words.glossary, language, sources, names, proofs)
    judgements = list(case.judged(versions, registry.rules().presumptions, day))
    levels = {source.number: source.evidence_level for source in sources if source.evidence_level}
    findings = _Findings(registry, arranger, levels, day, language)
    return [
        _Judged(line, theme.label, _cell(line, findings))
        for theme in arranger.themes(judgements, texts_of(judgements, registry))
        for line in theme.lines
    ]


def _cell(line: CriterionLine, findings: "_Findings") -> Cell:
    judgement = line.judgement
    found = tuple(each for tested in judgement.tests for each in findings.of(tested))
    return Cell(judgement.verdict, found, judgement.certificates, line.note)


@dataclass(frozen=True)
class _Findings:
    """Puts what decided a test into words; `levels` are the evidence levels of the sources by number."""

    registry: Registry
    arranger: Arranger
    levels: Mapping[int, Label]
    day: date
    language: str

    def of(self, tested: Tested) -> Iterator[Finding]:
        """Each value that is stated, with its margin."""
        by_value: dict[str, list[Fact]] = defaultdict(list)
        glossary = self.registry.words.glossary
        for fact in tested.facts:
            by_value[str(fact.value)].append(fact)
        for facts in by_value.values():
            shown = self.arranger.values(facts)[0]
            margin = margin_of(replace(tested, facts=tuple(facts)), self.day)
            yield Finding(
                name=glossary.property_name(facts[0].property, self.language),
                asked=self.arranger.threshold(tested.constraint),
                value=shown.text,
                margin=margin_words(margin, tested.constraint.property, glossary, self.language) if margin else "",
                side=margin.side if margin else None,
                evidence=self._evidence(shown),
            )

    def _evidence(self, shown: ShownValue) -> tuple[Label, ...]:
        """How strong the evidence is: of a proof of its own where there is one, else of the sources."""
        proofs = [proof.level for proof in shown.proofs]
        return tuple(dict.fromkeys(proofs or (self.levels[each] for each in shown.sources if each in self.levels)))


def _row(judged: Sequence[_Judged]) -> Row:
    """One criterion from what was judged of each device; where a device is not asked, another says what is."""
    asked = [((test.name, test.threshold) for test in each.line.tests) for each in judged]
    longest = max((tuple(each) for each in asked), key=len)
    return Row(judged[0].line, judged[0].theme, longest, tuple(each.cell for each in judged))


def _column(iri: NamedNode, case: Case, judged: Iterable[_Judged], registry: Registry, language: str) -> Column:
    counts = Counter(each.cell.verdict for each in judged)
    return Column(
        iri=iri,
        name=full_name(iri, View(registry.store), registry, language),
        kind=registry.words.glossary.label(case.kind, language) if case.kind else None,
        counts=dict(counts),
    )


def _found(words: str, devices: Iterable[NamedNode], registry: Registry, language: str) -> tuple[DeviceRow, ...]:
    """Devices that the words find and that are not there yet; those of which most is known come first."""
    given = set(devices)
    entries = registry.devices.find(Filter(text=words, order=Order.MET), 0, _MOST_FOUND + len(given)).entries
    fitting = [entry for entry in entries if entry.iri not in given]
    return device_rows(fitting[:_MOST_FOUND], registry, language)

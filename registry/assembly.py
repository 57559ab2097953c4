"""Settings become a registry: ledger, store, workers and words, put together in one place and brought up to date."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from registry.core.criteria import CriterionVersion
from registry.core.facts import Term, value_of
from registry.core.glossary import Glossary
from registry.core.listing import Entry
from registry.core.policy import Broader
from registry.core.receipt import RECEIPT_TYPE, receipt_bytes
from registry.core.signing import read_private_key
from registry.earlier import Earlier
from registry.following import Progress, catch_up
from registry.index import DeviceIndex, Source
from registry.ledger import Ledger
from registry.ledger.ledger import Seal
from registry.settings import ONTOLOGY, SHAPES, Limits, Settings
from registry.store import Store, Touched
from registry.store.case import certificate_days
from registry.store.entries import derived, entries
from registry.store.mending import open_sound
from registry.store.projection import Rules, rejudge, rules_of
from registry.store.view import View
from registry.vocabulary import RDFS, SH
from registry.workers.answers import Answers
from registry.workers.checks import Checks
from registry.workers.templates import Templates


@dataclass(frozen=True)
class Words:
    """What the house knows from its Turtle: names and order for pages, classes that have a shape, the release.

    `examples` holds, by shape, the smallest Turtle that keeps it.
    """

    glossary: Glossary
    classes: frozenset[NamedNode]
    broader: Broader
    shapes_version: str
    ontology: tuple[Triple, ...]
    shapes: tuple[Triple, ...]
    examples: Mapping[NamedNode, str]


@dataclass
class Registry:
    """One registry at work; `ledger` is None where a dump is served and nothing can be contributed."""

    settings: Settings
    store: Store
    answers: Answers
    words: Words
    checks: Checks
    templates: Templates
    ledger: Ledger | None = None
    writing: threading.Lock = field(default_factory=threading.Lock)
    deciding: threading.Lock = field(default_factory=threading.Lock)
    devices: DeviceIndex = field(init=False)
    earlier: Earlier | None = field(init=False)
    day: date | None = None
    mended: str = ""
    _rules: Rules | None = None

    def __post_init__(self) -> None:
        """Derive the index from the store, when it is first needed; a copy without a ledger has no past."""
        self.earlier = Earlier(self.store, self.ledger) if self.ledger else None
        source = Source(self._entries, self.store.state, lambda: derived(self.store, self.criteria()))
        self.devices = DeviceIndex(self.settings.index_folder, source)

    @property
    def limits(self) -> Limits:
        """How much one stranger may cost."""
        return self.settings.limits

    def rules(self) -> Rules:
        """What devices are judged by, read again only when a contribution has changed it."""
        if self._rules is None:
            self._rules = rules_of(self.store)
        return self._rules

    def criteria(self) -> tuple[CriterionVersion, ...]:
        """Every criterion version."""
        return self.rules().criteria

    def note(self, sequence: int, touched: Touched) -> None:
        """Let go of what was derived from what a contribution touched."""
        if touched.rules:
            self.forget()
        else:
            self.devices.touch(sequence, touched.devices)

    def forget(self) -> None:
        """Let go of everything derived from the store."""
        self.devices.forget()
        self._rules = None
        if self.earlier:
            self.earlier.forget()

    def turn_to(self, today: date) -> None:
        """Let criteria that begin or end with a new day count, in a server that runs past midnight."""
        if self.ledger is None or self.day == today:
            return
        with self.writing:
            if _rejudged_when_due(self.store, today):
                self.devices.forget()
            self.day = today

    def _entries(self, devices: Iterable[NamedNode] | None) -> Iterator[Entry]:
        judged_on = self.store.judged_on()
        judged = date.fromisoformat(judged_on) if judged_on else datetime.now(UTC).date()
        return entries(self.store, devices, self.day or judged, self.criteria())

    def close(self) -> None:
        """Keep the index, end the workers and give the database back."""
        self.devices.close()
        self.answers.close()
        self.checks.close()
        if self.ledger is not None:
            self.ledger.close()


def open_registry(settings: Settings, today: date, progress: Progress = lambda done, of: None) -> Registry:
    """Open the registry of a home folder, with the store brought up to the ledger; or a dump, read-only."""
    if settings.dump is not None:
        return _open_dump(settings, settings.dump)
    settings.home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.ledger_url, _seal(settings.key_file))
    noted: list[tuple[int, Touched]] = []

    def catching_up(store: Store) -> object:
        return catch_up(store, ledger, today, progress, lambda sequence, touched: noted.append((sequence, touched)))

    store, fault = open_sound(settings.store_folder, catching_up)
    registry = _assemble(settings, store, ledger)
    registry.mended = fault
    for sequence, touched in noted:
        registry.note(sequence, touched)
    if fault:
        registry.forget()
    registry.turn_to(today)
    return registry


@cache
def load_words(ontology: Path = ONTOLOGY, shapes: Path = SHAPES) -> Words:
    """Read names, order and classes from ontology and shapes, once for all registries of a process."""
    words, rules = tuple(_triples(ontology)), tuple(_triples(shapes))
    glossary = Glossary([*words, *rules])
    return Words(glossary, glossary.targets(), _broader(words), _version(words), words, rules, dict(_examples(shapes)))


def _examples(shapes: Path) -> Iterator[tuple[NamedNode, str]]:
    for path in sorted(shapes.glob("*.ttl")):
        example = shapes / "examples" / path.stem / "valid_minimal.ttl"
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if quad.predicate == SH.targetClass and isinstance(quad.subject, NamedNode) and example.exists():
                yield quad.subject, example.read_text(encoding="utf-8")


def _assemble(settings: Settings, store: Store, ledger: Ledger | None) -> Registry:
    return Registry(
        settings=settings,
        store=store,
        answers=Answers(store, settings.snapshots_folder, settings.limits),
        words=load_words(),
        checks=Checks(SHAPES, ONTOLOGY, settings.limits),
        templates=Templates(SHAPES, ONTOLOGY),
        ledger=ledger,
    )


def _seal(key_file: Path) -> Seal:
    """Sign receipts with the key of the registry, where it has one."""
    if not key_file.exists():
        return lambda contribution: ""
    if key_file.stat().st_mode & 0o077:
        raise PermissionError(f"others may read the private key {key_file}: chmod 600 {key_file}")
    signer = read_private_key(key_file.read_bytes())
    return lambda contribution: signer.seal(RECEIPT_TYPE, receipt_bytes(contribution))


def _open_dump(settings: Settings, dump: Path) -> Registry:
    store = Store(settings.store_folder)
    if not store.revision() and not next(store.lines(), None):
        store.load_dump(dump)
    return _assemble(settings, store, None)


def _rejudged_when_due(store: Store, today: date) -> bool:
    """Make all verdicts again when a criterion or certificate began or ended to count since, and say whether."""
    judged_on = store.judged_on()
    if judged_on is None or judged_on == today.isoformat():
        return False
    since, versions = date.fromisoformat(judged_on), rules_of(store).criteria
    days = {day for version in versions for day in (version.valid_from, version.valid_until) if day}
    days |= certificate_days(View(store))
    # A date threshold may count from the day of award, so that the day itself matters too.
    relative = any(
        constraint.years_after_award is not None for version in versions for constraint in version.constraints
    )
    due = relative or any(since <= day <= today for day in days)
    if due:
        rejudge(store, today)
    return due


def _triples(folder: Path) -> Iterator[Triple]:
    for path in sorted(folder.glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple


def _broader(ontology: Iterable[Triple]) -> Broader:
    """The classes that each class of the ontology is a kind of, near and far."""
    near: dict[Term, set[Term]] = {}
    for triple in ontology:
        if triple.predicate == RDFS.subClassOf:
            near.setdefault(triple.subject, set()).add(triple.object)
    return {kind: frozenset(_reached(kind, near)) for kind in near}


def _reached(kind: Term, near: dict[Term, set[Term]]) -> set[Term]:
    found: set[Term] = set()
    waiting = set(near.get(kind, ()))
    while waiting:
        found |= waiting
        waiting = {above for each in waiting for above in near.get(each, ())} - found
    return found


def _version(ontology: Iterable[Triple]) -> str:
    version = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
    return next(str(value_of(triple.object)) for triple in ontology if triple.predicate == version)

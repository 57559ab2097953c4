"""Settings become a registry: ledger, store, workers and words, put together in one place and brought up to date."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from registry.core.contribution import Action, Contribution
from registry.core.criteria import CriterionVersion
from registry.core.facts import Term, value_of
from registry.core.glossary import Glossary
from registry.core.names import stands_behind
from registry.core.receipt import RECEIPT_TYPE, receipt_bytes
from registry.core.signing import read_private_key
from registry.core.turtle import Unreadable, Upload, read_turtle
from registry.core.verdicts import Verdict
from registry.index import DeviceIndex, Entry
from registry.ledger import Ledger
from registry.ledger.ledger import Seal
from registry.settings import ONTOLOGY, SHAPES, Limits, Settings
from registry.store import Store, Touched, project
from registry.store.projection import criteria_of, rejudge
from registry.workers.answers import Answers
from registry.workers.checks import Checks

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Words:
    """What the house knows from its Turtle: names and order for pages, classes that have a shape, the release."""

    glossary: Glossary
    classes: frozenset[NamedNode]
    shapes_version: str
    ontology: tuple[Triple, ...]
    shapes: tuple[Triple, ...]


@dataclass
class Registry:
    """One registry at work; `ledger` is None where a dump is served and nothing can be contributed."""

    settings: Settings
    store: Store
    answers: Answers
    words: Words
    checks: Checks
    ledger: Ledger | None = None
    writing: threading.Lock = field(default_factory=threading.Lock)
    devices: DeviceIndex = field(init=False)
    day: date | None = None
    _criteria: tuple[CriterionVersion, ...] | None = None

    def __post_init__(self) -> None:
        """Derive the index from the store."""
        self.devices = DeviceIndex(partial(_entries, self.store))

    @property
    def limits(self) -> Limits:
        """How much one stranger may cost."""
        return self.settings.limits

    def criteria(self) -> tuple[CriterionVersion, ...]:
        """Every criterion version, read again only when a contribution has changed one."""
        if self._criteria is None:
            self._criteria = criteria_of(self.store)
        return self._criteria

    def note(self, touched: Touched) -> None:
        """Let go of what was derived from what a contribution touched."""
        self.devices.touch(touched.devices)
        if touched.criteria:
            self._criteria = None

    def forget(self) -> None:
        """Let go of everything derived from the store."""
        self.devices.forget()
        self._criteria = None

    def turn_to(self, today: date) -> None:
        """Let criteria that begin or end with a new day count, in a server that runs past midnight."""
        if self.ledger is None or self.day == today:
            return
        with self.writing:
            if _rejudged_when_due(self.store, today):
                self.devices.forget()
            self.day = today

    def close(self) -> None:
        """End the workers and give the database back."""
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
    store = Store(settings.store_folder)
    catch_up(store, ledger, today, progress)
    registry = _assemble(settings, store, ledger)
    registry.turn_to(today)
    return registry


def catch_up(store: Store, ledger: Ledger, today: date, progress: Progress = lambda done, of: None) -> int:
    """Apply to the store what the ledger has accepted since, and say how many contributions that was."""
    start, end = store.revision(), ledger.last_sequence()
    for contribution in ledger.since(start):
        apply(store, contribution, today)
        progress(contribution.sequence - start, end - start)
    return end - start


def apply(
    store: Store,
    contribution: Contribution,
    today: date,
    upload: Upload | None = None,
    known: Iterable[CriterionVersion] | None = None,
) -> Touched:
    """Apply one accepted contribution and say what it touched; its bytes are read unless they have just been."""
    if contribution.draft.action is Action.WITHDRAW:
        return project(store, contribution, (), today, known)
    reading = upload or read_turtle(contribution.draft.body, contribution.draft.graph)
    if isinstance(reading, Unreadable):
        raise ValueError(f"contribution {contribution.sequence} was accepted and cannot be read: {reading.mistakes[0]}")
    return project(store, contribution, reading.quads, today, known)


def load_words(ontology: Path = ONTOLOGY, shapes: Path = SHAPES) -> Words:
    """Read names, order and classes from ontology and shapes."""
    words, rules = tuple(_triples(ontology)), tuple(_triples(shapes))
    glossary = Glossary([*words, *rules])
    return Words(glossary, glossary.targets(), _version(words), words, rules)


def _assemble(settings: Settings, store: Store, ledger: Ledger | None) -> Registry:
    return Registry(
        settings=settings,
        store=store,
        answers=Answers(store, settings.snapshots_folder, settings.limits),
        words=load_words(),
        checks=Checks(SHAPES, ONTOLOGY, settings.limits),
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
    """Make all verdicts again when a criterion began or ended to count since they were made, and say whether."""
    judged_on = store.judged_on()
    if judged_on is None or judged_on == today.isoformat():
        return False
    since, versions = date.fromisoformat(judged_on), criteria_of(store)
    days = [day for version in versions for day in (version.valid_from, version.valid_until) if day]
    # A date threshold may count from the day of award, so that the day itself matters too.
    relative = any(
        constraint.years_after_award is not None for version in versions for constraint in version.constraints
    )
    due = relative or any(since <= day <= today for day in days)
    if due:
        rejudge(store, today)
    return due


def _entries(store: Store, devices: Iterable[NamedNode] | None) -> Iterator[Entry]:
    """Read the entries of some devices, or of all, for the index; where contributors differ, the closest is heard."""
    bindings: list[dict[str, NamedNode]] = [{}] if devices is None else [{"device": device} for device in devices]
    for bound in bindings:
        verdicts: dict[str, dict[Verdict, set[str]]] = {}
        for row in store.rows("device_verdicts", **bound):
            if "identifier" in row:
                of_device = verdicts.setdefault(str(row["device"]), {})
                of_device.setdefault(_VERDICTS[row["verdict"]], set()).add(str(value_of(row["identifier"])))
        found = sorted((row for row in store.rows("device_list", **bound) if "name" in row), key=_closest_first)
        rows = {str(row["device"]): row for row in reversed(found)}
        for key, row in rows.items():
            yield _entry(row, verdicts.get(key, {}))


def _closest_first(row: dict[str, Term]) -> tuple[int, str, str]:
    graph, device = NamedNode(str(value_of(row["graph"]))), NamedNode(str(value_of(row["device"])))
    return stands_behind(graph, device), graph.value, str(row["brandName"])


def _entry(row: dict[str, Term], verdicts: dict[Verdict, set[str]]) -> Entry:
    iri, brand, kind = (NamedNode(str(value_of(row[name]))) for name in ("device", "brand", "kind"))
    name, brand_name = (str(value_of(row[name])) for name in ("name", "brandName"))
    number = str(value_of(row["number"])) if "number" in row else ""
    found = {verdict: frozenset(identifiers) for verdict, identifiers in verdicts.items()}
    return Entry(iri, name, brand, brand_name, kind, number, found)


_VERDICTS: dict[Term, Verdict] = {verdict.predicate: verdict for verdict in Verdict if verdict.predicate is not None}


def _triples(folder: Path) -> Iterator[Triple]:
    for path in sorted(folder.glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            yield quad.triple


def _version(ontology: Iterable[Triple]) -> str:
    version = NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
    return next(str(value_of(triple.object)) for triple in ontology if triple.predicate == version)

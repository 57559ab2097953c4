"""The list of devices: what fits, page by page, and the choices that narrow it further."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import VERDICTS, chosen, name_of, text
from registry.core.facts import Term
from registry.core.glossary import Label
from registry.core.verdicts import Verdict
from registry.settings import IDS
from registry.vocabulary import SKOS

PAGE_SIZE = 50
Row = dict[str, Term]


@dataclass(frozen=True)
class Filter:
    """What narrows the list of devices; the criteria are numbers such as REP-03, and all of them must be met."""

    text: str = ""
    brand: str = ""
    kind: str = ""
    meets: tuple[str, ...] = ()
    page: int = 1


@dataclass(frozen=True)
class Option:
    """One choice of a filter and how many devices of the list it would leave."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class DeviceRow:
    """One device in the list."""

    iri: NamedNode
    name: str
    brand: str
    number: str
    kind: Label
    counts: dict[Verdict, int]


@dataclass(frozen=True)
class DevicesPage:
    """A page of the list of devices, and the choices that narrow it further."""

    filter: Filter
    rows: tuple[DeviceRow, ...]
    total: int
    pages: int
    brands: tuple[Option, ...]
    kinds: tuple[Option, ...]
    criteria: tuple[Option, ...]


def devices(wanted: Filter, registry: Registry, language: str) -> DevicesPage:
    """List the devices that fit the filter, with the choices that narrow the list further."""
    meeting = _meeting(registry)
    rows = device_rows(registry, brand=wanted.brand, kind=wanted.kind)
    fitting = [row for row in rows if _fits(row, wanted, meeting)]
    pages = max(1, -(-len(fitting) // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    shown = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return DevicesPage(
        filter=wanted,
        rows=tuple(device_row(row, registry, language) for row in shown),
        total=len(fitting),
        pages=pages,
        brands=_brand_options(wanted, fitting, registry),
        kinds=_kind_options(wanted, fitting, registry, language),
        criteria=_criterion_options(wanted, fitting, meeting, registry, language),
    )


def device_rows(registry: Registry, brand: str = "", kind: str = "") -> list[Row]:
    """Look up all devices, of a brand or a kind where one is given, by brand and name."""
    bound = {name: NamedNode(iri) for name, iri in (("brand", brand), ("kind", kind)) if iri}
    rows: dict[str, Row] = {}
    for row in registry.store.rows("device_list", **bound):
        rows.setdefault(str(row["device"]), row)
    return sorted(rows.values(), key=lambda row: (text(row["brandName"]).casefold(), text(row["name"]).casefold()))


def device_row(row: Row, registry: Registry, language: str) -> DeviceRow:
    """Add to a device what a line of a list shows: its kind and how it does."""
    found = registry.store.rows("device_verdicts", device=row["device"])
    kind = row["kind"]
    return DeviceRow(
        iri=NamedNode(text(row["device"])),
        name=text(row["name"]),
        brand=text(row["brandName"]),
        number=text(row.get("number")),
        kind=registry.words.glossary.label(kind, language) if isinstance(kind, NamedNode) else Label(""),
        counts={VERDICTS[text(each["verdict"])]: int(text(each["count"])) for each in found if "verdict" in each},
    )


def _fits(row: Row, wanted: Filter, meeting: dict[str, set[Term]]) -> bool:
    searched = f"{text(row['brandName'])} {text(row['name'])} {text(row.get('number'))}".casefold()
    found = all(word in searched for word in wanted.text.casefold().split())
    return found and all(row["device"] in meeting.get(identifier, set()) for identifier in wanted.meets)


def _meeting(registry: Registry) -> dict[str, set[Term]]:
    """The devices that meet each criterion, by the criterion's number."""
    found: dict[str, set[Term]] = defaultdict(set)
    for row in registry.store.rows("devices_meeting"):
        found[text(row["criterion"]).rpartition("/")[2]].add(row["device"])
    return found


def _brand_options(wanted: Filter, rows: list[Row], registry: Registry) -> tuple[Option, ...]:
    counts = Counter(text(row["brand"]) for row in rows)
    names = {text(row["brand"]): text(row["brandName"]) for row in rows}
    options = [Option(iri, names[iri], count, iri == wanted.brand) for iri, count in counts.items()]
    if wanted.brand and wanted.brand not in counts:
        options.append(Option(wanted.brand, name_of(NamedNode(wanted.brand), registry, "en"), 0, True))
    return tuple(sorted(options, key=lambda option: option.label.casefold()))


def _kind_options(wanted: Filter, rows: list[Row], registry: Registry, language: str) -> tuple[Option, ...]:
    glossary = registry.words.glossary
    counts = Counter(text(row["kind"]) for row in rows)
    kinds = glossary.concepts(NamedNode(f"{IDS}device-kind"))
    return tuple(
        Option(kind.value, str(glossary.label(kind, language)), counts[kind.value], kind.value == wanted.kind)
        for kind in kinds
    )


def _criterion_options(
    wanted: Filter, rows: list[Row], meeting: dict[str, set[Term]], registry: Registry, language: str
) -> tuple[Option, ...]:
    listed = {row["device"] for row in rows}
    options = []
    for identifier in sorted(set(meeting) | set(wanted.meets)):
        about = registry.store.about(NamedNode(f"{IDS}criterion/{identifier}"))
        label = f"{identifier} {chosen(about, SKOS.prefLabel, language) or ''}".strip()
        count = len(listed & meeting.get(identifier, set()))
        options.append(Option(identifier, label, count, identifier in wanted.meets))
    return tuple(options)

"""The keeper of the registry looks after it: members, shipped data, dumps, the chain of hashes, a store made anew."""

import gzip
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from registry.assembly import Registry, load_words, open_registry
from registry.core.access import Role
from registry.core.context import context_text
from registry.core.contribution import faults_of
from registry.core.names import RESERVED, STEWARD, clash, is_slug
from registry.core.reading.formats import ENDINGS
from registry.core.signing import PublicKey, new_private_key, read_private_key
from registry.following import Progress, catch_up
from registry.ledger import Ledger, NewToken
from registry.ledger.ledger import Group
from registry.settings import DATA, ONTOLOGY, Settings
from registry.store import Store
from registry.store.embedded import remove, write_dump

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""The licence that a group agrees to for files that name none: Creative Commons Attribution 4.0."""


@dataclass(frozen=True)
class ShippedFile:
    """A file that comes with the registry, and the dataset of the registry's own group that it fills."""

    dataset: str
    path: Path

    def body(self) -> bytes:
        """The Turtle of the file; a large one is kept gzipped."""
        content = self.path.read_bytes()
        return gzip.decompress(content) if self.path.suffix == ".gz" else content


def shipped_files() -> list[ShippedFile]:
    """The words, then the shelves of the data in an order by which each file finds what it refers to."""
    return [
        *(ShippedFile(path.stem, path) for path in sorted(ONTOLOGY.glob("*.ttl"))),
        *(file for shelf in _SHELVES for file in _shelf(shelf)),
    ]


def json_ld_context() -> str:
    """The short names of the words, as `ontology/context.jsonld` keeps them."""
    words = load_words()
    return context_text((*words.ontology, *words.shapes))


def dataset_of(path: Path) -> str:
    """The dataset that a file fills when nobody names another: its name without the endings."""
    name = path.name.removesuffix(".gz")
    return name.removesuffix(path.with_name(name).suffix) if path.with_name(name).suffix in ENDINGS else name


def changed_files(registry: Registry) -> list[ShippedFile]:
    """The shipped files whose bytes are not what the ledger has of them."""
    return [file for file in shipped_files() if _kept(file.dataset, registry) != file.body()]


def ensure_steward(ledger: Ledger, now: datetime) -> None:
    """Make sure that the registry's own group exists; nobody gets a token for it."""
    ledger.add_group(Group(STEWARD, "The registry's own imports of public sources", LICENCE, Role.STEWARD), now)


def make_key(key_file: Path, ledger: Ledger, now: datetime) -> PublicKey:
    """Make the key that signs receipts, readable by its owner only, and publish its other half.

    An earlier key is overwritten; its public half stays published, so that what it signed can still be checked.
    """
    private, beside = new_private_key(), key_file.with_suffix(".new")
    public = read_private_key(private).public
    ensure_steward(ledger, now)
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    ledger.keys.add(STEWARD, public, now)
    beside.rename(key_file)
    return public


def add_member(
    ledger: Ledger, slug: str, label: str, licence: str, now: datetime, role: Role = Role.MEMBER
) -> NewToken | str:
    """Admit a group and make its first token; or say why not."""
    if not is_slug(slug):
        return "name the group in small letters, digits and single hyphens, for example: nl-ict"
    clashing = [other for other in (*RESERVED, *(group.slug for group in ledger.groups())) if clash(slug, other)]
    if clashing and slug not in clashing:
        return f"{slug} would share names with {clashing[0]}; choose a name that is not the beginning of the other"
    if slug in RESERVED:
        return f"{slug} is a name of the registry itself"
    if not ledger.add_group(Group(slug, label, licence, role), now):
        return f"there is a group {slug} already; `cfit member token {slug}` makes a new token for it"
    return ledger.tokens.make(slug, now)


def verify(ledger: Ledger) -> Iterator[str]:
    """Walk the chain of hashes from the first contribution and name every fault."""
    previous = None
    for contribution in ledger.since(0):
        yield from faults_of(contribution, previous)
        previous = contribution


def rebuild(settings: Settings, today: date, progress: Progress) -> int:
    """Make the store again from the ledger: a new one is filled beside the old and replaces it; then the index."""
    fresh = settings.home / "store-in-the-making"
    remove(fresh)
    ledger = Ledger(settings.ledger_url)
    with suppress(OSError, RuntimeError):  # a store that cannot be opened is the best reason to make it again
        Store(settings.store_folder)  # StoreInUse when a server holds it
    store = Store(fresh)
    count = catch_up(store, ledger, today, progress)
    store.tidy()
    del store  # gives the folder free
    ledger.close()
    remove(settings.store_folder)
    remove(settings.index_folder)
    fresh.rename(settings.store_folder)
    registry = open_registry(settings, today)
    registry.devices.write()
    registry.close()
    return count


def dump(registry: Registry, path: Path) -> None:
    """Write everything that the store holds as sorted N-Quads."""
    write_dump(registry.store.lines(), path)


_SHELVES = ("reference", "criteria", "schemes", "pact", "devices", "links")


def _shelf(name: str) -> list[ShippedFile]:
    """The files of one folder of the data; sets of criteria come after the criteria that they hold."""
    paths = [*DATA.glob(f"{name}/*.ttl"), *DATA.glob(f"{name}/*.ttl.gz")]
    files = [ShippedFile(dataset_of(path), path) for path in paths]
    return sorted(files, key=lambda file: (file.dataset == "criteria-sets", file.dataset))


def _kept(dataset: str, registry: Registry) -> bytes | None:
    current = registry.ledger.current(STEWARD, dataset) if registry.ledger else None
    return current.draft.body if current else None

"""A release of the words and rules is frozen for good: what was published once can be deprecated, never taken away."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.settings import NAMES, ONTOLOGY, SHAPES
from registry.vocabulary import CFIT_NAMESPACE, DCTERMS, ELSEWHERE, PREFIXES, RDF

SUMS = "SHA256SUMS"
WORDS, RULES, CONTEXT = "cfit.ttl", "shapes.ttl", "context.jsonld"

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_VERSION_INFO = NamedNode(f"{ELSEWHERE['owl']}versionInfo")
_CHANGE_NOTE = NamedNode(f"{PREFIXES['skos']}changeNote")
_ABOUT = NamedNode(CFIT_NAMESPACE)


@dataclass(frozen=True)
class House:
    """Where the words and the rules stand, and below the words their releases."""

    ontology: Path = ONTOLOGY
    shapes: Path = SHAPES

    @property
    def releases(self) -> Path:
        """The folder with one folder for each release."""
        return self.ontology / "releases"

    def versions(self) -> list[str]:
        """The numbers of the releases, oldest first."""
        found = (path.name for path in self.releases.glob("*") if path.is_dir() and _VERSION.fullmatch(path.name))
        return sorted(found, key=_as_numbers)


def freeze(house: House) -> Path | str:
    """Write the words and rules as they stand as a release under the number they give themselves; or say why not."""
    version = _version(_statements(house.ontology))
    if version is None:
        return "the ontology gives itself no version such as 1.0.0"
    if version in house.versions():
        return f"release {version} is frozen already; give the ontology a higher version first"
    lost = list(faults(house))
    if lost:
        return lost[0]
    folder = house.releases / version
    folder.mkdir(parents=True)
    files = _files(house, version)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / SUMS).write_text("".join(f"{_sha256(content)}  {name}\n" for name, content in sorted(files.items())))
    with (house.releases / "README.md").open("a", encoding="utf-8") as readme:
        readme.write(_line(version, _statements(house.ontology)))
    return folder


def faults(house: House) -> Iterator[str]:
    """Name every release that was changed, every word that disappeared, and a version that went back or stood still."""
    versions = house.versions()
    present = _statements(house.ontology)
    for version in versions:
        yield from _changes(house.releases / version)
        kept = _statements(house.releases / version, WORDS)
        for iri in sorted(_defined(kept) - _defined(present)):
            yield f"{iri} of release {version} is gone: a word that was published is deprecated, not taken away"
    now = _version(present)
    if versions and (now is None or _as_numbers(now) < _as_numbers(versions[-1])):
        yield f"the version of the ontology is {now}, and {versions[-1]} was released already"
    elif versions and now == versions[-1] and _is_other(house, versions[-1]):
        yield f"words or rules are no longer those of release {now}: give the ontology a higher version"


def released(version: str, name: str, house: House | None = None) -> bytes | None:
    """Read a file of a release; None when there is no such release or no such file in it."""
    house = house or House()
    path = house.releases / version / name
    known = version in house.versions() and name in (WORDS, RULES, CONTEXT)
    return path.read_bytes() if known and path.is_file() else None


def _files(house: House, version: str) -> dict[str, bytes]:
    """All words in one file and all rules in another, each file of them whole and in the order of their names."""
    files = {
        WORDS: _joined(house.ontology, f"The words of release {version}, all files in one."),
        RULES: _joined(house.shapes, f"The rules of release {version}, all files in one."),
    }
    context = house.ontology / CONTEXT
    return files | ({CONTEXT: context.read_bytes()} if context.is_file() else {})


def _joined(folder: Path, title: str) -> bytes:
    files = sorted(folder.glob("*.ttl"))
    parts = (f"\n# === {path.name}\n".encode() + path.read_bytes().strip() + b"\n" for path in files)
    return f"# {title}\n".encode() + b"".join(parts)


def _changes(folder: Path) -> Iterator[str]:
    """Compare a frozen release with the sums that were written when it was frozen."""
    sums = folder / SUMS
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    written = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = {path.name for path in folder.iterdir()} - {SUMS}
    for name in sorted(there | {*written}):
        if name not in there:
            yield f"release {folder.name}: {name} is missing"
        elif name not in written:
            yield f"release {folder.name}: {name} was added after it was frozen"
        elif _sha256((folder / name).read_bytes()) != written[name]:
            yield f"release {folder.name}: {name} was changed after it was frozen"


def _is_other(house: House, version: str) -> bool:
    folder = house.releases / version
    return any(
        not (folder / name).is_file() or (folder / name).read_bytes() != content
        for name, content in _files(house, version).items()
    )


def _statements(folder: Path, name: str = "*.ttl") -> list[Triple]:
    files = sorted(folder.glob(name))
    return [quad.triple for path in files for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def _defined(statements: list[Triple]) -> set[str]:
    """Every class, property, list and concept of our own."""
    own = (
        each.subject.value for each in statements if isinstance(each.subject, NamedNode) and each.predicate == RDF.type
    )
    return {iri for iri in own if iri.startswith(NAMES)}


def _version(statements: list[Triple]) -> str | None:
    return next((text for text in _texts(statements, _VERSION_INFO) if _VERSION.fullmatch(text)), None)


def _line(version: str, statements: list[Triple]) -> str:
    day = next(_texts(statements, DCTERMS.modified), "")
    notes = (text.removeprefix(f"{version}: ") for text in _texts(statements, _CHANGE_NOTE) if text.startswith(version))
    return f"| [{version}]({version}) | {day} | {next(notes, '')} |\n"


def _texts(statements: list[Triple], predicate: NamedNode) -> Iterator[str]:
    for each in statements:
        if each.subject == _ABOUT and each.predicate == predicate and isinstance(each.object, Literal):
            yield each.object.value


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

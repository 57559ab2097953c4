"""Each rule of the shapes is removed or loosened in turn, and an example must notice: run it to see the score."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, Literal, RdfFormat, Triple, parse
from refusals import refusals

from registry.core import shacl
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import RDF, RDFS, SH

EXAMPLES = SHAPES / "examples"
RULES = {
    getattr(SH, name)
    for name in (
        *("class_", "datatype", "nodeKind", "in_", "hasValue", "pattern", "languageIn", "uniqueLang"),
        *("minCount", "maxCount", "minLength", "maxLength"),
        *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"),
        *("equals", "disjoint", "lessThan", "lessThanOrEquals", "not_", "and_", "or_", "xone", "node", "property"),
        *("qualifiedMinCount", "qualifiedMaxCount", "closed", "sparql", "targetClass"),
    )
}
STEPS = {
    **dict.fromkeys((SH.minCount, SH.minLength, SH.minInclusive, SH.minExclusive), -1),
    **dict.fromkeys((SH.maxCount, SH.maxLength, SH.maxInclusive, SH.maxExclusive), 1),
}


@dataclass(frozen=True)
class Mutant:
    """The shapes of a file with one thing changed, and the words for the change."""

    file: str
    change: str
    triples: tuple[Triple, ...]
    path: object


@dataclass(frozen=True)
class Score:
    """How many mutants of a file its examples noticed, and the changes that none did."""

    file: str
    noticed: int
    survivors: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many mutants there were."""
        return self.noticed + len(self.survivors)


def scores(one_in: int = 1) -> Iterator[Score]:
    """Judge every mutant of every file of shapes, or one in so many, by the examples of that file."""
    for path in sorted(SHAPES.glob("*.ttl")):
        judged = [(mutant.change, is_noticed(mutant)) for mutant in islice(mutants(path), None, None, one_in)]
        yield Score(path.stem, sum(seen for _, seen in judged), tuple(change for change, seen in judged if not seen))


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a file: each rule removed, each bound moved by the least step, each refusal made a warning."""
    triples = _read(path)
    paths = {triple.subject: triple.object for triple in triples if triple.predicate == SH.path}
    weighed = {triple.subject for triple in triples if triple.predicate == SH.severity}
    for number, triple in enumerate(triples):
        rest, at = (*triples[:number], *triples[number + 1 :]), paths.get(triple.subject)
        if triple.predicate in RULES:
            yield Mutant(path.stem, f"{_words(triple)}: removed", rest, at)
        for looser in _looser(triple):
            changed = Triple(triple.subject, triple.predicate, looser)
            yield Mutant(path.stem, f"{_words(triple)}: made {looser.value}", (*rest, changed), at)
        if triple.object == SH.PropertyShape and triple.subject not in weighed:
            milder = Triple(triple.subject, SH.severity, SH.Warning)
            yield Mutant(path.stem, f"{_words(triple)}: made a warning", (*triples, milder), at)


def is_noticed(mutant: Mutant) -> bool:
    """Whether an example gives other findings than it should."""
    try:
        compiled = _compiled(mutant.triples)
    except shacl.ShapesRefused:
        return True
    # an example that states the property is the likeliest to notice
    examples = sorted(_examples(mutant.file), key=lambda each: mutant.path not in each[2])
    return any(_findings(compiled, example) != before for example, before, _ in examples)


def _looser(triple: Triple) -> Iterator[Literal]:
    if not isinstance(triple.object, Literal):
        return
    text = triple.object.value
    if triple.predicate in STEPS:
        least = Decimal(1).scaleb(-len(text.partition(".")[2]))
        moved = Decimal(text) + STEPS[triple.predicate] * least
        # a bound that begins to hold for everything is the same as none
        if not (triple.predicate in (SH.minCount, SH.minLength) and moved == 0):
            yield Literal(str(moved), datatype=triple.object.datatype)
    if triple.predicate == SH.pattern:
        for changed in (text.removeprefix("^"), text.removesuffix("$")):
            if changed != text:
                yield Literal(changed)


def _words(triple: Triple) -> str:
    parts = (
        part.value for part in (triple.subject, triple.predicate, triple.object) if not isinstance(part, BlankNode)
    )
    return " ".join(part.split("#")[-1][:60] for part in parts)


def _findings(compiled: shacl.Shapes, example: shacl.Index) -> Counter[tuple[str, ...]]:
    outcome = shacl.validate(compiled, example, _context(), _classes())
    return Counter(
        (
            str(result.focus),
            str(result.path),
            str(result.value),
            str(result.source.component),
            str(result.source.severity),
        )
        for result in outcome.results
    )


@cache
def _examples(file: str) -> tuple[tuple[shacl.Index, Counter[tuple[str, ...]], frozenset[object]], ...]:
    """Each example, its findings by the rules as they are, which other tests hold to be right, and its properties."""
    compiled = _compiled(_read(SHAPES / f"{file}.ttl"))
    texts = [path.read_bytes() for path in sorted((EXAMPLES / file).glob("*.ttl"))]
    texts += [row.turtle.encode() for table in (EXAMPLES / file).glob("*.csv") for row in refusals(table)]
    parsed = [(_parsed(text), shacl.Index(_parsed(text))) for text in texts]
    return tuple(
        (index, _findings(compiled, index), frozenset(triple.predicate for triple in triples))
        for triples, index in parsed
    )


def _compiled(triples: tuple[Triple, ...]) -> shacl.Shapes:
    return shacl.compile_shapes({*triples, *_prefixes()})


@cache
def _prefixes() -> frozenset[Triple]:
    """What any file declares for queries: another file may rely on it."""
    everything = [triple for path in SHAPES.glob("*.ttl") for triple in _read(path)]
    declarations = {triple.object for triple in everything if triple.predicate == SH.declare}
    return frozenset(each for each in everything if each.predicate == SH.declare or each.subject in declarations)


@cache
def _context() -> shacl.Graph:
    files = (*sorted(ONTOLOGY.glob("*.ttl")), EXAMPLES / "_context.ttl")
    return shacl.Index(triple for file in files for triple in _read(file))


@cache
def _classes() -> shacl.Index:
    known = (triple for file in sorted(ONTOLOGY.glob("*.ttl")) for triple in _read(file))
    return shacl.Index(triple for triple in known if triple.predicate in (RDF.type, RDFS.subClassOf))


@cache
def _read(path: Path) -> tuple[Triple, ...]:
    return _parsed(path.read_bytes())


def _parsed(turtle: bytes) -> tuple[Triple, ...]:
    base = "https://example.org/"
    quads = parse(turtle, format=RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
    return tuple(quad.triple for quad in quads)


def main() -> None:
    """Print the score of each file, the changes that nobody noticed, and the score of all."""
    noticed = total = 0
    for score in scores():
        noticed, total = noticed + score.noticed, total + score.total
        print(f"{score.file:28} {score.noticed:5} of {score.total:5} noticed")
        for change in score.survivors:
            print(f"    unnoticed: {change}")
    print(f"{'all':28} {noticed:5} of {total:5} noticed: {noticed / total:.1%}")
    sys.exit(noticed / total < 0.95)


if __name__ == "__main__":
    main()

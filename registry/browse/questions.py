"""The questions that people ask of the registry, each with the query that answers it."""

from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from registry.browse.known import Known
from registry.browse.lookups import name_of
from registry.core.questions import CompetencyQuestion, read_question
from registry.core.rows import Part
from registry.settings import ONTOLOGY


@dataclass(frozen=True)
class Asked:
    """A question in words and as SPARQL, as a list of examples shows it."""

    name: str
    text: str
    query: str


@cache
def competency_questions() -> dict[str, CompetencyQuestion]:
    """Every question of ontology/questions, by its name."""
    files = sorted((ONTOLOGY / "questions").glob("*.rq"))
    return {path.stem: read_question(path.stem, path.read_text(encoding="utf-8")) for path in files}


@cache
def questions(language: str) -> tuple[Asked, ...]:
    """The questions in a language, in the order of their words; one that the language lacks is given in English."""
    found = (Asked(each.name, each.text(language).text, each.query) for each in competency_questions().values())
    return tuple(sorted(found, key=lambda question: question.text))


def names_in(part: Part, registry: Known, language: str) -> dict[str, str]:
    """What the things in some rows of an answer are called, by their IRI; what has no name is left out."""
    things = {cell["value"] for row in part.rows for cell in row.values() if cell["type"] == "uri"}
    names = {thing: name_of(NamedNode(thing), registry, language) for thing in things}
    return {thing: name for thing, name in names.items() if name != thing}

"""The questions that people ask of the registry, each with the query that answers it."""

from dataclasses import dataclass
from functools import cache

from registry.settings import ONTOLOGY


@dataclass(frozen=True)
class CompetencyQuestion:
    """A question in words and as SPARQL."""

    name: str
    text: str
    query: str


@cache
def questions(language: str) -> tuple[CompetencyQuestion, ...]:
    """Read ontology/questions; a question that the language lacks is given in English."""
    files = sorted((ONTOLOGY / "questions").glob("*.rq"))
    found = (_question(path.stem, path.read_text(encoding="utf-8"), language) for path in files)
    return tuple(sorted(found, key=lambda question: question.text))


def _question(name: str, query: str, language: str) -> CompetencyQuestion:
    lines = [line.removeprefix("# ") for line in query.splitlines() if line.startswith("# ")]
    texts = dict(line.split(": ", 1) for line in lines if line[:4] in ("en: ", "nl: "))
    return CompetencyQuestion(name, texts.get(language, texts["en"]), query)

"""The client asks questions by name and in SPARQL, follows the pages, and says in plain words what went wrong."""

import re
from pathlib import Path

import pytest

from registry.client import Refused, Registry

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture
def partner(served):
    return Registry(served)


def test_the_first_example_of_the_readme_works(served, capsys):
    example = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)[1]
    exec(example.replace("http://127.0.0.1:8000", served).replace("least=7", "least=5"))
    assert capsys.readouterr().out == "Phone 1 5 https://w3id.org/cfit/id/device/phone-1\n"


def test_questions_have_names_and_words(partner):
    assert partner.questions()["models_per_brand"] == "How many models of each brand are registered?"


def test_all_pages_together_are_the_answer(partner):
    pages = list(partner.pages("tender_text", {}, size=3))
    assert [len(page.rows) for page in pages] == [3, 3, 3, 1]
    assert {page.total for page in pages} == {10}
    assert [row for page in pages for row in page.rows] == partner.ask("tender_text")
    assert len(partner.ask("tender_text", language="nl")) == 2


def test_sparql_gives_rows_of_values(partner):
    query = "SELECT ?years WHERE { ?phone <https://w3id.org/cfit/ontology#osUpdateYearsAfterEndOfSale> ?years }"
    assert partner.sparql(query) == [{"years": 5}]
    assert partner.sparql("ASK { ?s ?p ?o }") == [{"answer": True}]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("ask", "status", "words"),
    [
        (lambda partner: partner.ask("nothing"), 404, "There is no question nothing"),
        (lambda partner: partner.ask("updates_for_years", least="six"), 400, "Write a whole number, for example 7"),
        (lambda partner: partner.sparql("SELECT * WHERE { ?s "), 400, "The query is not SPARQL"),
        (lambda partner: partner.sparql("ASK { SERVICE <http://x.example/> { } }"), 403, "SERVICE is not followed"),
    ],
)
def test_a_refusal_says_why(partner, ask, status, words):
    with pytest.raises(Refused) as refused:
        ask(partner)
    assert refused.value.status == status
    assert words in str(refused.value)


@pytest.mark.parametrize("ask", [lambda one: one.questions(), lambda one: one.sparql("ASK {}")])
def test_a_registry_that_is_not_there_is_told_from_one_that_refuses(ask):
    with pytest.raises(Refused, match="was not reached"):
        ask(Registry("http://127.0.0.1:9", seconds=2))


def test_an_address_is_one_of_the_web():
    with pytest.raises(ValueError, match="http://"):
        Registry("file:///etc/passwd")


def test_a_frame_holds_the_rows(partner):
    pytest.importorskip("pandas", reason="pandas is not installed")
    assert list(partner.frame("updates_for_years")["years"]) == [5]

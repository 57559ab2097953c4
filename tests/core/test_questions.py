"""The head of a query tells a question and its parameters; a value is bound only when it is of the right type."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.browse import competency_questions
from registry.core.glossary import LANGUAGES
from registry.core.questions import COUNTRIES, Chart, bind, countries, read_question
from registry.settings import DATA
from registry.vocabulary import PREFIXES, XSD

TEXT = """# en: Which?
# nl: Welke?
# ?country iri http://publications.europa.eu/resource/authority/country/NLD
# ?set iri https://w3id.org/cfit/id/criteria-set/legal/1
# ?property iri https://w3id.org/cfit/ontology#sarHead
# ?years integer 7
# ?least decimal 3.35
# ?day date 2026-11-21
# ?number string REP-03
# chart: ?number ?years for ?country
# answers: Some.
SELECT ?number ?years WHERE { ?s ?p ?o }
"""
QUESTION = read_question("which", TEXT)


def test_the_head_tells_the_words_the_parameters_and_the_chart():
    assert (QUESTION.text("nl").text, QUESTION.text("de").text, QUESTION.text("de").language) == (
        "Welke?",
        "Which?",
        "en",
    )
    assert [parameter.name for parameter in QUESTION.parameters] == [
        *("country", "set", "property", "years", "least", "day", "number")
    ]
    assert QUESTION.chart == Chart("number", "years", "country")
    assert (QUESTION.note, QUESTION.form) == ("answers: Some.", "SELECT")


def test_yes_or_no_is_known_as_such():
    assert competency_questions()["every_contribution_has_licence"].form == "ASK"


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("country", "NL", NamedNode(f"{COUNTRIES}NLD")),
        ("country", "nld", NamedNode(f"{COUNTRIES}NLD")),
        ("country", f"{COUNTRIES}BEL", NamedNode(f"{COUNTRIES}BEL")),
        ("set", "legal/2", NamedNode("https://w3id.org/cfit/id/criteria-set/legal/2")),
        ("property", "sarBody", NamedNode(f"{PREFIXES['cfit']}sarBody")),
        ("property", "schema:name", NamedNode("https://schema.org/name")),
        ("years", " 8 ", Literal("8", datatype=XSD.integer)),
        ("least", "3.5", Literal("3.5", datatype=XSD.decimal)),
        ("day", "2026-02-28", Literal("2026-02-28", datatype=XSD.date)),
        ("number", '"} DROP ALL #', Literal('"} DROP ALL #', datatype=XSD.string)),
    ],
)
def test_a_value_has_the_type_of_its_parameter(name, written, value):
    assert bind(QUESTION, {name: [written]}) == {name: value}


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("country", "ZZ", "two or three letters"),
        ("country", "http://exa mple/", "two or three letters"),
        ("set", 'x> } DROP ALL #"', "a name behind https://w3id.org/cfit/id/criteria-set/"),
        ("years", "seven", "Write a whole number, for example 7."),
        ("years", "7.5", "a whole number"),
        ("years", "9" * 30, "a whole number"),
        ("least", "NaN", "a number with a point"),
        ("least", "1e999999999", "a number with a point"),
        ("day", "2026-02-30", "year-month-day"),
    ],
)
def test_a_value_of_another_type_is_told_what_is_allowed(name, written, told):
    fault, allowed = bind(QUESTION, {name: [written]})
    assert fault == f"{name} cannot be “{written}”."
    assert told in allowed


def test_a_name_that_is_not_asked_for_is_told_which_are():
    [fault] = bind(QUESTION, {"land": ["NL"]})
    assert "country, set, property, years, least, day, number, page, pageSize" in fault


def test_one_parameter_takes_one_value_and_an_empty_one_takes_none():
    assert bind(QUESTION, {"years": ["7", "8"]}) == ["years takes one value, not 2."]
    assert bind(QUESTION, {"years": ["7", "7"], "day": [""]}) == {"years": Literal("7", datatype=XSD.integer)}


def test_a_value_that_is_needed_is_the_example_where_none_is_given():
    needing = read_question("which", TEXT.replace("# chart:", "# needs: ?years\n# chart:"))
    seven, eight = (Literal(text, datatype=XSD.integer) for text in "78")
    assert bind(needing, {}) == bind(needing, {"years": [" "]}) == {"years": seven}
    assert bind(needing, {"years": ["8"]}) == {"years": eight}
    assert bind(QUESTION, {}) == {}


@given(st.sampled_from([parameter.name for parameter in QUESTION.parameters]), st.text(max_size=30))
def test_whatever_is_written_is_a_term_or_a_fault(name, text):
    result = bind(QUESTION, {name: [text]})
    if isinstance(result, dict):
        assert all(isinstance(value, NamedNode | Literal) for value in result.values())
    else:
        assert result[0].startswith(name)


def test_every_example_of_every_question_is_a_value():
    for question in competency_questions().values():
        for parameter in question.parameters:
            for written in (parameter.example, parameter.short_example):
                result = bind(question, {parameter.name: [written]})
                assert isinstance(result, dict), result
                assert result[parameter.name].value == parameter.example


def test_every_code_of_a_country_is_one_that_the_registry_knows():
    known = set(re.findall(r'skos:notation "(\w+)"', (DATA / "reference/countries.ttl").read_text(encoding="utf-8")))
    assert set(countries().values()) <= known
    assert {"NL": "NLD", "DE": "DEU", "BE": "BEL", "NO": "NOR", "CH": "CHE"}.items() <= countries().items()


def test_a_chart_names_columns_of_its_question():
    charts = [question for question in competency_questions().values() if question.chart]
    assert len(charts) >= 10
    for question in charts:
        for name in (question.chart.labels, question.chart.numbers):
            assert re.search(rf"^SELECT .*\?{name}\b", question.query, re.MULTILINE), question.name


def test_every_question_is_asked_in_the_five_languages():
    for question in competency_questions().values():
        assert set(question.texts) == {*LANGUAGES}, question.name
        assert all(text.endswith("?") for text in question.texts.values()), question.name

"""Every variable of every question has a heading in five languages, and no heading stands for nothing."""

import pytest
from pyoxigraph import QueryBoolean, Store

from registry.browse import competency_questions
from registry.core.glossary import LANGUAGES
from registry.core.headings import HEADINGS, NAMES, columns, heading

QUESTIONS = competency_questions()


def variables(question):
    """What the columns of an answer are: the variables of SELECT, or the one column of yes or no."""
    answer = Store().query(question.query)
    return ["answer"] if isinstance(answer, QueryBoolean) else [each.value for each in answer.variables]


USED = {name: variables(question) for name, question in QUESTIONS.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variable_of_every_question_has_a_heading(language):
    for name, names in USED.items():
        for variable in names:
            text = heading(name, variable, language)
            assert text[0].isupper(), (name, variable, text)
            assert len(text) <= 35, (name, variable, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_can_tell_the_columns_of_a_page_and_the_fields_of_a_form_apart(language):
    for name, names in USED.items():
        asked = [parameter.name for parameter in QUESTIONS[name].parameters]
        for shown in (asked, [each for each in columns(name, names) if each not in asked], columns(name, names)):
            texts = [heading(name, each, language) for each in shown]
            assert len(texts) == len(set(texts)), (name, texts)


@pytest.mark.parametrize("key", HEADINGS)
def test_a_heading_stands_in_five_languages(key):
    assert tuple(HEADINGS[key]) == LANGUAGES


def test_every_heading_is_used():
    found = set()
    for name, names in USED.items():
        own = [NAMES.get(f"{name}.{each}") or NAMES.get(each, each) for each in names]
        found |= {f"{name}.{each}" if f"{name}.{each}" in HEADINGS else each for each in own}
    assert set(HEADINGS) == found


def test_every_variable_that_names_a_thing_is_used():
    keys = {f"{name}.{each}" if f"{name}.{each}" in NAMES else each for name, names in USED.items() for each in names}
    assert set(NAMES) - keys == set()


def test_a_thing_stands_in_the_place_of_its_name_once():
    assert columns("updates_for_years", ("least", "device", "name", "years")) == ("least", "device", "years")
    assert columns("footprints_with_method", ("brandName", "name", "device")) == ("brandName", "device")
    assert columns("names_of_laptops", ("brandName", "name", "series")) == ("brandName", "name", "series")


def test_what_means_something_else_in_one_question_has_a_heading_of_its_own():
    assert heading("makers_left_at_value", "least", "en") == "At least"
    assert heading("average_updates_per_brand", "least", "en") == "Fewest years"
    assert heading("average_updates_per_brand", "name", "nl") == heading("models_per_brand", "brand", "nl") == "Merk"

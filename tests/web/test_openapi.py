"""The OpenAPI document is valid, holds every door and every question, and says who needs a token."""

import re

import pytest
from openapi_spec_validator import validate

from registry.browse import competency_questions
from registry.web.doors import DOORS


@pytest.fixture
def document(small_reader):
    return small_reader.get("/openapi.json").get_json()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_is_openapi_3_1(document):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_door_is_in_it(document):
    for door in DOORS:
        path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", door.rule)
        for method in {*door.methods} - {"OPTIONS"}:
            operation = document["paths"][path][method.lower()]
            assert ("security" in operation) is (door.right is not None), door
            assert operation["summary"].endswith("."), door


def test_every_question_is_in_it_with_its_parameters(document):
    for question in competency_questions().values():
        operation = document["paths"][f"/q/{question.name}"]["get"]
        names = [parameter["name"] for parameter in operation["parameters"]]
        assert names == [*(parameter.name for parameter in question.parameters), "page", "pageSize"]
        assert operation["summary"] == question.texts["en"]


def test_a_parameter_that_the_document_gives_as_an_example_is_taken(document, reader):
    operation = document["paths"]["/q/pact_signatories"]["get"]
    example = {each["name"]: each["example"] for each in operation["parameters"] if "example" in each}
    assert example == {"country": "NLD"}
    assert reader.get("/q/pact_signatories.json", query_string=example).get_json()["total"] == 1

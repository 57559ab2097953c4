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


def test_the_examples_of_the_document_are_taken(document, small_reader):
    for name in ("updates_for_years", "tender_text", "criteria_beginning_after", "devices_meeting_criterion"):
        operation = document["paths"][f"/q/{name}"]["get"]
        example = {each["name"]: each["example"] for each in operation["parameters"] if "example" in each}
        assert example
        assert small_reader.get(f"/q/{name}.json", query_string=example).status_code == 200

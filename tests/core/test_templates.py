"""Templates and forms hold every property of the rules, in their order, and are read back as they were written."""

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry.assembly import load_words
from registry.core.columns import Choice, form_of
from registry.core.device_form import NAME, written
from registry.core.glossary import LANGUAGES
from registry.core.reading.cells import term_of, text_of, texts_in
from registry.core.reading.formats import CSV, XLSX, read
from registry.core.templates import csv_template, heads, xlsx_template
from registry.core.turtle import Unreadable, read_turtle
from registry.settings import SHAPES
from registry.vocabulary import CFIT, RDF, SCHEMA, SH, XSD

GRAPH = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
ADDRESS = "https://w3id.org/cfit/id/device/{}"
WORDS = load_words()
FORM = form_of(CFIT.DeviceModel, ADDRESS, WORDS.shapes, WORDS.glossary, "en")
COLUMNS = {column.meaning.term: column for column in FORM.columns}
FULL = SHAPES / "examples" / "device-model" / "valid_full.ttl"


def device():
    """The statements of the fullest example of a device, by property."""
    said = {}
    for quad in read_turtle(FULL.read_bytes(), GRAPH).quads:
        if quad.predicate != RDF.type:
            said.setdefault(quad.predicate, []).append(quad.object)
    return said


def cells():
    return [
        "nl-ict-invented-phone",
        *(
            "|".join(text_of(each, column.meaning) for each in device().get(term, ()))
            for term, column in COLUMNS.items()
        ),
    ]


def test_every_property_of_the_shape_has_one_column():
    shape = NamedNode("https://w3id.org/cfit/shapes#DeviceModel")
    properties = [t.object for t in WORDS.shapes if t.subject == shape and t.predicate == SH.property]
    paths = {t.object for t in WORDS.shapes if t.subject in properties and t.predicate == SH.path}
    assert set(COLUMNS) == paths
    assert len(FORM.columns) == len(paths) > 100


def test_columns_stand_in_the_order_of_groups_and_rules():
    places = [WORDS.glossary.place(column.meaning.term) for column in FORM.columns]
    assert [(place.group_order, place.order) for place in places] == sorted(
        (place.group_order, place.order) for place in places
    )
    assert [column.meaning.term for column in FORM.columns[:2]] == [SCHEMA.name, CFIT.deviceKind]
    assert list(FORM.groups)[:2] == ["The model", "Software and updates"]


def test_a_column_says_how_its_values_are_read():
    kinds = {column.key: str(column.meaning).partition(" ")[2] for column in FORM.columns}
    assert kinds["schema:name"] == "xsd:string"
    assert kinds["cfit:repairabilityIndex"] == "xsd:decimal"
    assert kinds["schema:brand"] == "https://w3id.org/cfit/id/brand/{}"
    assert kinds["cfit:deviceKind"] == "https://w3id.org/cfit/id/device-kind/{}"
    assert kinds["epo:hasMainClassification"] == "http://data.europa.eu/cpv/cpv/{} *"
    assert kinds["cfit:repairInstructions"] == "@id *"
    required = {column.key for column in FORM.columns if column.required}
    assert required == {"schema:name", "cfit:deviceKind", "schema:brand"}
    assert COLUMNS[CFIT.deviceKind].choices[0] == Choice("laptop", "laptop")
    assert COLUMNS[CFIT.deviceMass].unit == "kg"


def test_the_example_of_each_column_is_a_value_of_it():
    for column in FORM.columns:
        value = term_of(column.example, column.meaning)
        assert column.example and value is not None, column.key
        assert not column.choices or column.example in {choice.text for choice in column.choices}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_speaks_the_language_of_its_reader_and_the_same_terms(language):
    form = form_of(CFIT.DeviceModel, ADDRESS, WORDS.shapes, WORDS.glossary, language)
    names, terms = heads(form, language)
    assert terms == heads(FORM, "en")[1]
    assert len(set(names)) == len(names)
    assert (names == heads(FORM, "en")[0]) == (language == "en")
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(form, language)))
    assert [cell.value for cell in book.worksheets[0][1]] == names
    assert [cell.value for cell in book.worksheets[0][2]] == terms
    assert book.worksheets[1].max_row == len(terms) + 1


def test_a_workbook_offers_what_may_be_chosen():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_template(FORM, "en"))).worksheets[0]
    offered = {str(each.sqref).partition("3")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    number = [column.meaning.term for column in FORM.columns].index(CFIT.deviceKind) + 2
    letter = openpyxl.utils.get_column_letter(number)
    assert offered[letter] == '"laptop,smartphone,tablet,monitor"'
    assert '"true,false"' in offered.values()


def test_an_empty_template_says_nothing_and_an_explanation_is_no_formula():
    for body, media_type in ((csv_template(FORM, "en"), CSV), (xlsx_template(FORM, "en"), XLSX)):
        assert read(body, media_type, GRAPH).quads == ()
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template(FORM, "en")))
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}


@pytest.mark.parametrize(("write", "media_type"), [(csv_template, CSV), (xlsx_template, XLSX)])
def test_the_fullest_device_goes_through_a_template_and_comes_back_as_it_was(write, media_type):
    upload = read(write(FORM, "en", [cells()]), media_type, GRAPH)
    assert not isinstance(upload, Unreadable), upload
    said = {(quad.predicate, quad.object) for quad in read_turtle(FULL.read_bytes(), GRAPH).quads}
    found = {(quad.predicate, quad.object) for quad in upload.quads}
    # only a whole number that stands for a decimal is written without its point
    assert {predicate for predicate, _ in found} == {predicate for predicate, _ in said}
    assert found == said


def test_a_form_writes_the_turtle_of_the_device():
    values = dict(zip([NAME, *(column.key for column in FORM.columns)], cells(), strict=True))
    text, faults = written(FORM, values, "en")
    assert faults == {}
    assert {q.triple for q in read_turtle(text.encode(), GRAPH).quads} == {
        q.triple for q in read_turtle(FULL.read_bytes(), GRAPH).quads
    }


def test_what_cannot_be_written_is_told_at_its_field():
    text, faults = written(FORM, {NAME: "no name", "schema:brand": "a b", "schema:name": "A"}, "nl")
    assert set(faults) == {NAME, "schema:brand"}
    assert "hier geen adres" in faults["schema:brand"]
    assert set(written(FORM, {}, "en")[1]) == {NAME}
    assert 'schema:name "A"' in text


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional={column.key: st.text(max_size=12) for column in FORM.columns[:40]}))
def test_whatever_is_written_into_a_form_the_turtle_can_be_read(values):
    text, faults = written(FORM, values | {NAME: "nl-ict-a"}, "en")
    upload = read_turtle(text.encode("utf-8", "replace"), GRAPH)
    refused = () if not isinstance(upload, Unreadable) else upload.mistakes
    assert {each.rule for each in refused} <= {"value-number"}
    said = set() if refused else {quad.predicate for quad in upload.quads}
    for column in FORM.columns[:40]:
        parts = texts_in(values.get(column.key, ""), column.meaning)
        assert refused or not parts or column.key in faults or column.meaning.term in said


def test_a_number_without_a_point_is_written_as_the_decimal_that_it_is():
    text, _ = written(FORM, {NAME: "nl-ict-a", "cfit:repairabilityIndex": "4", "cfit:memorySize": "16"}, "en")
    assert "cfit:repairabilityIndex 4.0 " in text
    assert "cfit:memorySize 16 " in text
    assert XSD.decimal in {
        quad.object.datatype for quad in read_turtle(text.encode(), GRAPH).quads if hasattr(quad.object, "datatype")
    }

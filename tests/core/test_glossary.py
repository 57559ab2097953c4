"""Terms have a label, a unit and a place, in the language asked for or the next best."""

from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from registry.core.glossary import Glossary, Label, Place, choose
from registry.settings import ONTOLOGY, SHAPES
from registry.vocabulary import CFIT, PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix ex: <x:y/> .\n"
WORDS = """
ex:weight rdfs:label "weight"@en , "gewicht"@nl ; skos:definition "How heavy."@en ; cfit:unit ex:gram .
ex:gram rdfs:label "gram" . ex:note rdfs:label "Notiz"@de .
ex:red skos:prefLabel "red"@en ; rdfs:label "colour red"@en ; skos:notation "2" ; skos:inScheme ex:colours .
ex:blue skos:prefLabel "blue"@en ; skos:notation "1" ; skos:inScheme ex:colours .
ex:Shape sh:targetClass ex:Thing ; sh:property ex:s .
ex:s sh:path ex:weight ; sh:name "mass"@en ; sh:order 3 ; sh:group ex:g . ex:g sh:order 20 .
ex:t sh:path ex:note . ex:u sh:path ex:size ; sh:name "size"@en .
"""


def ex(name):
    return NamedNode(f"x:y/{name}")


@pytest.fixture(scope="module")
def words():
    return Glossary(parse(HEAD + WORDS, RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def house():
    files = [*sorted(ONTOLOGY.glob("*.ttl")), *sorted(SHAPES.glob("*.ttl"))]
    return Glossary(triple for file in files for triple in parse(path=str(file), format=RdfFormat.TURTLE))


TEXTS = [Literal("x", language="en"), Literal("y", language="nl"), Literal("z")]


@pytest.mark.parametrize(
    ("terms", "language", "expected"),
    [
        (TEXTS, "nl", Label("y", "nl")),
        (TEXTS, "fr", Label("x", "en")),
        (TEXTS[1:], "fr", Label("z")),
        (TEXTS[1:2], "fr", Label("y", "nl")),
        ([ex("a")], "en", None),
        ([], "en", None),
    ],
)
def test_a_text_is_chosen_by_language_then_english_then_any(terms, language, expected):
    assert choose(terms, language) == expected


def test_a_label_can_be_written():
    assert str(Label("gewicht", "nl")) == "gewicht"


def test_a_concept_is_called_by_its_preferred_label(words):
    assert words.label(ex("red"), "nl") == Label("red", "en")


@pytest.mark.parametrize(
    ("iri", "name"), [("x:y/gone", "gone"), ("https://a.example/b#c", "c"), ("https://a.example/b/", "b")]
)
def test_a_term_that_nobody_names_is_called_by_the_end_of_its_address(words, iri, name):
    assert words.label(NamedNode(iri), "en") == Label(name)


def test_a_property_is_called_as_its_shape_says_else_by_its_label(words):
    assert words.property_name(ex("weight"), "nl") == Label("mass", "en")
    assert words.property_name(ex("note"), "en") == Label("Notiz", "de")


def test_a_definition_is_there_or_not(words):
    assert words.definition(ex("weight"), "nl") == Label("How heavy.", "en")
    assert words.definition(ex("note"), "en") is None


def test_a_unit_has_a_word(words):
    assert words.unit(ex("weight"), "en") == Label("gram")
    assert words.unit(ex("note"), "en") is None


def test_a_concept_has_a_code(words):
    assert (words.notation(ex("red")), words.notation(ex("note"))) == ("2", "")


def test_a_property_stands_where_its_shape_puts_it_and_others_last(words):
    assert words.place(ex("weight")) == Place(Decimal(20), Decimal(3), ex("g"))
    assert words.place(ex("weight")).order < words.place(ex("size")).order
    assert words.place(ex("size")).group is words.place(ex("gone")).group is None


def test_of_two_shapes_the_one_with_a_group_is_heard():
    plain = 'ex:plain sh:path ex:size ; sh:name "plain"@en ; sh:order 1 . '
    grouped = 'ex:grouped sh:path ex:size ; sh:name "grouped"@en ; sh:order 2 ; sh:group ex:g . ex:g sh:order 1 . '
    for text in (plain + grouped, grouped + plain):
        glossary = Glossary(parse(HEAD + text, RdfFormat.TURTLE))
        assert glossary.property_name(ex("size"), "en").text == "grouped"
        assert glossary.place(ex("size")).group == ex("g")


def test_classes_that_have_a_shape_are_known(words):
    assert words.targets() == {ex("Thing")}


@pytest.mark.parametrize(("language", "name"), [("en", "repairability index"), ("nl", "repareerbaarheidsindex")])
def test_the_words_of_the_house_are_read(house, language, name):
    assert house.property_name(CFIT.repairabilityIndex, language) == Label(name, language)
    assert house.place(CFIT.repairabilityIndex).group is not None
    assert CFIT.DeviceModel in house.targets()

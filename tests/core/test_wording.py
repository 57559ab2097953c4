"""Values and thresholds are written as a person would say them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import SH, Graph, URIRef
from rdflib.collection import Collection

from registry.core.criteria import Constraint
from registry.core.glossary import Glossary
from registry.core.texts import CATALOGUE
from registry.core.wording import days_in_words, in_words, plain, threshold, unit_asked
from registry.settings import DATA, SHAPES
from registry.vocabulary import CFIT, PREFIXES

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix ex: <x:y/> .\n"
YEARS = 'ex:support cfit:unit unit:YR . unit:YR rdfs:label "years"@en , "jaar"@nl , "Jahre"@de , "ans"@fr , "år"@nb . '
WORDS = (
    YEARS + 'ex:weight cfit:unit ex:g . ex:g rdfs:label "grams"@en , "gram"@nl . ex:folds rdfs:label "foldable"@en .'
)
GLOSSARY = Glossary(parse(HEAD + WORDS, RdfFormat.TURTLE))
WEIGHT, FOLDS, SUPPORT = (NamedNode(f"x:y/{name}") for name in ("weight", "folds", "support"))


def asks(operator, *values, about=FOLDS, **more):
    return threshold(Constraint(about, operator, values, **more), GLOSSARY, "en")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (Decimal("4.00"), "4.00"),
        (Decimal(12345), "12,345"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.5"), "-0.5"),
        (date(2026, 1, 9), "9 January 2026"),
        (date(2026, 12, 31), "31 December 2026"),
        ("A", "A"),
    ],
)
def test_a_value_is_written_plainly(value, text):
    assert plain(value, "en") == text


def test_a_number_has_its_unit_behind_it_and_nothing_else_has():
    assert in_words(Decimal(200), WEIGHT, GLOSSARY, "nl") == "200 gram"
    assert in_words("light", WEIGHT, GLOSSARY, "en") == "light"
    assert in_words(True, WEIGHT, GLOSSARY, "en") == "yes"
    assert in_words(Decimal(2), FOLDS, GLOSSARY, "en") == "2"


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        ("1", "en", "1 year"),
        ("2", "en", "2 years"),
        ("0.5", "en", "0.5 years"),
        ("1", "de", "1 Jahr"),
        ("7", "de", "7 Jahre"),
        ("1", "nl", "1 jaar"),
        ("1.5", "fr", "1,5 an"),
        ("2", "fr", "2 ans"),
        ("1", "nb", "1 år"),
    ],
)
def test_one_of_a_unit_has_the_word_for_one(number, language, words):
    assert in_words(Decimal(number), SUPPORT, GLOSSARY, language) == words


@pytest.mark.parametrize(("number", "words"), [(1, "1 Tag"), (0, "0 Tage"), (12, "12 Tage")])
def test_days_are_counted_as_other_units_are(number, words):
    assert days_in_words(Decimal(number), "de") == words


@pytest.mark.parametrize(
    ("operator", "words"),
    [
        ("ge", "at least 4"),
        ("gt", "more than 4"),
        ("le", "at most 4"),
        ("lt", "less than 4"),
        ("eq", "4"),
        ("in", "4"),
        ("includes", "all of 4"),
        ("countGe", "at least 4 named"),
    ],
)
def test_each_operator_has_words(operator, words):
    assert asks(operator, Decimal(4)) == words


def test_a_list_is_written_with_commas():
    assert asks("in", "A", "B") == "one of A, B"
    assert asks("includes", "A", "B") == "all of A, B"


def test_a_threshold_has_the_unit_of_its_property():
    assert asks("le", Decimal(200), about=WEIGHT) == "at most 200 grams"


def test_a_threshold_without_a_value_has_words():
    assert asks("exists") == "stated"
    assert asks("within", tolerance=Decimal(4)) == "at most 4 % above the figure computed from its parts"
    assert asks("ge", years_after_award=5) == "at least 5 years after the award"
    assert asks("ge", years_after_award=1) == "at least 1 year after the award"
    assert asks("ge", years_after_award=0) == "at least 0 years after the award"


def test_a_threshold_has_its_unit_above_a_column():
    units = [Constraint(WEIGHT, "le"), Constraint(FOLDS, "ge", years_after_award=1), Constraint(FOLDS, "eq")]
    assert [unit_asked(each, GLOSSARY, "en") for each in units] == ["grams", "years", ""]


def test_a_condition_stands_behind_the_threshold():
    folds = Constraint(FOLDS, "eq", (True,))
    assert asks("ge", Decimal(4), condition=folds) == "at least 4 (where foldable is yes)"
    assert asks("ge", years_after_award=5, condition=folds).endswith("the award (where foldable is yes)")


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_number_that_is_written_can_be_read_again(number):
    assert Decimal(plain(number, "en").replace(",", "")) == number


def test_a_condition_that_several_can_meet_is_told_without_naming_one_of_them_first():
    parts = tuple(Constraint(WEIGHT, "ge", (Decimal(number),)) for number in (3, 4))
    condition = Constraint(WEIGHT, "anyOf", any_of=parts)
    assert asks("eq", True, condition=condition) == "yes (where weight at least 3 grams, or weight at least 4 grams)"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "by a third party, with a public statement"), ("nb", "batteri")]
)
def test_a_code_of_a_property_is_put_into_words(language, words):
    values = ("third-party-public", CFIT.pcfVerification), ("battery", CFIT.sparePartTypes)
    assert words in [in_words(value, term, GLOSSARY, language) for value, term in values]


def test_what_is_no_code_of_the_property_stays_as_it_is_written():
    assert in_words("battery", CFIT.pcfVerification, GLOSSARY, "nl") == "battery"
    assert in_words("none", FOLDS, GLOSSARY, "nl") == "none"


def test_every_code_that_a_rule_allows_or_a_criterion_asks_for_has_words():
    coded = {CFIT.pcfVerification, CFIT.repairInformationAccess, CFIT.sparePartsScope}
    shapes = Graph().parse(SHAPES / "device-model.ttl")
    for term in coded:
        [choices] = [c for s in shapes.subjects(SH.path, URIRef(term.value)) for c in shapes.objects(s, SH["in"])]
        for code in Collection(shapes, choices):
            assert in_words(str(code), term, GLOSSARY, "fr") != str(code), code
    for name in ("phones", "laptops", "suppliers"):
        criteria = Graph().parse(DATA / f"criteria/criteria-{name}.ttl")
        for term in (CFIT.sparePartTypes, CFIT.replaceableWithCommonTools, CFIT.accessoriesExcluded):
            for constraint in criteria.subjects(URIRef(CFIT.property.value), URIRef(term.value)):
                for code in criteria.objects(constraint, URIRef(CFIT.value.value)):
                    assert f"code-{'accessory' if term == CFIT.accessoriesExcluded else 'part'}-{code}" in CATALOGUE

"""A page has its judgements by theme and its facts by group, each value with the numbers of its sources."""

from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from registry.core.criteria import Constraint, CriterionVersion
from registry.core.facts import Fact
from registry.core.glossary import Glossary, Label
from registry.core.sheet import Arranger, ShownValue
from registry.core.source import Source, source_note
from registry.core.verdicts import Verdict, judge
from registry.vocabulary import CFIT, DCTERMS, PREFIXES, PROV, SKOS, XSD

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix ex: <x:y/> .\n"
WORDS = """
ex:circular skos:prefLabel "Circular"@en ; skos:notation "1" . ex:fair skos:prefLabel "Fair"@en ; skos:notation "2" .
ex:L0 skos:prefLabel "law"@en ; skos:notation "0" . ex:L2 skos:prefLabel "ambitious"@en ; skos:notation "2" .
ex:declared rdfs:label "self-declared"@en . ex:kg rdfs:label "kg"@en . ex:weight cfit:unit ex:kg .
ex:sw sh:path ex:weight ; sh:name "weight"@en ; sh:order 2 ; sh:group ex:body .
ex:sc sh:path ex:colour ; sh:name "colour"@en ; sh:order 1 ; sh:group ex:body .
ex:sp sh:path ex:price ; sh:name "price"@en ; sh:order 9 ; sh:group ex:money .
ex:body rdfs:label "body"@en ; sh:order 2 . ex:money rdfs:label "money"@en ; sh:order 1 .
"""
GLOSSARY = Glossary(parse(HEAD + WORDS, RdfFormat.TURTLE))
TODAY = date(2026, 11, 21)


def ex(name):
    return NamedNode(f"x:y/{name}")


A, B = ex("graph/a"), ex("graph/b")


def note(number, graph, quads=(), contribution=()):
    return source_note(number, graph, quads, contribution, "NL ICT", GLOSSARY, "en")


ARRANGER = Arranger(GLOSSARY, "en", [note(1, A), note(2, B)], {ex("fairphone"): "Fairphone"})


def fact(name, term, graph=A):
    return Fact(ex(name), Literal(str(term), datatype=XSD.decimal) if isinstance(term, int) else term, graph)


def version(name, theme="circular", level="L0", begin=date(2026, 1, 1), until=None, constraints=None):
    iri, test = ex(f"{name}/1"), Constraint(ex("weight"), "le", (Decimal(200),))
    constraints = (test,) if constraints is None else constraints
    kinds = frozenset({ex("phone")})
    return CriterionVersion(iri, ex(name), name, 1, ex(theme), ex(level), ex("law"), kinds, begin, until, constraints)


def lines(*versions, facts=(), kind="phone", texts=None):
    judgements = [judge(each, facts, ex(kind), TODAY) for each in versions]
    return [(section.label.text, section.lines) for section in ARRANGER.themes(judgements, texts or {})]


def first_line(*args, **more):
    return lines(*args, **more)[0][1][0]


def test_facts_stand_in_the_groups_and_the_order_of_the_shapes():
    facts = [fact("weight", 1), fact("secret", 2), fact("price", 3), fact("colour", 4)]
    shown = [
        (group.label and group.label.text, [line.name.text for line in group.lines]) for group in ARRANGER.facts(facts)
    ]
    assert shown == [("money", ["price"]), ("body", ["colour", "weight"]), (None, ["secret"])]


def test_a_value_is_shown_once_with_all_its_sources():
    values = ARRANGER.values([fact("weight", 190), fact("weight", 190, B), fact("weight", 191, B)])
    assert values == (ShownValue("190 kg", None, (1, 2)), ShownValue("191 kg", None, (2,)))


def test_a_value_that_one_source_says_twice_has_it_once():
    assert ARRANGER.values([fact("weight", 190)] * 2)[0].sources == (1,)


def test_a_value_of_a_source_without_a_number_is_shown_without():
    assert ARRANGER.values([fact("weight", 190, ex("graph/c"))])[0].sources == ()


def test_a_name_is_shown_as_people_call_it_with_its_address():
    assert ARRANGER.values([fact("brand", ex("fairphone"))]) == (ShownValue("Fairphone", "x:y/fairphone", (1,)),)
    assert ARRANGER.values([fact("page", ex("gone"))])[0] == ShownValue("x:y/gone", "x:y/gone", (1,))


def test_no_facts_give_no_groups():
    assert ARRANGER.facts([]) == ()
    assert ARRANGER.themes([], {}) == ()


def test_themes_come_by_code_and_criteria_by_level_and_number():
    versions = [version("F", "fair"), version("C", level="L2"), version("B"), version("A")]
    shown = [(theme, [line.label.text for line in each]) for theme, each in lines(*versions)]
    assert shown == [("Circular", ["A", "B", "C"]), ("Fair", ["F"])]


def test_a_theme_counts_its_verdicts():
    judgements = [judge(version(name), [fact("weight", 100)], ex("phone"), TODAY) for name in "AB"]
    section = ARRANGER.themes(judgements, {})[0]
    assert (section.count(Verdict.MEETS), section.count(Verdict.FAILS)) == (2, 0)


def test_a_theme_parts_what_facts_decide_from_what_is_open():
    judgements = [judge(version("A"), facts, ex("phone"), TODAY) for facts in ([fact("weight", 100)], [])]
    section = ARRANGER.themes(judgements, {})[0]
    assert [line.judgement.verdict for line in section.decided] == [Verdict.MEETS]
    assert [line.judgement.verdict for line in section.open] == [Verdict.UNKNOWN]


def test_a_criterion_is_called_as_its_texts_say():
    label = Quad(ex("A"), SKOS.prefLabel, Literal("Light", language="en"), A)
    requirement = Quad(ex("A/1"), CFIT.requirement, Literal("At most 200.", language="en"), A)
    line = first_line(version("A"), texts={ex("A"): [label], ex("A/1"): [requirement]})
    assert (line.label, line.requirement) == (Label("Light", "en"), Label("At most 200.", "en"))
    assert (line.level.text, line.level_code) == ("law", "0")


def test_a_test_shows_what_is_asked_and_what_was_found():
    test = first_line(version("A"), facts=[fact("weight", 190)]).tests[0]
    assert (test.name.text, test.threshold, test.verdict) == ("weight", "at most 200 kg", Verdict.MEETS)
    assert test.values == (ShownValue("190 kg", None, (1,)),)


@pytest.mark.parametrize(
    ("criterion", "kind", "expected"),
    [
        (version("A"), "phone", "Nobody has stated this yet."),
        (version("A", begin=date(2027, 1, 9)), "phone", "Counts from 9 January 2027."),
        (version("A", until=date(2026, 6, 30)), "phone", "Does not count on this day."),
        (version("A", constraints=()), "phone", "Does not apply to this device."),
    ],
)
def test_a_criterion_without_a_verdict_says_why(criterion, kind, expected):
    assert first_line(criterion, kind=kind).note == expected


def test_a_criterion_whose_condition_does_not_hold_says_that_it_does_not_apply():
    folds = Constraint(ex("folds"), "eq", (True,))
    criterion = version("A", constraints=(Constraint(ex("weight"), "le", (Decimal(200),), condition=folds),))
    line = first_line(criterion, facts=[Fact(ex("folds"), Literal(False), A)])
    assert line.note == "Does not apply to this device."


def test_a_criterion_with_a_verdict_needs_no_note():
    assert first_line(version("A"), facts=[fact("weight", 190)]).note == ""


def said(subject, predicate, term):
    return Quad(subject, predicate, term if isinstance(term, NamedNode) else Literal(term), subject)


def test_a_source_says_what_its_graph_and_its_contribution_say():
    own = [
        said(A, DCTERMS.title, "EPREL"),
        said(A, DCTERMS.source, ex("eprel")),
        said(A, CFIT.attribution, "European Commission"),
        said(A, CFIT.evidenceLevel, ex("declared")),
        Quad(A, CFIT.readOn, Literal("2025-07-05", datatype=XSD.date), A),
    ]
    given = [said(ex("c/1"), DCTERMS.license, ex("by")), said(ex("c/1"), PROV.generatedAtTime, "2026-11-21T10:00:00Z")]
    expected = ("EPREL", "x:y/eprel", "European Commission", "5 July 2025", Label("self-declared", "en"), "x:y/by")
    assert note(3, A, own, given) == Source(3, A, *expected, "NL ICT", ex("c/1"), "21 November 2026")


def test_a_source_that_says_nothing_is_called_after_its_graph():
    graph = NamedNode("https://w3id.org/cfit/graph/nl-ict/phones")
    nothing = (None, None, None, None, None)
    assert note(1, graph) == Source(1, graph, "nl-ict/phones", *nothing, "NL ICT", None, None)


def test_the_licence_of_the_contribution_counts_before_that_of_the_file():
    own, given = [said(A, DCTERMS.license, ex("file"))], [said(ex("c/1"), DCTERMS.license, ex("ledger"))]
    assert note(1, A, own, given).licence == "x:y/ledger"
    assert note(1, A, own).licence == "x:y/file"


@pytest.mark.parametrize(
    ("values", "differ"),
    [
        ([(1, A)], False),
        ([(1, A), (1, B)], False),
        ([(1, A), (2, B)], True),
        ([(1, A), (2, A)], False),
        ([(1, A), (2, A), (2, B)], False),
    ],
)
def test_sources_differ_where_none_of_them_states_all_values(values, differ):
    ((line,),) = (group.lines for group in ARRANGER.facts(fact("weight", number, graph) for number, graph in values))
    assert line.sources_differ is differ

"""Each constraint as the recommendation words it, where the suite of the W3C leaves a corner open."""

import pytest


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ("sh:datatype xsd:integer", ["01"], ["'a'^^xsd:integer", "1.0", "ex:y"]),
        ("sh:datatype rdf:langString", ["'a'@en"], ["'a'"]),
        ("sh:datatype ex:own", ["'a'^^ex:own"], ["'a'"]),
        ("sh:nodeKind sh:IRI", ["ex:y"], ["'a'", "[]"]),
        ("sh:nodeKind sh:BlankNodeOrLiteral", ["'a'", "[]"], ["ex:y"]),
        ("sh:minInclusive 4", ["4", "4.0", "5e0"], ["3.99", "'5'", "ex:y", "'x'^^xsd:integer", "'NaN'^^xsd:double"]),
        ("sh:minExclusive 4", ["4.01"], ["4"]),
        ("sh:maxInclusive 4", ["4"], ["4.01", "'2024-01-01'^^xsd:date"]),
        ("sh:maxExclusive 4", ["3.99"], ["4"]),
        ("sh:minLength 3", ["'abc'", "ex:y", "'été'@fr"], ["'ab'", "[]"]),
        ("sh:maxLength 3", ["'abc'", "123"], ["'abcd'", "ex:y", "[]"]),
        ("sh:pattern 'org/y$'", ["ex:y"], ["ex:z", "[]"]),
        ("sh:pattern '^A' ; sh:flags 'i'", ["'abc'@en"], ["'b'"]),
        ("sh:languageIn ( 'en' 'nl-BE' )", ["'a'@en", "'a'@en-gb", "'a'@nl-BE"], ["'a'@nl", "'a'@eng", "'a'", "ex:y"]),
        ("sh:languageIn ( '*' )", ["'a'@fr"], ["'a'"]),
        ("sh:in ( 1 ex:y 'a' )", ["1", "ex:y", "'a'^^xsd:string"], ["01", "'a'@en", "1.0"]),
        ("sh:hasValue 1", ["1", "2 , 1"], ["01", "2"]),
        ("sh:uniqueLang true", ["'a'@en , 'b'@nl , 'c' , 'd'"], ["'a'@en , 'b'@EN"]),
        ("sh:uniqueLang '1'^^xsd:boolean", ["'a'@en , 'b'@en"], []),
        ("sh:not [ sh:datatype xsd:string ]", ["1"], ["'a'"]),
        ("sh:and ( [ sh:minInclusive 1 ] [ sh:maxInclusive 2 ] )", ["1"], ["3"]),
        ("sh:or ( [ sh:datatype xsd:decimal ] [ sh:datatype xsd:integer ] )", ["1", "1.0"], ["1e0"]),
        ("sh:xone ( [ sh:minInclusive 1 ] [ sh:minInclusive 5 ] )", ["1"], ["5", "0"]),
        ("sh:or ()", [], ["1"]),
        ("sh:node [ sh:nodeKind sh:IRI ]", ["ex:y"], ["1"]),
        ("sh:minCount 2", ["1 , 2"], ["1"]),
        ("sh:maxCount 1", ["1"], ["1 , 2", "1 , 1.0"]),
        ("sh:qualifiedValueShape [ sh:minInclusive 5 ] ; sh:qualifiedMinCount 1", ["5 , 1"], ["1"]),
        ("sh:qualifiedValueShape [ sh:minInclusive 5 ] ; sh:qualifiedMaxCount 1", ["5 , 1"], ["5 , 6"]),
    ],
)
def test_a_constraint_takes_the_good_and_not_the_bad(conforms, constraint, good, bad):
    assert [value for value in good if not conforms(constraint, value)] == []
    assert [value for value in bad if conforms(constraint, value)] == []


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("sh:equals ex:q", ["a", "c", "d"]),
        ("sh:disjoint ex:q", ["b"]),
        ("sh:lessThan ex:q", ["b", "c"]),
        ("sh:lessThanOrEquals ex:q", ["c"]),
    ],
)
def test_two_properties_are_compared_value_by_value(judge, constraint, values):
    shapes = f"ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; {constraint} ] ."
    assert judge(shapes, "ex:x ex:p 'a' , 'b' , 'c' ; ex:q 'b' , 'd' .").values == values


def test_values_that_cannot_be_compared_are_not_less(judge):
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] ."
    assert len(judge(shapes, "ex:x ex:p [] , ex:y , 1 ; ex:q 'a' .").values) == 3


def test_a_closed_shape_names_the_property_that_is_too_much(judge):
    shapes = """ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
        sh:property [ sh:path ex:p ] , [ sh:path ( ex:q ex:r ) ] ."""
    data = "ex:x a ex:C ; ex:p 1 ; ex:q 2 ."
    assert judge(shapes, data).results == [("x", "q", "2", "Closed")]


def test_a_class_may_be_reached_through_classes_below_it_even_in_a_circle(judge):
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:x , ex:y , 'a' ; sh:class ex:C ."
    data = "ex:x a ex:B . ex:y a ex:D . ex:B rdfs:subClassOf ex:A . ex:A rdfs:subClassOf ex:C , ex:B ."
    assert judge(shapes, data).values == ["a", "y"]


def test_which_class_is_below_which_is_not_for_the_upload_to_say(judge):
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:class ex:C ."
    data = "ex:x a ex:B . ex:B rdfs:subClassOf ex:C ."
    assert judge(shapes, data).conforms
    assert not judge(shapes, data, classes="").conforms
    assert judge(shapes, "ex:x a ex:B .", classes="ex:B rdfs:subClassOf ex:C .").conforms


def test_a_shape_that_is_switched_off_finds_nothing_and_everything_conforms_to_it(judge, conforms):
    off = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:deactivated true ; sh:class ex:C ."
    assert judge(off, "").conforms
    assert not conforms("sh:not ex:off", "1", more="ex:off a sh:NodeShape ; sh:deactivated true ; sh:class ex:C .")


def test_a_result_has_the_severity_and_every_language_of_its_shape(judge):
    shapes = """ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:class ex:C ; sh:severity sh:Warning ;
        sh:message "Mend it"@en , "Herstel het"@nl , "!" ."""
    found = judge(shapes, "")
    assert {*found.messages} == {("Mend it", "en"), ("Herstel het", "nl"), ("!", None)}
    assert found.outcome.results[0].source.severity.value.endswith("#Warning")


def test_a_shape_without_a_message_says_in_english_what_is_wrong(judge):
    shapes = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."
    assert judge(shapes, "").messages == [("There are fewer values than 1.", "en")]


# a -p-> b -p-> c -s-> a; z -p-> a; z -r-> y -r-> a; and around a circle of o
WALKS = """ex:a ex:p ex:b ; ex:q ex:q . ex:b ex:p ex:c . ex:c ex:s ex:a . ex:z ex:p ex:a ; ex:q ex:zq ; ex:r ex:y .
    ex:y ex:r ex:a . ex:a ex:o ex:i . ex:i ex:o ex:j . ex:j ex:o ex:a ."""


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("ex:p", ["b"]),
        ("[ sh:inversePath ex:p ]", ["z"]),
        ("( ex:p ex:p )", ["c"]),
        ("[ sh:alternativePath ( ex:p ex:q ) ]", ["b", "q"]),
        ("[ sh:zeroOrMorePath ex:p ]", ["a", "b", "c"]),
        ("[ sh:oneOrMorePath ex:p ]", ["b", "c"]),
        ("[ sh:zeroOrOnePath ex:p ]", ["a", "b"]),
        ("[ sh:zeroOrMorePath ex:o ]", ["a", "i", "j"]),
        ("[ sh:oneOrMorePath ex:o ]", ["a", "i", "j"]),
        ("[ sh:inversePath ( ex:p ex:p ex:s ) ]", ["a"]),
        ("[ sh:inversePath ( ex:r ex:r ) ]", ["z"]),
        ("[ sh:inversePath [ sh:alternativePath ( ex:p ex:s ) ] ]", ["c", "z"]),
        ("[ sh:inversePath [ sh:oneOrMorePath ex:r ] ]", ["y", "z"]),
        ("[ sh:inversePath [ sh:inversePath ex:p ] ]", ["b"]),
        ("( [ sh:inversePath ex:p ] ex:q )", ["zq"]),
        ("[ sh:zeroOrMorePath [ sh:alternativePath ( ex:r [ sh:inversePath ex:r ] ) ] ]", ["a", "y", "z"]),
    ],
)
def test_a_path_leads_to_its_value_nodes(judge, path, values):
    shapes = f"ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path {path} ; sh:nodeKind sh:Literal ] ."
    assert judge(shapes, WALKS).values == values

"""Which nodes are judged, and which shapes are refused when they are loaded, with the shape and the reason."""

import pytest

from registry.core.shacl import ShapesRefused

PROPERTY = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; %s ] ."
NODE = "ex:s a sh:NodeShape ; sh:targetNode ex:x ; %s ."


@pytest.mark.parametrize(
    ("target", "nodes"),
    [
        ("sh:targetNode ex:n , 'n'", ["n", "n"]),
        ("sh:targetClass ex:C", ["x", "y"]),
        ("sh:targetClass ex:D", []),
        ("sh:targetSubjectsOf ex:p", ["x", "z"]),
        ("sh:targetObjectsOf ex:p", ["1", "2"]),
        ("a rdfs:Class", ["i"]),
        ("a ex:Kind", ["i"]),
    ],
)
def test_a_target_chooses_nodes(judge, target, nodes):
    shapes = f"ex:s {target} ; a sh:NodeShape ; sh:not [] . ex:Kind rdfs:subClassOf rdfs:Class ."
    data = "ex:x a ex:C ; ex:p 1 . ex:y a ex:B . ex:z ex:p 2 . ex:B rdfs:subClassOf ex:C . ex:i a ex:s ."
    assert judge(shapes, data).values == nodes


def test_a_node_that_several_targets_choose_is_judged_once(judge):
    shapes = "ex:s sh:targetNode ex:x ; sh:targetClass ex:C ; sh:class ex:D ."
    assert judge(shapes, "ex:x a ex:C .").values == ["x"]


def test_a_shape_needs_no_type_to_be_one(judge):
    assert judge("ex:s sh:targetNode ex:x ; sh:class ex:C .", "").values == ["x"]


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (PROPERTY % "sh:minCount 'many'", "sh:minCount is .*, not a whole number"),
        (PROPERTY % "sh:minCount 1 , 2", "sh:minCount has 2 values"),
        (PROPERTY % "sh:maxCount -1", "not a whole number"),
        (PROPERTY % "sh:maxCount 99999999999999999999", "not a whole number"),
        (PROPERTY % "sh:minCoutn 1", "minCoutn> is not known"),
        (PROPERTY % "sh:expression []", "expression> is not known"),
        (PROPERTY % "sh:datatype 'integer'", "sh:datatype is .*, not an IRI"),
        (PROPERTY % "sh:class []", "sh:class is .*, not an IRI"),
        (PROPERTY % "sh:lessThan 1", "sh:lessThan is .*, not an IRI"),
        (PROPERTY % "sh:nodeKind ex:Odd", "no node kind"),
        (PROPERTY % "sh:minInclusive 'x'^^xsd:integer", "no place in an order"),
        (PROPERTY % "sh:pattern '(?=a)'", "cannot be taken"),
        (PROPERTY % "sh:pattern 'a' ; sh:flags 'g'", "sh:flags knows"),
        (PROPERTY % "sh:pattern 'a'@en", "sh:pattern is .*, not a text"),
        (PROPERTY % "sh:in ex:y", "no RDF list"),
        (PROPERTY % "sh:severity 'high'", "sh:severity is .*, not an IRI"),
        (PROPERTY % "sh:property [ sh:minCount 1 ]", "has a meaning only where there is a sh:path"),
        (PROPERTY % "sh:property [ sh:class ex:C ]", "a value of sh:property has no sh:path"),
        (NODE % "sh:minCount 1", "has a meaning only where there is a sh:path"),
        (NODE % "sh:property [ sh:path [] ]", "no property path"),
        (NODE % "sh:property [ sh:path 'p' ]", "no property path"),
        (NODE % "sh:property [ sh:path ex:p , ex:q ]", "sh:path has several values"),
        (NODE % "sh:rule []", "rule> is not known"),
        (NODE % "sh:target []", "target> is not known"),
        (NODE % "sh:targetClass []", "not an IRI"),
        (NODE % "sh:targetNode []", "blank node"),
        (NODE % "sh:node ex:s", "refers to itself"),
        (NODE % "sh:node ex:t" + "ex:t sh:property [ sh:path ex:p ; sh:node ex:s ] .", "refers to itself"),
        ("ex:c a sh:ConstraintComponent .", "components of one's own"),
        ("ex:l rdf:first ex:a ; rdf:rest ex:l ." + NODE % "sh:or ex:l", "no RDF list"),
    ],
)  # fmt: skip
def test_shapes_that_cannot_be_used_are_refused(judge, shapes, reason):
    with pytest.raises(ShapesRefused, match=reason):
        judge(shapes, "")


def test_a_refusal_names_the_shape(judge):
    with pytest.raises(ShapesRefused, match=r"^<http://example\.org/s>: "):
        judge(NODE % "sh:minCoutn 1", "")


def test_shapes_nested_too_deep_are_refused(judge):
    chain = "".join(f"ex:s{number} sh:node ex:s{number + 1} ." for number in range(5_000))
    with pytest.raises(ShapesRefused, match="more than 50 deep"):
        judge(chain + "ex:s5000 a sh:NodeShape .", "")


def test_a_path_nested_too_deep_is_refused(judge):
    path = "[ sh:inversePath " * 30 + "ex:p" + " ]" * 30
    with pytest.raises(ShapesRefused, match="more than 20 deep"):
        judge(f"ex:s a sh:NodeShape ; sh:property [ sh:path {path} ] .", "")

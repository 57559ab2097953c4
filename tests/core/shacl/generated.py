"""Small random shapes and data from a seed, in Turtle, with every kind of constraint and awkward values."""

from random import Random

NODES = [f"ex:n{number}" for number in range(5)]
CLASSES = ["ex:A", "ex:B", "ex:C"]
PREDICATES = ["ex:p", "ex:q", "ex:r"]
LITERALS = [
    *("1", "2", "5", "1.0", "2.5", "1e0", "'NaN'^^xsd:double", "'x'^^xsd:integer", "'300'^^xsd:byte"),
    *("true", "false", "'a'", "'b'", "'abc'", "'a'@en", "'b'@en", "'a'@nl", "'c'@en-GB"),
    *("'2024-01-01'^^xsd:date", "'2024-06-30'^^xsd:date", "'2024-02-30'^^xsd:date"),
    *("'2024-01-01T00:00:00Z'^^xsd:dateTime", "'2024-01-02T00:00:00'^^xsd:dateTime", "'2023'^^xsd:gYear"),
]
PATHS = [
    *("ex:p", "ex:q", "ex:r", "ex:p", "ex:q"),
    "[ sh:inversePath ex:p ]",
    "( ex:p ex:q )",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:p ]",
    "[ sh:oneOrMorePath ex:p ]",
    "[ sh:zeroOrOnePath ex:p ]",
    "[ sh:inversePath ( ex:p ex:q ) ]",
]
VALUE_CONSTRAINTS = [
    *("sh:class ex:A", "sh:class ex:B", "sh:datatype xsd:integer", "sh:datatype xsd:string", "sh:datatype xsd:date"),
    *("sh:nodeKind sh:IRI", "sh:nodeKind sh:Literal", "sh:nodeKind sh:BlankNodeOrIRI"),
    *("sh:minInclusive 2", "sh:maxInclusive 2", "sh:minExclusive 1.0", "sh:maxExclusive 5"),
    *("sh:minInclusive '2024-02-01'^^xsd:date", "sh:maxExclusive '2024-01-01T12:00:00Z'^^xsd:dateTime"),
    *("sh:minLength 2", "sh:maxLength 2", "sh:pattern '^[a-c]'", "sh:pattern 'A' ; sh:flags 'i'"),
    *("sh:languageIn ( 'en' )", "sh:in ( 1 'a' ex:n1 'a'@en )"),
]
SET_CONSTRAINTS = [
    *("sh:minCount 1", "sh:minCount 2", "sh:maxCount 1", "sh:maxCount 0", "sh:hasValue 1", "sh:hasValue ex:n1"),
    *("sh:uniqueLang true", "sh:equals ex:r", "sh:disjoint ex:r", "sh:lessThan ex:r", "sh:lessThanOrEquals ex:r"),
    "sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:nodeKind sh:Literal ] ; sh:qualifiedMaxCount 1",
]


def shapes(random: Random) -> str:
    """Two node shapes with a few property shapes each."""
    return "\n".join(_node_shape(random, number) for number in range(2))


def data(random: Random, triples: int = 14) -> str:
    """A few nodes that have types and values, and refer to each other."""
    lines = [f"{node} a {random.choice(CLASSES)} ." for node in NODES if random.random() < 0.8]
    for _ in range(triples):
        value = random.choice(NODES) if random.random() < 0.4 else random.choice(LITERALS)
        lines.append(f"{random.choice(NODES)} {random.choice(PREDICATES)} {value} .")
    return "\n".join(lines)


def _node_shape(random: Random, number: int) -> str:
    target = random.choice([f"sh:targetClass {random.choice(CLASSES)}", "sh:targetSubjectsOf ex:p"])
    names = [f"ex:s{number}p{count}" for count in range(random.randint(1, 4))]
    properties = "".join(f"{name} sh:path {random.choice(PATHS)} ; {_constraints(random)} .\n" for name in names)
    closed = "sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ) ;" if random.random() < 0.2 else ""
    return f"ex:s{number} a sh:NodeShape ; {target} ; {closed} sh:property {' , '.join(names)} .\n{properties}"


def _constraints(random: Random) -> str:
    """One or two constraints of different kinds, some of them inside others."""
    chosen = {}
    for _ in range(random.randint(1, 2)):
        constraint = random.choice([*VALUE_CONSTRAINTS, *SET_CONSTRAINTS, _nested(random), _nested(random)])
        chosen.setdefault(constraint.split()[0], constraint)
    return " ; ".join(chosen.values())


def _nested(random: Random) -> str:
    one, other = random.sample(VALUE_CONSTRAINTS, 2)
    return random.choice(
        [
            f"sh:not [ {one} ]",
            f"sh:and ( [ {one} ] [ {other} ] )",
            f"sh:or ( [ {one} ] [ {other} ] )",
            f"sh:xone ( [ {one} ] [ {other} ] )",
            f"sh:node [ sh:property [ sh:path ex:q ; {one} ] ]",
        ]
    )

"""Rules that are queries: asked for all focus nodes at once, and only if that does not change their meaning."""

import pytest

from registry.core.shacl import ShapesRefused

PREFIXES = 'ex:declared sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .\n'
DATA = "ex:a a ex:C ; ex:p 'x' ; ex:q 'y' . ex:b a ex:C ; ex:p 'x' . ex:c a ex:C ; ex:q 'y' . ex:d ex:p 'x' ."


def node_shape(select, more=""):
    return (
        PREFIXES
        + f"""ex:s a sh:NodeShape ; sh:targetClass ex:C ;
        sh:sparql [ sh:prefixes ex:declared ; sh:select '''{select}''' ; {more} ] ."""
    )


def property_shape(select, path="ex:p"):
    return (
        PREFIXES
        + f"""ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path {path} ;
        sh:sparql [ sh:prefixes ex:declared ; sh:select '''{select}''' ] ] ."""
    )


@pytest.mark.parametrize(
    ("select", "found"),
    [
        ("SELECT $this WHERE { $this ex:p 'x' }", ["a", "b"]),
        ("select ?this where { ?this ex:p 'x' FILTER NOT EXISTS { $this ex:q ?q } }", ["b"]),
        ("SELECT $this { FILTER NOT EXISTS { $this ex:q ?q } }", ["b"]),
        ("SELECT $this { FILTER NOT EXISTS { { $this ex:q ?q } UNION { $this ex:r ?q } } }", ["b"]),
        ("SELECT $this { $this a ?c OPTIONAL { $this ex:q ?q } FILTER (!bound(?q)) }", ["b"]),
        ("SELECT $this { OPTIONAL { ?other ex:q ?q FILTER (?other = $this) } FILTER (!bound(?q)) }", ["b"]),
        ("SELECT $this { { FILTER ($this = ex:a) } UNION { $this ex:p 'x' . FILTER ($this = ex:b) } }", ["a", "b"]),
        ("SELECT $this { { BIND ($this AS ?same) } FILTER (?same = ex:c) }", ["c"]),
        ("SELECT $this { { SELECT DISTINCT $this { FILTER ($this = ex:c) } } }", ["c"]),
        ("SELECT $this { ?x ex:p ?p . $this ex:p ?p . FILTER (?x != $this) FILTER (?x = ex:d) }", ["a", "b"]),
        ("SELECT $this { # no } here\n $this ex:p 'x' FILTER (STR($this) != \"http://example.org/{\") }", ["a", "b"]),
        ("SELECT DISTINCT $this { $this ?p ?o } ORDER BY $this", ["a", "b", "c"]),
    ],
)  # fmt: skip
def test_a_query_finds_the_nodes_that_are_wrong(judge, select, found):
    assert [focus for focus, *_ in judge(node_shape(select), DATA).results] == found


def test_a_node_shape_gives_the_focus_node_as_the_value(judge):
    found = judge(node_shape("SELECT $this WHERE { $this ex:q 'y' }"), DATA)
    assert found.results == [("a", "-", "a", "SPARQL"), ("c", "-", "c", "SPARQL")]


def test_a_property_shape_gives_its_path_and_the_value_of_the_query(judge):
    shapes = property_shape("SELECT $this ?value WHERE { $this $PATH ?value FILTER (?value = 'x') }")
    assert judge(shapes, DATA).results == [("a", "p", "x", "SPARQL"), ("b", "p", "x", "SPARQL")]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("[ sh:inversePath ex:o ]", ["b"]),
        ("( ex:o ex:p )", ["1"]),
        ("[ sh:alternativePath ( ex:o ex:p ) ]", ["c"]),
        ("[ sh:oneOrMorePath ex:o ]", ["c", "d"]),
        ("[ sh:zeroOrMorePath ex:o ]", ["a", "c", "d"]),
        ("[ sh:zeroOrOnePath ex:o ]", ["a", "c"]),
    ],
)
def test_every_path_can_stand_in_a_query(judge, path, values):
    data = "ex:a a ex:C ; ex:o ex:c . ex:c ex:p '1' ; ex:o ex:d . ex:b ex:o ex:a ."
    assert judge(property_shape("SELECT $this ?value { $this $PATH ?value }", path), data).values == values


def test_a_query_may_name_the_path_of_a_result(judge):
    found = judge(node_shape("SELECT $this ?path ?value { $this ?path ?value FILTER (?path = ex:q) }"), DATA)
    assert found.results == [("a", "q", "y", "SPARQL"), ("c", "q", "y", "SPARQL")]


def test_a_message_is_filled_in_and_keeps_its_language(judge):
    more = 'sh:message "{?value} of {$this} is {?unknown}"@en , "{?value}: fout"@nl , "{?value}!"'
    found = judge(node_shape("SELECT $this ?value { $this ex:q ?value FILTER ($this = ex:c) }", more), DATA)
    assert {*found.messages} == {("y of c is {?unknown}", "en"), ("y: fout", "nl"), ("y!", None)}


def test_a_query_may_bring_its_own_message(judge):
    found = judge(node_shape("SELECT $this ('so {?this}' AS ?message) { $this ex:q 'y' FILTER ($this = ex:c) }"), DATA)
    assert found.messages == [("so c", None)]


def test_a_query_that_is_switched_off_is_not_asked(judge):
    assert judge(node_shape("SELECT $this { $this ex:q 'y' }", "sh:deactivated true"), DATA).conforms


def test_a_query_that_says_it_failed_is_no_pass(judge):
    found = judge(node_shape("SELECT $this (true AS ?failure) { $this ex:q 'y' }"), DATA)
    assert not found.conforms
    assert ("a", "QUERY") in found.unjudged


def test_a_node_that_a_query_cannot_be_asked_about_is_no_pass(judge):
    shapes = node_shape("SELECT $this { $this ex:p 'x' }").replace("sh:targetClass ex:C", "sh:targetNode 01 , 'text'")
    assert judge(shapes, DATA).unjudged == [("01", "QUERY")]
    assert judge(node_shape("SELECT $this { $this ex:p 'x' }"), "[] a ex:C .").unjudged[0][1] == "QUERY"


def test_a_query_below_a_property_is_asked_about_the_value_nodes(judge):
    shapes = (
        PREFIXES
        + """ex:s a sh:NodeShape ; sh:targetNode ex:top ; sh:property [ sh:path ex:has ;
        sh:node [ sh:sparql [ sh:prefixes ex:declared ; sh:select "SELECT $this { $this ex:q 'y' }" ] ] ] ."""
    )
    assert judge(shapes, DATA + " ex:top ex:has ex:a , ex:b .").values == ["a"]


def test_a_query_sees_what_the_context_knows_of_the_things_in_the_upload(judge):
    shapes = node_shape("SELECT $this { $this ex:p ?brand . ?brand ex:q ?maker . ?maker ex:r 'bad' }")
    context = "ex:brand ex:q ex:maker . ex:maker ex:r 'bad' . ex:other a ex:C ; ex:p ex:brand ."
    assert judge(shapes, "ex:a a ex:C ; ex:p ex:brand .", context).values == ["a"]


def test_more_focus_nodes_than_one_query_takes_are_asked_about_in_turn(judge):
    data = "".join(f"ex:n{number} a ex:C ; ex:p {number % 2} ." for number in range(2_500))
    assert len(judge(node_shape("SELECT $this { $this ex:p 1 }"), data).values) == 1_250


def test_more_solutions_than_the_cap_are_told(judge):
    data = "".join(f"ex:n{number} a ex:C ; ex:p 'same' ." for number in range(100))
    shapes = node_shape("SELECT $this ?value { $this ex:p ?p . ?value ex:p ?p FILTER (?value != $this) }")
    found = judge(shapes, data, results=50)
    assert (len(found.results), [reason for _, reason in found.unjudged]) == (50, ["RESULTS"])


@pytest.mark.parametrize(
    ("select", "reason"),
    [
        ("SELECT $this { $this ex:p ?p MINUS { $this ex:q ?q } }", "uses MINUS"),
        ("SELECT $this { SERVICE <http://example.org/> { $this ex:p ?p } }", "uses SERVICE"),
        ("SELECT $this { SERVICE SILENT ?x { $this ex:p ?p } }", "uses SERVICE"),
        ("SELECT $this { VALUES ?p { 1 } $this ex:p ?p }", "uses VALUES"),
        ("SELECT $this FROM <http://example.org/> { $this ex:p ?p }", "uses FROM"),
        ("SELECT $this { GRAPH ?g { $this ex:p ?p } }", "uses GRAPH"),
        ("SELECT $this { $this ex:p ?p } LIMIT 1", "uses LIMIT"),
        ("SELECT $this { $this ex:p ?p } GROUP BY $this", "uses GROUP"),
        ("SELECT (COUNT(*) AS ?n) { $this ex:p ?p }", "uses COUNT"),
        ("SELECT $this { BIND (ex:a AS $this) }", "bound before it runs"),
        ("SELECT $this { $this ex:p ?p { SELECT ?p { ?x ex:p ?p } } }", "does not name .this"),
        ("SELECT $this { { SELECT * { $this ex:p ?p } } }", "does not name .this"),
        ("SELECT ?value { $this ex:p ?value }", "does not name .this"),
        ("SELECT * { $this ex:p ?value }", "does not name .this"),
        ("ASK { $this ex:p ?value }", "is no SELECT"),
        ("SELECT $this { $this $PATH ?value }", "uses .PATH in a node shape"),
        ("SELECT $this { GRAPH $shapesGraph { $currentShape ex:p ?p } }", "uses"),
        ("SELECT $this { FILTER ($currentShape = ex:s) $this ex:p ?p }", "not bound here"),
        ("SELECT $this { $this other:p ?p }", "no SPARQL 1.1"),
        ("SELECT $this { $this ex:p", "no SPARQL 1.1"),
    ],
)
def test_a_query_outside_the_subset_is_refused_with_its_shape(judge, select, reason):
    with pytest.raises(ShapesRefused, match=f"^<http://example.org/s>: .*{reason}"):
        judge(node_shape(select), DATA)


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this { $this ex:p 'MINUS { SERVICE }' }",
        'SELECT $this { $this ex:p """SERVICE " VALUES""" }',
        "SELECT $this { $this <http://example.org/SERVICE> ex:SERVICE } # SERVICE",
        "SELECT $this ?service { $this ex:min ?service , 'x'@service }",
    ],
)
def test_a_word_in_a_text_a_name_or_a_comment_is_no_keyword(judge, select):
    assert judge(node_shape(select).replace('"""', '\\"\\"\\"'), DATA).conforms


def test_a_constraint_without_a_query_is_refused(judge):
    with pytest.raises(ShapesRefused, match="no sh:select"):
        judge("ex:s a sh:NodeShape ; sh:sparql [] .", "")


def test_prefixes_come_from_imported_ontologies_in_the_shapes_too(judge):
    shapes = node_shape("SELECT $this { $this ex:q 'y' }").replace("sh:prefixes ex:declared", "sh:prefixes ex:o")
    imports = "ex:o <http://www.w3.org/2002/07/owl#imports> ex:declared . "
    imports += "ex:declared <http://www.w3.org/2002/07/owl#imports> ex:o , <http://127.0.0.1:9/never-fetched> ."
    assert judge(shapes + imports, DATA).values == ["a", "c"]

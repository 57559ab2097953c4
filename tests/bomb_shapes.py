"""Queries that end, stall or swell the engine, each in a small text: what strangers may send."""

from collections.abc import Iterator
from dataclasses import dataclass

ALL = "?s ?p ?o"


@dataclass(frozen=True)
class Bomb:
    """A query that does harm, and its form."""

    name: str
    query: str
    form: str = "SELECT"


def bombs() -> Iterator[Bomb]:
    """Every shape: nesting, planning, computing and memory, answers without end."""
    yield from _nested()
    yield from _planned()
    yield from _computed()
    yield from _swollen()
    yield from _endless_answers()


def _around(name: str, left: str, middle: str, right: str, times: int) -> Bomb:
    return Bomb(f"{name} {times}", f"SELECT * WHERE {{ {left * times}{middle}{right * times} }}")


def _nested() -> Iterator[Bomb]:
    """Texts that are deep: the engine reads them by recursion and ends when its stack does."""
    for times in (120, 5_000):
        yield _around("groups", "{", ALL, "}", times)
        yield _around("sub-selects", "{ SELECT * { ", ALL, "}}", times)
        yield _around("optionals", "OPTIONAL { ", ALL, " }", times)
        yield _around("minuses", f"{ALL} MINUS {{ ", ALL, " }", times)
        yield _around("unions", "{ ?s ?p ?o } UNION { ", ALL, " }", times)
        yield _around("graphs", "GRAPH ?g { ", ALL, " }", times)
        yield _around("exists", f"{ALL} FILTER EXISTS {{ ", ALL, " }", times)
        yield _around("not exists", f"{ALL} FILTER NOT EXISTS {{ ", ALL, " }", times)
        yield Bomb(f"parentheses {times}", "SELECT * { BIND(" + "(" * times + "1" + ")" * times + " AS ?x) }")
        yield Bomb(f"functions {times}", "SELECT * { BIND(" + "STR(" * times + "1" + ")" * times + " AS ?x) }")
        yield Bomb(f"choices {times}", "SELECT * { BIND(" + "IF(true," * times + "1" + ",2)" * times + " AS ?x) }")
        yield Bomb(f"lists {times}", "SELECT * { ?s ?p " + "(" * times + "1" + ")" * times + " }")
        yield Bomb(f"blank nodes {times}", "SELECT * { ?s ?p " + "[ ?p " * times + "1" + " ]" * times + " }")
        yield Bomb(f"paths in paths {times}", "SELECT * { ?s " + "(" * times + "<urn:p>" + ")*" * times + " ?o }")
        yield Bomb(
            f"triples in triples {times}", "SELECT * { BIND(" + "<<( ?s ?p " * times + "1" + ")>>" * times + " AS ?x) }"
        )
    for times in (1_000, 3_900):
        yield Bomb(f"negations {times}", "SELECT * { FILTER(" + "!" * times + "true) }")
        yield Bomb(f"conjunctions {times}", "SELECT * { FILTER(" + "1&&" * times + "1) }")
        yield Bomb(f"sums {times}", "SELECT * { BIND(" + "1+" * times + "1 AS ?x) }")
        yield Bomb(f"signs {times}", "SELECT * { BIND(" + "- " * times + "1 AS ?x) }")


def _planned() -> Iterator[Bomb]:
    """Texts that take the planner long before any data is read."""
    patterns = "?s ?p ?o . "
    yield Bomb("160 equal patterns", "SELECT * { " + patterns * 160 + "}")
    yield Bomb("900 equal patterns", "SELECT * { " + patterns * 900 + "}")
    star = "".join(f"?s <urn:p{number}> ?o{number} . " for number in range(300))
    yield Bomb("a star of 300", "SELECT * { " + star + "}")
    chain = "".join(f"?v{number} ?p{number} ?v{number + 1} . " for number in range(200))
    yield Bomb("a chain of 200", "SELECT * { " + chain + "}")
    yield Bomb("a path of 400 steps", "SELECT * { ?s " + "/".join(["<urn:p>"] * 400) + " ?o }")
    yield Bomb("a path of 1000 choices", "SELECT * { ?s " + "|".join(["<urn:p>"] * 1_000) + " ?o }")
    yield Bomb("200 optionals beside each other", "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 200 + "}")
    yield Bomb("500 unions", "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 500) + " }")
    yield Bomb("2000 values", "SELECT * { VALUES ?s { " + "<urn:a> " * 1_800 + "} ?s ?p ?o }")


def _computed() -> Iterator[Bomb]:
    """Few words, endless work."""
    cross = " . ".join(f"?a{number} ?b{number} ?c{number}" for number in range(6))
    yield Bomb("a count over a cross product", f"SELECT (COUNT(*) AS ?n) {{ {cross} }}")
    yield Bomb("a count of different things", f"SELECT (COUNT(DISTINCT ?a1) AS ?n) {{ {cross} }}")
    yield Bomb("an average over a cross product", f"SELECT (AVG(?c1) AS ?n) {{ {cross} }}")
    yield Bomb("a question that is never true", f"ASK {{ {cross} FILTER(?a1 = 1) }}", "ASK")
    yield Bomb("a filter that nothing passes", f"SELECT * {{ {cross} FILTER(STRLEN(STR(?a1)) < 0) }}")
    yield Bomb("hashes of a cross product", f"SELECT (MAX(SHA512(STR(?a5))) AS ?n) {{ {cross} }}")
    yield Bomb("any path", "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?c (!<urn:x>)* ?d }")
    yield Bomb(
        "any path both ways", "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c ?d ?e . ?f ?g ?h . ?i ?j ?k }"
    )
    yield Bomb(
        "paths of paths",
        "SELECT (COUNT(*) AS ?n) { ?a ((<urn:p>|!<urn:p>)*/(<urn:q>|!<urn:q>)*)* ?b . ?c ?d ?e . ?f ?g ?h }",
    )
    yield Bomb("a difference over a cross product", f"SELECT (COUNT(*) AS ?n) {{ {cross} MINUS {{ ?a0 ?b1 ?c2 }} }}")
    yield Bomb(
        "nothing exists", f"SELECT (COUNT(*) AS ?n) {{ {cross} FILTER NOT EXISTS {{ ?a0 ?b1 ?c2 . ?a3 ?b4 ?c5 }} }}"
    )
    yield Bomb(
        "texts compared with texts", f"SELECT (COUNT(*) AS ?n) {{ {cross} FILTER(CONTAINS(STR(?c0), STR(?c1))) }}"
    )
    yield Bomb("a pattern that backtracks", f'SELECT (COUNT(*) AS ?n) {{ {cross} FILTER(REGEX(STR(?c0), "^(a+)+$")) }}')
    yield Bomb("a large pattern", f'SELECT (COUNT(*) AS ?n) {{ {cross} FILTER(REGEX(STR(?c0), "(x{{500}}){{500}}")) }}')
    yield Bomb(
        "a sub-select for each row", "SELECT (COUNT(*) AS ?n) { " + "{ SELECT * { ?a ?b ?c . ?d ?e ?f } } " * 4 + "}"
    )


def _swollen() -> Iterator[Bomb]:
    """Few words, all the memory there is."""
    cross = " . ".join(f"?a{number} ?b{number} ?c{number}" for number in range(4))
    doubled = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(34))
    replaced = "".join(f'BIND(REPLACE(?t{n}, "a", "aaaaaaaaaa") AS ?t{n + 1}) ' for n in range(10))
    encoded = "".join(f"BIND(ENCODE_FOR_URI(CONCAT(?t{n}, '%', ?t{n})) AS ?t{n + 1}) " for n in range(30))
    yield Bomb("a text doubled 34 times", f'SELECT (STRLEN(?t34) AS ?n) {{ BIND("aaaa" AS ?t0) {doubled} }}')
    yield Bomb("a text replaced 10 times", f'SELECT (STRLEN(?t10) AS ?n) {{ BIND("a" AS ?t0) {replaced} }}')
    yield Bomb("a text encoded 30 times", f'SELECT (STRLEN(?t30) AS ?n) {{ BIND("%%" AS ?t0) {encoded} }}')
    yield Bomb("a sorted cross product", f"SELECT * {{ {cross} }} ORDER BY ?a0 ?c1 ?b2")
    yield Bomb("different rows of a cross product", f"SELECT DISTINCT * {{ {cross} }}")
    yield Bomb(
        "groups of a cross product", f"SELECT ?a0 ?a1 ?a2 (COUNT(*) AS ?n) {{ {cross} }} GROUP BY ?a0 ?a1 ?a2 ?a3"
    )
    yield Bomb("one text of a cross product", f"SELECT (GROUP_CONCAT(?c0) AS ?n) {{ {cross} }}")
    yield Bomb(
        "one text of different texts",
        f"SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?a0), STR(?c1), STR(?c2))) AS ?n) {{ {cross} }}",
    )
    yield Bomb(
        "a join on nothing",
        f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT * {{ {cross} }} }} {{ SELECT DISTINCT ?x {{ ?x ?y ?z }} }} }}",
    )
    yield Bomb(
        "groups that have much", f"SELECT ?a0 {{ {cross} }} GROUP BY ?a0 ?a1 ?c2 HAVING(COUNT(DISTINCT ?c3) > 5)"
    )


def _endless_answers() -> Iterator[Bomb]:
    """Answers without end."""
    cross = " . ".join(f"?a{number} ?b{number} ?c{number}" for number in range(5))
    yield Bomb("all rows of a cross product", f"SELECT * {{ {cross} }}")
    yield Bomb("a million rows", f"SELECT * {{ {cross} }} LIMIT 1000000")
    yield Bomb("rows after a million", f"SELECT * {{ {cross} }} OFFSET 100000000 LIMIT 1")
    yield Bomb("a graph without end", f"CONSTRUCT {{ ?a0 ?b1 ?c2 }} WHERE {{ {cross} }}", "CONSTRUCT")
    yield Bomb("blank nodes without end", f"CONSTRUCT {{ [] ?b1 [ ?b2 ?c3 ] }} WHERE {{ {cross} }}", "CONSTRUCT")
    yield Bomb("everything described", f"DESCRIBE * {{ {cross} }}", "DESCRIBE")
    yield Bomb("one long row", 'SELECT ("' + "x" * 12_000 + f'" AS ?x) {{ {cross} }}')

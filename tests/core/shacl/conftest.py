"""Shapes and data written as Turtle, and the results told briefly."""

from types import SimpleNamespace

import pytest
from pyoxigraph import RdfFormat, parse

from registry.core.shacl import Caps, Index, compile_shapes, validate
from registry.core.shacl.paths import Predicate
from registry.vocabulary import PREFIXES

EX = "http://example.org/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in {**PREFIXES, "ex": EX}.items())


def read(turtle):
    """Triples of a text without its prefixes."""
    return [quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)]


def short(term):
    """A term without the part of its name that all terms have in common."""
    return None if term is None else term.value.removeprefix(EX)


def judge(shapes, data, context=None, classes=None, **caps):
    """Judge data by shapes, both Turtle."""
    known = None if context is None else Index(read(context))
    tree = None if classes is None else Index(read(classes))
    outcome = validate(compile_shapes(read(shapes)), Index(read(data)), known, tree, Caps(**caps))
    return SimpleNamespace(
        outcome=outcome,
        conforms=outcome.conforms,
        unjudged=[(short(each.focus), each.reason.name) for each in outcome.unjudged],
        values=sorted(str(short(each.value)) for each in outcome.results),
        results=sorted(
            (
                str(short(each.focus)),
                short(each.path.name) if isinstance(each.path, Predicate) else "-",
                str(short(each.value)),
                each.source.component.value.partition("#")[2].removesuffix("ConstraintComponent"),
            )
            for each in outcome.results
        ),
        messages=[(text.value, text.language) for each in outcome.results for text in each.messages],
    )


@pytest.fixture(name="judge")
def judge_():
    return judge


@pytest.fixture(name="conforms")
def conforms_():
    """Whether a value of ex:p conforms to a constraint on it."""

    def conforms(constraint, *values, more=""):
        shapes = f"ex:s a sh:NodeShape ; sh:targetNode ex:x ; sh:property [ sh:path ex:p ; {constraint} ] . {more}"
        return judge(shapes, f"ex:x ex:p {' , '.join(values)} ." if values else "").conforms

    return conforms

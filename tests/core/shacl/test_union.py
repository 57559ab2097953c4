"""An upload beside a context that is only looked up is judged as it would be in a full copy of both."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.shacl import Index, Union, compile_shapes, validate
from tests.core.shacl import generated
from tests.core.shacl.conftest import read

PHONE = "ex:s a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:class ex:D ] ."


class OnlyLookups:
    """A context that can do nothing but answer, and counts what it was asked."""

    def __init__(self, triples):
        self._index = Index(triples)
        self.asked = 0

    def objects(self, subject, predicate):
        """Values of a property."""
        self.asked += 1
        return self._index.objects(subject, predicate)

    def subjects(self, predicate, value):
        """Things with a value."""
        self.asked += 1
        return self._index.subjects(predicate, value)

    def po(self, subject):
        """All about a thing."""
        self.asked += 1
        return self._index.po(subject)


def told(results, upload):
    """The results about things of the upload, in an order of their own."""
    return sorted(
        (str(each.focus), str(each.path), str(each.value), str(each.source.shape), each.source.component.value)
        for each in results
        if each.focus in upload
    )


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32), share=st.floats(0, 1))
def test_lookups_find_what_a_full_copy_would(seed, share):
    random = Random(seed)
    shapes = compile_shapes(read(generated.shapes(random)))
    everything = read(generated.data(random, triples=25))
    here = [random.random() < share for _ in everything]
    upload = Index(triple for triple, mine in zip(everything, here, strict=True) if mine)
    context = OnlyLookups(triple for triple, mine in zip(everything, here, strict=True) if not mine)
    nothing = Index()
    looked_up = validate(shapes, upload, context, nothing)
    copied = validate(shapes, Index(everything), None, nothing)
    assert told(looked_up.results, upload) == told(copied.results, upload)


def test_what_only_the_context_describes_is_not_judged(judge):
    assert judge(PHONE, "", context="ex:x a ex:C .").conforms
    assert judge(PHONE, "ex:y a ex:C ; ex:p ex:d .", context="ex:d a ex:D . ex:x a ex:C .").conforms


def test_a_thing_may_have_its_type_from_the_context(judge):
    assert judge(PHONE, "ex:x ex:q 1 .", context="ex:x a ex:C .").values == ["None"]


def test_an_inverse_path_finds_what_the_context_says_of_a_thing(judge):
    shapes = "ex:s sh:targetClass ex:C ; sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:maxCount 1 ] ."
    assert judge(shapes, "ex:x a ex:C . ex:y ex:p ex:x .").conforms
    assert not judge(shapes, "ex:x a ex:C . ex:y ex:p ex:x .", context="ex:z ex:p ex:x .").conforms


def test_the_number_of_lookups_follows_the_upload_and_not_the_context():
    shapes = compile_shapes(read(PHONE))
    upload = Index(read("ex:x a ex:C ; ex:p ex:d ."))
    asked = set()
    for size in (10, 10_000):
        context = OnlyLookups(read("ex:d a ex:D . " + "".join(f"ex:c{number} a ex:C ." for number in range(size))))
        assert validate(shapes, upload, context, Index()).conforms
        asked.add(context.asked)
    assert len(asked) == 1


@pytest.mark.parametrize("swapped", [False, True])
def test_a_union_says_a_thing_once_that_both_say(swapped):
    near, far = Index(read("ex:x ex:p 1 , 2 .")), Index(read("ex:x ex:p 2 , 3 ; ex:q 4 . ex:y ex:p 2 ."))
    union = Union(far, near) if swapped else Union(near, far)
    (triple,) = read("ex:x ex:p 2 .")
    x, p, two = triple.subject, triple.predicate, triple.object
    assert sorted(term.value for term in union.objects(x, p)) == ["1", "2", "3"]
    assert sorted(term.value for term in union.subjects(p, two)) == ["http://example.org/x", "http://example.org/y"]
    assert sorted(len(values) for _, values in union.po(x)) == [1, 3]

"""Two descriptions are alike by number, code or name: the surest way counts, and what speaks against it is heard."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.likeness import Method, describe, likeness, link_name
from registry.core.names import graph_iri
from registry.settings import IDS
from registry.vocabulary import CFIT, RDF, SCHEMA

PHONE, TABLET = (NamedNode(f"{IDS}device-kind/{kind}") for kind in ("smartphone", "tablet"))
GOOGLE, SONY = (NamedNode(f"{IDS}brand/{name}") for name in ("google", "sony"))


def described(name, slug, group="registry", dataset="one", brand=GOOGLE, maker="Google", kind=PHONE, **codes):
    iri, graph = NamedNode(f"{IDS}device/{slug}"), graph_iri(group, dataset)
    terms = {
        "modelCode": CFIT.modelCode,
        "gtin": SCHEMA.gtin,
        "eprelNumber": CFIT.eprelNumber,
        "codename": CFIT.codename,
    }
    quads = [
        Quad(iri, RDF.type, CFIT.DeviceModel, graph),
        Quad(iri, SCHEMA.name, Literal(name), graph),
        Quad(iri, SCHEMA.brand, brand, graph),
        Quad(iri, CFIT.deviceKind, kind, graph),
        *(Quad(iri, terms[key], Literal(code), graph) for key, code in codes.items()),
    ]
    return describe(iri, quads, [maker])


def between(one, other):
    """How alike two descriptions of two sources are, each given as name and codes; the same in both directions."""
    (name, first), (other_name, second) = (each if isinstance(each, tuple) else (each, {}) for each in (one, other))
    left, right = described(name, "a", **first), described(other_name, "b", **({"dataset": "two"} | second))
    assert likeness(left, right) is likeness(right, left)
    return likeness(left, right)


@pytest.mark.parametrize(
    ("one", "other", "method"),
    [
        (("A", {"eprelNumber": "1"}), ("B", {"eprelNumber": "1"}), Method.EPREL_NUMBER),
        (("A", {"gtin": "09506000134352"}), ("B", {"gtin": "9506000134352"}), Method.GTIN),
        (("A", {"modelCode": "GA01"}), ("B", {"modelCode": "GA01"}), Method.MODEL_CODE),
        (("GA01", {}), ("B", {"modelCode": "GA01"}), Method.MODEL_CODE),
        ("Pixel 7", "Google Pixel 7", Method.NAME),
        ("Pixel 7", "PIXEL-7", Method.NAME),
        ("Pixel 7+", "Pixel 7 Plus", Method.NAME),
        ("Pixel 4a", "Pixel 4a (5G)", Method.NAME_WITHOUT_GENERATION),
        ("Pixel 4a LTE", "Google Pixel 4a", Method.NAME_WITHOUT_GENERATION),
    ],
)
def test_two_descriptions_are_alike_in_the_surest_way(one, other, method):
    assert between(one, other) is method


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pixel 4a 4G", "Pixel 4a 5G"),
        ("Pixel 7", "Pixel 7 Pro"),
        ("Pixel 7", "Pixel 70"),
        ("5G", "LTE"),
        (("Pixel 7", {"codename": "panther"}), ("Pixel 8", {"codename": "panther"})),
        (("Pixel 7", {"eprelNumber": "1"}), ("Pixel 7", {"eprelNumber": "2"})),
        (("Pixel C", {}), ("Pixel C", {"kind": TABLET})),
        (("X1", {"modelCode": "X1"}), ("X1", {"modelCode": "X1", "brand": SONY, "maker": "Sony"})),
    ],
    ids=["generations", "longer", "digits", "nothing", "codename", "registrations", "kinds", "makers"],
)
def test_what_only_looks_alike_is_not(one, other):
    assert between(one, other) is None


def test_one_source_that_lists_two_says_that_they_are_two():
    assert likeness(described("Pixel 7", "a"), described("Pixel 7", "b")) is None


def test_a_brand_may_be_written_longer():
    longer = described("AGM G2", "b", dataset="two", brand=SONY, maker="AGM MOBILE LIMITED")
    assert likeness(described("G2", "a", maker="AGM"), longer) is Method.NAME


def test_surer_ways_have_more_confidence():
    assert [each.confidence for each in Method] == [Decimal(text) for text in ("1.0", "0.99", "0.95", "0.8", "0.6")]


def test_a_stranger_does_not_rename_the_device_of_another():
    iri, own, strange = NamedNode(f"{IDS}device/nl-ict-a"), graph_iri("nl-ict", "p"), graph_iri("de-it", "p")
    quads = [Quad(iri, RDF.type, CFIT.DeviceModel, graph) for graph in (own, strange)]
    quads += [Quad(iri, SCHEMA.name, Literal("A"), own), Quad(iri, SCHEMA.name, Literal("B"), strange)]
    assert (found := describe(iri, quads, [])).names == {"A"}
    assert found.graphs == {own}


def test_what_nobody_calls_a_device_is_not_described():
    iri = NamedNode(f"{IDS}device/a")
    assert describe(iri, [Quad(iri, SCHEMA.name, Literal("A"), graph_iri("nl-ict", "p"))], []) is None


def test_the_registered_device_leads_then_that_of_a_public_source():
    registered = described("A", "z", "nl-ict", eprelNumber="1")
    public, member = described("A", "y"), described("A", "b", "de-it")
    assert sorted([member, public, registered], key=lambda each: each.leads) == [registered, public, member]


names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30)


@given(names, names)
def test_any_two_names_are_compared_alike_in_both_directions(one, other):
    between(one, other)


@given(names)
def test_a_name_is_found_by_its_own_spellings(name):
    assert name in described(name, "a").spellings()
    assert between(name, name) in (Method.NAME, None)


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_a_link_is_always_called_the_same_and_two_links_never(one, other):
    ends = [NamedNode(f"https://example.org/{each.encode().hex()}") for each in (one, other)]
    assert link_name(*ends) == link_name(*ends)
    assert link_name(*ends) != link_name(*reversed(ends)) or one == other
    assert link_name(*ends).value.startswith(f"{IDS}link/registry-")

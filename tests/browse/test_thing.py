"""Whatever has a name has a page: what is stated about it, by whom."""

from pyoxigraph import NamedNode

from registry import browse
from registry.keep import shipped_files
from registry.settings import IDS


def test_the_page_of_a_brand_lists_its_devices(full):
    page = browse.thing(NamedNode(f"{IDS}brand/fairphone"), full, "en")
    assert page.label == "Fairphone"
    assert "Fairphone 5 5G - Model: FP5" in [row.name for row in page.devices]


def test_a_contribution_is_a_thing(full):
    page = browse.thing(NamedNode(f"{IDS}contribution/1"), full, "en")
    assert [kind.text for kind in page.types] == ["contribution"]
    assert page.devices == ()


def test_of_what_nobody_speaks_there_is_no_page(full):
    assert browse.thing(NamedNode(f"{IDS}brand/nobody"), full, "en") is None
    assert browse.triples_about(NamedNode(f"{IDS}brand/nobody"), full) == []


def test_triples_about_a_device_have_its_verdicts(full):
    predicates = {quad.predicate.value for quad in browse.triples_about(NamedNode(f"{IDS}device/eprel-2378858"), full)}
    assert {"https://w3id.org/cfit/ontology#meets", "https://schema.org/name"} <= predicates


def test_the_first_page_counts(full):
    page = browse.home(full)
    assert (page.devices, page.criteria, page.revision) == (2579, 98, len(shipped_files()))


def test_a_contribution_can_be_read_with_its_bytes(full):
    assert browse.contribution(1, full).draft.dataset == shipped_files()[0].dataset
    assert browse.contribution(99, full) is None

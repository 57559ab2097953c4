"""Whatever has a name has a page: what is stated about it, by whom, and what names it."""

from pyoxigraph import NamedNode

from registry import browse
from registry.keep import shipped_files
from registry.settings import IDS


def lines(page):
    return [{"name": line.name, "values": line.values} for group in page.groups for line in group.lines]


def test_an_organisation_is_shown_with_what_names_it(full):
    page = browse.thing(NamedNode(f"{IDS}organisation/tco-development"), full, "en")
    named = {(mention.name, mention.property.text) for mention in page.mentions}
    assert ("TCO Certified", "owner") in named and ("TCO Certified, generation 10", "kept by") in named


def test_a_note_is_shown_in_one_language(full):
    for language, words in (("nl", "Certificaten gelden"), ("fr", "Certificates are given")):
        page = browse.thing(NamedNode(f"{IDS}scheme/tco-certified/10"), full, language)
        (note,) = [line["values"] for line in lines(page) if "Certifica" in line["values"][0].text]
        assert len(note) == 1 and words in note[0].text


def test_a_contribution_is_a_thing(full):
    page = browse.thing(NamedNode(f"{IDS}contribution/1"), full, "en")
    assert [kind.text for kind in page.types] == ["contribution"]


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

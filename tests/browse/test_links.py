"""A device page names the other descriptions of its model, and how sure and how decided each link is."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.core.links import read_links
from registry.core.names import graph_iri
from registry.settings import IDS
from registry.store.view import View
from registry.vocabulary import CFIT

FAIRPHONE, WIKI = (NamedNode(f"{IDS}device/{name}") for name in ("eprel-2378858", "lineageos-fp5"))
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def page(full):
    return browse.device(FAIRPHONE, full, TODAY, "en")


def test_the_accepted_descriptions_stand_with_brand_method_and_confidence(page):
    lines = {(line.name, str(line.method), line.confidence, str(line.standing), line.holds) for line in page.links}
    assert lines == {
        ("Fairphone 5", "name", "80%", "accepted", True),
        ("Fairphone 5", "model code", "95%", "accepted", True),
    }


def test_facts_of_three_sources_stand_on_one_page(page):
    graphs = {source.graph.value.rpartition("/")[2] for source in page.sources}
    assert graphs == {"eprel-smartphones", "endoflife-devices", "lineageos-devices"}
    facts = {line.name.text: line for group in page.groups for line in group.lines}
    assert facts["end of security support"].values[0].text == "14 September 2031"
    assert facts["battery capacity"].sources_differ
    assert not facts["repairability index"].sources_differ


def test_the_page_of_the_other_description_leads_to_the_device(full):
    (line,) = [line for line in browse.device(WIKI, full, TODAY, "en").links if line.other == FAIRPHONE]
    assert line.leads
    assert line.holds


def test_a_link_that_nobody_has_decided_on_awaits_a_decision_and_brings_no_facts(full):
    view = View(full.store)
    decided = {quad.object for quad in full.store.graph(graph_iri("registry", "crosswalk-decisions"))}
    links = read_links(quad for iri in view.instances(CFIT.LinkAssertion) for quad in view.about(iri))
    devices = set(view.instances(CFIT.DeviceModel))
    link = next(link for link in links if link.iri not in decided and {link.source, link.target} <= devices)
    page = browse.device(link.source, full, TODAY, "en")
    (line,) = [line for line in page.links if line.other == link.target]
    assert (line.awaits, line.holds, str(line.standing)) == (True, False, "proposed")

"""Devices stand beside each other by the same criteria, and each cell says what the page of the device says."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.core.verdicts import Verdict
from registry.settings import IDS

DAY = date(2026, 11, 22)
FAIRPHONES = tuple(NamedNode(f"{IDS}device/eprel-{number}") for number in (2378858, 2372958))
LEVEL_2 = NamedNode(f"{IDS}criteria-set/pact-smartphones-l2/1")


@pytest.fixture(scope="module")
def page(full):
    return browse.compare(FAIRPHONES, None, "", full, DAY, "en")


def test_each_cell_has_the_verdict_of_the_page_of_the_device(full, page):
    for place, iri in enumerate(FAIRPHONES):
        themes = browse.device(iri, full, DAY, "en").themes
        alone = {line.judgement.version.iri: line.judgement.verdict for theme in themes for line in theme.lines}
        assert alone == {row.line.judgement.version.iri: row.cells[place].verdict for row in page.rows}


def test_every_criterion_stands_in_exactly_one_of_the_three_parts(page):
    parts = [*page.differing, *page.same, *page.open]
    assert sorted(map(id, parts)) == sorted(map(id, page.rows))


def test_what_differs_differs_and_what_is_open_is_unknown_of_all(page):
    assert all(len({cell.said for cell in row.cells}) == 2 for row in page.differing)
    assert all(cell.verdict is Verdict.UNKNOWN for row in page.open for cell in row.cells)
    assert [row for _, rows in page.themes for row in rows] == [*page.differing]
    assert len({theme for theme, _ in page.themes}) == len(page.themes) > 1
    assert page.differing
    assert page.open


def test_a_value_has_its_margin_and_its_evidence(page):
    row = next(row for row in page.rows if row.line.judgement.version.identifier == "REP-03")
    finding = row.cells[0].findings[0]
    assert (finding.value, finding.margin, finding.side) == ("4.37", "0.37", 1)
    assert [level.text for level in finding.evidence] == ["declared by the supplier"]
    assert row.evidence == finding.evidence


def test_a_set_asks_only_what_it_holds(full):
    page = browse.compare(FAIRPHONES, LEVEL_2, "", full, DAY, "en")
    assert len(page.rows) == 21
    assert page.chosen.iri == LEVEL_2


def test_where_nothing_is_known_of_those_that_a_criterion_is_for_the_devices_do_not_differ(full):
    laptop = next(each.iri for each in full.devices.find(browse.Filter(kind=(f"{IDS}device-kind/laptop",))).entries)
    page = browse.compare((FAIRPHONES[0], laptop), None, "", full, DAY, "en")
    neither = {Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}
    assert neither in [{cell.verdict for cell in row.cells} for row in page.open]
    assert neither not in [{cell.verdict for cell in row.cells} for row in page.differing]


def test_devices_of_which_the_same_is_said_stand_together(page):
    assert all(row.alike(0) == (0, 1) for row in page.open)
    assert all((row.alike(0), row.alike(1)) == ((0,), (1,)) for row in page.differing)


def test_devices_of_two_kinds_are_judged_by_what_is_asked_of_either(full):
    laptop = next(each.iri for each in full.devices.find(browse.Filter(kind=(f"{IDS}device-kind/laptop",))).entries)
    page = browse.compare((FAIRPHONES[0], laptop), None, "", full, DAY, "en")
    verdicts = {tuple(cell.verdict for cell in row.cells) for row in page.rows}
    assert (Verdict.MEETS, Verdict.NOT_APPLICABLE) in verdicts
    assert (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN) in verdicts


def test_what_is_added_by_a_search_is_not_there_yet(full):
    found = browse.compare(FAIRPHONES[:1], None, "fairphone", full, DAY, "en").found
    assert FAIRPHONES[1] in [row.iri for row in found]
    assert FAIRPHONES[0] not in [row.iri for row in found]

"""The criteria are listed by theme, and each has a page with its test in words and how the devices do."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.core.verdicts import Verdict
from registry.settings import IDS

DAY = date(2026, 11, 21)


@pytest.mark.parametrize("name", ["REP-03", "REP-03/1"])
def test_a_criterion_and_its_version_have_a_page(full, name):
    page = browse.criterion(NamedNode(f"{IDS}criterion/{name}"), full, DAY, "en")
    assert (page.row.identifier, page.version.number) == ("REP-03", 1)
    assert [asked for _, asked in page.tests] == ["at least 4"]


def test_the_list_has_every_criterion_once(full):
    rows = [row for _, rows in browse.criteria(full, DAY, "en").themes for row in rows]
    assert len(rows) == len({row.identifier for row in rows}) == 98


def test_a_criterion_counts_the_devices_that_the_list_finds(full):
    rows = [row for _, rows in browse.criteria(full, DAY, "en").themes for row in rows]
    for row in rows:
        found = browse.devices(browse.Filter(meets=(row.identifier,)), 1, full, "en").total
        assert row.counts.get(Verdict.MEETS, 0) == found


def test_the_words_can_be_had_in_dutch(full):
    page = browse.criterion(NamedNode(f"{IDS}criterion/REP-03"), full, DAY, "nl")
    assert page.row.label.language == "nl"


def test_what_is_not_a_criterion_has_no_criterion_page(full):
    assert browse.criterion(NamedNode(f"{IDS}criterion/REP-99"), full, DAY, "en") is None

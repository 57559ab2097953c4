"""Every dataset is a source with its licence, its date, and how much it holds."""

from registry import browse
from registry.core.pages import Page
from registry.publish import Submission, publish


def test_the_sources_say_how_much_they_hold_and_from_when_it_is(full):
    page = browse.sources(full, Page(1, 50), "en")
    rows = {row.dataset.path: row for row in page.rows}
    eprel = rows["registry/eprel-smartphones"]
    assert (eprel.dataset.devices, eprel.source.read_on) == (467, "5 July 2025")
    assert eprel.dataset.size == len(full.store.graph(eprel.dataset.graph))
    assert (page.total, rows["registry/lineageos-devices"].dataset.devices) == (len(rows), 683)


def test_a_source_has_a_page(full):
    page = browse.source("registry", "eprel-smartphones", full, "nl")
    assert page.classes[0][0].text == "apparaatmodel" and page.classes[0][1] == 467
    assert len(page.examples) == 8
    assert browse.source("registry", "nothing", full, "nl") is None


def test_after_a_contribution_the_numbers_are_new_ones(registry, turtle, now):
    assert browse.source("nl-ict", "more", registry, "en") is None
    for number in (1, 2):
        phones = "".join(
            f'device:nl-ict-{each} a cfit:DeviceModel ; schema:name "P{each}" ; schema:brand brand:invented ;'
            " cfit:deviceKind kind:smartphone .\n"
            for each in range(number)
        )
        publish(Submission("nl-ict", "more", turtle(phones)), registry, now)
        assert browse.source("nl-ict", "more", registry, "en").row.dataset.devices == number

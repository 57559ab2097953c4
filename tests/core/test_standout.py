"""What stands out on the page of a device."""

from datetime import date

from pyoxigraph import NamedNode

from registry import browse
from registry.settings import IDS
from tests.eventful import ago

PHONE = NamedNode(f"{IDS}device/phone-1")
FAIRPHONE = NamedNode(f"{IDS}device/eprel-2378858")


def test_each_side_of_a_conflict_comes_with_its_source_and_what_is_disputed(eventful):
    then = browse.as_of(ago(30), eventful)
    [conflict] = browse.device(PHONE, then, then.day, "en").standout.conflicts
    assert conflict.name.name.text == "repairability index"
    assert {side.value.text: side.source.group for side in conflict.sides} == {
        "3.5": "Buyers in the Netherlands",
        "4.2": "The registry's own imports of public sources",
    }
    assert [line.judgement.version.identifier for line in conflict.disputed] == ["REP-03"]


def test_where_sources_agree_there_is_no_conflict(eventful):
    assert browse.device(PHONE, eventful, date(2026, 11, 21), "en").standout.conflicts == ()


def test_names_elsewhere_end_of_support_and_unknowns_are_picked_out(full):
    found = browse.device(FAIRPHONE, full, date(2026, 11, 21), "en").standout
    assert found.support_end == date(2031, 9, 14)
    assert [line.name.text for line in found.identifiers] == ["EPREL registration number", "model code", "codename"]
    assert all(line.evidence for line in found.unknown) and len(found.unknown) > 20


def test_a_footprint_comes_with_its_method(full):
    laptop = NamedNode(f"{IDS}device/boavizta-apple-13-inch-macbook-air-m1-cpu-512gb-2020")
    shown = {line.name.text for line in browse.device(laptop, full, date(2026, 11, 21), "en").standout.footprint}
    assert {"carbon footprint", "footprint: method", "footprint: lifetime assumed"} <= shown

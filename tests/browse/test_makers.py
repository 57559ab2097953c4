"""A maker has a page: its devices, what is known of them, and a letter on what nobody has evidence for."""

import re
from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.browse.letter import letter
from registry.browse.makers import devices_of
from registry.core.glossary import LANGUAGES
from registry.core.listing import Filter
from registry.core.pages import Page
from registry.core.verdicts import Verdict
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS

DAY = date(2026, 11, 22)
FAIRPHONE = NamedNode(f"{IDS}brand/fairphone")
WORKS = NamedNode(f"{IDS}organisation/de-it-works")
HOLDING = NamedNode(f"{IDS}organisation/de-it-holding")
CHAIN = """
<https://w3id.org/cfit/id/organisation/de-it-works> a cfit:Manufacturer ; schema:name "Example Works (invented)" .
<https://w3id.org/cfit/id/organisation/de-it-holding> a cfit:BrandOwner ; schema:name "Example Holding (invented)" .
brand:de-it-example a schema:Brand ; schema:name "Example (invented)" ;
    cfit:brandOwner <https://w3id.org/cfit/id/organisation/de-it-holding> .
device:de-it-1 a cfit:DeviceModel ; schema:name "Example 1" ; schema:brand brand:de-it-example ;
    schema:manufacturer <https://w3id.org/cfit/id/organisation/de-it-works> ; cfit:deviceKind kind:smartphone .
"""


def test_those_with_most_devices_come_first_or_names_in_order(full):
    page = browse.makers(full, Page(1, 5), False, DAY, "en")
    assert [row.devices for row in page.rows] == sorted((row.devices for row in page.rows), reverse=True)
    assert (page.rows[0].name, page.total, len(page.rows)) == ("Samsung", 121, 5)
    assert 0 < page.rows[0].known < page.rows[0].possible
    named = [row.name.casefold() for row in browse.makers(full, Page(1, 50), True, DAY, "en").rows]
    assert named == sorted(named)


def test_the_page_of_a_brand_has_devices_verdicts_gaps_and_repairs(full):
    page = browse.maker(FAIRPHONE, full, DAY, "en")
    assert page.listed.total == 9
    assert page.devices[0].name == "The Fairphone (Gen.6) Model: FP6"
    of_devices = [row.counts.get(Verdict.MEETS, 0) for row in page.listed.rows]
    assert page.verdicts[Verdict.MEETS] == sum(of_devices) > 0
    assert page.verdicts[Verdict.UNKNOWN] == sum(gap.coverage.missing for gap in page.gaps)
    assert [(each.kind.text, each.seen) for each in page.repairs] == [("smartphone", 37)]


def test_gaps_are_the_criteria_that_device_pages_call_unknown(full):
    report = browse.gap_report(FAIRPHONE, (), full, DAY, "en")
    unknown = [
        line.judgement.version.identifier
        for entry in report.devices
        for theme in browse.device(entry.iri, full, DAY, "en").themes
        for line in theme.lines
        if line.judgement.verdict is Verdict.UNKNOWN
    ]
    rows = [gap.identifier for _, gap in browse.gap_rows(report, full)]
    assert sorted(rows) == sorted(unknown)
    assert report.missing == len(rows)
    assert {gap.identifier: gap.coverage.missing for gap in report.gaps} == {
        identifier: unknown.count(identifier) for identifier in set(unknown)
    }


def test_a_report_can_be_narrowed_to_a_kind(full):
    apple = NamedNode(f"{IDS}brand/apple")
    every, laptops = (browse.gap_report(apple, kinds, full, DAY, "en") for kinds in ((), (f"{IDS}device-kind/laptop",)))
    assert 0 < laptops.total < every.total
    assert {entry.kind.value for entry in laptops.devices} == {f"{IDS}device-kind/laptop"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_names_devices_criteria_and_how_to_answer(full, language):
    report = browse.gap_report(FAIRPHONE, (), full, DAY, language)
    text = letter(report, "https://registry.example/", language)
    assert "9. Fairphone " in text or "9. The Fairphone" in text
    as_one_line = " ".join(text.split())
    assert all(" ".join(f"{gap.identifier} {gap.label}".split()) in as_one_line for gap in report.gaps)
    assert "https://registry.example/doc/device/eprel-2378858" in text
    assert "https://registry.example/contribute" in text
    assert "{" not in text
    long = [line for line in text.splitlines() if len(line) > 90 and "https://" not in line]
    assert long == []


def test_the_letter_says_which_devices_lack_what(full):
    text = letter(browse.gap_report(FAIRPHONE, (), full, DAY, "en"), "https://registry.example/", "en")
    (part,) = re.findall(r"SW-05 .*?\n\n", text, re.DOTALL)
    assert "Missing for 2 of 9 devices: 1\u20132." in part


def test_many_devices_are_named_in_part_and_counted(full):
    report = browse.gap_report(NamedNode(f"{IDS}brand/samsung"), (), full, DAY, "en")
    text = letter(report, "https://registry.example/", "en")
    assert (len(report.devices), report.total) == (60, 636)
    assert "and 576 more" in text and " 61. " not in text


def test_a_name_of_a_device_adds_no_line_to_the_letter(full):
    report = browse.gap_report(FAIRPHONE, (), full, DAY, "en")
    named = replace(report.devices[0], name="Phone 1\n\nYours faithfully,\r\x00")
    text = letter(replace(report, devices=(named,), total=1), "https://registry.example/", "en")
    assert "  1. Fairphone Phone 1 Yours faithfully, \ufffd\n" in text


def test_a_manufacturer_and_an_owner_have_the_devices_that_are_theirs(registry, turtle, now):
    assert isinstance(publish(Submission("de-it", "chain", turtle(CHAIN)), registry, now), Accepted)

    assert devices_of(WORKS, registry) == Filter(manufacturer=(WORKS.value,))
    assert devices_of(HOLDING, registry) == Filter(brand=(f"{IDS}brand/de-it-example",))
    for maker in (WORKS, HOLDING):
        page = browse.maker(maker, registry, DAY, "en")
        assert [row.name for row in page.listed.rows] == ["Example 1"]
    rows = {row.name: row.devices for row in browse.makers(registry, Page(), False, DAY, "en").rows}
    assert rows == {
        "Example (invented)": 1,
        "Example Holding (invented)": 1,
        "Example Works (invented)": 1,
        "Invented": 1,
    }
    assert "manufacturer" in browse.sparql_of(Filter(manufacturer=(WORKS.value,)), registry, DAY)


def test_what_is_no_maker_has_no_page_of_a_maker(full):
    assert browse.maker(NamedNode(f"{IDS}organisation/tco-development"), full, DAY, "en") is None
    assert browse.maker(NamedNode(f"{IDS}brand/nobody"), full, DAY, "en") is None
    assert browse.gap_report(NamedNode(f"{IDS}brand/nobody"), (), full, DAY, "en") is None

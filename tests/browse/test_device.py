"""The page of a device has each value with its source, and the verdicts that the store has."""

from datetime import date

from pyoxigraph import NamedNode

from registry import browse
from registry.core.verdicts import Verdict
from registry.publish import Submission, publish
from registry.settings import IDS

DEVICE = NamedNode(f"{IDS}device/phone-1")
FAIRPHONE = NamedNode(f"{IDS}device/eprel-2378858")
DAY = date(2026, 11, 21)


def lines(page):
    return {
        line.judgement.version.identifier: (
            line.judgement.verdict,
            [(test.threshold, test.values) for test in line.tests],
        )
        for theme in page.themes
        for line in theme.lines
    }


def test_a_verdict_comes_with_threshold_value_and_source(full):
    page = browse.device(FAIRPHONE, full, DAY, "en")
    verdict, [(threshold, [value])] = lines(page)["BAT-01"]
    assert verdict is Verdict.MEETS
    assert threshold.startswith("at least 800") and value.text.startswith("1,300")
    assert [page.sources[number - 1].attribution for number in value.sources] == ["EPREL, European Commission"]


def test_a_source_has_its_day_licence_and_contribution(full):
    sources = browse.device(FAIRPHONE, full, DAY, "en").sources
    [source] = [source for source in sources if source.attribution == "EPREL, European Commission"]
    assert (source.read_on, source.licence) == ("5 July 2025", "https://creativecommons.org/licenses/by/4.0/")
    assert full.ledger.contribution(int(source.contribution.value.rpartition("/")[2])).draft.graph == source.graph


def test_the_page_counts_what_the_list_counts(full):
    page = browse.device(FAIRPHONE, full, DAY, "en")
    row = browse.devices(browse.Filter(text="2378858"), 1, full, "en").rows[0]
    assert {verdict: page.count(verdict) for verdict in row.counts} == row.counts


def test_both_sides_of_a_dispute_are_shown_with_their_sources(registry, turtle, now):
    text = turtle("device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 .")
    publish(Submission("nl-ict", "facts", text), registry, now)
    page = browse.device(DEVICE, registry, DAY, "en")
    verdict, [(_, values)] = lines(page)["REP-03"]
    assert verdict is Verdict.DISPUTED
    groups = {value.text: [page.sources[number - 1].group for number in value.sources] for value in values}
    assert groups == {"3.5": ["Buyers in the Netherlands"], "4.2": ["The registry's own imports of public sources"]}


def test_the_page_is_for_the_day_that_is_asked_for(registry):
    page = browse.device(DEVICE, registry, date(2025, 1, 1), "en")
    assert {verdict for verdict, _ in lines(page).values()} == {Verdict.NOT_APPLICABLE}


def test_a_criterion_without_a_fact_is_unknown_and_not_a_no(registry, turtle, now):
    text = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
    publish(Submission("nl-ict", "a", turtle(text + " cfit:deviceKind kind:smartphone .")), registry, now)
    page = browse.device(NamedNode(f"{IDS}device/nl-ict-a"), registry, DAY, "en")
    assert page.count(Verdict.UNKNOWN) == 2


def test_what_is_not_a_device_has_no_device_page(full):
    assert browse.device(NamedNode(f"{IDS}device/nothing"), full, DAY, "en") is None
    assert browse.device(NamedNode(f"{IDS}brand/fairphone"), full, DAY, "en") is None


def test_a_warning_that_two_contributions_gave_rise_to_is_told_once(registry, turtle, now):
    contradiction = 'device:phone-1 cfit:repairabilityClass "E" .'
    publish(Submission("nl-ict", "a", turtle(contradiction)), registry, now)
    publish(Submission("de-it", "b", turtle(contradiction)), registry, now)

    page = browse.device(NamedNode(f"{IDS}device/phone-1"), registry, date(2026, 11, 21), "en")

    assert len(page.warnings) == 1

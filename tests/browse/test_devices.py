"""The list of devices follows what groups contribute, and the numbers in it are those of the store."""

import json
from datetime import date

import pytest

from registry import browse
from registry.core.listing import NAMES, Facet, Filter, Order
from registry.core.protocol import Question
from registry.core.verdicts import Verdict
from registry.publish import Accepted, Submission, publish, withdraw
from registry.settings import IDS

LISTED = 2579
BRAND = 'brand:nl-ict-b a schema:Brand ; schema:name "{}" .'
PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "{}" ; schema:brand brand:nl-ict-b ;'
PHONE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.50 ."


@pytest.fixture
def hand_in(registry, turtle, now):
    def hand_in(text, dataset):
        outcome = publish(Submission("nl-ict", dataset, turtle(text)), registry, now)
        assert isinstance(outcome, Accepted), outcome

    return hand_in


def names(registry, **wanted):
    return [f"{row.brand} {row.name}" for row in browse.devices(Filter(**wanted), 1, registry, "en").rows]


def test_the_list_is_sorted_by_brand_and_name(registry, hand_in):
    assert names(registry) == ["Invented Phone 1"]
    hand_in(BRAND.format("another") + PHONE.format("Phone 2"), "all")
    assert names(registry) == ["another Phone 2", "Invented Phone 1"]


def test_a_new_name_shows_at_once_and_the_old_one_is_gone(registry, hand_in):
    hand_in(BRAND.format("B") + PHONE.format("Old"), "all")
    assert names(registry, text="old") == ["B Old"]
    hand_in(BRAND.format("B") + PHONE.format("New"), "all")
    assert (names(registry, text="old"), names(registry, text="new")) == ([], ["B New"])


def test_a_new_name_of_a_brand_shows_at_once(registry, hand_in):
    hand_in(BRAND.format("Old brand"), "brands")
    hand_in(PHONE.format("A"), "phones")
    assert names(registry, text="old brand") == ["Old brand A"]
    hand_in(BRAND.format("New brand"), "brands")
    assert names(registry, text="brand") == ["New brand A"]


def test_what_is_withdrawn_is_gone_from_the_list(registry, hand_in, now):
    hand_in(BRAND.format("B") + PHONE.format("A"), "all")
    assert len(names(registry)) == 2
    withdraw("nl-ict", "all", "No longer true.", registry, now)
    assert names(registry) == ["Invented Phone 1"]


def test_words_are_found_in_any_order_and_case(registry):
    for text in ("invented phone", "PHONE inv", "1"):
        assert names(registry, text=text) == ["Invented Phone 1"]
    assert names(registry, text="invented tablet") == []


def test_a_row_counts_how_the_device_does(registry):
    row = browse.devices(Filter(), 1, registry, "en").rows[0]
    assert row.counts == {Verdict.MEETS: 1, Verdict.FAILS: 1}


def options(page, name):
    return next(choice.options for choice in page.choices if choice.name == name)


def test_each_choice_says_how_many_devices_it_would_leave(full):
    page = browse.devices(Filter(), 1, full, "en", NAMES)
    assert (
        page.total
        == sum(option.count for option in options(page, "brand"))
        == sum(option.count for option in options(page, "kind"))
        == LISTED
    )
    for name in NAMES:
        for option in options(page, name)[:5]:
            assert browse.devices(Filter(**{name: (option.value,)}), 1, full, "en").total == option.count


def test_pages_together_hold_every_device_once(full):
    pages = browse.devices(Filter(), 1, full, "en").pages
    rows = [row.iri for page in range(1, pages + 1) for row in browse.devices(Filter(), page, full, "en").rows]
    assert (pages, len(rows), len(set(rows))) == (-(-LISTED // 50), LISTED, LISTED)


TODAY = date(2026, 11, 22)
LISTS = [
    Filter(),
    Filter(text="fairfone"),
    Filter(text="samsng galaxi tab"),
    Filter(text="no-such-phone"),
    Filter(kind=(f"{IDS}device-kind/tablet", f"{IDS}device-kind/laptop"), brand=(f"{IDS}brand/lenovo",)),
    Filter(released=("2023", "2024"), meets=("SW-05",)),
    Filter(meets=("REP-03", "SW-02")),
    Filter(evidence=(f"{IDS}evidence-level/self-declared",), text="5"),
    Filter(set=(f"{IDS}criteria-set/se-basic/1",)),
    Filter(country=("http://publications.europa.eu/resource/authority/country/NLD",)),
]


@pytest.mark.parametrize("wanted", LISTS, ids=lambda wanted: wanted.text or str(wanted.chosen))
def test_the_query_of_a_list_gives_the_same_devices(full, wanted):
    rows = full.answers.answer(Question(browse.sparql_of(wanted, full, TODAY), "SELECT"))
    found = [row["device"]["value"] for row in json.loads(rows.body)["results"]["bindings"]]
    assert found == [entry.iri.value for entry in browse.whole_list(wanted, full)]


CERTIFIED = """
device:nl-ict-a cfit:batteryCyclesAt80 900 ; schema:releaseDate "2024-03-01"^^xsd:date .
<https://w3id.org/cfit/id/evidence/nl-ict-a> a cfit:Evidence ; cfit:aboutDevice device:nl-ict-a ;
    cfit:property cfit:batteryCyclesAt80 ; cfit:document <https://example.org/report.pdf> ;
    cfit:evidenceLevel <https://w3id.org/cfit/id/evidence-level/third-party-audit> .
"""


def test_a_proof_a_year_and_a_contributor_can_be_chosen(registry, hand_in):
    hand_in(BRAND.format("B") + PHONE.format("A") + CERTIFIED, "all")
    audited = (f"{IDS}evidence-level/third-party-audit",)
    for wanted in (Filter(evidence=audited), Filter(released=("2024",)), Filter(contributor=("nl-ict",))):
        assert [entry.name for entry in browse.whole_list(wanted, registry)] == ["A"]
        query = browse.sparql_of(wanted, registry, TODAY)
        rows = registry.answers.answer(Question(query, "SELECT"))
        assert [row["model"]["value"] for row in json.loads(rows.body)["results"]["bindings"]] == ["A"]


def test_typing_errors_are_forgiven_and_told(full):
    page = browse.devices(Filter(text="fairfone"), 1, full, "en")
    assert page.total == 9 and page.senses[0].instead == ("fairphone",)
    assert {row.brand for row in page.rows} == {"Fairphone"}


def test_an_empty_list_says_what_to_take_away(full):
    page = browse.devices(Filter(text="fairphone", released=("1999",)), 1, full, "en")
    assert page.total == 0
    assert {(each.name, each.count) for each in page.relaxed} == {("released", 9)}


def test_other_words_are_offered_where_none_is_like_it(full):
    page = browse.devices(Filter(text="lemovvo"), 1, full, "en")
    assert page.total == 0 and "lenovo" in page.meant


def test_a_list_can_stand_in_other_orders(full):
    newest = browse.devices(Filter(order=Order.NEWEST), 1, full, "en").rows
    years = [row.released for row in newest]
    assert years == sorted(years, reverse=True) and years[0] == "2026"
    best = browse.whole_list(Filter(order=Order.MET), full)
    met = [len(entry.of(Facet.MEETS)) for entry in best]
    assert met == sorted(met, reverse=True) and len({entry.iri for entry in best}) == LISTED

"""The list of devices follows what groups contribute, and the numbers in it are those of the store."""

import pytest

from registry import browse
from registry.browse import Filter
from registry.core.verdicts import Verdict
from registry.publish import Accepted, Submission, publish, withdraw

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


def test_each_choice_says_how_many_devices_it_would_leave(full):
    page = browse.devices(Filter(), 1, full, "en")
    assert (
        page.total
        == sum(option.count for option in page.brands)
        == sum(option.count for option in page.kinds)
        == LISTED
    )
    for option in page.criteria:
        assert browse.devices(Filter(meets=(option.value,)), 1, full, "en").total == option.count


def test_pages_together_hold_every_device_once(full):
    pages = browse.devices(Filter(), 1, full, "en").pages
    rows = [row.iri for page in range(1, pages + 1) for row in browse.devices(Filter(), page, full, "en").rows]
    assert (pages, len(rows), len(set(rows))) == (-(-LISTED // 50), LISTED, LISTED)

"""/sets, /sets/difference, and the pages of a set and of a criterion with a threshold to move."""

import html
import json
import re

import pytest

from tests.browser.pages import PAGES


def test_the_list_leads_to_each_set(reader):
    text = reader.get("/sets").text
    assert text.count('href="/doc/criteria-set/') == 22
    assert "Proposal for the pact: smartphones, level 3, ambitious" in text


def test_a_set_has_tender_text_and_a_link_to_the_devices_that_meet_it(reader):
    text = reader.get("/doc/criteria-set/pact-smartphones-l1/1").text
    assert "The user can see the state of health of the battery on the device itself. [BAT-08" in text
    assert "no device is known to meet the whole set" in text


def test_two_sets_stand_side_by_side(reader):
    text = reader.get("/sets/difference?left=pact-smartphones-l1/1&right=pact-smartphones-l2/1").text
    assert "Asked differently <small>4" in text
    assert "Only in “Proposal for the pact: smartphones, level 2, significant” <small>10" in text
    assert "The same in both <small>7" in text


@pytest.mark.parametrize("query", ["", "?left=pact-smartphones-l1/1", "?left=nobody/1&right=javascript:alert(1)"])
def test_without_two_sets_it_lets_one_choose(reader, query):
    answer = reader.get(f"/sets/difference{query}")
    assert answer.status_code == 200
    assert "Choose two sets" in answer.text


def test_a_threshold_is_counted_without_a_script(reader):
    text = reader.get("/doc/criterion/REP-03?test=1&threshold=3.4").text
    assert "<td data-left>3.4</td>" in text
    assert "<td data-left>198</td>" in text
    assert re.search(r'name="threshold" step="any" value="3.4"', text)


@pytest.mark.parametrize("threshold", ["nought", "NaN", "Infinity", "1e999999", "", "<b>", "9" * 400])
def test_what_is_no_threshold_moves_nothing(reader, threshold):
    answer = reader.get("/doc/criterion/REP-03", query_string={"test": "1", "threshold": threshold})
    assert answer.status_code == 200
    assert "<td data-left>4</td>" in answer.text


def test_the_page_carries_the_numbers_that_a_script_needs_and_no_script_of_its_own(reader):
    answer = reader.get("/doc/criterion/REP-03")
    data = json.loads(html.unescape(re.search(r'data-spread="([^"]*)"', answer.text)[1]))
    assert [4.0, 18, 7, 449, 0] in data["positions"]
    assert sum(count for _, _, count in data["bars"]) == 467
    assert "<script>" not in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_a_criterion_without_numbers_needs_no_script(reader):
    answer = reader.get("/doc/criterion/FAIR-07")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text


@pytest.mark.parametrize("name", ["compare", "sets", "set", "difference", "criterion"])
def test_every_page_speaks_german(reader, name):
    answer = reader.get(PAGES[name], headers={"Accept-Language": "de"})
    assert answer.status_code == 200
    assert '<html lang="de">' in answer.text

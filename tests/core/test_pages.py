"""A page of a list is one that exists, and leads to those around it."""

import pytest

from registry.core.pages import Page, near, read_page


def test_without_a_word_it_is_the_first_of_a_hundred():
    assert read_page({}) == Page(1, 100)
    assert read_page({"page": "", "pageSize": "5"}) == Page(1, 5)


@pytest.mark.parametrize("given", [{"page": "0"}, {"page": "-1"}, {"page": "two"}, {"page": "٢"}, {"pageSize": "1001"}])
def test_another_number_is_told_what_is_allowed(given):
    assert "write a whole number from 1 to" in read_page(given)


def test_pages_lead_to_those_around_them():
    assert Page(1, 10).around(0) == {"first": 1, "last": 1}
    assert Page(1, 10).around(11) == {"first": 1, "next": 2, "last": 2}
    assert Page(2, 10).around(30) == {"first": 1, "prev": 1, "next": 3, "last": 3}
    assert Page(3, 10).around(30) == {"first": 1, "prev": 2, "last": 3}
    assert Page(3, 10).skipped == 20


def test_far_pages_are_left_out_between_the_first_the_last_and_those_near():
    assert near(1, 1) == [1]
    assert near(2, 4) == [1, 2, 3, 4]
    assert near(9, 20) == [1, 0, 7, 8, 9, 10, 11, 0, 20]

"""What a client has cost is charged and forgiven; an address stands for whoever may use its network."""

import pytest

from registry.core.charges import Bill, Client, client_at, not_forgotten, price, seconds_until


def test_a_second_is_forgiven_each_second():
    bill = Bill().plus(10, now=100).plus(5, now=103)
    assert [bill.owed(now) for now in (103, 113, 115, 1000)] == [12, 2, 0, 0]


def test_a_query_that_a_limit_stopped_costs_two_seconds_at_least():
    assert [price(0.1, False), price(0.1, True), price(10, True)] == [0.1, 2.0, 10]


def test_a_query_that_was_stopped_is_remembered_for_a_minute():
    stopped, much = Bill().plus(0.1, now=100, was_stopped=True), Bill().plus(10, now=100)
    assert [stopped.is_of_long_ones(now) for now in (101, 159, 161)] == [True, True, False]
    assert [much.is_of_long_ones(now) for now in (100, 106, 108)] == [True, True, False]
    assert [stopped.is_forgotten(now) for now in (110, 161)] == [False, True]


@pytest.mark.parametrize(("owed", "seconds"), [(60, 1), (60.5, 2), (75, 16)])
def test_who_owes_more_waits_longer(owed, seconds):
    assert seconds_until(owed, 60) == seconds


def test_bills_that_are_forgiven_are_forgotten():
    assert not_forgotten({"a": Bill(5, 0), "b": Bill(20, 0)}, now=10) == {"b": Bill(20, 0)}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("not an address", "not an address"),
    ],
)
def test_a_site_counts_as_one_client(address, name):
    assert client_at(address) == Client(name)

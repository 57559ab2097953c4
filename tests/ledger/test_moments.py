"""What the ledger held at a moment is found by an index."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.eventful import ago

INDEXED = {
    "SELECT sequence FROM contributions WHERE received_at <= '2026' "
    "ORDER BY received_at DESC, sequence DESC LIMIT 1": "ix_contributions_received_at",
    "SELECT sequence FROM contributions WHERE \"group\" = 'a' AND dataset = 'b' AND sequence <= 9 "
    "ORDER BY sequence DESC LIMIT 1": "ix_contributions_dataset",
}


@pytest.mark.parametrize(("days", "last"), [(61, 0), (50, 2), (49, 2), (30, 6), (0, 13)])
def test_the_last_contribution_at_a_moment(eventful, days, last):
    assert eventful.ledger.moments.last_at(ago(days)) == last


def test_a_moment_before_a_contribution_is_before_it(eventful):
    assert eventful.ledger.moments.last_at(ago(30) - timedelta(microseconds=1)) == 5


@pytest.mark.parametrize(("sequence", "expected"), [(5, 0), (6, 6), (8, 6), (9, 0), (13, 0)])
def test_which_contribution_was_behind_a_dataset(eventful, sequence, expected):
    assert eventful.ledger.moments.in_force("nl-ict", "facts", sequence) == expected


def test_those_that_follow_another_to_the_same_dataset(eventful):
    assert eventful.ledger.moments.followers(0, 13) == [9, 11, 12, 13]
    assert eventful.ledger.moments.followers(9, 12) == [11, 12]


@pytest.mark.parametrize(("query", "index"), INDEXED.items())
def test_no_look_at_all_contributions_is_needed(eventful, query, index):
    with eventful.ledger._engine.connect() as connection:
        plan = " ".join(str(row) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    assert index in plan and "SCAN" not in plan

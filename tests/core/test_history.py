"""The state of a contribution follows from what came after it."""

from datetime import UTC, datetime

import pytest

from registry.core.contribution import Action
from registry.core.history import Step, states

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ("", ""),
        ("R", "accepted"),
        ("RR", "superseded accepted"),
        ("RW", "withdrawn withdrawn"),
        ("RRW", "superseded withdrawn withdrawn"),
        ("RWR", "withdrawn withdrawn accepted"),
    ],
)
def test_each_step_has_the_state_that_the_next_one_gives_it(actions, expected):
    kinds = {"R": Action.REPLACE, "W": Action.WITHDRAW}
    steps = [Step(number, kinds[each], NOW, "", 1, "", "", "") for number, each in enumerate(actions)]
    assert [state.value for state in states(steps)] == expected.split()

"""Answers to requests with a key are kept with their contribution, for a day."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from registry.core.contribution import Action, Draft
from registry.core.repeats import Answered, RequestKey
from registry.ledger import Ledger
from registry.ledger.ledger import Group

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
ANSWER = Answered(RequestKey("a", "f" * 64), 5, True)


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    ledger.add_group(Group("nl-ict", "Buyers", LICENCE), now)
    yield ledger
    ledger.close()


@pytest.fixture
def append(ledger, now):
    """Append a contribution some time after the first moment."""

    def append(answer=None, after=timedelta(0), by=""):
        draft = Draft("nl-ict", "phones", Action.REPLACE, "text/turtle", b"x", LICENCE, now + after, "1", "{}", by=by)
        return ledger.append(draft, answer)

    return append


def test_an_answer_is_found_with_its_contribution(ledger, append, now):
    contribution = append(ANSWER)
    found = ledger.answer_to("nl-ict", "a", now)
    assert (found.answer, found.contribution) == (ANSWER, contribution)
    assert ledger.answer_to("nl-ict", "b", now) is ledger.answer_to("de-it", "a", now) is None


def test_an_answer_of_more_than_a_day_ago_makes_room(ledger, append, now):
    append(ANSWER)
    day = timedelta(hours=24)
    assert ledger.answer_to("nl-ict", "a", now + day - timedelta(seconds=1))
    assert ledger.answer_to("nl-ict", "a", now + day) is None
    second = append(ANSWER, after=day)
    assert ledger.answer_to("nl-ict", "a", now + day).contribution == second


def test_a_key_that_is_taken_keeps_the_contribution_out_too(ledger, append):
    append(ANSWER)
    with pytest.raises(IntegrityError):
        append(ANSWER)
    assert ledger.last_sequence() == 1


def test_the_newest_step_of_a_dataset_is_read_alone(ledger, append):
    append()
    second = append()
    assert ledger.newest("nl-ict", "phones").sequence == second.sequence
    assert ledger.newest("nl-ict", "laptops") is None

"""Files that wait keep their order and their bytes, and each is taken and ended once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.core.conditions import Conditions
from registry.core.contribution import Action, Draft
from registry.core.jobs import MOST_ATTEMPTS, Failed, Finished, Full, Kept, State
from registry.core.outcomes import Submission
from registry.core.repeats import RequestKey
from registry.ledger import Ledger
from registry.ledger.jobs import REMEMBERED_FOR
from registry.ledger.ledger import Group
from registry.settings import Limits

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
FILE = Submission(
    group="nl-ict",
    dataset="phones",
    body=b"\xff\x00 any bytes",
    by="secretariat",
    conditions=Conditions(frozenset({"tag"}), None, None),
    key=RequestKey("key-1", "f" * 64),
)


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    for slug in ("nl-ict", "de-it"):
        ledger.add_group(Group(slug, "Buyers", LICENCE), now)
    yield ledger
    ledger.close()


@pytest.fixture
def add(ledger, now):
    """Let a file wait, which differs from FILE as told."""

    def add(at=now, limits=None, **other):
        return ledger.jobs.add(replace(FILE, **other), False, at, limits or Limits())

    return add


def test_a_file_that_waits_is_found_and_taken_whole(ledger, add, now):
    job = add()
    assert (job.state, job.size, job.received_at) == (State.WAITING, len(FILE.body), now)
    assert ledger.jobs.find(job.id) == job and ledger.jobs.find("0") is None
    assert ledger.jobs.with_key("secretariat", "key-1") == job
    assert ledger.jobs.with_key("nl-ict", "key-1") is None
    taken, submission = ledger.jobs.begin_next(now)
    assert (taken.id, taken.attempts, submission) == (job.id, 1, replace(FILE, job=job.id))
    assert ledger.jobs.begin_next(now) is None


def test_files_are_taken_in_the_order_in_which_they_came(ledger, add, now):
    first, second = add(), add(group="de-it", key=None)
    assert [ledger.jobs.ahead_of(each) for each in (first, second)] == [0, 1]
    assert [ledger.jobs.begin_next(now)[0].id for _ in range(2)] == [first.id, second.id]


def test_a_file_that_was_begun_when_the_server_ended_waits_again_until_it_is_given_up(ledger, add, now):
    job = add()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert ledger.jobs.begin_next(now)[0].attempts == attempt
        assert (ledger.jobs.put_all_back(), ledger.jobs.waiting()) == (1, 1)
    assert ledger.jobs.begin_next(now) is None
    assert isinstance(ledger.jobs.find(job.id).ended, Failed) and ledger.jobs.still_open() == 0


def test_an_attempt_for_which_the_file_is_not_to_blame_does_not_count(ledger, add, now):
    job = add()
    ledger.jobs.begin_next(now)
    ledger.jobs.put_back(job.id)
    assert ledger.jobs.find(job.id) == job


def test_a_job_ends_with_its_contribution_and_never_twice(ledger, add, now):
    job = add()
    ledger.jobs.begin_next(now)
    draft = Draft("nl-ict", "phones", Action.REPLACE, "text/turtle", FILE.body, LICENCE, now, "1", "{}")
    finished = Finished(job.id, 3, True, "", (("en", "3 added"),))
    kept = ledger.append(draft, job=finished)
    assert ledger.jobs.find(job.id).ended == Kept(kept.sequence, 3, True, "", (("en", "3 added"),))
    with pytest.raises(RuntimeError, match="ended already"):
        ledger.append(draft, job=finished)
    assert ledger.last_sequence() == kept.sequence


def test_only_so_many_files_wait(ledger, add):
    add()
    assert isinstance(add(limits=Limits(waiting_of_group=1)), Full)
    assert isinstance(add(group="de-it", limits=Limits(waiting=1)), Full)
    assert isinstance(add(limits=Limits(waiting_bytes=2 * len(FILE.body) - 1)), Full)
    assert not isinstance(add(group="de-it", limits=Limits(waiting_of_group=1)), Full)


def test_what_came_of_a_file_is_forgotten_after_days(ledger, add, now):
    job = add()
    ledger.jobs.begin_next(now)
    ledger.jobs.end(job.id, Failed("why"), now)
    add(at=now + REMEMBERED_FOR)
    assert ledger.jobs.find(job.id).ended == Failed("why")
    add(at=now + REMEMBERED_FOR + timedelta(seconds=1))
    assert ledger.jobs.find(job.id) is None

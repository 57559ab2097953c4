"""What is different about a ledger in PostgreSQL, where several servers may write."""

import threading

import pytest
from sqlalchemy.exc import IntegrityError

from registry.core.contribution import Action, Draft, faults_of
from registry.ledger import Ledger
from registry.ledger.ledger import Group
from tests.ledger.conftest import IN_POSTGRESQL

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

pytestmark = pytest.mark.parametrize("url", [IN_POSTGRESQL], indirect=True)


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    ledger.add_group(Group("nl-ict", "Buyers", LICENCE), now)
    yield ledger
    ledger.close()


@pytest.fixture
def draft(now):
    return Draft("nl-ict", "phones", Action.REPLACE, "text/turtle", b"\xff\x00", LICENCE, now, "0.1.0", "{}")


def test_two_writers_never_take_the_same_place(ledger, draft):
    def write():
        for _ in range(10):
            try:
                ledger.append(draft)
            except IntegrityError:
                continue  # the other one was first: nothing was kept, and the caller is told

    writers = [threading.Thread(target=write) for _ in range(2)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()

    previous, kept = None, list(ledger.since(0))
    for each in kept:
        assert list(faults_of(each, previous)) == []
        previous = each
    assert len(kept) >= 10

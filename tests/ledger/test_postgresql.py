"""The same ledger in PostgreSQL, where a server is named by CFIT_TEST_POSTGRESQL."""

import os
import threading
import uuid

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from registry.core.contribution import Action, Draft, faults_of
from registry.ledger import Ledger
from registry.ledger.ledger import Group

SERVER = os.environ.get("CFIT_TEST_POSTGRESQL")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

pytestmark = pytest.mark.skipif(not SERVER, reason="CFIT_TEST_POSTGRESQL names no PostgreSQL server to test with")


@pytest.fixture
def ledger(now):
    """A ledger in a database of its own, which is dropped afterwards."""
    name = f"cfit_{uuid.uuid4().hex}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    ledger = Ledger(server.url.set(database=name).render_as_string(hide_password=False))
    ledger.add_group(Group("nl-ict", "Buyers", LICENCE), now)
    yield ledger
    ledger.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


@pytest.fixture
def draft(now):
    return Draft("nl-ict", "phones", Action.REPLACE, "text/turtle", b"\xff\x00", LICENCE, now, "0.1.0", "{}")


def test_a_contribution_comes_back_as_it_went_in(ledger, draft):
    assert ledger.contribution(ledger.append(draft).sequence).draft == draft


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


def test_a_token_speaks_for_its_group_until_it_is_revoked(ledger, now):
    token = ledger.new_token("nl-ict", now).token
    assert ledger.group_of(token).slug == "nl-ict"
    assert ledger.revoke_tokens("nl-ict", now) == 1
    assert ledger.group_of(token) is None


def test_a_group_is_admitted_once(ledger, now):
    assert not ledger.add_group(Group("nl-ict", "Again", LICENCE), now)

"""The same ledger in PostgreSQL, where a server is named by CFIT_TEST_POSTGRESQL."""

import os
import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from registry.core.access import Grant, Right, Role
from registry.core.contribution import Action, Draft, faults_of
from registry.core.repeats import Answered, RequestKey
from registry.core.signing import new_private_key, read_private_key
from registry.ledger import Ledger
from registry.ledger.ledger import Group

SERVER = os.environ.get("CFIT_TEST_POSTGRESQL")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

pytestmark = pytest.mark.skipif(not SERVER, reason="CFIT_TEST_POSTGRESQL names no PostgreSQL server to test with")


@pytest.fixture
def url():
    """An empty database, which is dropped afterwards."""
    name = f"cfit_{uuid.uuid4().hex}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    ledger.add_group(Group("nl-ict", "Buyers", LICENCE), now)
    yield ledger
    ledger.close()


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
    token = ledger.tokens.make("nl-ict", now, Grant(frozenset({Right.VALIDATE}), frozenset({"phones"}))).token
    known = ledger.tokens.find(token, now)
    assert (known.group, known.role, known.grant.datasets) == ("nl-ict", Role.MEMBER, {"phones"})
    assert ledger.tokens.find(token, now).last_used_at == now
    assert ledger.tokens.revoke(known.id, now) and not ledger.tokens.revoke(known.id, now)
    assert ledger.tokens.find(token, now).revoked_at == now


def test_a_key_is_registered_once(ledger, now):
    key = read_private_key(new_private_key()).public
    assert ledger.keys.add("nl-ict", key, now) and not ledger.keys.add("nl-ict", key, now)
    assert ledger.keys.of_group("nl-ict") == [key]


def test_history_and_roles_are_kept(ledger, draft):
    ledger.append(draft)
    ledger.append(replace(draft, action=Action.WITHDRAW, body=b"", reason="Wrong list."))
    assert [(step.size, step.reason) for step in ledger.history("nl-ict", "phones")] == [(2, ""), (0, "Wrong list.")]
    assert ledger.set_role("nl-ict", Role.COORDINATOR) and not ledger.set_role("xx", Role.COORDINATOR)
    assert ledger.group("nl-ict").role is Role.COORDINATOR


def test_a_ledger_of_the_first_release_keeps_everything(url, draft, now, first_release, assert_all_is_kept):
    placed = first_release(url, draft, now)
    ledger = Ledger(url)
    assert_all_is_kept(ledger, placed, now)
    ledger.close()


def test_a_group_is_admitted_once(ledger, now):
    assert not ledger.add_group(Group("nl-ict", "Again", LICENCE), now)


def test_an_answer_is_kept_with_its_contribution_for_a_day(ledger, draft, now):
    answer = Answered(RequestKey("a", "f" * 64), 5, True)
    kept = ledger.append(draft, answer)
    found = ledger.answer_to("nl-ict", "a", now)
    assert (found.answer, found.contribution) == (answer, kept)
    with pytest.raises(IntegrityError):
        ledger.append(draft, answer)
    assert ledger.last_sequence() == 1
    assert ledger.answer_to("nl-ict", "a", now + timedelta(hours=24)) is None

"""The ledger keeps what it is given, in one unbroken chain, and gives away no token."""

import hashlib
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError

from registry.core.contribution import CHAIN_START, Action, Draft, faults_of
from registry.ledger import Ledger
from registry.ledger.ledger import Group
from registry.ledger.tables import metadata

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    ledger.add_group(Group("nl-ict", "Buyers in the Netherlands", LICENCE), now)
    yield ledger
    ledger.close()


@pytest.fixture
def draft(now):
    """A contribution that waits for its place."""

    def draft(body=b"<> a <urn:x> .", dataset="phones", group="nl-ict", report='{"findings": []}'):
        return Draft(group, dataset, Action.REPLACE, "text/turtle", body, LICENCE, now, "0.1.0", report)

    return draft


def assert_unbroken(contributions):
    previous = None
    for each in contributions:
        assert list(faults_of(each, previous)) == []
        previous = each


def test_a_contribution_comes_back_as_it_went_in(ledger, draft):
    kept = ledger.append(draft(b"\xff\x00 any bytes"))
    assert ledger.contribution(1) == kept
    assert kept.draft == draft(b"\xff\x00 any bytes")
    assert (kept.sequence, kept.group_label) == (1, "Buyers in the Netherlands")


def test_three_contributions_form_a_chain(ledger, draft):
    first, second, third = (ledger.append(draft(body)) for body in (b"a", b"b", b"c"))
    assert [first.previous_hash, second.previous_hash, third.previous_hash] == [CHAIN_START, first.hash, second.hash]
    assert_unbroken(ledger.since(0))


def test_reading_goes_on_after_a_number(ledger, draft):
    for body in (b"a", b"b", b"c"):
        ledger.append(draft(body))
    assert [each.draft.body for each in ledger.since(1)] == [b"b", b"c"]
    assert ledger.last_sequence() == 3


def test_an_empty_ledger_has_nothing(ledger):
    assert list(ledger.since(0)) == []
    assert (ledger.last_sequence(), ledger.contribution(1), ledger.current("nl-ict", "phones")) == (0, None, None)


def test_the_newest_contribution_to_a_dataset_is_the_current_one(ledger, draft):
    for body, dataset in ((b"a", "phones"), (b"b", "phones"), (b"c", "laptops")):
        ledger.append(draft(body, dataset))
    assert ledger.current("nl-ict", "phones").draft.body == b"b"


def test_a_report_can_be_read_alone(ledger, draft):
    ledger.append(draft(report='{"findings": ["é"]}'))
    assert ledger.report(1) == '{"findings": ["é"]}'


def test_a_group_that_is_not_known_contributes_nothing(ledger, draft):
    with pytest.raises(LookupError, match="xx"):
        ledger.append(draft(group="xx"))
    assert ledger.last_sequence() == 0


def test_a_group_is_admitted_once(ledger, now):
    assert ledger.add_group(Group("nl-ict", "Somebody else", LICENCE), now) is False
    assert [group.label for group in ledger.groups()] == ["Buyers in the Netherlands"]
    assert ledger.group("nl-ict").licence == LICENCE
    assert ledger.group("xx") is None


def test_a_token_speaks_for_its_group(ledger, now):
    token = ledger.new_token("nl-ict", now).token
    assert ledger.group_of(token).slug == "nl-ict"
    assert ledger.group_of(token[:-1]) is None
    assert ledger.group_of("") is None


def test_a_token_for_a_group_that_is_not_known_cannot_be_made(ledger, now):
    with pytest.raises(IntegrityError):
        ledger.new_token("xx", now)


def test_no_cell_of_the_database_holds_a_token(ledger, now, tmp_path):
    token = ledger.new_token("nl-ict", now).token
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database:
        everything = "\n".join(database.iterdump())
    assert hashlib.sha256(token.encode()).hexdigest() in everything
    assert token not in everything and token.removeprefix("cfit_") not in everything
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_revoked_tokens_speak_for_nobody(ledger, now):
    old, older = (ledger.new_token("nl-ict", now).token for _ in range(2))
    assert ledger.revoke_tokens("nl-ict", now + timedelta(days=1)) == 2
    new = ledger.new_token("nl-ict", now).token
    assert [ledger.group_of(token) and ledger.group_of(token).slug for token in (old, older, new)] == [
        *(None, None, "nl-ict")
    ]
    assert ledger.revoke_tokens("nl-ict", now + timedelta(days=2)) == 1


def test_the_migrations_make_the_tables_that_the_code_expects(ledger, url):
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_a_commit_is_on_the_disk_before_anybody_hears_of_it(ledger):
    with ledger._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_opened_ledger_still_has_everything(ledger, draft, url):
    kept = ledger.append(draft())
    again = Ledger(url)
    assert list(again.since(0)) == [kept]
    again.close()


def test_two_writers_at_once_give_one_unbroken_chain(ledger, draft, url):
    other = Ledger(url)

    def write(to):
        for number in range(20):
            to.append(draft(str(number).encode()))

    threads = [threading.Thread(target=write, args=[to]) for to in (ledger, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert ledger.last_sequence() == 40
    assert_unbroken(ledger.since(0))


def test_a_place_in_the_chain_cannot_be_taken_twice(ledger, draft, tmp_path):
    ledger.append(draft())
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("INSERT INTO contributions SELECT * FROM contributions")

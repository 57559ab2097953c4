"""The ledger keeps what it is given, in one unbroken chain, and gives away no token."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from registry.core.access import Role
from registry.core.contribution import CHAIN_START, Action, Draft, faults_of
from registry.ledger import Ledger
from registry.ledger.ledger import Group
from registry.ledger.tables import metadata

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
only_in_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


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


def test_a_ledger_of_the_first_release_keeps_everything(url, draft, now, first_release, assert_all_is_kept):
    placed = first_release(url, draft(), now)
    again = Ledger(url)
    assert_all_is_kept(again, replace(placed, group_label="Buyers"), now)
    again.close()


def test_reason_actor_and_signature_come_back_and_are_in_the_chain(ledger, draft):
    full = replace(draft(), reason="Wrong list.", by="secretariat", signature="{}")
    kept = [ledger.append(each) for each in (full, replace(full, reason="x"), replace(full, by=""), draft())]
    assert [each.draft.reason for each in ledger.since(0)] == ["Wrong list.", "x", "Wrong list.", ""]
    assert ledger.contribution(1) == kept[0]
    assert_unbroken(ledger.since(0))
    for changed in ({"reason": "y"}, {"by": "x"}, {"signature": "[]"}, {"reason": ""}):
        other = replace(kept[0], draft=replace(full, **changed))
        assert list(faults_of(other, None)) == ["the record of contribution 1 was changed"]


def test_a_receipt_is_sealed_in_the_same_commit(url, ledger, draft):
    sealing = Ledger(url, lambda contribution: f"sealed {contribution.sequence} {contribution.hash[:4]}")
    kept = sealing.append(draft())
    sealing.close()
    assert ledger.contribution(1).envelope == kept.envelope == f"sealed 1 {kept.hash[:4]}"


def test_when_the_seal_fails_nothing_is_accepted(url, ledger, draft):
    def fail(contribution):
        raise OSError("the key is gone")

    failing = Ledger(url, fail)
    with pytest.raises(OSError, match="gone"):
        failing.append(draft())
    failing.close()
    assert ledger.last_sequence() == 0


def test_the_history_of_a_dataset_is_its_own_and_in_order(ledger, draft):
    for body, dataset in ((b"a", "phones"), (b"bb", "laptops"), (b"ccc", "phones")):
        ledger.append(draft(body, dataset))
    ledger.append(replace(draft(b""), action=Action.WITHDRAW, reason="Wrong list."))
    steps = ledger.history("nl-ict", "phones")
    assert [(step.sequence, step.size, step.reason) for step in steps] == [
        (1, 1, ""),
        (3, 3, ""),
        (4, 0, "Wrong list."),
    ]
    assert ledger.history("nl-ict", "nothing") == []


def test_a_group_gets_another_role(ledger):
    assert ledger.group("nl-ict").role is Role.MEMBER
    assert ledger.set_role("nl-ict", Role.COORDINATOR) and not ledger.set_role("xx", Role.COORDINATOR)
    assert ledger.group("nl-ict").role is Role.COORDINATOR


def test_the_migrations_make_the_tables_that_the_code_expects(ledger, url):
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@only_in_sqlite
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


@only_in_sqlite
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


@only_in_sqlite
def test_a_place_in_the_chain_cannot_be_taken_twice(ledger, draft, tmp_path):
    ledger.append(draft())
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("INSERT INTO contributions SELECT * FROM contributions")

"""The ledger knows tokens by their hash: for what they are, until when, when they were used last."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from registry.core.access import EVERYTHING, Grant, Right, Role
from registry.core.secret import write
from registry.ledger import Ledger
from registry.ledger.ledger import Group

HOUR = timedelta(hours=1)


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    for slug in ("nl-ict", "de-it"):
        ledger.add_group(Group(slug, "Buyers", "https://example.org/licence"), now)
    yield ledger
    ledger.close()


@pytest.fixture
def token(ledger, now):
    return ledger.tokens.make("nl-ict", now).token


def test_a_token_speaks_for_its_group_with_all_rights_for_a_year(ledger, token, now):
    known = ledger.tokens.find(token, now)
    assert (known.group, known.role, known.grant) == ("nl-ict", Role.MEMBER, EVERYTHING)
    assert known.expires_at == now + timedelta(days=365)
    assert known.revoked_at is None


def test_a_token_that_was_never_made_is_not_found(ledger, token, now):
    assert ledger.tokens.find(write(b"x" * 32), now) is ledger.tokens.find("", now) is None
    assert ledger.tokens.find(token[:-1], now) is None


def test_a_token_keeps_what_it_is_for(ledger, now):
    grant = Grant(frozenset({Right.VALIDATE, Right.WITHDRAW}), frozenset({"phones", "laptops"}))
    token = ledger.tokens.make("nl-ict", now, grant, "the nightly job", timedelta(days=2)).token
    known = ledger.tokens.find(token, now)
    assert (known.grant, known.label, known.expires_at) == (grant, "the nightly job", now + timedelta(days=2))


def test_a_token_for_a_group_that_is_not_known_cannot_be_made(ledger, now):
    with pytest.raises(IntegrityError):
        ledger.tokens.make("xx", now)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_cell_of_the_database_holds_a_token(ledger, token, tmp_path):
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database:
        everything = "\n".join(database.iterdump())
    assert hashlib.sha256(token.encode()).hexdigest() in everything
    assert token not in everything and token.removeprefix("cfit_") not in everything
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_use_is_noted_at_most_once_an_hour(ledger, token, now):
    moments = [now, now + HOUR / 2, now + HOUR, now + HOUR * 3 / 2]
    noted = [ledger.tokens.find(token, moment).last_used_at for moment in moments]
    assert noted == [None, now, now, now + HOUR]


def test_a_use_that_is_noted_already_is_only_read(ledger, token, now, tmp_path):
    ledger.tokens.find(token, now)
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # somebody else writes: a second write would wait ten seconds and fail
        assert ledger.tokens.find(token, now + HOUR / 2).group == "nl-ict"
        other.execute("ROLLBACK")


def test_one_token_is_revoked_at_once_and_the_others_live(ledger, token, now):
    other = ledger.tokens.make("nl-ict", now).token
    assert ledger.tokens.revoke(ledger.tokens.find(token, now).id, now + HOUR)
    assert ledger.tokens.find(token, now).revoked_at == now + HOUR
    assert ledger.tokens.find(other, now).revoked_at is None


@pytest.mark.parametrize("token_id", ["", "%", "_" * 12, "0" * 12])
def test_an_id_that_no_token_has_ends_none(ledger, token, now, token_id):
    assert not ledger.tokens.revoke(token_id, now)
    assert ledger.tokens.find(token, now).revoked_at is None


def test_a_revoked_token_is_not_revoked_again(ledger, token, now):
    token_id = ledger.tokens.find(token, now).id
    assert ledger.tokens.revoke(token_id, now)
    assert not ledger.tokens.revoke(token_id, now + HOUR)
    assert ledger.tokens.find(token, now).revoked_at == now


def test_all_tokens_of_one_group_end_together(ledger, token, now):
    other = ledger.tokens.make("de-it", now).token
    ledger.tokens.make("nl-ict", now)
    assert ledger.tokens.revoke_all("nl-ict", now) == 2
    assert ledger.tokens.revoke_all("nl-ict", now) == 0
    assert ledger.tokens.find(token, now).revoked_at == now
    assert ledger.tokens.find(other, now).revoked_at is None


def test_the_tokens_of_a_group_are_listed_without_their_secret(ledger, token, now):
    ledger.tokens.make("nl-ict", now + HOUR, label="second")
    listed = ledger.tokens.of_group("nl-ict")
    assert [each.label for each in listed] == ["", "second"]
    assert token not in repr(listed) and token.removeprefix("cfit_") not in repr(listed)
    assert all(hashlib.sha256(token.encode()).hexdigest() != each.id for each in listed)

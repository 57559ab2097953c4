"""Databases for ledgers, SQLite and PostgreSQL; and a ledger as the first release left it, at revision 0001."""

import hashlib
import os
import uuid

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from registry.core.contribution import CHAIN_START, place
from registry.ledger.database import open_engine

SERVER = os.environ.get("CFIT_TEST_POSTGRESQL")
IN_POSTGRESQL = pytest.param(
    "postgresql",
    marks=pytest.mark.skipif(not SERVER, reason="CFIT_TEST_POSTGRESQL names no PostgreSQL server to test with"),
)
TOKEN = "cfit_" + "A-_z" * 10 + "abc"


@pytest.fixture(params=["sqlite", IN_POSTGRESQL])
def url(request, tmp_path):
    """An empty database; that of a server is dropped afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        return
    name = f"cfit_{uuid.uuid4().hex}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    server.dispose()


@pytest.fixture
def first_release():
    """Make such a ledger."""
    return _make


@pytest.fixture
def assert_all_is_kept():
    """Look whether a ledger that was such a one has everything."""
    return _assert_all_is_kept


def _make(url, draft, now):
    """Fill an empty database, and return the contribution in it."""
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", "registry.ledger:migrations")
    placed = place(draft, 1, "Buyers", CHAIN_START)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for slug, label in (("nl-ict", "Buyers"), ("registry", "Imports")):
            row = {"slug": slug, "label": label, "licence": draft.licence, "now": now.isoformat()}
            connection.execute(text("INSERT INTO groups VALUES (:slug, :label, :licence, :now)"), row)
        token = {"sha256": hashlib.sha256(TOKEN.encode()).hexdigest(), "now": now.isoformat()}
        connection.execute(text("INSERT INTO tokens VALUES (:sha256, 'nl-ict', :now, NULL)"), token)
        row = {
            "hash": placed.hash,
            "previous": CHAIN_START,
            "sha256": placed.sha256,
            "body": draft.body,
            "licence": draft.licence,
            "now": draft.received_at.isoformat(),
            "report": draft.report,
        }
        insert = "INSERT INTO contributions VALUES (1, 'nl-ict', 'phones', 'replace', 'text/turtle', :body, :sha256,"
        insert += " :previous, :hash, :licence, :now, '0.1.0', :report)"
        connection.execute(text(insert), row)
    engine.dispose()
    return placed


def _assert_all_is_kept(ledger, placed, now):
    """The token holds with all rights and no end, the chain is whole, and it goes on."""
    known = ledger.tokens.find(TOKEN, now)
    assert (known.group, known.expires_at, known.revoked_at) == ("nl-ict", None, None)
    assert {right.value for right in known.grant.rights} == {"contribute", "validate", "withdraw"}
    assert known.grant.datasets == frozenset()
    assert [ledger.group(slug).role.value for slug in ("nl-ict", "registry")] == ["member", "steward"]
    assert list(ledger.since(0)) == [placed]
    assert ledger.append(placed.draft).previous_hash == placed.hash

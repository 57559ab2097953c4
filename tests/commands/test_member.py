"""Tokens are made narrow, listed without their secret, and ended one by one; roles and keys are given."""

from datetime import UTC, datetime, timedelta

import pytest

from registry.core.access import Right, Role
from registry.core.signing import new_private_key, read_private_key
from registry.ledger import Ledger


@pytest.fixture
def ledger(home):
    ledger = Ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    yield ledger
    ledger.close()


@pytest.fixture
def known(ledger):
    """What the ledger knows of the token that a command printed."""
    return lambda result: ledger.tokens.find(result.stdout.strip(), datetime.now(UTC))


def test_a_token_is_made_as_narrow_as_it_is_asked_for(cfit, known):
    words = ("--scope", "validate", "--scope", "contribute", "--dataset", "phones", "--label", "the nightly job")
    token = known(cfit("member", "token", "nl-ict", *words, "--expires", "2090-06-30"))
    assert token.grant.rights == {Right.VALIDATE, Right.CONTRIBUTE}
    assert (token.grant.datasets, token.label) == ({"phones"}, "the nightly job")
    assert token.expires_at == datetime(2090, 7, 1, tzinfo=UTC)


def test_a_token_holds_for_a_year_and_for_everything_when_nobody_says_otherwise(cfit, known):
    token = known(cfit("member", "token", "nl-ict"))
    assert (token.grant.rights, token.grant.datasets) == (frozenset(Right), frozenset())
    assert token.expires_at - token.created_at == timedelta(days=365)


@pytest.mark.parametrize(
    "words",
    [("--expires", "2020-01-01"), ("--expires", "soon"), ("--scope", "everything"), ("--dataset", "A b")],
)
def test_a_token_that_makes_no_sense_is_not_made(cfit, words):
    result = cfit("member", "token", "nl-ict", *words)
    assert result.exit_code != 0 and "cfit_" not in result.stdout
    assert len(cfit("member", "tokens", "nl-ict").stdout.splitlines()) == 1


def test_tokens_are_listed_and_one_is_ended(cfit):
    secret = cfit("member", "token", "nl-ict", "--scope", "validate", "--dataset", "phones", "--label", "job").stdout
    first, second = cfit("member", "tokens", "nl-ict").stdout.splitlines()
    assert "contribute,validate,withdraw  all datasets  never used" in first
    assert second.endswith("validate  phones  never used  job")
    assert secret.strip() not in first + second
    token_id = second.split()[0]
    assert cfit("member", "revoke", token_id).stdout == f"Token {token_id} ended.\n"
    after = cfit("member", "tokens", "nl-ict").stdout.splitlines()
    assert after[0] == first and f"{token_id}  revoked " in after[1]
    assert cfit("member", "revoke", token_id).exit_code == 1


def test_a_token_that_has_ended_is_listed_as_ended(cfit, ledger):
    ledger.tokens.make("nl-ict", datetime(2025, 1, 1, tzinfo=UTC))
    assert any("ended 2026-01-01" in line for line in cfit("member", "tokens", "nl-ict").stdout.splitlines())


@pytest.mark.parametrize("command", ["token", "tokens", "role"])
@pytest.mark.parametrize("slug", ["xx", "registry"])
def test_a_group_that_can_have_none_is_told_so(cfit, command, slug):
    result = cfit("member", command, slug, *(["member"] if command == "role" else []))
    assert result.exit_code == 1 and f"there is no group {slug}" in result.output


def test_a_group_gets_a_role(cfit, ledger):
    assert cfit("member", "role", "nl-ict", "coordinator").exit_code == 0
    assert cfit("member", "add", "no-ict", "--label", "Norway", "--role", "steward").exit_code == 0
    assert [ledger.group(slug).role for slug in ("nl-ict", "no-ict", "de-it")] == [
        *(Role.COORDINATOR, Role.STEWARD, Role.MEMBER),
    ]
    assert cfit("member", "role", "nl-ict", "reader").exit_code != 0
    assert "coordinator" in cfit("member", "list").stdout


def test_a_group_registers_a_key_once(cfit, ledger, tmp_path):
    key = read_private_key(new_private_key()).public
    (tmp_path / "key.pem").write_text(key.pem)
    assert cfit("member", "key", "nl-ict", tmp_path / "key.pem").stdout == f"Key {key.id} is registered for nl-ict.\n"
    assert ledger.keys.of_group("nl-ict") == [key]
    assert cfit("member", "key", "de-it", tmp_path / "key.pem").exit_code == 1


@pytest.mark.parametrize("content", [b"", b"\xff", new_private_key()])
def test_what_is_no_public_key_is_not_registered(cfit, tmp_path, content):
    (tmp_path / "key.pem").write_bytes(content)
    result = cfit("member", "key", "nl-ict", tmp_path / "key.pem")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)


def test_claims_of_people_open_a_group_and_are_taken_back(cfit):
    claim = ("nl-ict", "groups", "cfit-nl")
    assert cfit("member", "claim", *claim).exit_code == 0
    assert "opens nl-ict already" in cfit("member", "claim", *claim).output
    assert cfit("member", "claims").stdout == "nl-ict  groups  cfit-nl\n"
    assert cfit("member", "claim", *claim, "--remove").exit_code == 0
    assert "does not open" in cfit("member", "claim", *claim, "--remove").output
    assert cfit("member", "claims").stdout == ""
    for slug in ("xx", "registry"):
        assert cfit("member", "claim", slug, "sub", "jan").exit_code == 1

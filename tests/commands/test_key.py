"""The key of the registry is made for its owner's eyes only; a group signs with its own."""

import base64

import pytest

from registry.core.receipt import signature_fault
from registry.core.signing import new_private_key, read_private_key
from registry.ledger import Ledger


def keys_of(home):
    ledger = Ledger(f"sqlite:///{home / 'ledger.sqlite'}")
    known = ledger.keys.of_group("registry")
    ledger.close()
    return known


def test_a_key_is_written_for_its_owner_and_published(cfit, home):
    result = cfit("key", "make")
    file = home / "signing-key.pem"
    assert (result.exit_code, oct(file.stat().st_mode & 0o777)) == (0, "0o600")
    [key] = keys_of(home)
    assert key == read_private_key(file.read_bytes()).public
    assert key.id in result.stdout and key.pem in result.stdout and "PRIVATE" not in result.stdout


def test_a_key_is_not_overwritten_unless_that_is_asked_for_and_the_old_one_stays_known(cfit, home):
    cfit("key", "make")
    before = (home / "signing-key.pem").read_bytes()
    refused = cfit("key", "make")
    assert refused.exit_code == 1 and "--again" in refused.output
    assert (home / "signing-key.pem").read_bytes() == before
    assert cfit("key", "make", "--again").exit_code == 0
    assert (home / "signing-key.pem").read_bytes() != before
    assert read_private_key(before).public in keys_of(home) and len(keys_of(home)) == 2


def test_a_key_that_others_may_read_is_not_used(cfit, home):
    cfit("key", "make")
    (home / "signing-key.pem").chmod(0o644)
    result = cfit("load")
    assert result.exit_code == 1 and "chmod 600" in result.output


def test_a_group_signs_a_file(cfit, tmp_path):
    private = new_private_key()
    (tmp_path / "mine.pem").write_bytes(private)
    (tmp_path / "phones.ttl").write_bytes(b"<> a <urn:x> .")
    result = cfit("key", "sign", tmp_path / "phones.ttl", "nl-ict/phones", "--key", tmp_path / "mine.pem")
    name, _, value = result.stdout.strip().partition(": ")
    assert name == "Contribution-Signature"
    graph, public = "https://w3id.org/cfit/graph/nl-ict/phones", read_private_key(private).public
    assert signature_fault(base64.b64decode(value).decode(), graph, b"<> a <urn:x> .", [public]) is None


@pytest.mark.parametrize(("dataset", "key"), [("phones", new_private_key()), ("nl-ict/phones", b"nonsense")])
def test_what_cannot_be_signed_is_told_why(cfit, tmp_path, dataset, key):
    for name, content in (("mine.pem", key), ("phones.ttl", b"")):
        (tmp_path / name).write_bytes(content)
    result = cfit("key", "sign", tmp_path / "phones.ttl", dataset, "--key", tmp_path / "mine.pem")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)

"""A receipt can be had again for ever, byte by byte the same, and signed where the registry has a key."""

import base64
import json
from datetime import UTC, datetime

import pytest

from registry import keep
from registry.assembly import open_registry
from registry.core.receipt import RECEIPT_TYPE, STATEMENT_TYPE, statement
from registry.core.signing import ENVELOPE_TYPE, PublicKey, new_private_key, read_envelope, read_private_key
from registry.web import create_app

FACT = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."
ADDRESS = "/graphs/nl-ict/facts"
GRAPH = "https://w3id.org/cfit/graph/nl-ict/facts"
SIGNER = read_private_key(new_private_key())


@pytest.fixture
def put(client, member, turtle):
    def put(client=client, **headers):
        return client.put(ADDRESS, data=turtle(FACT), headers=member.headers | headers)

    return put


@pytest.fixture
def signing(copied, checks):
    """A client of a registry that has a key."""
    settings = copied()
    bare = open_registry(settings, datetime.now(UTC).date())
    keep.make_key(settings.key_file, bare.ledger, datetime.now(UTC))
    bare.close()
    del bare
    registry = open_registry(settings, datetime.now(UTC).date())
    registry.checks = checks
    yield create_app(registry).test_client()
    registry.answers.close()
    registry.ledger.close()


def header(group_signer=SIGNER, graph=GRAPH, body=b""):
    envelope = group_signer.seal(STATEMENT_TYPE, statement(graph, body))
    return {"Contribution-Signature": base64.b64encode(envelope.encode()).decode()}


def test_a_receipt_can_be_had_again(client, put):
    answer = put().json
    response = client.get(answer["receipt"])
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json.items() <= answer.items()
    assert answer.keys() - response.json.keys() == {"triples", "warnings", "changes", "receipt", "etag"}
    assert answer["revision"] == answer["sequence"] == 3
    assert response.data == client.get(answer["receipt"]).data
    assert client.get(answer["receipt"], headers={"Accept": RECEIPT_TYPE}).data == response.data


def test_without_a_key_a_receipt_is_not_signed_and_says_so(client, put):
    response = client.get(put().json["receipt"], headers={"Accept": ENVELOPE_TYPE})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert client.get("/keys").json == {"keys": []}


def test_with_a_key_a_receipt_is_signed_over_its_exact_bytes(signing, put):
    answer = put(signing).json
    plain = signing.get(answer["receipt"])
    for request in ({"headers": {"Accept": ENVELOPE_TYPE}}, {"query_string": {"format": "dsse"}}):
        response = signing.get(answer["receipt"], **request)
        assert (response.status_code, response.mimetype) == (200, ENVELOPE_TYPE)
        assert response.json == answer["signed"]
        envelope = read_envelope(response.text)
        assert (envelope.payload, envelope.payload_type) == (plain.data, RECEIPT_TYPE)
        [key] = signing.get("/keys").json["keys"]
        assert envelope.signed_by([PublicKey(key["public_key"])]).id == key["id"]
        assert response.json["signatures"][0]["keyid"] == key["id"]
    assert (key["group"], key["algorithm"]) == ("registry", "Ed25519")
    assert ENVELOPE_TYPE in plain.headers["Link"]


def test_a_contribution_from_before_the_key_has_a_receipt_that_is_not_signed(signing):
    assert signing.get("/contributions/1/receipt").json["sequence"] == 1
    assert signing.get("/contributions/1/receipt?format=dsse").status_code == 404


@pytest.mark.parametrize("what", ["receipt", "signature"])
def test_a_contribution_that_is_not_there_has_none(client, what):
    response = client.get(f"/contributions/99/{what}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_a_group_signs_its_file_and_the_signature_is_given_out(client, put, registry, turtle, now):
    registry.ledger.keys.add("nl-ict", SIGNER.public, now)
    response = put(**header(body=turtle(FACT)))
    assert response.status_code == 201, response.text
    given = client.get("/contributions/3/signature")
    assert given.mimetype == ENVELOPE_TYPE
    envelope = read_envelope(given.text)
    assert envelope.signed_by([SIGNER.public]) is not None
    assert json.loads(envelope.payload)["sha256"] == response.json["sha256"]
    assert [key["group"] for key in client.get("/keys").json["keys"]] == ["nl-ict"]
    assert list(keep.verify(registry.ledger)) == []


def test_a_file_that_the_group_did_not_sign_has_no_signature(client, put):
    put()
    assert client.get("/contributions/3/signature").status_code == 404


def test_a_signature_that_does_not_hold_is_refused_and_nothing_is_kept(put, registry, turtle, now):
    other = read_private_key(new_private_key())
    unknown = put(**header(body=turtle(FACT)))
    registry.ledger.keys.add("nl-ict", SIGNER.public, now)
    registry.ledger.keys.add("de-it", other.public, now)
    answers = {
        "registered no key": unknown,
        "no signature was made": put(**header(other, body=turtle(FACT))),
        "another graph": put(**header(graph=GRAPH + "2", body=turtle(FACT))),
        "SHA-256": put(**header(body=turtle(FACT) + b" ")),
        "not a DSSE envelope": put(**{"Contribution-Signature": base64.b64encode(b"{}").decode()}),
        "in base64": put(**{"Contribution-Signature": "{}"}),
    }
    for word, response in answers.items():
        assert (response.status_code, response.mimetype) == (400, "application/problem+json"), word
        assert word in response.json["detail"]
    assert registry.ledger.last_sequence() == 2


def test_the_page_of_a_contribution_leads_to_its_receipt(client, put):
    put()
    assert 'href="/contributions/3/receipt"' in client.get("/doc/contribution/3", headers={"Accept": "text/html"}).text

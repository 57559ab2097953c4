"""A receipt says what was kept; a group's signature holds for its file and its graph only."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.core.contribution import CHAIN_START, Action, Draft, place
from registry.core.receipt import STATEMENT_TYPE, receipt_bytes, receipt_of, signature_fault, statement
from registry.core.signing import new_private_key, read_private_key

DRAFT = Draft(
    "nl-ict", "phones", Action.REPLACE, "text/turtle", b"<> a <urn:x> .", "https://example.org/l",
    datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "0.1.0", "{}",
)  # fmt: skip
SIGNER, OTHER = (read_private_key(new_private_key()) for _ in range(2))
GRAPH = "https://w3id.org/cfit/graph/nl-ict/phones"
BODY = DRAFT.body


def test_a_receipt_names_contribution_graph_place_and_hashes():
    contribution = place(DRAFT, 7, "NL", CHAIN_START)
    receipt = json.loads(receipt_bytes(contribution))
    assert receipt["contribution"] == "https://w3id.org/cfit/id/contribution/7"
    assert (receipt["graph"], receipt["sequence"], receipt["revision"], receipt["bytes"]) == (GRAPH, 7, 7, len(BODY))
    assert (receipt["sha256"], receipt["previous_hash"], receipt["hash"]) == (
        *(contribution.sha256, CHAIN_START, contribution.hash),
    )
    assert "reason" not in receipt and "by" not in receipt


def test_a_withdrawal_says_why_and_who():
    draft = replace(DRAFT, action=Action.WITHDRAW, body=b"", reason="Wrong list.", by="secretariat")
    receipt = receipt_of(place(draft, 1, "NL", CHAIN_START))
    assert (receipt["action"], receipt["reason"], receipt["by"]) == ("withdraw", "Wrong list.", "secretariat")


def test_a_group_signs_its_file_for_its_graph():
    assert signature_fault(SIGNER.seal(STATEMENT_TYPE, statement(GRAPH, BODY)), GRAPH, BODY, [SIGNER.public]) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("nonsense", "DSSE"),
        (SIGNER.seal("text/plain", statement(GRAPH, BODY)), "payloadType"),
        (OTHER.seal(STATEMENT_TYPE, statement(GRAPH, BODY)), "no signature"),
        (SIGNER.seal(STATEMENT_TYPE, statement(GRAPH + "2", BODY)), "another graph"),
        (SIGNER.seal(STATEMENT_TYPE, statement(GRAPH, BODY + b" ")), "SHA-256"),
        (SIGNER.seal(STATEMENT_TYPE, b"[]"), "JSON"),
        (SIGNER.seal(STATEMENT_TYPE, b"\xff"), "JSON"),
        (SIGNER.seal(STATEMENT_TYPE, b'{"sha256": ""}'), "JSON"),
    ],
)
def test_another_signature_does_not_hold(text, word):
    assert word in signature_fault(text, GRAPH, BODY, [SIGNER.public])


def test_a_group_without_a_key_is_told_what_to_do():
    fault = signature_fault(SIGNER.seal(STATEMENT_TYPE, statement(GRAPH, BODY)), GRAPH, BODY, [])
    assert "registered no key" in fault

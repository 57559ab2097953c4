"""Which claims open which group, and who is signed in, until when."""

from datetime import timedelta

import pytest

from registry.core.sign_in import GroupClaim, SignedIn
from registry.ledger import Ledger
from registry.ledger.ledger import Group

HOUR = timedelta(hours=1)
CLAIM = GroupClaim("nl-ict", "department", "procurement")


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    ledger.add_group(Group("nl-ict", "Buyers", "https://example.org/licence"), now)
    yield ledger
    ledger.close()


@pytest.fixture
def somebody(now):
    return SignedIn("An invented person", "subject-1", {"department": ("procurement",)}, now + HOUR)


def test_a_claim_opens_a_group_until_it_is_taken_back(ledger):
    assert ledger.sign_ins.allow(CLAIM) and not ledger.sign_ins.allow(CLAIM)
    assert ledger.sign_ins.allowed() == [CLAIM]
    assert ledger.sign_ins.disallow(CLAIM) and not ledger.sign_ins.disallow(CLAIM)
    assert ledger.sign_ins.allowed() == []


def test_somebody_is_signed_in_until_the_time_is_over(ledger, somebody, now):
    ledger.sign_ins.begin("a secret", somebody, now)
    assert ledger.sign_ins.find("a secret", now + HOUR - timedelta(seconds=1)) == somebody
    assert ledger.sign_ins.find("a secret", now + HOUR) is ledger.sign_ins.find("another", now) is None


def test_who_signs_out_is_out_at_once_and_the_others_stay(ledger, somebody, now):
    for secret in ("one", "two"):
        ledger.sign_ins.begin(secret, somebody, now)
    ledger.sign_ins.end("one")
    assert [ledger.sign_ins.find(secret, now) for secret in ("one", "two")] == [None, somebody]

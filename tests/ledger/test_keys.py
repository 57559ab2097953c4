"""Public keys stay known for ever, each for the group that registered it first."""

import pytest

from registry.core.signing import new_private_key, read_private_key
from registry.ledger import Ledger
from registry.ledger.ledger import Group


@pytest.fixture
def ledger(url, now):
    ledger = Ledger(url)
    for slug in ("nl-ict", "de-it"):
        ledger.add_group(Group(slug, "Buyers", "https://example.org/licence"), now)
    yield ledger
    ledger.close()


def test_a_key_belongs_to_the_group_that_registered_it_first(ledger, now):
    key, other = (read_private_key(new_private_key()).public for _ in range(2))
    assert ledger.keys.add("nl-ict", key, now)
    assert not ledger.keys.add("de-it", key, now)
    assert ledger.keys.add("de-it", other, now)
    assert ledger.keys.of_group("nl-ict") == [key]
    assert [(each.group, each.key, each.created_at) for each in ledger.keys.all()] == [
        *(("de-it", other, now), ("nl-ict", key, now)),
    ]

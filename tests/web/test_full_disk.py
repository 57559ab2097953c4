"""A full disk refuses uploads plainly, keeps nothing half, and everything goes on when there is room again."""

import pytest
from sqlalchemy import event

from registry import keep

PLENTY = 1_000_000


@pytest.fixture
def room(registry):
    """Say how many pages more the database of the ledger may have than now."""
    allowed = {"pages": PLENTY}

    @event.listens_for(registry.ledger._engine, "checkout")
    def on_checkout(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count={allowed['pages']}")

    def room(more):
        with registry.ledger._engine.connect() as connection:
            allowed["pages"] = connection.exec_driver_sql("PRAGMA page_count").scalar() + more

    return room


def phone(turtle, member, number):
    said = f'device:{member.slug}-{number} a cfit:DeviceModel ; schema:name "Phone {number} (invented)" ;'
    said += " schema:brand brand:invented ; cfit:deviceKind kind:smartphone .\n"
    return turtle(said + f"# {'x' * 100_000}\n")


def test_uploads_on_a_full_disk_are_refused_and_go_on_later(registry, client, member, turtle, room):
    receipts, refused = [], 0
    for number in range(12):
        room(0 if number % 3 else PLENTY)
        before = [*registry.store.lines()]
        body = phone(turtle, member, number)
        answer = client.put(f"/graphs/{member.slug}/phones-{number}", data=body, headers=member.headers)
        if number % 3:
            refused += 1
            assert (answer.status_code, answer.json["title"]) == (507, "The disk of the registry is full")
            assert [*registry.store.lines()] == before
        else:
            assert answer.status_code == 201, answer.text
            receipts.append((answer.json["sequence"], body))
    room(PLENTY)
    assert (len(receipts), refused) == (4, 8)
    assert [registry.ledger.contribution(number).draft.body for number, _ in receipts] == [body for _, body in receipts]
    assert registry.ledger.last_sequence() == registry.store.revision() == receipts[-1][0]
    assert [*keep.verify(registry.ledger)] == []

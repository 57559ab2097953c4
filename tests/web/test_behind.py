"""The ledger accepts a file that the store cannot write: the receipt is given; nothing more is taken until it can."""

import logging
import resource
import threading
import time
from dataclasses import replace

import pytest

from registry.assembly import open_registry
from registry.web import create_app
from registry.web.watch import stuck, watch

FEW_BYTES = 150_000


@pytest.fixture
def cramped():
    """No file of this process may grow beyond some size, as on a disk that is full; the ledger's are smaller."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def cramped(most):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most or soft, hard))

    yield cramped
    cramped(None)


def phones(turtle, member, count):
    said = "a cfit:DeviceModel ; schema:brand brand:invented ; cfit:deviceKind kind:smartphone ; schema:name"
    return turtle("".join(f'device:{member.slug}-{n} {said} "P{n}" .\n' for n in range(count)))


def test_what_the_ledger_accepted_has_its_receipt_and_is_shown_later(
    registry, client, member, turtle, cramped, caplog, copied
):
    big, small = phones(turtle, member, 300), phones(turtle, member, 1)
    before = registry.store.revision()
    with caplog.at_level(logging.ERROR):
        cramped(FEW_BYTES)
        kept = client.put(f"/graphs/{member.slug}/big", data=big, headers={**member.headers, "Idempotency-Key": "k1"})
        cramped(None)
    assert (kept.status_code, kept.json["applied"]) == (202, False), kept.text
    assert "the store follows later" in caplog.text
    assert registry.ledger.contribution(kept.json["sequence"]).draft.body == big
    assert registry.store.revision() == before

    refused = client.put(f"/graphs/{member.slug}/small", data=small, headers=member.headers)
    assert (refused.status_code, refused.json["title"]) == (503, "The registry takes no files now")
    assert "although the disk has room" in stuck(registry)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["failing"]) == (503, ["store"])
    assert client.get("/graphs/registry/phones").status_code == 200

    # as after a kill: what is on disk is opened anew
    again = open_registry(copied(), registry.day)
    again.checks = registry.checks
    fresh = create_app(again).test_client()
    shown = fresh.get(f"/graphs/{member.slug}/big", headers={"Accept": "application/n-triples"})
    assert shown.text.count("DeviceModel") == 300
    repeated = fresh.put(f"/graphs/{member.slug}/big", data=big, headers={**member.headers, "Idempotency-Key": "k1"})
    assert (repeated.status_code, repeated.json["sequence"]) == (201, kept.json["sequence"])
    assert "applied" not in repeated.json
    assert fresh.get("/readyz").json["failing"] in ([], ["disk"])
    again.answers.close()
    again.ledger.close()


def test_a_store_that_is_behind_follows_before_the_next_file_is_judged(registry, client, member, turtle):
    body = phones(turtle, member, 2)
    first = client.put(f"/graphs/{member.slug}/one", data=body, headers=member.headers).json
    draft = registry.ledger.contribution(first["sequence"]).draft
    # as when the server ended between the two: the ledger has it, the store does not
    registry.ledger.append(draft)
    assert registry.store.revision() == first["sequence"]
    third = client.put(f"/graphs/{member.slug}/two", data=phones(turtle, member, 1), headers=member.headers)
    assert (third.status_code, registry.store.revision()) == (201, first["sequence"] + 2)
    registry.ledger.append(draft)
    assert client.get("/readyz").json["contributions_behind_the_ledger"] == 0


def test_a_store_that_follows_is_not_opened_again(registry):
    assert stuck(registry) == ""


def test_a_store_that_cannot_read_what_was_accepted_is_not_opened_again(registry):
    draft = registry.ledger.contribution(2).draft
    registry.ledger.append(replace(draft, dataset="more", body=b"not Turtle: the store cannot take it"))
    assert stuck(registry) == ""


def test_a_server_starts_again_once_there_is_room(registry, client, member, turtle, cramped):
    cramped(FEW_BYTES)
    client.put(f"/graphs/{member.slug}/big", data=phones(turtle, member, 300), headers=member.headers)
    cramped(None)
    begun = []
    watch(registry, lambda: begun.append("again"))
    assert begun == ["again"]


def test_a_ledger_that_goes_away_is_told_in_a_line_and_so_is_its_return_and_the_store_is_looked_after_again(
    registry, client, member, turtle, cramped, caplog, tmp_path
):
    registry.settings = replace(registry.settings, next_look_seconds=0.02)
    begun = []
    watching = threading.Thread(target=watch, args=[registry, lambda: begun.append("again")], daemon=True)
    watching.start()
    for _ in range(2):
        caplog.clear()
        bring_back = take_away(registry, tmp_path)
        wait_for("cannot be asked", caplog)
        time.sleep(0.2)  # many more looks
        bring_back()
        wait_for("can be asked again", caplog)
        assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
        assert "unable to open database file" in caplog.text and "Traceback" not in caplog.text
    cramped(FEW_BYTES)
    client.put(f"/graphs/{member.slug}/big", data=phones(turtle, member, 300), headers=member.headers)
    cramped(None)
    watching.join()
    assert begun == ["again"]


def test_while_the_ledger_is_away_what_needs_it_is_told_plainly_and_the_rest_goes_on(
    registry, client, member, turtle, caplog, tmp_path
):
    body, page = turtle('brand:nl-ict-x a schema:Brand ; schema:name "X" .'), {"Accept": "text/html"}
    bring_back = take_away(registry, tmp_path)
    for _ in range(3):
        put = client.put(f"/graphs/{member.slug}/x", data=body, headers=member.headers)
        assert (put.status_code, put.mimetype) == (503, "application/problem+json")
        assert int(put.headers["Retry-After"]) > 0 and put.json["title"] == "The registry cannot look this up now"
    history = client.get("/graphs/registry/phones/history?lang=nl", headers=page)
    assert (history.status_code, history.mimetype) == (503, "text/html")
    assert "De databank met de bijdragen antwoordt niet." in history.text and "sqlite" not in history.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "unable to open database file" in caplog.text and "Traceback" not in caplog.text
    for address in ("/", "/devices", "/criteria", "/sparql?query=ASK%7B%7D"):
        assert client.get(address, headers={**page, "Authorization": f"Bearer {member.token}"}).status_code == 200
    bring_back()
    assert client.put(f"/graphs/{member.slug}/x", data=body, headers=member.headers).status_code == 201


def take_away(registry, elsewhere):
    """Let the file of the ledger lie on a disk that is gone, in one step; return what brings it back."""
    file, away, nowhere = registry.settings.home / "ledger.sqlite", elsewhere / "away.sqlite", elsewhere / "nowhere"
    away.hardlink_to(file)
    nowhere.symlink_to(elsewhere / "no such disk" / "ledger.sqlite")
    nowhere.replace(file)
    registry.ledger.close()
    return lambda: away.replace(file)


def wait_for(words, caplog):
    for _ in range(1_000):
        if words in caplog.text:
            return
        time.sleep(0.02)
    pytest.fail(f"nobody says that the ledger {words}")

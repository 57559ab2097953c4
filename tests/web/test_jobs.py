"""`Prefer: respond-async`: a file is safe at once and judged later, once, with the same answer, for its group alone."""

import time
from dataclasses import replace

import pytest

from registry.assembly import open_registry
from registry.core.conditions import Conditions, tags_in
from registry.core.jobs import Failed, State
from registry.core.outcomes import Submission
from registry.publish import Behind, publish
from registry.settings import Limits
from registry.web import create_app

LATER = {"Prefer": "respond-async"}
GOOD = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A (invented)" ; schema:brand brand:invented ;'
GOOD += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex {} .\n"


@pytest.fixture
def good(turtle):
    return turtle(GOOD.format("4.50"))


@pytest.fixture
def put(client, member):
    def put(body, address="/graphs/nl-ict/phones", method="PUT", **headers):
        return client.open(address, method=method, data=body, headers={**member.headers, **headers})

    return put


def ended(client, member, address):
    """Ask until the file is judged."""
    until = time.monotonic() + 30
    while (told := client.get(address, headers=member.headers).json)["state"] != "done" and time.monotonic() < until:
        time.sleep(0.02)
    return told


def without_time(receipt):
    """What does not depend on when it was done, and as which contribution."""
    varying = {"contribution", "sequence", "revision", "received_at", "previous_hash", "hash", "receipt", "etag"}
    return {key: value for key, value in receipt.items() if key not in varying | {"graph", "changes"}}


def test_a_file_is_received_at_once_and_ends_in_the_same_receipt(client, member, registry, put, good):
    response = put(good, **LATER)
    assert (response.status_code, response.headers["Preference-Applied"]) == (202, "respond-async")
    address = response.headers["Location"]
    told = ended(client, member, address)
    assert (told["state"], told["status"], told["bytes"]) == ("done", 201, len(good))
    later = client.get(told["result"], headers=member.headers)
    assert later.status_code == 201
    assert registry.ledger.contribution(later.json["sequence"]).draft.body == good
    at_once = put(good, "/graphs/nl-ict/others")
    assert without_time(later.json) == without_time(at_once.json)
    assert later.json["changes"]["added"] == at_once.json["changes"]["added"]
    page = client.get(address, headers={**member.headers, "Accept": "text/html"})
    assert "this is your receipt" in page.text
    assert "What this changed" in page.text


@pytest.mark.parametrize(("text", "status"), [(GOOD.format("9.50"), 422), ("no Turtle at all", 400)])
def test_what_is_wrong_is_told_as_it_is_at_once(client, member, put, turtle, text, status):
    body = turtle(text)
    told = ended(client, member, put(body, **LATER).headers["Location"])
    assert told["status"] == status
    for accept in ("application/json", "text/turtle", "text/plain", "application/sarif+json"):
        headers = {"Accept": accept, "Accept-Language": "nl"}
        later = client.get(told["result"], headers={**member.headers, **headers})
        assert later.status_code == status
        assert len(later.data) == len(put(body, **headers).data), accept
    assert client.get(told["job"], headers={**member.headers, "Accept": "text/html"}).status_code == 200


def test_a_client_that_waits_gets_the_answer_itself(put, good):
    response = put(good, Prefer="respond-async, wait=30")
    assert (response.status_code, response.headers["Preference-Applied"]) == (201, "wait=30")
    assert put(good, Prefer="respond-async; x=1, wait=nonsense").status_code == 202
    assert "Preference-Applied" not in put(good, Prefer="return=minimal").headers


def test_a_new_dataset_finds_its_name_when_it_is_kept(client, member, put, good):
    sent = {"Slug": "Phones 2026", **LATER}
    told = ended(client, member, put(good, "/graphs/nl-ict", "POST", **sent).headers["Location"])
    response = client.get(told["result"], headers=member.headers)
    assert (response.status_code, response.headers["Location"]) == (201, "/graphs/nl-ict/phones-2026")
    assert put(good, "/contributions?dataset=more", "POST", Prefer="respond-async, wait=30").status_code == 201


def test_a_key_stands_for_one_file_while_it_waits_and_after(client, member, registry, put, good, turtle):
    keyed = {"Idempotency-Key": "one", **LATER}
    first, second = (put(good, **keyed) for _ in range(2))
    told = ended(client, member, first.headers["Location"])
    sequence = client.get(told["result"], headers=member.headers).json["sequence"]
    again = ended(client, member, second.headers["Location"]) if second.status_code == 202 else None
    assert again is None or again["job"] == told["job"]
    assert put(good, **keyed).json["sequence"] == sequence
    assert put(good, **{"Idempotency-Key": "one"}).json["sequence"] == sequence
    assert put(turtle("# other\n"), **keyed).status_code == 422
    assert registry.ledger.last_sequence() == sequence


def test_conditions_hold_when_the_file_is_kept_not_when_it_came(client, member, registry, put, good, now):
    tag = put(good).json["etag"]
    jobs = registry.ledger.jobs
    submission = Submission("nl-ict", "phones", good + b"# mine\n", conditions=Conditions(match=tags_in(tag)))
    job = jobs.add(submission, False, now, Limits())
    assert put(good + b"# of somebody else, meanwhile\n").status_code == 200
    client.get(f"/jobs/{job.id}", headers=member.headers)
    told = ended(client, member, f"/jobs/{job.id}")
    assert told["status"] == 412
    assert client.get(told["result"], headers=member.headers).status_code == 412
    assert put(good, **{"If-Match": tag, **LATER}).status_code == 412


def test_nobody_else_may_read_it(client, other_member, registry, good, now):
    job = registry.ledger.jobs.add(Submission("nl-ict", "phones", good), False, now, Limits())
    for address in (f"/jobs/{job.id}", f"/jobs/{job.id}/result"):
        assert client.get(address).status_code == 401
        assert client.get(address, headers=other_member.headers).status_code == 403
        assert client.get(address, headers={"Accept": "text/html"}).status_code == 401
    assert registry.ledger.jobs.find(job.id).state is State.WAITING


def test_what_is_not_known_is_not_found(client, member):
    for address in ("/jobs/nonsense", "/jobs/nonsense/result"):
        assert client.get(address, headers=member.headers).status_code == 404


def test_the_queue_has_an_end(client, member, registry, put, good, now):
    for number in range(Limits().waiting_of_group):
        registry.ledger.jobs.add(Submission("nl-ict", f"phones-{number}", good), False, now, Limits())
    full = put(good, **LATER)
    assert (full.status_code, full.json["title"], full.headers["Retry-After"]) == (503, "Too many files wait", "60")
    job = registry.ledger.jobs.add(Submission("de-it", "phones", good), False, now, Limits(waiting_bytes=len(good)))
    assert "bytes in all wait already" in job.reason
    assert put(good).status_code == 201  # at once goes on


def test_a_server_that_was_killed_does_it_again_and_never_twice(registry, member, good, now, copied):
    jobs = registry.ledger.jobs
    begun = jobs.add(Submission("nl-ict", "phones", good), False, now, Limits())
    waiting = jobs.add(Submission("nl-ict", "laptops", b"# nothing\n" + good), False, now, Limits())
    assert jobs.begin_next(now)[0].id == begun.id  # and here the server is killed
    assert (jobs.find(begun.id).state, jobs.find(waiting.id).state) == (State.RUNNING, State.WAITING)
    again = open_registry(copied(), registry.day)
    again.checks = registry.checks
    app = create_app(again)
    app.extensions["clerk"].wake()
    for job in (begun, waiting):
        assert ended(app.test_client(), member, f"/jobs/{job.id}")["status"] == 201
    assert [step.action.value for step in again.ledger.history("nl-ict", "phones")] == ["replace"]
    # whoever still holds the file of a job that has ended can keep it no more
    with pytest.raises(RuntimeError, match="not kept twice"):
        publish(Submission("nl-ict", "phones", good + b"#\n", job=begun.id), again, now)
    assert again.ledger.last_sequence() == again.store.revision() == registry.ledger.last_sequence() + 2
    again.answers.close()
    again.ledger.close()


def test_a_file_with_which_the_server_ends_each_time_is_given_up(client, member, registry, good, now):
    jobs = registry.ledger.jobs
    job = jobs.add(Submission("nl-ict", "phones", good), False, now, Limits())
    for _ in range(3):
        assert jobs.begin_next(now)[0].id == job.id
        assert jobs.put_all_back() == 1
    assert jobs.begin_next(now) is None
    assert isinstance(jobs.find(job.id).ended, Failed)
    told = client.get(f"/jobs/{job.id}/result", headers=member.headers)
    assert (told.status_code, "ended 3 times" in told.json["detail"]) == (500, True)


def test_files_wait_while_the_store_cannot_follow(client, member, registry, good, now):
    draft = registry.ledger.contribution(2).draft
    registry.ledger.append(replace(draft, body=b"not Turtle: the store cannot take it", dataset="odd"))
    with pytest.raises(Behind):
        publish(Submission("nl-ict", "phones", good), registry, now)
    job = registry.ledger.jobs.add(Submission("nl-ict", "phones", good), False, now, Limits())
    for _ in range(5):
        client.get(f"/jobs/{job.id}", headers=member.headers)
        time.sleep(0.1)
    until = time.monotonic() + 10
    while (found := registry.ledger.jobs.find(job.id)).state is State.RUNNING and time.monotonic() < until:
        time.sleep(0.02)
    assert (found.state, found.attempts) == (State.WAITING, 0)


def test_the_page_sends_large_files_so_and_people_see_how_far_they_are(client, member, registry, good, now):
    form = {"group": "nl-ict", "dataset": "phones", "text": good.decode(), "do": "contribute", "token": member.token}
    response = client.post("/contribute", data=form, headers={"Accept": "text/html", **LATER})
    assert (response.status_code, "Received, and safe" in response.text) == (202, True)
    assert ended(client, member, response.headers["Location"])["status"] == 201

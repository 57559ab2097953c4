"""A withdrawn dataset says when and why; its history stays, for people and for programs."""

import pytest

FACT = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."
ADDRESS = "/graphs/nl-ict/facts"
REASON = "Replaced by the list of 2027 <b>é</b>."


@pytest.fixture
def put(client, member, turtle):
    def put(value="3.5"):
        return client.put(ADDRESS, data=turtle(FACT.replace("3.5", value)), headers=member.headers)

    return put


@pytest.fixture
def withdraw(client, member):
    def withdraw(reason=REASON, **options):
        headers = {"Authorization": f"Bearer {member.token}", "Content-Type": "text/plain; charset=utf-8"}
        return client.delete(ADDRESS, headers=headers, data=reason.encode(), **options)

    return withdraw


def test_a_withdrawn_graph_is_gone_and_says_when_and_why(client, put, withdraw, registry):
    put()
    assert withdraw().json["reason"] == REASON
    response = client.get(ADDRESS)
    assert (response.status_code, response.mimetype) == (410, "application/problem+json")
    kept = registry.ledger.contribution(4)
    assert response.json["reason"] == kept.draft.reason == REASON
    assert response.json["withdrawn_at"] == kept.draft.received_at.isoformat()
    assert REASON in response.json["detail"] and f"{kept.draft.received_at:%Y-%m-%d}" in response.json["detail"]
    assert response.json["sequence"] == 4
    assert client.get("/contributions/3/bytes").status_code == 200


def test_a_withdrawn_graph_can_be_filled_again(client, put, withdraw):
    put()
    withdraw()
    assert put().status_code == 201
    assert client.get(ADDRESS).status_code == 200


def test_the_reason_may_stand_in_the_address(client, put, member):
    put()
    response = client.delete(f"{ADDRESS}?reason=Wrong%20list", headers=member.headers)
    assert (response.status_code, response.json["reason"]) == (200, "Wrong list")


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1_001, "a\x00b", "a\x1bb", "a\u202eb", "a\u200bb"])
def test_nothing_is_withdrawn_without_a_reason_that_can_be_read(client, put, withdraw, reason):
    put()
    response = withdraw(reason)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert "?reason=" in response.json["detail"]
    assert client.get(ADDRESS).status_code == 200


def test_a_reason_that_is_not_utf_8_is_refused(client, put, member):
    put()
    headers = {"Authorization": f"Bearer {member.token}", "Content-Type": "text/plain"}
    assert client.delete(ADDRESS, headers=headers, data=b"\xff\xfe").status_code == 400


def test_the_history_names_every_contribution_with_its_state(client, put, withdraw):
    for action in (lambda: put("3.5"), lambda: put("3.6"), withdraw, lambda: put("3.7")):
        assert action().status_code in (200, 201)
    listed = client.get(f"{ADDRESS}/history").json["contributions"]
    states = [(each["sequence"], each["action"], each["state"].rpartition("/")[2]) for each in listed]
    assert states == [
        (6, "replace", "accepted"),
        (5, "withdraw", "withdrawn"),
        (4, "replace", "withdrawn"),
        (3, "replace", "superseded"),
    ]
    assert [each.get("reason") for each in listed] == [None, REASON, None, None]
    for each in listed:
        receipt = client.get(each["receipt"]).json
        assert (receipt["sha256"], receipt["bytes"]) == (each["sha256"], each["bytes"])


def test_graphs_lead_to_their_history(client, put, withdraw):
    put()
    link = f'<{ADDRESS}/history>; rel="version-history"'
    assert client.get(ADDRESS).headers["Link"] == link
    withdraw()
    assert client.get(ADDRESS).headers["Link"] == link


def test_a_person_reads_the_history_as_a_page(client, put, withdraw):
    put()
    withdraw()
    page = client.get(f"{ADDRESS}/history", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert "&lt;b&gt;é&lt;/b&gt;" in page.text and "<b>é</b>" not in page.text
    assert 'href="/doc/contribution/3"' in page.text and 'href="/contributions/3/bytes"' in page.text


@pytest.mark.parametrize("address", ["/graphs/nl-ict/nothing", "/graphs/xx/y", "/graphs/a%3Cb/c%22d"])
def test_what_was_never_there_has_no_history_and_is_not_gone(client, address):
    for each in (address, f"{address}/history"):
        response = client.get(each)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_page_of_a_withdrawal_shows_the_reason(client, put, withdraw):
    put()
    withdraw()
    page = client.get("/doc/contribution/4", headers={"Accept": "text/html"}).text
    assert "Replaced by the list of 2027" in page and "<b>é</b>" not in page
    assert "Reason" in page


def test_a_copy_without_a_ledger_knows_no_history(client, registry, put):
    put()
    ledger, registry.ledger = registry.ledger, None
    answers = [client.get(address).status_code for address in (ADDRESS, f"{ADDRESS}/history", "/keys")]
    registry.ledger = ledger
    assert answers == [200, 404, 200]

"""A dry run says what would change and keeps nothing; a receipt counts what changed."""

import json

import pytest

DEVICE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "Phone 1" ; schema:brand brand:invented ;'
DEVICE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.20 .\n"
ADDRESS = "/graphs/nl-ict/phones"


@pytest.fixture
def send(client, member, turtle):
    def send(text, query="?dryRun=true", **headers):
        return client.put(ADDRESS + query, data=turtle(text), headers=member.headers | headers)

    return send


def test_a_dry_run_answers_with_report_and_changes_and_keeps_nothing(send, registry):
    before = list(registry.store.lines())
    response = send(DEVICE)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    content = json.loads(response.data)
    assert content["report"]["conforms"] is True
    assert (content["changes"]["added"], content["changes"]["removed"], content["changes"]["more"]) == (5, 0, 0)
    (thing,) = content["changes"]["things"]
    assert [(each["criterion"], each["before"], each["after"]) for each in thing["verdicts"]] == [
        ("REP-03", "unknown", "meets")
    ]
    assert [each["confidence"] for each in thing["proposed"]] == [0.8]
    assert (list(registry.store.lines()), registry.ledger.last_sequence()) == (before, 2)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "REP-03 unknown -> meets"),
        ("nl", "uitspraken erbij"),
        ("de", "Aussagen mehr"),
        ("fr", "énoncés en plus"),
        ("nb", "utsagn til"),
    ],
)
def test_a_dry_run_answers_in_words(send, language, said):
    response = send(DEVICE, Accept="text/plain", **{"Accept-Language": language})
    assert (response.mimetype, response.headers["Content-Language"]) == ("text/plain", language)
    assert said in response.text


def test_a_dry_run_of_a_file_that_breaks_a_rule_answers_with_the_report(send):
    response = send(DEVICE.replace("4.20", "42.00"))
    assert (response.status_code, response.json["conforms"]) == (422, False)


def test_a_dry_run_of_what_is_not_turtle_says_so(send):
    assert send("nonsense").status_code == 400


def test_the_receipt_counts_what_changed(send):
    first = send(DEVICE, "").json["changes"]
    assert (first["added"], first["removed"], first["verdicts"]) == (5, 0, {"unknown -> meets": 1})
    assert (first["proposed"], first["things"], first["looked_at"]) == (1, 1, 1)
    second = send(DEVICE.replace("4.20", "1.20"), "").json["changes"]
    assert (second["added"], second["removed"], second["verdicts"]) == (1, 1, {"meets -> fails": 1})


def test_a_withdrawal_is_tried_out_without_a_reason_and_then_done(client, send, member):
    send(DEVICE, "")
    response = client.delete(f"{ADDRESS}?dryRun=true", headers=member.headers)
    assert (response.status_code, response.json["changes"]["removed"]) == (200, 5)
    assert client.get(ADDRESS).status_code == 200
    receipt = client.delete(f"{ADDRESS}?reason=A+mistake", headers=member.headers).json
    assert (receipt["changes"]["removed"], receipt["changes"]["verdicts"]) == (5, {"meets -> unknown": 1})


def test_a_withdrawal_of_nothing_is_not_there_to_try(client, member):
    assert client.delete("/graphs/nl-ict/nothing?dryRun=true", headers=member.headers).status_code == 404


def test_who_has_no_token_learns_nothing(client, turtle):
    assert client.put(f"{ADDRESS}?dryRun=true", data=turtle(DEVICE)).status_code == 401
    assert client.delete(f"{ADDRESS}?dryRun=true").status_code == 401


def test_a_check_for_a_dataset_says_what_would_change_there(client, turtle, registry):
    def check(query, text=DEVICE, **headers):
        return client.post(f"/validate{query}", data=turtle(text), headers={"Content-Type": "text/turtle", **headers})

    told = check("?group=nl-ict&dataset=phones").json
    (thing,) = told["changes"]["things"]
    assert (told["conforms"], [each["criterion"] for each in thing["verdicts"]]) == (True, ["REP-03"])
    assert "REP-03 unknown -> meets" in check("?group=nl-ict&dataset=phones", Accept="text/plain").text
    page = check("?group=nl-ict&dataset=phones", Accept="text/html").text
    assert "What this would change" in page and "REP-03 unknown -&gt; meets" in page
    for unchanged in (check("?dataset=phones"), check("?group=nl-ict&dataset=phones", DEVICE.replace("4.20", "42.00"))):
        assert "changes" not in unchanged.json
    assert "changes" not in check("?group=nl-ict&dataset=phones", Accept="text/turtle").text
    assert registry.ledger.last_sequence() == 2

"""Every door stands in one table, and each answers every kind of token as the table says."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from registry.core.access import EVERYTHING, Grant, Right, Role
from registry.core.outcomes import Rejected, Submission
from registry.core.report import Report
from registry.core.secret import write
from registry.settings import Limits
from registry.web import create_app
from registry.web.doors import DOORS, GRAPH_STORE, JOB, SAFE, refuse_unknown_doors

GUARDED = [(door, method) for door in DOORS for method in door.methods if door.right]
OPEN = [(door, method) for door in DOORS for method in door.methods if not door.right]
GROUP, DATASET = "nl-ict", "phones"


@dataclass(frozen=True)
class Answer:
    """How a guarded door answers to one kind of token."""

    status: int
    error: str | None
    word: str


NO_TOKEN = Answer(401, None, "Bearer cfit_")
REFUSALS = {
    "none": NO_TOKEN,
    "empty": NO_TOKEN,
    "basic": NO_TOKEN,
    "foreign": Answer(401, "invalid_token", "begins with cfit_"),
    "cut": Answer(401, "invalid_token", "not whole"),
    "mistyped": Answer(401, "invalid_token", "mistyped"),
    "unknown": Answer(401, "invalid_token", "not known"),
    "expired": Answer(401, "invalid_token", "ended on"),
    "revoked": Answer(401, "invalid_token", "revoked on"),
    "of another group": Answer(403, "insufficient_scope", "/graphs/de-it/"),
    "for nothing": Answer(403, "insufficient_scope", "yours is for"),
    "for validating": Answer(403, "insufficient_scope", "yours is for: validate"),
    "for another dataset": Answer(403, "insufficient_scope", "laptops"),
    "of a coordinator of another group": Answer(403, "insufficient_scope", "/graphs/de-it/"),
    "of a steward of another group": Answer(403, "insufficient_scope", "/graphs/de-it/"),
}


@pytest.fixture
def authorization(registry, member, now):
    """The Authorization header for each kind of token."""
    tokens = registry.ledger.tokens

    def make(group=GROUP, grant=EVERYTHING, lifetime=timedelta(days=10_000), since=now):
        return tokens.make(group, since, grant, lifetime=lifetime).token

    def header(kind):
        if kind.endswith("of another group") and " a " in kind:
            registry.ledger.set_role("de-it", Role(kind.split()[2]))
        expired = make(lifetime=timedelta(seconds=1), since=now - timedelta(days=400))
        revoked = make()
        tokens.revoke(tokens.find(revoked, now).id, now)
        swapped = member.token[:-1] + ("a" if member.token[-1] != "a" else "b")
        return {
            "none": None,
            "empty": "Bearer ",
            "basic": "Basic bmw6aWN0",
            "foreign": "Bearer ghp_" + "a" * 36,
            "cut": f"Bearer {member.token[:-2]}",
            "mistyped": f"Bearer {swapped}",
            "unknown": f"Bearer {write(b'x' * 32)}",
            "expired": f"Bearer {expired}",
            "revoked": f"Bearer {revoked}",
            "for nothing": f"Bearer {make(grant=Grant(frozenset()))}",
            "for validating": f"Bearer {make(grant=Grant(frozenset({Right.VALIDATE})))}",
            "for another dataset": f"Bearer {make(grant=replace(EVERYTHING, datasets=frozenset({'laptops'})))}",
        }.get(kind, f"Bearer {make('de-it')}")

    return header


def judged(jobs):
    """A file of the group that waited, and was refused."""
    job = jobs.add(Submission(GROUP, DATASET, b"nonsense"), False, datetime.now(UTC), Limits())
    jobs.begin_next(datetime.now(UTC))
    jobs.end(job.id, Rejected(Report()), datetime.now(UTC))
    return job.id


def call(client, door, method, header):
    """Go to a door; what is variable in its address gets a value."""
    address = door.rule.replace("<group>", GROUP).replace("<dataset>", DATASET)
    address = address.replace("<int(max=2147483647):sequence>", "1").replace("<path:name>", "device/phone-1")
    address = address.replace("<path:filename>", "style.css").replace("<version>", "0.1.0")
    address = address.replace("/templates/<name>", "/templates/device.csv")
    address = address.replace("<job>", judged(client.application.extensions["registry"].ledger.jobs))
    address = address.replace("<domain>", "cfit")
    if door.rule == GRAPH_STORE:
        address += f"?graph=https://w3id.org/cfit/graph/{GROUP}/{DATASET}"
    if door.rule == "/contributions":
        address += f"?group={GROUP}&dataset={DATASET}"
    headers = {"Authorization": header} if header is not None else {}
    return client.open(address, method=method, data=b"", headers=headers, buffered=True)


def test_every_route_of_the_app_stands_in_the_table_and_every_row_is_a_route(app):
    routes = {(rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD"}}
    rows = [(door.rule, method) for door in DOORS for method in door.methods]
    assert len(rows) == len(set(rows))
    assert {route for route in routes if route[1] != "OPTIONS"} == {row for row in rows if row[1] != "OPTIONS"}
    assert routes >= set(rows)


def test_every_door_that_changes_something_needs_a_right():
    unsafe = {(door.rule, method) for door, method in OPEN if method not in SAFE}
    # a query and a check, which change nothing; and the page that has the token in its form
    assert unsafe == {
        ("/sparql", "POST"),
        ("/validate", "POST"),
        ("/shacl/<domain>/api/validate", "POST"),
        ("/sign-out", "POST"),
        ("/contribute", "POST"),
    }


def test_a_door_that_nobody_entered_in_the_table_keeps_the_house_shut():
    app = Flask("stranger")
    app.add_url_rule("/graphs/<group>/everything", "everything", lambda group: "gone", methods=["DELETE"])
    with pytest.raises(ValueError, match="everything"):
        refuse_unknown_doors(app)


@pytest.mark.parametrize("kind", REFUSALS)
def test_guarded_doors_refuse_every_token_that_does_not_fit(client, registry, authorization, kind):
    expected, header = REFUSALS[kind], authorization(kind)
    for door, method in GUARDED:
        response = call(client, door, method, header)
        assert (response.status_code, response.mimetype) == (expected.status, "application/problem+json"), door
        assert expected.word in response.json["detail"]
        challenge = response.headers["WWW-Authenticate"]
        assert challenge.startswith('Bearer realm="registry"')
        assert (f'error="{expected.error}"' in challenge) if expected.error else ("error" not in challenge)
        assert ('scope="' in challenge) == (expected.error == "insufficient_scope")
    assert registry.ledger.last_sequence() == 2


def test_guarded_doors_open_to_a_token_that_fits_and_no_wider(client, registry, now):
    for door, method in GUARDED:
        # a name that is still to be found is in no list of datasets
        datasets = frozenset({DATASET}) if door.rule != "/graphs/<group>" else frozenset()
        grant = Grant(frozenset({door.right}), datasets)
        token = registry.ledger.tokens.make(GROUP, now, grant, lifetime=timedelta(days=10_000)).token
        # what they say next is about the request itself: no reason, no Turtle; or about a file that was judged before
        expected = (200, 422) if door.rule.startswith(JOB) else (400, 415)
        assert call(client, door, method, f"Bearer {token}").status_code in expected, door


@pytest.mark.parametrize("kind", ["mistyped", "revoked", "of another group"])
def test_open_doors_answer_anybody_alike_and_look_at_no_token(client, authorization, kind):
    header = authorization(kind)
    for door, method in OPEN:
        with_token, without = (call(client, door, method, each) for each in (header, None))
        assert with_token.status_code == without.status_code, door
        assert with_token.status_code not in (401, 403, 405, 500), door
        assert "WWW-Authenticate" not in with_token.headers


def test_a_steward_writes_the_graphs_of_the_registry_and_is_named(client, registry, turtle, now):
    registry.ledger.set_role("de-it", Role.STEWARD)
    token = registry.ledger.tokens.make("de-it", now, lifetime=timedelta(days=10_000)).token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
    brand = 'brand:other a schema:Brand ; schema:name "Other (invented)" .'
    response = client.put("/graphs/registry/brands", data=turtle(brand), headers=headers)
    assert (response.status_code, response.json["by"]) == (201, "de-it"), response.text
    assert registry.ledger.contribution(3).draft.by == "de-it"
    assert client.put("/graphs/registry/verdicts", data=turtle(brand), headers=headers).status_code == 403


def test_a_token_for_validating_tries_a_file_out_and_keeps_nothing(client, registry, turtle, now):
    grant = Grant(frozenset({Right.VALIDATE}))
    token = registry.ledger.tokens.make(GROUP, now, grant, lifetime=timedelta(days=10_000)).token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
    address = "/graphs/nl-ict/phones?dryRun=true"
    good = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."
    for text, status in ((good, 200), (good.replace("3.5", "9.5"), 422), (good + "nonsense", 400)):
        assert client.put(address, data=turtle(text), headers=headers).status_code == status
    assert client.put("/graphs/nl-ict/A_b?dryRun=true", data=turtle(good), headers=headers).status_code == 403
    assert client.put("/graphs/nl-ict/phones", data=turtle(good), headers=headers).status_code == 403
    assert registry.ledger.last_sequence() == 2


def test_a_coordinator_may_send_a_larger_file(limited, turtle, member):
    registry = limited(upload_bytes=1_000, coordinator_bytes=10_000, upload_triples=3, coordinator_triples=10)
    client = create_app(registry).test_client()
    phones = "".join(
        f"device:nl-ict-{number} a cfit:DeviceModel ; schema:brand brand:invented ; cfit:deviceKind kind:smartphone ;"
        f' schema:name "{number} (invented)" .\n'
        for number in range(2)
    )
    body = turtle(phones) + b"#" * 1_000

    def put(content):
        return client.put("/graphs/nl-ict/phones", data=content, headers=member.headers).status_code

    assert (put(body), put(turtle(phones))) == (413, 413)
    registry.ledger.set_role("nl-ict", Role.COORDINATOR)
    assert put(body) == 201

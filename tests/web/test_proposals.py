"""People look at links side by side; stewards decide on them with a form."""

from datetime import timedelta

import pytest

from registry.browse.proposals import PAGE_SIZE
from registry.core.access import Role
from registry.core.links import ACCEPTED, PROPOSED, REJECTED
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS
from registry.store.decisions import links_of
from registry.vocabulary import CFIT

DEVICE = 'device:nl-ict-{name} a cfit:DeviceModel ; schema:name "{name}" ; schema:brand brand:invented ;'
DEVICE += ' cfit:deviceKind kind:smartphone ; cfit:modelCode "C-{name}" ; schema:releaseDate "2026-01-02"^^xsd:date .\n'
FORM = "/links/registry/decisions"


@pytest.fixture
def put(registry, turtle, now):
    def put(text, group="nl-ict", dataset="phones"):
        assert isinstance(publish(Submission(group, dataset, turtle(text)), registry, now), Accepted)

    put(DEVICE.format(name="a").replace('"a"', '"Phone 1"'))
    return put


@pytest.fixture
def steward(registry, now):
    registry.ledger.set_role("de-it", Role.STEWARD)
    return registry.ledger.tokens.make("de-it", now, lifetime=timedelta(days=10_000)).token


@pytest.fixture
def short(registry, put):
    (listed,) = links_of(registry.store)
    return listed.link.iri.value.removeprefix(f"{IDS}link/")


def standings(registry):
    return [each.standing for each in links_of(registry.store)]


def test_both_descriptions_stand_side_by_side(client, short):
    page = client.get("/links").text
    for text in ("Phone 1", "Invented", "C-a", "2 January 2026", "80% sure", "not stated", "model code", short):
        assert text in page
    assert "<script" not in page


def test_a_page_without_links_says_so(client):
    assert "Nothing awaits a decision" in client.get("/links").text
    assert "Nothing was decided yet" in client.get("/links?decided=true").text


def test_the_newest_come_first_page_by_page(client, put):
    names = [f"{number:02}" for number in range(PAGE_SIZE + 1)]
    put("".join(DEVICE.format(name=name).replace("nl-ict", "de-it") for name in names), "de-it", "phones")
    put("".join(DEVICE.format(name=name) for name in names), "nl-ict", "more")
    first, second = (client.get(f"/links?page={page}").text for page in (1, 2))
    assert (first.count('<article class="two"'), second.count('<article class="two"')) == (PAGE_SIZE, 2)
    assert ("Phone 1" in first, "Phone 1" in second) == (False, True)
    assert client.get("/links?page=99").text.count('<article class="two"') == 2
    for number in ("x", "0", "-1"):
        assert client.get(f"/links?page={number}").status_code == 400


def test_a_device_page_shows_what_awaits_a_decision_and_the_link_has_a_page(client, short):
    page = client.get("/doc/device/phone-1").text
    assert f"/doc/link/{short}" in page
    assert "proposed" in page
    assert client.get(f"/doc/link/{short}").status_code == 200


def test_a_steward_accepts_and_the_decision_names_the_group(client, registry, short, steward):
    response = client.post(FORM, data={f"link:{short}": "accept", "token": steward})
    assert (response.status_code, response.headers["Location"]) == (303, "/links")
    assert standings(registry) == [ACCEPTED]
    newest = registry.ledger.contribution(registry.ledger.last_sequence()).draft
    assert (newest.group, newest.dataset, newest.by) == ("registry", "decisions", "de-it")
    assert f"{IDS}group/de-it" in {str(quad.object.value) for quad in registry.store.about(_decision(registry))}
    assert "Buyers in Germany" in client.get("/links?decided=true").text


def _decision(registry):
    return registry.store.instances(CFIT.LinkDecision)[0]


def test_a_decision_is_taken_back_on_the_page_of_those_decided(client, registry, short, steward):
    client.post(FORM, data={f"link:{short}": "reject", f"note:{short}": "Another year.", "token": steward})
    assert standings(registry) == [REJECTED]
    assert "Another year." in client.get("/links?decided=true").text
    client.post(FORM, data={f"link:{short}": "reopen", "token": steward})
    assert standings(registry) == [PROPOSED]


@pytest.mark.parametrize(
    ("choice", "status", "said"),
    [
        ({}, 400, "at least one link"),
        ({"link:{short}": ""}, 400, "at least one link"),
        ({"link:{short}": "reject"}, 400, "in a sentence"),
        ({"link:{short}": "reject", "note:{short}": "x" * 501}, 400, "at most 500"),
        ({"link:nothing": "accept"}, 409, "no link nothing"),
    ],
)
def test_a_form_that_decides_nothing_is_answered_in_words(client, registry, short, steward, choice, status, said):
    data = {key.format(short=short): value for key, value in choice.items()} | {"token": steward}
    response = client.post(FORM, data=data)
    assert response.status_code == status
    assert said in response.json["detail"]
    assert standings(registry) == [PROPOSED]


def test_only_stewards_decide(client, registry, short, member):
    for token, status in (("", 401), ("cfit_wrong", 401), (member.token, 403)):
        assert client.post(FORM, data={f"link:{short}": "accept", "token": token}).status_code == status
    own = client.post("/links/nl-ict/phones", data={f"link:{short}": "accept", "token": member.token})
    assert own.status_code == 404
    assert standings(registry) == [PROPOSED]


def test_a_token_in_a_form_opens_no_other_door(client, member):
    data = {"token": member.token}
    assert client.put("/graphs/nl-ict/phones", data="", query_string=data).status_code == 401


def test_what_a_contributor_writes_is_text_on_the_page(client, put):
    put(DEVICE.format(name="b").replace('"b"', '"<b onclick=x>Phone 1"').replace("C-b", "C-a"), dataset="more")
    put(DEVICE.format(name="c").replace('"c"', '"<b onclick=x>Phone 1"').replace("nl-ict", "de-it"), "de-it")
    page = client.get("/links").text
    assert "&lt;b onclick=x&gt;" in page
    assert "<b onclick" not in page

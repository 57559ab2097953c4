"""What was asked before is answered before Flask: until the registry changes, and never for somebody with a token."""

import pytest
from werkzeug.test import Client

from registry.core.glossary import LANGUAGES
from registry.publish import Submission, publish
from registry.web.cache import PUBLIC, Cache
from registry.web.doors import DOORS

ASK = "/sparql?query=ASK%20%7B%7D"


class Counting:
    """An application that counts how often it is asked."""

    def __init__(self, inside):
        self.inside, self.times = inside, 0

    def __call__(self, environ, start_response):
        """Count and pass on."""
        self.times += 1
        return self.inside(environ, start_response)


def plain(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def varying(name, extra=()):
    """An application whose answer is the value of a request header, and says so."""

    def application(environ, start_response):
        value = environ.get("HTTP_" + name.upper().replace("-", "_"), "").encode()
        start_response("200 OK", [("Content-Length", str(len(value))), ("Vary", name), *extra])
        return [value]

    return application


@pytest.fixture
def counted(app):
    return Counting(app)


@pytest.fixture
def front(counted, registry):
    return Client(Cache(counted, registry, 1_000_000), use_cookies=False)


def test_what_was_asked_before_reaches_nothing_behind(front, counted, registry):
    first = front.get(ASK)
    registry.answers.close()
    again = front.get(ASK)
    assert (counted.times, again.status_code, again.data) == (1, 200, first.data)
    assert dict(again.headers) == dict(first.headers) | {"ETag": again.headers["ETag"]}


@pytest.mark.parametrize(
    "path", ["/", "/devices", "/doc/device/phone-1", "/contributions", "/contributions/1/receipt", ASK]
)
def test_whoever_has_the_answer_is_told_so_without_asking_behind(front, counted, path):
    tag = front.get(path).headers["ETag"]
    response = front.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (response.status_code, response.data, counted.times) == (304, b"", 1)
    assert response.headers["ETag"] == tag and "Content-Length" not in response.headers
    assert front.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_contribution_is_seen_at_once(front, registry, turtle, now):
    query = "/sparql?query=SELECT%20(COUNT(*)%20AS%20?n)%20%7B%20?s%20?p%20?o%20%7D"
    before, pages = front.get(query), [front.get(path).data for path in ("/devices", "/contributions")]
    phone = 'device:nl-ict-1 a cfit:DeviceModel ; schema:name "New" ; schema:brand brand:invented ;'
    publish(Submission("nl-ict", "new", turtle(phone + " cfit:deviceKind kind:smartphone .")), registry, now)
    after = front.get(query, headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.data != before.data) == (200, True)
    assert all(front.get(path).data != page for path, page in zip(("/devices", "/contributions"), pages, strict=True))


def test_a_request_with_a_token_or_a_cookie_is_always_asked_behind(front, counted, member):
    front.get(ASK)
    for headers in ({"Authorization": f"Bearer {member.token}"}, {"Cookie": "a=b"}):
        counted.times = 0
        assert [front.get(ASK, headers=headers).status_code for _ in range(2)] == [200, 200]
        assert counted.times == 2


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/keys", "/graphs/registry/phones", "/contribute", "/contributions/1/bytes"]
)
def test_what_depends_on_more_than_the_registry_or_may_be_large_is_always_asked_behind(front, counted, path):
    assert [front.get(path).status_code for _ in range(2)] == [200, 200]
    assert counted.times == 2


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "Origin", "Accept-Encoding"])
def test_each_variant_is_kept_for_itself(registry, name):
    inside = Counting(varying(name))
    front = Client(Cache(inside, registry, 1_000_000))
    for _ in range(2):
        for value in ("nl", "de", "nl, de"):
            assert front.get("/devices", headers={name: value}).text == value
    assert inside.times in (3, 4)  # the first answer tells on what the others depend


def test_a_language_is_never_answered_in_another(front):
    answers = {front.get("/", headers={"Accept-Language": language}).status_code for language in LANGUAGES}
    assert answers == {200}


@pytest.mark.parametrize("header", ["no-store", "private, max-age=3"])
def test_what_says_that_it_is_not_to_be_kept_is_not_kept(registry, header):
    inside = Counting(varying("Accept", [("Cache-Control", header)]))
    front = Client(Cache(inside, registry, 1_000_000))
    assert [front.get("/devices").status_code for _ in range(2)] == [200, 200]
    assert inside.times == 2


def test_failures_are_not_kept(front, counted):
    wrong = "/sparql?query=SELECT"
    assert [front.get(wrong).status_code for _ in range(2)] == [400, 400]
    assert counted.times == 2


def test_a_posted_query_is_kept_too_and_read_whole(front, counted):
    answers = [front.post("/sparql", data={"query": query}) for query in ("ASK {}", "ASK { ?s ?p 3 }", "ASK {}")]
    direct = [front.post("/sparql", data="ASK {}", content_type="application/sparql-query") for _ in range(2)]
    assert [answer.json["boolean"] for answer in answers] == [True, False, True]
    assert {answer.data for answer in direct} == {answers[0].data}
    assert counted.times == 3


def test_what_may_change_something_is_always_asked_behind(front, counted):
    for _ in range(2):
        front.post("/links/nl-ict/a", data={"query": "ASK {}"})
        front.post("/contributions?dataset=x", data=b"x")
        front.put("/sparql", data=b"x")
        front.post("/sparql", data=b"x", content_type="text/plain")
    assert counted.times == 8


def test_head_is_answered_from_what_get_kept_and_never_kept_itself(front, counted):
    assert front.head("/devices").status_code == 200
    page = front.get("/devices")
    head = front.head("/devices")
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(page.data)))
    assert counted.times == 2


def test_no_more_is_kept_than_there_is_room(registry):
    cache = Cache(plain, registry, 40_000)
    front = Client(cache)
    for number in range(50):
        front.get(f"/devices?page={number}")
    assert cache._bytes == sum(kept.size for kept in cache._kept.values()) <= 40_000
    assert 5 <= len(cache._kept) < 20


def test_an_answer_that_takes_too_much_of_the_room_is_given_and_not_kept(registry):
    cache = Cache(plain, registry, 8)
    assert Client(cache).get("/devices").data == b"ok"
    assert not cache._kept


def test_nothing_of_an_older_state_is_kept(front, registry, turtle, now):
    cache = front.application
    front.get("/devices")
    publish(Submission("nl-ict", "new", turtle("brand:new a schema:Brand .")), registry, now)
    registry.store._update("INSERT DATA { <urn:a> <urn:b> <urn:c> }", ())
    registry.store._state = (99, None)
    front.get("/devices")
    assert {key[0] for key in cache._kept} == {(99, None)}


def test_only_doors_that_anybody_may_enter_are_answered_before_the_guard():
    rooms = {door.rule[1:].partition("/")[0] for door in DOORS if door.right is None and "GET" in door.methods}
    assert {"", "devices", "criteria", "doc", "id", "sparql"} <= PUBLIC & rooms
    assert not PUBLIC & {"graphs", "contribute", "validate", "keys", "livez", "readyz"}

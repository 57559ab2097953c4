"""The Graph Store Protocol beyond plain reading and writing: conditions, digests, new names, names in the query."""

import base64
import hashlib
import re
import threading

import pytest

from registry.web import create_app

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A (invented)" ; schema:brand brand:invented ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.50 ."
OTHER = PHONE.replace("4.50", "3.50")
WRONG = PHONE.replace("4.50", "9.50")
ADDRESS = "/graphs/nl-ict/phones"
INDIRECT = "/rdf-graph-store?graph=https://w3id.org/cfit/graph/"


@pytest.fixture
def send(client, member, turtle):
    """Send a text as a member."""

    def send(text=PHONE, address=ADDRESS, method="PUT", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open(address, method=method, data=turtle(text), headers=member.headers | named)

    return send


def tag(client, **headers):
    return client.get(ADDRESS, headers=headers).headers["ETag"]


def digest(body, name="sha256"):
    return base64.b64encode(hashlib.new(name, body).digest()).decode()


# Reading


def test_a_graph_has_a_strong_tag_for_each_media_type_and_version(client, send):
    send()
    tags = {tag(client, Accept=each) for each in ("text/turtle", "application/n-triples", "application/ld+json")}
    send(OTHER)
    tags.add(tag(client))
    assert len(tags) == 4
    assert all(each.startswith('"') and each.endswith('"') for each in tags)


def test_the_same_graph_has_the_same_tag(client, send):
    send()
    assert tag(client) == tag(client) == client.head(ADDRESS).headers["ETag"]


def test_the_time_of_the_last_change_is_that_of_the_contribution(client, send, registry):
    send()
    received = registry.ledger.contribution(3).draft.received_at.replace(microsecond=0)
    assert client.get(ADDRESS).last_modified == received


def test_who_has_a_graph_already_is_told_so_without_it(client, send):
    send()
    known = tag(client)
    for header in (known, f"W/{known}", f'"x", {known}', "*"):
        response = client.get(ADDRESS, headers={"If-None-Match": header})
        assert (response.status_code, response.data, response.headers["ETag"]) == (304, b"", known)
        assert "Accept" in response.vary
    send(OTHER)
    assert client.get(ADDRESS, headers={"If-None-Match": known}).status_code == 200


def test_a_tag_of_another_media_type_is_no_reason_to_send_nothing(client, send):
    send()
    headers = {"If-None-Match": tag(client), "Accept": "application/n-triples"}
    assert client.get(ADDRESS, headers=headers).status_code == 200


def test_a_date_counts_where_no_tag_is_named(client, send):
    send()
    date = client.get(ADDRESS).headers["Last-Modified"]
    assert client.get(ADDRESS, headers={"If-Modified-Since": date}).status_code == 304
    assert client.get(ADDRESS, headers={"If-Modified-Since": date, "If-None-Match": '"x"'}).status_code == 200
    assert client.get(ADDRESS, headers={"If-Modified-Since": "Sat, 21 Nov 2020 12:00:00 GMT"}).status_code == 200


def test_reading_one_version_only_is_possible(client, send):
    send()
    known = tag(client)
    send(OTHER)
    assert client.get(ADDRESS, headers={"If-Match": known}).status_code == 412
    assert client.get(ADDRESS, headers={"If-Match": tag(client)}).status_code == 200


def test_graphs_that_the_registry_writes_itself_have_no_tag(client, send):
    response = client.get("/graphs/registry/contributions")
    assert (response.status_code, response.headers.get("ETag")) == (200, None)


def test_an_answer_says_its_digest(client, send):
    send()
    response, head = client.get(ADDRESS), client.head(ADDRESS)
    expected = f"sha-256=:{digest(response.data)}:"
    assert response.headers["Content-Digest"] == response.headers["Repr-Digest"] == expected
    # the content of an answer to HEAD is empty
    assert (head.headers["Repr-Digest"], head.headers.get("Content-Digest")) == (expected, None)


@pytest.mark.parametrize("address", [ADDRESS, INDIRECT + "nl-ict/phones"])
def test_options_name_what_can_be_done(client, address):
    response = client.options(address)
    assert response.status_code == 204
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"}


def test_options_of_a_group_name_what_can_be_done(client):
    assert set(client.options("/graphs/nl-ict").headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


# Conditions


def test_only_the_version_that_was_read_is_replaced(client, send, registry):
    send()
    read = tag(client)
    assert send(OTHER, If_Match=read).status_code == 200
    late = send(PHONE, If_Match=read)
    assert (late.status_code, late.mimetype) == (412, "application/problem+json")
    assert late.json["etag"] == tag(client) and tag(client) in late.json["detail"]
    assert registry.ledger.last_sequence() == 4


def test_the_receipt_has_the_tag_for_the_next_change(client, send):
    first = send().json["etag"]
    assert first == tag(client)
    assert send(OTHER, If_Match=first).status_code == 200


def test_a_tag_from_any_media_type_stands_for_the_version(client, send):
    send()
    assert send(OTHER, If_Match=tag(client, Accept="application/n-triples")).status_code == 200


@pytest.mark.parametrize("header", ['"x"', "", "x", 'W/"3"'])
def test_a_tag_that_is_not_the_current_one_changes_nothing(send, registry, header):
    send()
    assert send(OTHER, If_Match=header).status_code == 412
    assert registry.ledger.last_sequence() == 3


def test_a_weak_tag_is_not_enough_for_a_change(client, send):
    send()
    assert send(OTHER, If_Match=f"W/{tag(client)}").status_code == 412


def test_a_star_asks_for_something_or_for_nothing(client, send):
    absent = send(If_Match="*")
    assert (absent.status_code, absent.json["etag"]) == (412, None)
    assert send(If_None_Match="*").status_code == 201
    assert send(OTHER, If_None_Match="*").status_code == 412
    assert send(OTHER, If_Match="*").status_code == 200


def test_a_date_is_a_condition_too(client, send):
    send()
    date = client.get(ADDRESS).headers["Last-Modified"]
    assert send(OTHER, If_Unmodified_Since="Sat, 21 Nov 2020 12:00:00 GMT").status_code == 412
    assert send(OTHER, If_Unmodified_Since=date).status_code == 200


def test_only_the_version_that_was_read_is_withdrawn(client, send, member):
    send()
    read = tag(client)
    send(OTHER)
    address = f"{ADDRESS}?reason=Superseded"
    assert client.delete(address, headers=member.headers | {"If-Match": read}).status_code == 412
    assert client.get(ADDRESS).status_code == 200
    assert client.delete(address, headers=member.headers | {"If-Match": tag(client)}).status_code == 200
    # what was withdrawn is not there, so that it can be filled as new
    assert send(If_None_Match="*").status_code == 201


@pytest.mark.parametrize("create", [True, False])
def test_of_many_writers_with_the_same_tag_one_wins(app, client, send, member, turtle, registry, create):
    condition = {"If-None-Match": "*"} if create else {"If-Match": send().json["etag"]}
    before, statuses, start = registry.ledger.last_sequence(), [], threading.Barrier(6)

    def write(number):
        body = turtle(PHONE.replace("4.50", f"3.{number}0"))
        start.wait()
        response = app.test_client().put(ADDRESS, data=body, headers=member.headers | condition)
        statuses.append(response.status_code)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert sorted(statuses) == [201 if create else 200] + [412] * 5
    assert registry.ledger.last_sequence() == before + 1


# Digests


@pytest.mark.parametrize("name", ["sha-256", "sha-512"])
def test_a_body_that_fits_its_digest_is_taken(send, turtle, name):
    right = digest(turtle(PHONE), name.replace("-", ""))
    assert send(Content_Digest=f"{name}=:{right}:").status_code == 201


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_does_not_fit_its_digest_is_refused(send, registry, turtle, method):
    address = ADDRESS if method == "PUT" else "/graphs/nl-ict"
    response = send(address=address, method=method, Content_Digest=f"sha-256=:{digest(b'cut')}:")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.json["content_digest"] == f"sha-256=:{digest(turtle(PHONE))}:"
    assert registry.ledger.last_sequence() == 2


def test_one_digest_of_two_that_does_not_fit_is_enough(send, turtle):
    right, wrong = digest(turtle(PHONE)), digest(b"cut", "sha512")
    assert send(Content_Digest=f"sha-256=:{right}:, sha-512=:{wrong}:").status_code == 400


@pytest.mark.parametrize("header", ["", "sha-256", "sha-256=abc", "sha-256=:a:", "md5 of it", "sha-256=:" + "!" * 44])
def test_a_digest_that_cannot_be_read_is_refused(send, header):
    assert send(Content_Digest=header).status_code == 400


def test_digests_by_other_functions_are_passed_over(send):
    assert send(Content_Digest="unixsum=:AAAA:").status_code == 201


def test_the_digest_of_a_form_is_that_of_the_whole_body(client, member, turtle):
    edge = "edge"
    body = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.ttl"\r\n\r\n'.encode()
    body += turtle(PHONE) + f"\r\n--{edge}--\r\n".encode()
    headers = member.headers | {"Content-Type": f"multipart/form-data; boundary={edge}"}
    address = "/contributions?dataset=phones"
    wrong = client.post(address, data=body, headers=headers | {"Content-Digest": f"sha-256=:{digest(b'cut')}:"})
    right = client.post(address, data=body, headers=headers | {"Content-Digest": f"sha-256=:{digest(body)}:"})
    assert (wrong.status_code, right.status_code) == (400, 201)


# New names


def test_a_new_dataset_is_named_after_the_slug(client, send):
    response = send(address="/graphs/nl-ict", method="POST", Slug="Phones of%20Spring, 2026")
    assert (response.status_code, response.headers["Location"]) == (201, "/graphs/nl-ict/phones-of-spring-2026")
    assert response.json["graph"] == "https://w3id.org/cfit/graph/nl-ict/phones-of-spring-2026"
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_name_that_is_taken_or_was_gets_a_number(client, send, member):
    def add():
        return send(address="/graphs/nl-ict", method="POST", Slug="phones").headers["Location"].rpartition("/")[2]

    first = add()
    client.delete(f"{ADDRESS}?reason=Superseded", headers=member.headers)
    assert [first, add(), add()] == ["phones", "phones-2", "phones-3"]


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        (None, "dataset"),
        (" ", "dataset"),
        ("%E2%82%AC", "[0-9a-f]{12}"),
        ("a" * 80, "a{58}"),
        ("../verdicts", "verdicts"),
    ],
)
def test_every_slug_leads_to_a_name(send, wanted, named):
    headers = {} if wanted is None else {"Slug": wanted}
    response = send(address="/graphs/nl-ict", method="POST", **headers)
    assert response.status_code == 201
    assert re.fullmatch(f"/graphs/nl-ict/{named}", response.headers["Location"])


def test_a_bad_file_gets_no_name(send, registry):
    assert send(WRONG, "/graphs/nl-ict", "POST", Slug="phones").status_code == 422
    assert send(PHONE, "/graphs/nl-ict?dryRun=true", "POST", Slug="phones").status_code == 200
    assert send(PHONE, "/graphs/nl-ict", "POST", Slug="phones", If_Match="*").status_code == 412
    assert registry.ledger.last_sequence() == 2


@pytest.mark.parametrize("address", [ADDRESS, INDIRECT + "nl-ict/phones"])
def test_nothing_is_added_to_a_graph_in_pieces(send, registry, address):
    response = send(address=address, method="POST")
    assert response.status_code == 405
    assert "PUT it back whole" in response.json["detail"]
    assert {"GET", "PUT", "DELETE"} <= set(response.headers["Allow"].split(", "))


# Names in the query


def test_a_graph_named_in_the_query_is_the_same_graph(client, send, member):
    named = INDIRECT + "nl-ict/phones"
    assert send(address=named).status_code == 201
    assert client.get(named).data == client.get(ADDRESS).data
    assert client.head(named).headers["ETag"] == tag(client)
    assert send(OTHER, named, If_Match='"x"').status_code == 412
    assert client.delete(f"{named}&reason=Superseded", headers=member.headers).status_code == 200
    assert client.get(ADDRESS).status_code == client.get(named).status_code == 410


@pytest.mark.parametrize(
    "query",
    ["", "?default", "?graph=", "?graph=phones", "?graph=https://example.org/graph", f"{INDIRECT[16:]}nl-ict/a/b"],
)
def test_what_is_not_a_graph_of_this_registry_is_told_apart(client, send, member, registry, query):
    address = f"/rdf-graph-store{query}"
    unnamed = query in ("", "?default", "?graph=")
    assert client.get(address).status_code == client.head(address).status_code == (400 if unnamed else 404)
    response = send(address=address)
    assert response.status_code == (400 if unnamed else 403)
    assert response.status_code == client.delete(address, headers=member.headers).status_code
    assert "graph" in response.json["detail"]
    assert registry.ledger.last_sequence() == 2


def test_the_graph_decides_whose_token_is_needed_and_no_other_parameter(client, send, member, registry):
    address = INDIRECT + "de-it/phones&group=nl-ict&dataset=phones"
    assert send(address=address).status_code == client.delete(address, headers=member.headers).status_code == 403
    assert send(address=address + "&graph=https://w3id.org/cfit/graph/nl-ict/phones").status_code == 403
    assert registry.ledger.last_sequence() == 2


# Requests that are sent again


@pytest.mark.parametrize(("method", "address"), [("PUT", ADDRESS), ("POST", "/graphs/nl-ict")])
def test_a_request_that_is_sent_again_gets_the_first_answer(send, registry, method, address):
    answers = [send(PHONE, address, method, Slug="phones", Idempotency_Key='"8e03978e"') for _ in range(3)]
    assert [each.status_code for each in answers] == [201] * 3
    assert len({each.data for each in answers}) == len({each.headers["Location"] for each in answers}) == 1
    assert registry.ledger.last_sequence() == 3


def test_a_request_that_is_sent_again_is_not_held_against_its_own_condition(client, send):
    answers = [send(If_None_Match="*", Idempotency_Key="a") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]


@pytest.mark.parametrize(("text", "address"), [(OTHER, ADDRESS), (PHONE, "/graphs/nl-ict/others")])
def test_a_key_stands_for_one_request(send, registry, text, address):
    send(Idempotency_Key="a")
    response = send(text, address, Idempotency_Key="a")
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert "new key" in response.json["detail"]
    assert registry.ledger.last_sequence() == 3


def test_a_key_is_free_again_after_a_file_that_was_refused(send):
    assert send(WRONG, Idempotency_Key="a").status_code == 422
    assert send(PHONE, Idempotency_Key="a").status_code == 201


def test_another_group_may_choose_the_same_key(client, send, other_member, turtle, registry):
    send(Idempotency_Key="a")
    body = turtle(PHONE.replace("nl-ict", "de-it"))
    headers = other_member.headers | {"Idempotency-Key": "a"}
    assert client.put("/graphs/de-it/phones", data=body, headers=headers).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", '""', '"a', "a" * 201, "é"])
def test_a_key_that_cannot_be_one_is_refused(send, registry, key):
    assert send(Idempotency_Key=key).status_code == 400
    assert registry.ledger.last_sequence() == 2


def test_a_request_that_is_sent_twice_at_once_is_done_once(app, member, turtle, registry):
    answers, start = [], threading.Barrier(4)

    def write():
        start.wait()
        headers = member.headers | {"Idempotency-Key": "a", "Slug": "phones"}
        answers.append(app.test_client().post("/graphs/nl-ict", data=turtle(PHONE), headers=headers))

    writers = [threading.Thread(target=write) for _ in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert {(each.status_code, each.headers["Location"]) for each in answers} == {(201, ADDRESS)}
    assert registry.ledger.last_sequence() == 3


def test_a_copy_without_a_ledger_has_the_same_tags(registry, client, send):
    send()
    known, ledger = tag(client), registry.ledger
    registry.ledger = None
    copy = create_app(registry).test_client().get(ADDRESS, headers={"If-None-Match": known})
    registry.ledger = ledger
    assert copy.status_code == 304

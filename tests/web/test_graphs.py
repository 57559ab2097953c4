"""Graphs by their address: read by anybody, filled and emptied by their group, refused with a reason that helps."""

import hashlib

import pytest
import rdflib

from registry.core.texts import advice
from registry.web import create_app

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ;\n  cfit:repairabilityIndex 4.50 ."
WRONG = PHONE.replace("4.50", "9.50")
ADDRESS = "/graphs/nl-ict/phones"


@pytest.fixture
def put(client, member, turtle):
    def put(text, address=ADDRESS, **headers):
        return client.put(address, data=turtle(text), headers=member.headers | headers)

    return put


def test_it_works(client, put):
    assert put(PHONE).status_code == 201
    assert client.get(ADDRESS).status_code == 200


def test_the_receipt_tells_what_was_kept(client, put, turtle):
    response = put(PHONE)
    assert response.json["sequence"] == 3
    assert response.json["sha256"] == hashlib.sha256(turtle(PHONE)).hexdigest()
    assert (response.json["action"], response.json["triples"], response.json["warnings"]) == ("replace", 5, 0)
    assert response.json["graph"] == "https://w3id.org/cfit/graph/nl-ict/phones"
    assert response.json["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert response.headers["Location"] == "/doc/contribution/3"
    assert client.get("/contributions/3/bytes").data == turtle(PHONE)
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_second_file_is_not_new(put):
    first, second = put(PHONE), put(PHONE)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json["previous_hash"] == first.json["hash"]


def test_what_was_put_can_be_read_in_every_format(client, put, turtle):
    put(PHONE)
    expected = set(rdflib.Graph().parse(data=turtle(PHONE), format="turtle"))
    for media_type, name in (
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/ld+json", "json-ld"),
    ):
        response = client.get(ADDRESS, headers={"Accept": media_type})
        assert response.mimetype == media_type
        assert len(rdflib.Graph().parse(data=response.data, format=name)) == len(expected)


def test_head_is_get_without_the_body(client, put):
    put(PHONE)
    head = client.head(ADDRESS)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(client.get(ADDRESS).data))


def test_a_graph_is_emptied_once(client, put, member, turtle):
    put(PHONE)
    response = client.delete(f"{ADDRESS}?reason=Superseded", headers=member.headers)
    assert (response.status_code, response.json["action"], response.json["sequence"]) == (200, "withdraw", 4)
    again = client.delete(f"{ADDRESS}?reason=Superseded", headers=member.headers)
    assert client.get(ADDRESS).status_code == again.status_code == 410
    assert client.get("/contributions/3/bytes").data == turtle(PHONE)


def test_a_graph_that_holds_nothing_is_not_found(client):
    response = client.get("/graphs/nl-ict/nothing")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("authorization", [None, "Bearer cfit_wrong", "Bearer", "Bearer ", "Basic bmw6aWN0", "cfit_x"])
@pytest.mark.parametrize("method", ["put", "delete"])
def test_who_has_no_token_is_asked_for_one(client, turtle, authorization, method):
    headers = {"Authorization": authorization} if authorization else {}
    response = getattr(client, method)(ADDRESS, data=turtle(PHONE), content_type="text/turtle", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_opens_the_graphs_of_its_own_group_only(put, client, member):
    for address in ("/graphs/de-it/phones", "/graphs/registry/phones", "/graphs/nobody/phones"):
        response = put(PHONE, address)
        assert response.status_code == client.delete(address, headers=member.headers).status_code == 403
        assert "/graphs/nl-ict/" in response.json["detail"]


def test_a_revoked_token_opens_nothing(put, registry, now):
    registry.ledger.tokens.revoke_all("nl-ict", now)
    assert put(PHONE).status_code == 401


def test_the_word_bearer_may_be_written_in_small_letters(put, member):
    assert put(PHONE, Authorization=f"bearer {member.token}").status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "application/rdf+xml", "text/html", ""])
def test_another_kind_of_body_is_refused(put, media_type):
    response = put(PHONE, **{"Content-Type": media_type})
    assert response.status_code == 415
    assert "text/turtle" in response.json["detail"]


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_a_compressed_body_is_refused(put, coding):
    assert put(PHONE, **{"Content-Encoding": coding}).status_code == 415


@pytest.mark.parametrize("media_type", ["text/turtle; charset=utf-8", "application/x-turtle"])
def test_turtle_has_several_names(put, media_type):
    assert put(PHONE, **{"Content-Type": media_type}).status_code == 201


def test_n_triples_are_taken(client, member):
    line = b'<https://w3id.org/cfit/graph/nl-ict/notes> <http://purl.org/dc/terms/title> "Notes" .\n'
    line += b"<https://w3id.org/cfit/graph/nl-ict/notes> a <http://www.w3.org/ns/dcat#Dataset> .\n"
    line = line.replace(b" a ", b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ")
    line += b"<https://w3id.org/cfit/graph/nl-ict/notes> <http://purl.org/dc/terms/license> <https://example.org/x> .\n"
    headers = member.headers | {"Content-Type": "application/n-triples"}
    assert client.put("/graphs/nl-ict/notes", data=line, headers=headers).status_code == 201


def test_what_is_not_turtle_is_refused_with_line_and_column(put, turtle):
    response = put(PHONE + "\ndevice:nl-ict-b a ;; .")
    last = turtle(PHONE).count(b"\n") + 2
    assert (response.status_code, response.json["line"]) == (400, last)
    assert response.json["column"] > 1
    assert f"Line {last}, column {response.json['column']}" in response.json["detail"]
    assert response.json["errors"][0]["line"] == last


def test_a_broken_rule_is_reported_as_json_with_the_line(put, turtle):
    response = put(WRONG)
    assert (response.status_code, response.mimetype) == (422, "application/json")
    assert (response.json["conforms"], response.json["violations"]) == (False, len(response.json["findings"]))
    finding = response.json["findings"][0]
    assert finding["line"] == turtle(WRONG).count(b"\n") + 1
    assert finding["path"].endswith("#repairabilityIndex>")
    assert finding["messages"]["en"] and finding["messages"]["nl"]


def test_a_broken_rule_is_reported_as_shacl(put):
    response = put(WRONG, Accept="text/turtle")
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    assert response.status_code == 422
    assert [value.toPython() for value in graph.objects(predicate=rdflib.SH.conforms)] == [False]
    assert [str(node).rpartition("/")[2] for node in set(graph.objects(predicate=rdflib.SH.focusNode))] == ["nl-ict-a"]


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("en", "en"), ("nl", "nl"), ("nl-BE, en;q=0.5", "nl"), ("fr", "fr"), ("nb", "nb"), ("fi", "en")],
)
def test_a_broken_rule_is_reported_as_text_in_the_language_of_the_reader(put, wanted, spoken):
    messages = put(WRONG).json["findings"][0]["messages"]
    response = put(WRONG, Accept="text/plain", **{"Accept-Language": wanted})
    assert (response.status_code, response.mimetype) == (422, "text/plain")
    assert all(part in response.text for part in advice(messages[spoken], spoken))
    assert response.headers["Content-Language"] == spoken
    assert {"Accept", "Accept-Language"} <= {each.title() for each in response.vary}


@pytest.mark.parametrize("dataset", ["Phones", "a--b", "a_b", "é"])
def test_a_dataset_has_a_plain_name(put, dataset):
    response = put(PHONE, f"/graphs/nl-ict/{dataset}")
    assert response.status_code == 403
    assert "small letters" in response.json["detail"]


@pytest.mark.parametrize("name", ["a b", "a%3Cb", "a%22b", "a%5Cb"])
def test_a_name_that_no_graph_can_have_is_no_surprise(client, member, turtle, name):
    address = f"/graphs/nl-ict/{name}"
    assert client.get(address).status_code == 404
    assert client.put(address, data=turtle(PHONE), headers=member.headers).status_code == 403
    assert client.delete(f"{address}?reason=x", headers=member.headers).status_code == 404


@pytest.mark.parametrize("method", ["post", "patch"])
def test_another_method_is_refused_with_those_that_are_taken(client, member, method):
    response = getattr(client, method)(ADDRESS, headers=member.headers)
    assert response.status_code == 405
    assert {"GET", "PUT", "DELETE"} <= set(response.headers["Allow"].split(", "))


def test_a_file_that_is_too_large_is_refused(limited, member, turtle):
    registry = limited(upload_bytes=1_000)
    response = (
        create_app(registry).test_client().put(ADDRESS, data=turtle(PHONE) + b"#" * 1_000, headers=member.headers)
    )
    assert response.status_code == 413
    assert "several datasets" in response.json["detail"]
    assert registry.ledger.last_sequence() == 2


def test_nothing_that_was_refused_left_a_trace(registry, put):
    before = list(registry.store.lines())
    assert {put(text).status_code for text in (WRONG, PHONE + "nonsense", "cfit:x a cfit:y .")} == {422, 400}
    assert list(registry.store.lines()) == before
    assert registry.ledger.last_sequence() == 2


def test_the_graph_of_another_group_is_the_same_as_before(client, put):
    before = client.get("/graphs/registry/phones").data
    put("device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 .")
    assert client.get("/graphs/registry/phones").data == before
    assert "disputed" in client.get("/doc/device/phone-1").text


def test_a_registry_that_serves_a_copy_takes_nothing(registry, client, member, turtle):
    ledger, registry.ledger = registry.ledger, None
    response = client.put(ADDRESS, data=turtle(PHONE), headers=member.headers)
    registry.ledger = ledger
    assert (response.status_code, response.json["title"]) == (403, "Read only")

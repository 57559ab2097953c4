"""Answers are sent smaller where the client can read it, and stay the same answers."""

import zlib
from base64 import b64encode
from hashlib import sha256

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.web.coding import chosen, coded

TEXT = b"<urn:a> <urn:b> <urn:c> .\n" * 100
UNPACK = {"br": brotli.decompress, "gzip": lambda body: zlib.decompress(body, 31)}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity", None),
        ("identity;q=1, gzip;q=0.5", None),
        ("GZIP", "gzip"),
        ("gzip;q=nonsense", None),
        ("gzip;level=9", None),
        (" , ;q=1,=", None),
    ],
)
def test_the_coding_is_the_one_wanted_most(header, expected):
    assert chosen(header) == expected


@given(st.text())
def test_any_header_can_be_read(header):
    assert chosen(header) in (None, "br", "gzip")


def asked(headers, body=TEXT, status="200 OK", method="GET", **given):
    """What comes out of the layer, with an app inside that answers with the headers."""
    seen = {}

    def inside(environ, start_response):
        seen["environ"] = dict(environ)
        start_response(status, [("Content-Length", str(len(body))), *headers])
        return [body] if method != "HEAD" else []

    def start(status, headers, fault=None):
        seen["status"], seen["headers"] = status, {name.lower(): value for name, value in headers}

    seen["body"] = b"".join(coded(inside)({"REQUEST_METHOD": method, **given}, start))
    return seen


TURTLE = ("Content-Type", "text/turtle; charset=utf-8")
TAGGED = ("ETag", '"abc"')


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_coded_answer_holds_the_same_bytes_under_a_tag_of_its_own(coding):
    answer = asked([TURTLE, TAGGED, ("Vary", "Accept")], HTTP_ACCEPT_ENCODING=coding)
    headers = answer["headers"]
    assert UNPACK[coding](answer["body"]) == TEXT
    assert (headers["content-encoding"], headers["etag"]) == (coding, f'"abc-{coding}"')
    assert headers["content-length"] == str(len(answer["body"]))
    assert headers["vary"] == "Accept, Accept-Encoding"


def test_the_same_answer_is_the_same_bytes_each_time():
    for coding in UNPACK:
        assert len({asked([TURTLE], HTTP_ACCEPT_ENCODING=coding)["body"] for _ in range(2)}) == 1


def test_without_a_coding_the_answer_says_that_it_could_have_had_one():
    answer = asked([TURTLE, TAGGED])
    assert (answer["body"], answer["headers"]["etag"]) == (TEXT, '"abc"')
    assert (answer["headers"]["vary"], "content-encoding" in answer["headers"]) == ("Accept-Encoding", False)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ([TURTLE], b"short", "200 OK"),
        ([("Content-Type", "image/png")], TEXT, "200 OK"),
        ([TURTLE, ("Cache-Control", "no-store")], TEXT, "200 OK"),
        ([TURTLE, ("Cache-Control", "private")], TEXT, "200 OK"),
        ([TURTLE, ("Content-Encoding", "gzip")], TEXT, "200 OK"),
        ([TURTLE], TEXT, "206 Partial Content"),
    ],
)
def test_what_is_short_secret_or_packed_already_stays_as_it_is(headers, body, status):
    answer = asked(headers, body, status, HTTP_ACCEPT_ENCODING="br, gzip")
    assert answer["body"] == body
    assert answer["headers"].get("content-encoding") in (None, "gzip")


def test_what_is_sent_to_somebody_signed_in_is_not_packed():
    assert asked([TURTLE], HTTP_ACCEPT_ENCODING="br", HTTP_COOKIE="session=x")["body"] == TEXT


def test_head_says_what_get_would_say_but_for_the_length():
    answer = asked([TURTLE, TAGGED], method="HEAD", HTTP_ACCEPT_ENCODING="br")
    assert answer["body"] == b""
    assert (answer["headers"]["etag"], answer["headers"]["content-encoding"]) == ('"abc-br"', "br")
    assert "content-length" not in answer["headers"]


def test_the_app_sees_its_own_tags_and_the_client_gets_its_own_back():
    known = '"x-gzip", "abc-br", W/"y"'
    answer = asked([TAGGED], b"", "304 Not Modified", HTTP_IF_NONE_MATCH=known, HTTP_IF_MATCH='"abc-gzip"')
    assert answer["environ"]["HTTP_IF_NONE_MATCH"] == '"x", "abc", W/"y"'
    assert answer["environ"]["HTTP_IF_MATCH"] == '"abc"'
    assert (answer["headers"]["etag"], answer["headers"]["vary"]) == ('"abc-br"', "Accept-Encoding")


def test_a_digest_is_that_of_the_bytes_that_are_sent():
    stated = [TURTLE, ("Content-Digest", "sha-256=:x:"), ("Repr-Digest", "sha-256=:x:")]
    answer = asked(stated, HTTP_ACCEPT_ENCODING="br")
    digest = f"sha-256=:{b64encode(sha256(answer['body']).digest()).decode()}:"
    assert answer["headers"]["content-digest"] == answer["headers"]["repr-digest"] == digest
    assert asked(stated)["headers"]["repr-digest"] == "sha-256=:x:"
    for rest in ({"method": "HEAD"}, {"status": "304 Not Modified", "body": b""}):
        assert "repr-digest" not in asked(stated, HTTP_ACCEPT_ENCODING="br", **rest)["headers"]


def test_a_graph_that_was_read_coded_can_be_replaced_by_its_tag(client, member, turtle):
    phones = "".join(f'brand:nl-ict-{n} a schema:Brand ; schema:name "{n} (invented)" .\n' for n in range(30))
    address, packed = "/graphs/nl-ict/brands", {"Accept-Encoding": "gzip"}
    assert client.put(address, data=turtle(phones), headers=member.headers).status_code == 201
    tag = client.get(address, headers=packed).headers["ETag"]
    assert tag.endswith('-gzip"')
    assert client.get(address, headers={**packed, "If-None-Match": tag}).status_code == 304
    for wanted, sent in ((200, phones + "#"), (412, phones)):
        headers = {**member.headers, "If-Match": tag}
        assert client.put(address, data=turtle(sent + "\n"), headers=headers).status_code == wanted


def test_the_whole_house_answers_coded_and_conditional_requests(small_reader):
    query = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100"}
    plain = small_reader.get("/sparql", query_string=query)
    for coding, unpack in UNPACK.items():
        packed = small_reader.get("/sparql", query_string=query, headers={"Accept-Encoding": coding})
        tag = packed.headers["ETag"]
        assert unpack(packed.data) == plain.data and len(packed.data) < len(plain.data) / 2
        assert tag != plain.headers["ETag"]
        again = small_reader.get(
            "/sparql", query_string=query, headers={"Accept-Encoding": coding, "If-None-Match": tag}
        )
        assert (again.status_code, again.headers["ETag"]) == (304, tag)


def test_a_page_with_a_token_in_its_form_is_not_packed(small_reader):
    response = small_reader.post("/contribute", data={"token": "x" * 30}, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in response.headers

"""Clients of the SHACL validator of the EU's Interoperability Test Bed ask this registry with the same keys."""

import base64

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from registry.vocabulary import RDF, SH

ADDRESS = "/shacl/cfit/api/validate"
BAD = 'device:phone-9 a cfit:DeviceModel ; schema:name "Phone 9 (invented)" ; schema:brand brand:invented ;\n'
BAD += "  cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 9.50 .\n"


@pytest.fixture
def ask(client, turtle):
    def ask(text=BAD, headers=None, **keys):
        content = {"contentToValidate": turtle(text).decode(), "contentSyntax": "text/turtle", **keys}
        return client.post(ADDRESS, json=content, headers=headers or {})

    return ask


def conforms(response, syntax=RdfFormat.TURTLE):
    triples = [quad.triple for quad in parse(response.data, format=syntax)]
    (told,) = [triple.object for triple in triples if triple.predicate == SH.conforms]
    messages = [triple.object for triple in triples if triple.predicate == SH.resultMessage]
    assert [triple for triple in triples if triple.predicate == RDF.type and triple.object == SH.ValidationReport]
    return told == Literal(True), messages


def test_the_report_is_the_answer_whether_the_file_conforms_or_not(ask, registry):
    response = ask(reportSyntax="text/turtle")
    assert (response.status_code, response.content_type) == (200, "text/turtle")
    good, messages = conforms(response)
    assert (good, {message.language for message in messages}) == (False, {"en"})
    assert conforms(ask(BAD.replace("9.50", "4.50"), reportSyntax="text/turtle")) == (True, [])
    assert registry.ledger.last_sequence() == 2


@pytest.mark.parametrize(
    ("asked", "accept", "given"),
    [
        (None, None, "application/rdf+xml"),
        (None, "application/n-triples", "application/n-triples"),
        ("application/ld+json", "text/turtle", "application/ld+json"),
        ("text/turtle", None, "text/turtle"),
    ],
)
def test_the_syntax_of_the_report_is_the_one_asked_for(ask, asked, accept, given):
    response = ask(headers={"Accept": accept} if accept else {}, reportSyntax=asked)
    assert response.content_type == given
    assert conforms(response, RdfFormat.from_media_type(given))[0] is False


def test_messages_come_in_the_language_of_the_locale(ask):
    for locale, language in (("nl", "nl"), ("fr_FR", "fr"), ("de-AT", "de"), ("xx", "en")):
        _, messages = conforms(ask(reportSyntax="text/turtle", locale=locale))
        assert {message.language for message in messages} == {language}


def test_a_file_may_come_in_base64_and_its_syntax_may_be_left_out(ask, client, turtle):
    packed = base64.b64encode(turtle(BAD)).decode()
    content = {"contentToValidate": packed, "embeddingMethod": "BASE64", "reportSyntax": "text/turtle"}
    assert conforms(client.post(ADDRESS, json=content))[0] is False
    assert conforms(ask(contentSyntax=None, embeddingMethod="STRING", reportSyntax="text/turtle"))[0] is False
    told = ask(contentToValidate="{", contentSyntax=None, reportSyntax="text/turtle")
    assert b"JSON" in told.data  # what is wrong with it is a result of the report
    for syntax in ("application/rdf+xml", None):
        refused = ask(contentToValidate="<?xml version='1.0'?><a/>", contentSyntax=syntax, reportSyntax="text/turtle")
        assert (refused.status_code, conforms(refused)[0]) == (200, False)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"externalRules": [{"ruleSet": "https://example.org/shapes.ttl"}]}, "rules of your own are not taken"),
        ({"embeddingMethod": "URL", "contentToValidate": "https://example.org/file.ttl"}, "fetches nothing"),
        ({"contentToValidate": "https://example.org/file.ttl"}, "fetches nothing"),
        ({"contentQuery": "CONSTRUCT", "contentQueryEndpoint": "https://example.org/sparql"}, "fetches nothing"),
        ({"loadImports": True}, "fetches nothing"),
        ({"reportQuery": "CONSTRUCT"}, "query it yourself"),
        ({"validationType": "other"}, "there is only contribution"),
        ({"embeddingMethod": "BASE64", "contentToValidate": "***"}, "not base64"),
        ({"embeddingMethod": "OTHER"}, "STRING or BASE64"),
        ({"contentToValidate": ""}, "the file itself"),
        ({"contentToValidate": 7}, "the file itself"),
        ({"contentToValidate": "\ud800"}, "not text"),
        ({"reportSyntax": "application/xml"}, "is written in"),
        ({"contentSyntax": "application/pdf"}, "write one of"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(ask, keys, word):
    response = ask(**keys)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert word in response.json["detail"]


def test_unknown_keys_are_passed_over_and_false_ones_ask_for_nothing(ask):
    told = ask(reportSyntax="text/turtle", externalRules=[], loadImports=False, addInputToReport=True, more=1)
    assert told.status_code == 200


@pytest.mark.parametrize("body", [b"", b"no JSON", b"[1]", b"null", b"\xff\xfe", b'"text"'])
def test_what_is_not_an_object_is_refused(client, body):
    response = client.post(ADDRESS, data=body, content_type="application/json")
    assert (response.status_code, "contentToValidate" in response.json["detail"]) == (400, True)


def test_what_can_be_validated_is_told(client):
    (one,) = client.get("/shacl/api/info").json
    assert one == client.get("/shacl/cfit/api/info").json
    assert (one["domain"], [each["type"] for each in one["validationTypes"]]) == ("cfit", ["contribution"])
    assert client.get("/shacl/other/api/info").status_code == 404
    assert client.post("/shacl/other/api/validate", json={}).status_code == 404

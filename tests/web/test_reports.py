"""A report comes in the format and the language that are asked for; as a page it can be read without a script."""

import json

import pytest
import rdflib

from registry.core.glossary import LANGUAGES
from registry.core.texts import say

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ;\n  cfit:repairabilityIndex 4.50 ."
WRONG = PHONE.replace("4.50", "9.50")
BROKEN = PHONE.replace("4.50", "4,50 euro")
WARNED = PHONE.replace("4.50 .", "4.50 ; cfit:osUpdateYearsAfterEndOfSale 2 .")
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
TYPES = {
    "application/json": "application/json",
    HTML: "text/html",
    "text/turtle": "text/turtle",
    "application/ld+json": "application/ld+json",
    "text/plain": "text/plain",
    "application/sarif+json": "application/sarif+json",
    "*/*": "application/json",
}


@pytest.fixture
def put(client, member, turtle):
    def put(text, **headers):
        return client.put("/graphs/nl-ict/phones", data=turtle(text), headers=member.headers | headers)

    return put


@pytest.mark.parametrize("accept", TYPES)
def test_a_refusal_comes_in_the_format_that_is_asked_for(put, accept):
    response = put(WRONG, Accept=accept)
    assert (response.status_code, response.mimetype) == (422, TYPES[accept])
    assert response.headers["Link"] == '</shapes>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
    assert {"Accept", "Accept-Language"} <= {each.title() for each in response.vary}


@pytest.mark.parametrize("accept", TYPES)
def test_what_cannot_be_read_comes_in_the_format_that_is_asked_for(put, accept):
    response = put(BROKEN, Accept=accept)
    expected = "application/problem+json" if TYPES[accept] == "application/json" else TYPES[accept]
    assert (response.status_code, response.mimetype) == (400, expected)


def test_shacl_has_line_column_and_text(put, turtle):
    for media_type, name in (("text/turtle", "turtle"), ("application/ld+json", "json-ld")):
        graph = rdflib.Graph().parse(data=put(WRONG, Accept=media_type).data, format=name)
        found = {str(p).rpartition("#")[2]: o.toPython() for _, p, o in graph}
        assert (found["line"], found["column"]) == (turtle(WRONG).count(b"\n") + 1, 27)
        assert found["lineText"] == "  cfit:repairabilityIndex 9.50 ."


def test_sarif_points_at_the_words(put, turtle):
    (run,) = json.loads(put(WRONG, Accept="application/sarif+json").data)["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    line = turtle(WRONG).count(b"\n") + 1
    assert place["artifactLocation"]["uri"] == "phones.ttl"
    assert [place["region"][key] for key in ("startLine", "startColumn", "endColumn")] == [line, 27, 31]


def test_a_problem_tells_each_mistake_with_its_words(put):
    response = put(BROKEN, **{"Accept-Language": "nl"})
    (error,) = response.json["errors"]
    assert (error["rule"], error["text"]) == ("syntax-number", "  cfit:repairabilityIndex 4,50 euro .")
    assert error["message"].startswith("Een getal heeft alleen cijfers")
    assert response.headers["Content-Language"] == "nl"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [WRONG, BROKEN])
def test_a_page_speaks_the_language_of_the_reader(put, language, text):
    response = put(text, Accept=HTML, **{"Accept-Language": language})
    state = "refused" if text == WRONG else "unreadable"
    assert f"<h1>{say(f'report-{state}', language)}</h1>" in response.text
    assert f'<article lang="{language}"' in response.text
    assert response.headers["Content-Language"] == language


def test_a_page_marks_the_words_and_leads_to_the_rule(put):
    page = put(WRONG, Accept=HTML).text
    assert "cfit:repairabilityIndex <mark>9.50</mark> ." in page
    assert 'href="/shapes#device-model-repairabilityIndex"' in page
    assert '<code class="write">cfit:repairabilityIndex 4.37 .</code>' in page
    assert "<script" not in page


def test_a_page_runs_nothing_that_a_stranger_wrote(put):
    text = WRONG.replace('"A"', '"<script>alert(1)</script>" , "<b>"')
    page = put(text, Accept=HTML).text
    assert "<script" not in page and "<b>" not in page
    assert "&lt;script&gt;" in page


def test_a_thing_without_a_name_is_called_by_its_line(put, turtle):
    text = WRONG.replace("brand:invented", "[ a schema:Brand ; schema:name 5 ]")
    line = turtle(text)[: turtle(text).index(b"[ a")].count(b"\n") + 1
    for accept in TYPES:
        body = put(text, Accept=accept).text
        assert "genid" not in body
    assert f"the unnamed thing at line {line}" in put(text, Accept="text/plain").text


def test_warnings_do_not_refuse_and_can_be_read_later(client, put):
    receipt = put(WARNED)
    assert (receipt.status_code, receipt.json["warnings"]) == (201, 1)
    address = f"/contributions/{receipt.json['sequence']}/report"
    page = client.get(address, headers={"Accept": HTML, "Accept-Language": "nb"})
    assert f"<h1>{say('report-accepted', 'nb')}</h1>" in page.text
    assert "<mark>2</mark>" in page.text
    assert "Link" not in page.headers


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("json", "application/json"),
        ("html", "text/html"),
        ("turtle", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("text", "text/plain"),
        ("sarif", "application/sarif+json"),
    ],
)
def test_a_page_offers_the_other_formats(client, put, name, media_type):
    address = f"/contributions/{put(WARNED).json['sequence']}/report"
    assert f'href="?format={name}&amp;lang=de"' in client.get(f"{address}?format=html&lang=de").text
    assert client.get(f"{address}?format={name}").mimetype == media_type


def test_no_more_findings_are_told_than_a_report_holds(limited, member, turtle):
    from registry.web import create_app

    client = create_app(limited(findings=2)).test_client()
    text = PHONE.replace("cfit:repairabilityIndex 4.50", "cfit:repairabilityIndex 9.50 , 9.60 , 9.70 , 9.80")
    headers = member.headers | {"Accept": HTML}
    page = client.put("/graphs/nl-ict/phones", data=turtle(text), headers=headers).text
    assert "A report holds at most 2 findings. Left out: " in page


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [("de-AT,de;q=0.9", "de"), ("no", "nb"), ("nn-NO", "nb"), ("fi,sv;q=0.8,fr;q=0.1", "fr"), ("fi", "en"), ("", "en")],
)
def test_the_first_language_that_is_spoken_here_is_taken(put, wanted, spoken):
    assert put(WRONG, **{"Accept-Language": wanted}).headers["Content-Language"] == spoken

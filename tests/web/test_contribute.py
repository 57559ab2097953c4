"""The page for contributing works without a script, keeps no token, and answers in plain words."""

import io
import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from registry.core.reading.formats import CSV, XLSX
from registry.core.secret import write
from registry.web import create_app

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
PHONE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.50 .\n"


@pytest.fixture
def send(client, member, turtle):
    """Fill in the form of the page and press a button."""

    def send(text=PHONE, do="check", headers=(), address="/contribute", **fields):
        form = {"group": "nl-ict", "dataset": "phones", "do": do, "type": "text/turtle"} | fields
        form["text"] = turtle(text).decode() if text else ""
        return client.post(address, data=form, content_type="multipart/form-data", headers=dict(headers))

    return send


class Fields(HTMLParser):
    """The fields of a page with the labels and explanations that belong to them."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.labels, self.ids = [], set(), []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Note what a tag says of itself."""
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag in ("input", "select", "textarea"):
            self.fields.append(attributes)
        if tag == "label":
            self.labels.add(attributes.get("for"))


@pytest.mark.parametrize("address", ["/contribute", "/contribute/device", "/contribute/device?lang=nl"])
def test_every_field_has_a_label_and_every_name_is_given_once(client, address):
    page = Fields(client.get(address).text)
    assert len(page.ids) == len(set(page.ids))
    assert {field["id"] for field in page.fields} <= page.labels
    described = {name for field in page.fields for name in (field.get("aria-describedby") or "").split()}
    assert described <= set(page.ids)


def test_the_page_is_in_the_navigation_and_says_where_one_is(client):
    assert '<a href="/contribute">Contribute</a>' in client.get("/").text
    assert '<a href="/contribute" aria-current="page">' in client.get("/contribute").text


def test_only_this_page_runs_a_script_and_only_our_own(client):
    response = client.get("/contribute")
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert re.findall(r"<script[^>]*src=\"([^\"]*)\"[^>]*>(.*?)</script>", response.text) == [
        ("/static/contribute.js", "")
    ]
    for other in ("/", "/devices", "/criteria", "/sparql"):
        assert "script-src" not in client.get(other).headers["Content-Security-Policy"]
    assert client.get("/static/contribute.js", buffered=True).mimetype in ("text/javascript", "application/javascript")


def test_a_check_shows_the_report_and_keeps_nothing(send, registry):
    good, bad, broken = send(), send(PHONE.replace("4.50", "9.50")), send(PHONE + "nonsense")
    assert [each.status_code for each in (good, bad, broken)] == [200, 422, 400]
    assert "Accepted by the rules" in good.text and "nothing was kept" in good.text
    assert "What this would change" in good.text and "5 statements more" in good.text
    assert "What this would change" not in bad.text
    assert "<mark>9.50</mark>" in bad.text
    assert re.search(r"Line \d+, column", bad.text)
    assert "cannot be read" in broken.text
    assert registry.ledger.last_sequence() == 2


def test_a_report_is_told_in_the_language_of_the_reader(send):
    page = send(PHONE.replace("4.50", "9.50"), headers=[("Accept-Language", "de")]).text
    assert "Die Regeln sind nicht eingehalten" in page and '<article lang="de"' in page


def test_a_contribution_shows_its_receipt_and_no_token(send, registry, member):
    response = send(do="contribute", token=member.token)
    assert response.status_code == 201
    kept = registry.ledger.contribution(3)
    assert kept.sha256 in response.text and kept.hash in response.text and "/contributions/3/receipt" in response.text
    assert "What this changed" in response.text
    assert member.token not in response.text
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    again = send(do="contribute", token=member.token)
    assert (again.status_code, "Nothing changes." in again.text) == (200, True)
    assert 'value="phones"' in again.text


@pytest.mark.parametrize("kind", ["none", "unknown", "mistyped", "revoked", "of another group"])
def test_no_other_token_opens_the_page(send, registry, member, other_member, now, kind):
    tokens = registry.ledger.tokens
    revoked = tokens.make("nl-ict", now).token
    tokens.revoke(tokens.find(revoked, now).id, now)
    token = {"none": "", "unknown": write(b"x" * 32), "mistyped": member.token[:-1] + "_", "revoked": revoked,
             "of another group": other_member.token}[kind]  # fmt: skip
    response = send(do="contribute", token=token)
    assert response.status_code == (403 if kind == "of another group" else 401)
    assert 'role="alert"' in response.text
    assert not token or token not in response.text
    assert PHONE.split(";")[0].strip() in unescape(response.text)
    assert registry.ledger.last_sequence() == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Origin", "http://localhost")], 200), ([("Sec-Fetch-Site", "same-origin")], 200), ([], 200),
        ([("Origin", "https://elsewhere.example")], 403), ([("Origin", "null")], 403),
        ([("Origin", "http://localhost"), ("Sec-Fetch-Site", "cross-site")], 403),
    ],
)  # fmt: skip
def test_a_form_that_was_sent_from_elsewhere_is_refused(send, headers, status):
    assert send(headers=headers).status_code == status


def test_a_browser_may_tell_this_site_where_its_own_form_came_from(client):
    assert client.get("/contribute").headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"group": "A b"}, "For which dataset?"),
        ({"dataset": ""}, "For which dataset?"),
        ({"text": ""}, "Nothing to check"),
    ],
)
def test_what_is_missing_is_asked_for(send, fields, said):
    response = send(**fields) if "text" not in fields else send("")
    assert (response.status_code, said in response.text) == (400, True)


def test_a_file_goes_before_a_text_and_its_name_tells_the_format(send, registry, member):
    part = (
        io.BytesIO(
            b'{"id": "https://w3id.org/cfit/id/device/phone-1", "type": "DeviceModel", "repairabilityIndex": 3.50}'
        ),
        "a.jsonld",
    )
    response = send(do="contribute", token=member.token, file=part)
    assert response.status_code == 201, response.text
    assert registry.ledger.contribution(3).draft.media_type == "application/ld+json"


def test_a_text_larger_than_a_usual_field_is_taken_up_to_the_limit(client, limited, turtle):
    large = {"group": "nl-ict", "dataset": "phones", "do": "check", "text": turtle(PHONE).decode() + "#" * 700_000}
    body, kind = urlencode(large).encode(), "application/x-www-form-urlencoded"
    assert client.post("/contribute", data=body, content_type=kind).status_code == 200
    client = create_app(limited(upload_bytes=5_000)).test_client()
    form = {"group": "nl-ict", "dataset": "phones", "do": "check", "text": turtle(PHONE).decode() + "#" * 5_000}
    assert client.post("/contribute", data=form).status_code == 413


def test_what_was_written_into_the_page_is_shown_as_text(send):
    page = send('<script>alert(1)</script>"', dataset='"><script>alert(2)</script>').text
    assert "<script>alert" not in page


def test_the_form_for_a_device_has_a_field_for_each_property_and_writes_turtle(client, send):
    page = client.get("/contribute/device")
    assert page.text.count('name="value:') > 100
    assert '<option value="invented">Invented</option>' in page.text
    fields = {"value:@id": "nl-ict-a", "value:schema:name": 'A "1"', "value:schema:brand": "invented",
              "value:cfit:deviceKind": "smartphone", "value:cfit:repairabilityIndex": "4.5"}  # fmt: skip
    response = client.post("/contribute", data={"do": "write"} | fields)
    text = unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", response.text, re.DOTALL)[1])
    assert 'schema:name "A \\"1\\""' in text
    assert (
        client.post(
            "/contribute", data={"do": "check", "group": "nl-ict", "dataset": "phones", "text": text}
        ).status_code
        == 200
    )


def test_a_field_that_cannot_be_written_says_why_and_keeps_what_was_filled_in(client):
    response = client.post(
        "/contribute?lang=nl", data={"do": "write", "value:@id": "nl-ict-a", "value:schema:brand": "a b"}
    )
    assert response.status_code == 400
    assert "a b is hier geen adres" in response.text
    assert 'value="nl-ict-a"' in response.text


@pytest.mark.parametrize(("name", "mimetype"), [("device.csv", CSV), ("device.xlsx", XLSX)])
def test_a_template_comes_in_the_language_of_the_reader(client, name, mimetype):
    response = client.get(f"/templates/{name}", headers={"Accept-Language": "nl"})
    assert (response.mimetype, response.headers["Content-Language"]) == (mimetype, "nl")
    assert "attachment" in response.headers["Content-Disposition"]
    if name.endswith("csv"):
        assert "soort apparaat" in response.text
    assert client.get("/templates/other.csv").status_code == 404
    assert client.get("/templates/device.exe").status_code == 404


def test_a_copy_can_be_asked_for_a_check_and_takes_nothing(registry, send, member):
    ledger, registry.ledger = registry.ledger, None
    assert 'id="token"' not in send().text
    assert send(do="contribute", token=member.token).status_code == 403
    registry.ledger = ledger

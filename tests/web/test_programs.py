"""A device for programs: in the words of schema.org, as CSV, and headers that lead on."""

import csv
import io
import json
import re

import pytest

from registry.publish import Accepted, Submission, publish
from registry.settings import IDS
from tests.eventful import ago

PHONE = "/doc/device/phone-1"
BROWSER = {"Accept": "text/html"}


def product(page) -> dict:
    [script] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    return json.loads(script)


@pytest.fixture
def certified(historian):
    return historian.get(f"{PHONE}?asOf={ago(20).date()}", headers=BROWSER)


def test_a_page_says_in_the_words_of_schema_org_what_the_product_is(certified):
    said = product(certified)
    assert (said["@type"], said["@id"], said["name"]) == ("Product", f"{IDS}device/phone-1", "Phone 1")
    assert said["brand"]["name"] == "Invented" and said["url"].endswith(f"{PHONE}?asOf={ago(20).date()}")


def test_a_certificate_is_a_certification_with_its_days_and_whether_it_counts(certified, historian):
    [held] = product(certified)["hasCertification"]
    assert (held["certificationIdentification"], held["expires"]) == ("INVENTED-1", str(ago(12).date()))
    assert held["certificationStatus"].endswith("CertificationActive")
    [over] = product(historian.get(PHONE, headers=BROWSER))["hasCertification"]
    assert over["certificationStatus"].endswith("CertificationInactive")


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--<script>", "A & B ' \" \u2028"])
def test_a_name_cannot_end_the_script_in_which_it_stands(registry, turtle, now, client, name):
    text = f"device:nl-ict-x a cfit:DeviceModel ; schema:name {json.dumps(name)} ; schema:brand brand:invented ;"
    sent = publish(Submission("nl-ict", "x", turtle(text + " cfit:deviceKind kind:smartphone .")), registry, now)
    assert isinstance(sent, Accepted), sent
    page = client.get("/doc/device/nl-ict-x", headers=BROWSER)
    assert product(page)["name"] == name
    assert page.text.count("<script") == 1


@pytest.mark.parametrize(
    ("address", "accept"), [(f"{PHONE}.csv", "*/*"), (PHONE, "text/csv"), (f"{PHONE}.csv", "text/html")]
)
def test_a_device_comes_as_csv_by_link_and_by_negotiation(historian, address, accept):
    response = historian.get(address, headers={"Accept": accept})
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    [index] = [row for row in rows if row["name"] == "repairability index"]
    assert (index["value"], index["licence"]) == ("3.9", "https://creativecommons.org/licenses/by/4.0/")
    assert index["contribution"] == f"{IDS}contribution/11"
    failed = {row["value"] for row in rows if row["name"] == "fails"}
    assert failed == {f"{IDS}criterion/{number}/1" for number in ("REP-03", "SW-02")}


def test_the_csv_of_a_day_is_of_that_day(historian):
    rows = csv.DictReader(io.StringIO(historian.get(f"{PHONE}.csv?asOf={ago(30).date()}").text))
    assert {row["value"] for row in rows if row["name"] == "repairability index"} == {"3.5", "4.2"}


def test_no_spreadsheet_takes_a_value_for_a_formula(registry, turtle, now, client):
    text = 'device:nl-ict-x a cfit:DeviceModel ; schema:name "=1+1" ; schema:brand brand:invented ;'
    publish(Submission("nl-ict", "x", turtle(text + " cfit:deviceKind kind:smartphone .")), registry, now)
    rows = csv.DictReader(io.StringIO(client.get("/doc/device/nl-ict-x.csv").text))
    assert "'=1+1" in {row["value"] for row in rows}


def test_what_is_no_device_has_no_csv(historian):
    assert historian.get("/doc/criterion/REP-03.csv").status_code == 404
    assert historian.get("/doc/criterion/REP-03", headers={"Accept": "text/csv"}).status_code == 406


def test_the_headers_of_a_page_lead_to_its_name_its_data_and_its_licence(historian):
    link = historian.get(PHONE, headers=BROWSER).headers["Link"]
    for expected in (
        f'<{IDS}device/phone-1>; rel="cite-as"',
        f'<{PHONE}.ttl>; rel="describedby"; type="text/turtle"',
        f'<{PHONE}.jsonld>; rel="alternate"; type="application/ld+json"',
        f'<{PHONE}.csv>; rel="alternate"; type="text/csv"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        '<https://schema.org/Product>; rel="type"',
    ):
        assert expected in link


def test_the_headers_of_data_lead_back_to_the_page(historian):
    link = historian.get(f"{PHONE}.ttl").headers["Link"]
    assert f'<{PHONE}>; rel="describes"' in link and f'<{IDS}device/phone-1>; rel="cite-as"' in link
    of_a_day = historian.get(f"{PHONE}.ttl?asOf={ago(30).date()}").headers["Link"]
    assert f'<{PHONE}?asOf={ago(30).date()}>; rel="describes"' in of_a_day

"""The pages that list and lead: found, narrowed, and safe to open whatever a contributor wrote."""

import json
import re
from html.parser import HTMLParser

import pytest

from registry.publish import Accepted, Submission, publish
from registry.settings import IDS

PAGES = [
    *(
        "/",
        "/devices",
        "/devices?q=Fairphone+5",
        "/devices?q=nothing-fits",
        "/criteria",
        "/sparql",
        "/doc/nothing/at-all",
    ),
    *("/doc/device/eprel-2378858", "/doc/criterion/REP-03", "/doc/brand/fairphone", "/doc/contribution/4", "/nowhere"),
    *("/compare?device=eprel-2378858&device=eprel-2372958", "/compare?device=eprel-2378858&q=galaxy", "/sets"),
    *("/sets/difference?left=se-basic/1&right=no-basic/1", "/doc/criteria-set/se-basic/1"),
    *("/sparql?query=ASK{}", "/sparql?query=SELECT+*+{?s+a+?o}+LIMIT+9", "/sparql?query=nonsense"),
]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


class Elements(HTMLParser):
    """Collects every element of a page with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Note one element (called by the parser)."""
        self.found.append((tag, dict(attributes)))


def devices(page):
    return re.findall(r'<th scope="row"><a href="/doc/device/([^"]+)"', page.text)


def test_it_works(reader):
    response = reader.get("/")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert "2,579 device models" in response.text


def test_a_search_finds_the_phone(reader):
    page = reader.get("/devices?q=Fairphone 5")
    assert "eprel-2378858" in devices(page)
    assert all("airphone" in name for name in re.findall(r'<a href="/doc/device/[^"]+"><bdi>([^<]+)', page.text))


def test_a_search_finds_a_number_of_eprel(reader):
    assert devices(reader.get("/devices?q=2378858")) == ["eprel-2378858"]


def test_a_brand_and_a_kind_narrow_the_list(reader):
    brand, kind = f"{IDS}brand/fairphone", f"{IDS}device-kind/smartphone"
    assert "eprel-2378858" in devices(reader.get("/devices", query_string={"brand": brand, "kind": kind}))
    laptops = reader.get("/devices", query_string={"brand": brand, "kind": f"{IDS}device-kind/laptop"})
    assert devices(laptops) == []


def test_every_criterion_that_is_chosen_must_be_met(reader):
    def count(*meets):
        page = reader.get("/devices", query_string={"meets": meets})
        return int(re.search(r"<strong>(\d+)</strong> devices?", page.text)[1])

    assert 0 < count("REP-03", "SW-02") < min(count("REP-03"), count("SW-02"))
    assert count("REP-99") == 0


def test_a_list_without_devices_says_what_to_do(reader):
    page = reader.get("/devices?q=no-such-phone")
    assert page.status_code == 200
    assert "No device fits all of this." in page.text and 'href="/devices"' in page.text


def test_behind_the_last_page_is_the_last(reader):
    page = reader.get("/devices?page=9999")
    assert page.status_code == 200
    assert len(devices(page)) == 29


@pytest.mark.parametrize("brand", ["javascript:alert(1)", "https://x.example/<script>", "https://x y", "\x00", "é"])
def test_a_brand_that_is_no_address_narrows_nothing(reader, brand):
    page = reader.get("/devices", query_string={"brand": brand})
    assert (page.status_code, len(devices(page))) == (200, 50)


def test_the_criteria_are_listed_with_how_the_devices_do(reader):
    page = reader.get("/criteria")
    assert page.status_code == 200
    assert len(set(re.findall(r'href="/doc/criterion/([A-Z0-9-]+)"', page.text))) == 98


def _is_ours(page, attributes):
    """Whether a script is of the editor on /sparql, or of the charts of a criterion, and holds nothing of its own."""
    names = "built/yasgui|editor" if page.request.path == "/sparql" else "built/uplot|spread"
    empty = re.findall(rf'<script src="(/static/(?:{names})\.js)" defer></script>', page.text)
    may_run = page.request.path == "/sparql" or page.request.path.startswith("/doc/criterion/")
    return may_run and sorted(attributes) == ["defer", "src"] and attributes["src"] in empty


def _is_data(page, attributes):
    """Whether a script is a block of JSON that no browser runs: one in a page, and whole where the parser ends it."""
    blocks = re.findall(r"<script type=.application/ld.json.>(.*?)</script>", page.text, re.DOTALL)
    return attributes == {"type": "application/ld+json"} and len(blocks) == 1 and bool(json.loads(blocks[0]))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_runs_or_fetches_anything_from_elsewhere(reader, address):
    response = reader.get(address, headers=BROWSER)
    assert response.mimetype == "text/html"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    for tag, attributes in Elements(response.text).found:
        assert tag not in ("style", "iframe", "object", "embed", "base")
        assert tag != "script" or _is_ours(response, attributes) or _is_data(response, attributes)
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        if tag in ("img", "link"):
            here = r"http://localhost/" if attributes.get("hreflang") else r"/(?!/)"
            assert re.match(here, attributes.get("src") or attributes["href"])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_titled_and_says_its_language(reader, address):
    text = reader.get(address, headers=BROWSER).text
    assert re.search(r'<html lang="en">', text) and re.search(r"<title>\S[^<]* · ", text)
    assert text.count("<h1") == 1 and text.count('<main id="main">') == 1


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_remembered_about_who_reads(reader, address):
    assert "Set-Cookie" not in reader.get(address, headers=BROWSER).headers


HOSTILE = [
    "<script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '\\" onmouseover=\\"alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 191 }}{% raw %}",
    "<!--",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_on_every_page_that_shows_it(registry, client, turtle, now, name):
    text = f'brand:nl-ict-b a schema:Brand ; schema:name "{name}" .\n'
    text += f'device:nl-ict-a a cfit:DeviceModel ; schema:name "{name}" ; schema:brand brand:nl-ict-b ;\n'
    text += f'  cfit:deviceKind kind:smartphone ; cfit:operatingSystem "{name}" .\n'
    text += f'<> a dcat:Dataset ; dcterms:title "{name}" ; cfit:attribution "{name}" ;\n'
    text += "  dcterms:license <https://creativecommons.org/licenses/by/4.0/> .\n"
    outcome = publish(Submission("nl-ict", "hostile", turtle(text)), registry, now)
    assert isinstance(outcome, Accepted), outcome
    query = "SELECT ?name { ?s <https://schema.org/name> ?name }"
    for address in ("/devices", "/doc/device/nl-ict-a", "/doc/brand/nl-ict-b", "/doc/contribution/3"):
        page = client.get(address, headers=BROWSER)
        _assert_harmless(page, name)
    _assert_harmless(client.get("/sparql", query_string={"query": query}, headers=BROWSER), name)
    _assert_harmless(client.get("/devices", query_string={"q": name, "meets": name}, headers=BROWSER), name)


def _assert_harmless(page, name):
    assert page.status_code == 200
    for tag, attributes in Elements(page.text).found:
        assert tag != "iframe"
        assert tag != "script" or _is_ours(page, attributes) or _is_data(page, attributes)
        assert not [each for each in attributes if each.startswith("on") or each == "autofocus"]
        assert not (attributes.get("href") or "").lower().startswith("javascript:")
        assert tag != "img" or attributes["src"].startswith("/static/")
    assert "1337" not in page.text
    assert page.text.rstrip().endswith("</html>")

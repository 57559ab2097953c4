"""The editor on the page of /sparql: its own policy, nothing but our own files, and a plain text area without it."""

import base64
import hashlib
import html
import json
import re

import pytest

from registry.web.editor import POLICY
from registry.web.scripts import BUILT

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
built = pytest.mark.skipif(not (BUILT / "yasgui.js").exists(), reason="the build hook could not fetch YASGUI")


@pytest.fixture
def page(small_reader):
    return small_reader.get("/sparql", headers=BROWSER)


@built
def test_the_page_brings_the_editor_and_the_words_that_it_completes(page):
    words = json.loads(html.unescape(re.search(r'data-words="([^"]*)"', page.text)[1]))
    assert "https://w3id.org/cfit/ontology#repairabilityIndex" in words["properties"]
    assert "https://w3id.org/cfit/ontology#DeviceModel" in words["classes"]
    assert words["prefixes"]["schema"] == "https://schema.org/"
    assert page.text.count('<option value="# en:') == 79


@built
def test_scripts_may_run_here_and_nowhere_else(page, small_reader):
    assert page.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "script-src" not in small_reader.get("/devices").headers["Content-Security-Policy"]


@built
def test_every_file_of_the_page_is_our_own(page, small_reader):
    addresses = re.findall(r'<(?:script|link rel="(?:stylesheet|icon)"|img)[^>]* (?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/"), address
        with small_reader.get(address) as response:
            assert response.status_code == 200


@built
def test_the_policy_allows_the_one_style_sheet_that_the_table_of_results_writes():
    script = (BUILT / "yasgui.js").read_text(encoding="utf-8")
    begin = script.index(" .grip-resizable{")
    text = script[begin : script.index("`", begin)]
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in POLICY


def test_without_the_built_files_there_is_the_plain_text_area(small_reader, monkeypatch, tmp_path):
    monkeypatch.setattr("registry.web.scripts.BUILT", tmp_path)
    page = small_reader.get("/sparql", headers=BROWSER)
    assert "<script" not in page.text
    assert '<textarea id="query"' in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]

"""A long file with faults spread over it: each is told at its line, and the page names them too."""

import io

import pytest

from bench.upload import lines_on, planted


@pytest.fixture(scope="module")
def long_file(small_home):
    return planted(10_000, 50, small_home[1].slug)


def test_fifty_faults_in_ten_thousand_statements_are_told_at_their_lines(client, member, long_file):
    body, lines = long_file
    headers = member.headers | {"Accept": "application/json"}
    answer = client.put(f"/graphs/{member.slug}/long", data=body, headers=headers)
    findings = answer.json["findings"]
    assert (answer.status_code, len(lines)) == (422, 50)
    assert {finding["line"] for finding in findings} == lines
    assert all(finding["column"] and finding["text"] and finding["messages"]["nl"] for finding in findings)


def test_the_page_names_the_same_lines(client, member, long_file):
    body, lines = long_file
    form = {"group": member.slug, "dataset": "long", "do": "check", "file": (io.BytesIO(body), "phones.ttl")}
    page = client.post("/contribute", data=form, content_type="multipart/form-data")
    assert lines_on(page.text) == lines

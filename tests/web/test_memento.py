"""What the registry knew on a day, as pages and triples, and by the headers of Memento (RFC 7089)."""

import re
from datetime import UTC, datetime, time

import pytest
import rdflib
from werkzeug.http import http_date

from registry.core.wording import plain
from registry.settings import IDS
from tests.eventful import ago

# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

PHONE, WITHDRAWN = "/doc/device/phone-1", "/doc/device/nl-ict-a"
REPAIR, UPDATES = f"{IDS}criterion/REP-03/1", f"{IDS}criterion/SW-02/1"
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def seen(historian):
    """Ask for a document as of so many days ago."""

    def seen(days, accept="text/turtle", address=PHONE, headers=()):
        return historian.get(f"{address}?asOf={ago(days).date()}", headers={"Accept": accept, **dict(headers)})

    return seen


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def verdict(response, criterion=REPAIR) -> list[str]:
    """What the triples say of the device and a criterion."""
    graph = rdflib.Graph().parse(
        data=response.data, format=response.mimetype.rpartition("/")[2].replace("ld+json", "json-ld")
    )
    return [str(predicate).rpartition("#")[2] for _, predicate in graph.subject_predicates(rdflib.URIRef(criterion))]


def test_it_works(seen):
    assert seen(35).status_code == 200


@pytest.mark.parametrize(
    ("days", "expected"), [(40, ["meets"]), (35, ["meets"]), (30, ["disputed"]), (20, ["meets"]), (9, ["fails"])]
)
def test_a_verdict_is_that_of_the_day_in_page_and_triples_alike(seen, days, expected):
    assert verdict(seen(days)) == verdict(seen(days, "application/ld+json")) == expected
    assert f'class="is-{expected[0]}" id="REP-03"' in seen(days, "text/html").text


@pytest.mark.parametrize(
    ("days", "expected"), [(26, ["fails"]), (25, ["disputed"]), (12, ["disputed"]), (11, ["fails"])]
)
def test_a_certificate_counts_from_the_day_on_which_it_was_known_to_its_own_end(seen, days, expected):
    assert verdict(seen(days), UPDATES) == expected


@pytest.mark.parametrize(("days", "shown"), [(19, False), (18, True), (9, True), (8, False)])
def test_what_another_description_says_counts_as_long_as_the_link_was_accepted(seen, days, shown):
    assert ("4,200 mAh" in words(seen(days, "text/html"))) is shown


def test_today_is_what_is_known_now(seen, historian):
    assert verdict(seen(0)) == verdict(historian.get(PHONE, headers={"Accept": "text/turtle"})) == ["fails"]
    assert seen(0).data == historian.get(PHONE, headers={"Accept": "text/turtle"}).data


def test_a_page_shows_name_value_and_source_of_the_day(seen):
    before, later = (words(seen(days, "text/html")).partition("History")[0] for days in (30, 2))
    assert (
        "Invented Phone 1" in before and "4.2" in before and "3.5" in before and "Buyers in the Netherlands" in before
    )
    assert "Invented Phone One" in later and "3.9" in later and "Buyers in the Netherlands" not in later


def test_a_source_of_the_day_leads_to_the_contribution_of_the_day(seen):
    page = seen(35, "text/html").text
    assert 'href="/doc/contribution/4"' in page and 'href="/doc/contribution/11"' not in page


def test_who_said_what_then_comes_with_its_contribution(seen):
    quads = seen(30, "application/n-quads").text
    assert re.search(r'repairabilityIndex> "3\.5".* <https://w3id.org/cfit/graph/nl-ict/facts>', quads)
    assert f"<{IDS}contribution/6>" in quads and f"<{IDS}contribution/11>" not in quads


def test_a_moment_within_a_day_counts_to_the_second(historian):
    before = historian.get(f"{PHONE}?asOf={ago(30):%Y-%m-%d}T11:59:59Z", headers={"Accept": "text/turtle"})
    then = historian.get(f"{PHONE}?asOf={ago(30):%Y-%m-%d}T13:00:00%2B01:00", headers={"Accept": "text/turtle"})
    assert (verdict(before), verdict(then)) == (["meets"], ["disputed"])


@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_before_the_first_contribution_nothing_was_known_and_it_says_since_when(seen, accept):
    response = seen(41, accept)
    assert response.status_code == 404
    for day in (ago(41).date(), ago(40).date()):
        assert (plain(day, "en") if response.mimetype == "text/html" else str(day)) in words(response)


def test_what_was_taken_back_is_gone_with_its_reason_and_still_there_as_of_before(seen, historian):
    gone = historian.get(WITHDRAWN, headers={"Accept": "text/turtle"})
    assert (gone.status_code, gone.json["reason"], gone.json["sequence"]) == (410, "No longer sold.", 13)
    assert "timemap" in gone.headers["Link"]
    told = words(historian.get(f"{WITHDRAWN}?lang=nl", headers=BROWSER))
    assert "No longer sold." in told
    assert plain(datetime.fromisoformat(gone.json["withdrawn_at"]).date(), "nl") in told
    assert (seen(6, address=WITHDRAWN).status_code, seen(4, address=WITHDRAWN).status_code) == (200, 410)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-3-1", "2026-03-01T25:00Z", "0000-01-01", "1e9"])
def test_a_day_that_cannot_be_read_is_refused_with_an_example(historian, text):
    response = historian.get(f"{PHONE}?asOf={text}", headers={"Accept": "text/turtle"})
    assert response.status_code == 400 and "2026-03-01" in response.json["detail"]


def test_a_day_to_come_is_refused_and_leads_to_the_end_of_a_contract(seen):
    response = seen(-2)
    assert response.status_code == 400 and "contractEnd" in response.json["detail"]


@pytest.mark.parametrize("name", ["criterion/REP-03", "criterion/REP-03/1"])
def test_a_criterion_is_known_from_its_first_contribution_on(seen, name):
    for accept in ("text/html", "text/turtle"):
        assert seen(50, accept, f"/doc/{name}").status_code == 200
        assert seen(51, accept, f"/doc/{name}").status_code == 404
    assert "How the devices do" not in seen(50, "text/html", f"/doc/{name}").text


def test_a_set_of_criteria_is_known_from_its_first_contribution_on(seen):
    assert "Invented set" in seen(45, "text/html", "/doc/criteria-set/invented/1").text
    assert seen(46, "text/html", "/doc/criteria-set/invented/1").status_code == 404


@pytest.mark.parametrize(("end", "told"), [(13, "still valid"), (11, "expires before your contract ends")])
def test_a_certificate_that_ends_before_a_contract_is_told(historian, end, told):
    wanted = {"asOf": ago(20).date(), "contractEnd": ago(end).date()}
    page = words(historian.get(PHONE, query_string=wanted, headers=BROWSER))
    assert told in page
    assert ("Ends before your contract does" in page) is (end == 11)


def test_other_things_are_told_of_today_only(historian):
    assert historian.get(f"/doc/brand/invented?asOf={ago(1).date()}").status_code == 400


def test_a_document_of_the_past_says_so_in_the_headers_of_memento(seen):
    response, day = seen(30), ago(30).date()
    assert response.headers["Memento-Datetime"] == http_date(datetime.combine(day, time.max, UTC))
    for link in (f'<{PHONE}>; rel="original timegate"', f'<{PHONE}?asOf={day}>; rel="memento"; datetime='):
        assert link in response.headers["Link"]
    assert '</timemap/device/phone-1>; rel="timemap"; type="application/link-format"' in response.headers["Link"]


def test_today_s_document_leads_to_its_past_and_is_no_memento(historian):
    response = historian.get(PHONE, headers=BROWSER)
    assert "Memento-Datetime" not in response.headers and "Accept-Datetime" in response.vary
    assert f'<{PHONE}>; rel="original timegate"' in response.headers["Link"]


@pytest.mark.parametrize(("days", "expected"), [(30, "disputed"), (15, "meets"), (400, "meets"), (-400, "fails")])
def test_a_program_that_asks_for_a_time_is_led_to_it(historian, days, expected):
    """To the first state where it asks for one before, to the newest where it asks for the future."""
    headers = {"Accept": "text/turtle", "Accept-Datetime": http_date(ago(days))}
    led = historian.get(PHONE, headers=headers)
    assert led.status_code == 302 and "Accept-Datetime" in led.vary and "timemap" in led.headers["Link"]
    memento = historian.get(led.headers["Location"], headers=headers)
    assert memento.status_code == 200 and "Memento-Datetime" in memento.headers
    assert verdict(memento) == [expected]


def test_a_time_that_cannot_be_read_is_refused(historian):
    assert historian.get(PHONE, headers={"Accept-Datetime": "last summer"}).status_code == 400


def test_what_is_kept_for_one_time_is_not_given_for_another(historian):
    assert historian.get(PHONE, headers=BROWSER).status_code == 200
    assert historian.get(PHONE, headers={**BROWSER, "Accept-Datetime": http_date(ago(30))}).status_code == 302
    assert historian.get(PHONE, headers=BROWSER).status_code == 200


def test_the_timemap_lists_every_change_and_each_can_be_had(historian):
    response = historian.get("/timemap/device/phone-1")
    assert response.mimetype == "application/link-format"
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; datetime="([^"]+)")?', response.text)
    mementos = [(address, when) for address, relation, when in links if "memento" in relation]
    assert [when for _, when in mementos] == [http_date(ago(days)) for days in (40, 30, 25, 20, 10)]
    assert [relation for _, relation, _ in links][:3] == ["original timegate", "self", "first memento"]
    found = [historian.get(address, headers={"Accept": "text/turtle"}) for address, _ in mementos]
    assert [verdict(each) for each in found] == [["meets"], ["disputed"], ["disputed"], ["meets"], ["fails"]]
    assert [each.headers["Memento-Datetime"] for each in found] == [when for _, when in mementos]


@pytest.mark.parametrize("name", ["device/nothing", "brand/invented", "device/x%0d%0aX: y"])
def test_what_has_no_past_has_no_timemap(historian, name):
    assert historian.get(f"/timemap/{name}").status_code == 404

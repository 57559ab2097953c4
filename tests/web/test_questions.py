"""Every question has a page and an address for programs, with values bound to variables and pages of rows."""

import re

import pytest
import rdflib

from registry.browse import competency_questions

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ROWS = "/q/tender_text"


def links(response):
    return {name: address for address, name in re.findall(r'<([^>]+)>; rel="(\w+)"', response.headers["Link"])}


def headings(page):
    return re.findall(r'<th scope="col">([^<]*)</th>', page)


def test_the_list_names_every_question_for_people_and_for_programs(small_reader):
    page = small_reader.get("/questions", headers=BROWSER).text
    listed = small_reader.get("/questions").get_json()["questions"]
    assert {question["name"] for question in listed} == set(competency_questions())
    for question in listed:
        assert f'href="{question["href"]}' in page, question["name"]


def test_the_words_are_those_of_the_small_reader(small_reader):
    dutch = small_reader.get("/q/updates_for_years", headers={**BROWSER, "Accept-Language": "nl-BE"}).text
    assert '<h1 lang="nl">Welke apparaten krijgen' in dutch
    english = small_reader.get("/q/updates_for_years", headers={**BROWSER, "Accept-Language": "pt"}).text
    assert '<h1 lang="en">Which devices get' in english


def test_a_page_shows_the_answer_the_values_and_the_query(small_reader):
    page = small_reader.get("/q/updates_for_years?least=5", headers=BROWSER).text
    assert "Phone 1" in page
    assert 'value="5"' in page
    assert "SELECT ?least ?device" in page
    assert "/q/updates_for_years.csv?least=5" in page


def test_a_chart_stands_before_its_table_and_is_told_in_words(small_reader):
    page = small_reader.get("/q/average_updates_per_brand", headers=BROWSER).text
    assert 'aria-label="Bar chart: Invented 5"' in page
    assert '<rect width="100.0%"' in page
    assert page.index("<rect") < page.index("<table")


def test_columns_fields_and_charts_have_words_in_the_language_of_the_reader(small_reader):
    page = small_reader.get("/q/updates_for_years?lang=nl", headers=BROWSER).text
    assert headings(page) == ["Apparaat", "Jaren updates"]
    assert '<label for="v-least">Minimum aantal jaren</label>' in page
    chart = small_reader.get("/q/average_updates_per_brand?lang=de", headers=BROWSER).text
    assert "<figcaption>Marke: Jahre im Durchschnitt. " in chart


def test_a_thing_is_shown_by_its_name_once_and_leads_to_its_page(small_reader):
    page = small_reader.get("/q/devices_meeting_criterion?number=REP-03", headers=BROWSER).text
    assert headings(page) == ["Device", "Brand"]
    assert re.search(r'<td>\s*<a href="/doc/device/phone-1"[^>]*><bdi>Phone 1</bdi></a>', page)
    assert page.count("Phone 1") == 1
    dutch = small_reader.get("/q/criteria_for_kind?lang=nl", headers=BROWSER).text
    assert "<bdi>Circulair</bdi>" in dutch


@pytest.mark.parametrize(("language", "name"), [("nl", "Zeer goed repareerbaar"), ("de", "Sehr gute Reparierbarkeit")])
def test_a_criterion_is_named_in_the_language_of_the_reader(small_reader, language, name):
    page = small_reader.get(f"/q/criteria_for_kind?lang={language}", headers=BROWSER).text
    assert re.search(rf'<a href="/doc/criterion/REP-03[^"]*"[^>]*><bdi>[^<]*{name}', page)
    assert "Very good repairability" not in page.partition("<tbody>")[2].partition("</table>")[0]


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("lang=nl", "Hoe de resultaten van het pact worden gemeten"),
        ("lang=de", "How the results of the pact are measured"),
        ("lang=de&language=nl", "Hoe de resultaten van het pact worden gemeten"),
        ("language=", "How the results of the pact are measured"),
    ],
)
def test_a_text_is_that_of_the_reader_or_else_english(reader, query, topic):
    told = [row["topic"] for row in reader.get(f"/q/working_group_outputs.json?{query}").get_json()["rows"]]
    assert topic in told and len(told) == 4
    page = reader.get(f"/q/working_group_outputs?{query}", headers=BROWSER).text
    assert f'<bdi lang="{"nl" if topic.startswith("Hoe") else "en"}">{topic}</bdi>' in page


def test_a_question_that_takes_a_language_begins_with_that_of_the_reader(small_reader):
    page = small_reader.get("/questions?lang=nb", headers=BROWSER).text
    assert 'href="/q/tender_text?language=nb&amp;' in page


def test_a_chart_names_its_things(small_reader):
    page = small_reader.get("/q/devices_per_graph", headers=BROWSER).text
    assert '<span class="what">phones</span>' in page
    assert 'aria-label="Bar chart: phones 1"' in page


def test_what_was_asked_for_and_what_was_not_are_no_columns(small_reader):
    for address in ("/q/updates_for_years?least=5", "/q/updates_for_years"):
        assert headings(small_reader.get(address, headers=BROWSER).text) == ["Device", "Years of updates"]
    assert headings(small_reader.get("/q/models_per_brand?brand=invented", headers=BROWSER).text) == ["Models"]


def test_programs_get_every_column_by_the_name_of_its_variable(small_reader):
    names = ["least", "device", "name", "years"]
    address = "/q/updates_for_years?lang=nl"
    answer = small_reader.get(address).get_json()
    assert answer["columns"] == names == list(answer["rows"][0])
    assert answer["rows"][0]["device"].endswith("/id/device/phone-1")
    assert small_reader.get(f"{address}&format=csv").text.splitlines()[0].split(",") == names
    assert small_reader.get(f"{address}&format=srj").get_json(force=True)["head"]["vars"] == names


def test_a_value_chooses_among_the_rows(small_reader):
    assert small_reader.get("/q/updates_for_years.json?least=5").get_json()["total"] == 1
    empty = small_reader.get("/q/updates_for_years.json?least=6").get_json()
    assert (empty["total"], empty["rows"], empty["pages"]) == (0, [], 1)


def test_every_format_gives_the_same_rows(small_reader):
    values = small_reader.get(f"{ROWS}.json?language=en").get_json()["rows"]
    assert len(values) == 2
    lines = small_reader.get(f"{ROWS}.csv?language=en").text.splitlines()
    graph = rdflib.Graph().parse(data=small_reader.get(f"{ROWS}.ttl?language=en").data, format="turtle")
    results = small_reader.get(f"{ROWS}?language=en", headers={"Accept": "application/sparql-results+json"})
    assert results.mimetype == "application/sparql-results+json"
    assert lines[0].split(",") == list(values[0])
    assert len(lines) - 1 == len(results.get_json(force=True)["results"]["bindings"]) == len(values)
    solution = rdflib.URIRef("http://www.w3.org/2001/sw/DataAccess/tests/result-set#solution")
    assert len(list(graph.objects(None, solution))) == len(values)


def test_a_program_that_asks_for_nothing_special_gets_json(small_reader):
    assert small_reader.get(ROWS).mimetype == "application/json"
    assert small_reader.get(ROWS, headers={"Accept": "text/csv"}).mimetype == "text/csv"
    assert small_reader.get(ROWS, headers={"Accept": "image/png"}).status_code == 406


def test_following_next_gives_each_row_once(small_reader):
    address, seen = f"{ROWS}.json?pageSize=1", []
    while address:
        response = small_reader.get(address)
        seen += response.get_json()["rows"]
        address = links(response).get("next")
    assert seen == small_reader.get(f"{ROWS}.json").get_json()["rows"]
    assert len(seen) == 10


def test_a_page_in_the_middle_leads_both_ways_and_keeps_the_values(small_reader):
    around = links(small_reader.get(f"{ROWS}.csv?pageSize=1&language=en&page=2"))
    assert around == {
        "first": f"{ROWS}.csv?language=en&page=1&pageSize=1",
        "prev": f"{ROWS}.csv?language=en&page=1&pageSize=1",
        "last": f"{ROWS}.csv?language=en&page=2&pageSize=1",
    }


def test_an_answer_of_yes_or_no_is_one_row(small_reader):
    assert small_reader.get("/q/every_contribution_has_licence.csv").text == "answer\r\ntrue\r\n"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/q/updates_for_years.json?least=six", 400, "Write a whole number, for example 7."),
        ("/q/updates_for_years.json?years=6", 400, "what may be given: least, page, pageSize"),
        ("/q/updates_for_years.json?page=0", 400, "a whole number from 1 to"),
        ("/q/updates_for_years.json?page=2", 404, "The last page of this answer is 1."),
        ("/q/pact_signatories.json?country=ZZ", 400, "the code of a country in two or three letters"),
        ("/q/nothing", 404, "/questions"),
        ("/q/updates_for_years.pdf", 404, "/questions"),
    ],
)
def test_what_cannot_be_answered_is_told_what_is_allowed(small_reader, address, status, words):
    response = small_reader.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert words in response.get_json(force=True)["detail"]
    page = small_reader.get(address.replace(".json", ""), headers=BROWSER)
    assert page.status_code == status
    assert words in page.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/q/updates_for_years?least=six", "Minimum aantal jaren kan niet “six” zijn."),
        ("/q/updates_for_years?least=six", "Schrijf een geheel getal, bijvoorbeeld 7."),
        ("/q/updates_for_years?years=6", "years wordt hier niet gevraagd; op te geven zijn: least, page, pageSize."),
        ("/q/updates_for_years?least=6&least=7", "Minimum aantal jaren neemt één waarde aan, geen 2."),
        ("/q/updates_for_years?page=0", "schrijf een geheel getal van 1 tot en met 1000000."),
        ("/q/updates_for_years?page=2", "De laatste pagina van dit antwoord is 1."),
        ("/q/pact_signatories?country=ZZ", "Schrijf de code van een land in twee of drie letters, bijvoorbeeld NLD."),
    ],
)
def test_a_person_is_told_in_the_language_of_the_page_with_fields_as_the_form_calls_them(small_reader, address, words):
    page = small_reader.get(f"{address}&lang=nl", headers=BROWSER).text
    assert words in page
    alert = re.search(r'<section class="notice" role="alert">.*?</section>', page, re.DOTALL)[0]
    assert 'lang="en"' not in alert


def test_what_is_written_never_becomes_a_part_of_the_query(small_reader):
    bad = 'REP-03" } INSERT DATA { <urn:x> <urn:x> <urn:x> } #'
    response = small_reader.get("/q/verdicts_per_criterion.json", query_string={"number": bad})
    assert (response.status_code, response.get_json()["total"]) == (200, 0)


def test_the_language_of_the_address_is_carried_on(small_reader):
    page = small_reader.get("/q/updates_for_years?least=5&lang=nb", headers=BROWSER).text
    assert "/q/updates_for_years.csv?least=5&amp;page=1&amp;pageSize=100&amp;lang=nb" in page
    assert "Spørsmål" in page


NEEDING = [
    name for name, question in competency_questions().items() if any(each.is_needed for each in question.parameters)
]


@pytest.mark.parametrize("name", NEEDING)
def test_what_would_take_too_long_for_all_is_asked_for_the_example(reader, name):
    parameters = {each.name: each.short_example for each in competency_questions()[name].parameters if each.is_needed}
    unasked, asked = reader.get(f"/q/{name}").get_json(), reader.get(f"/q/{name}", query_string=parameters).get_json()
    assert unasked["total"]
    assert unasked == asked
    page = reader.get(f"/q/{name}", headers=BROWSER).text
    assert all(f'value="{value}"' in page for value in parameters.values())

"""Pages in five languages: how one is chosen, what carries it on, and that no text was forgotten."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from registry.web.languages import NATIVE_NAMES

sys.path.insert(0, str(Path(__file__).parent.parent))
import messages

TEMPLATES = sorted((messages.WEB / "templates").rglob("*.html"))
PAGES = [
    "/",
    "/devices",
    "/criteria",
    "/contribute",
    "/contribute/device",
    "/sparql",
    "/links",
    "/catalog",
    "/ontology",
    "/shapes",
]
HTML = {"Accept": "text/html"}
# names that are the same in every language
NAMES = {
    *("SPARQL", "EPREL", "CSV", "JSON", "LD", "Turtle", "TriG", "VoID", "Triples", "SHA", "UTC", "Fairphone", "cc"),
    *("BY", "SA", "CC0", "ODbL", "MIT", "json", "csv", "turtle", "jsonld"),
}
SHOWN_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "data-name", "summary"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|<[^>]+>|`[^`]+`|/\w[\w/.]*")


def get(reader, path, **headers):
    return reader.get(path, headers=HTML | headers)


# --- Choosing ---


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_address_decides_before_the_browser(reader, language):
    answer = get(reader, f"/?lang={language}", **{"Accept-Language": "fr"})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nl-BE, en;q=0.5", "nl"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("de-AT", "de"),
        ("pt, fr;q=0.3", "fr"),
        ("pt", "en"),
        ("", "en"),
    ],
)
def test_without_it_the_browser_decides_and_then_english(reader, accepted, language):
    answer = get(reader, "/", **{"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_unknown_language_in_the_address_is_not_carried_on(reader):
    text = get(reader, "/?lang=%22%3E%3Cscript%3E").text
    assert '<html lang="en">' in text
    assert "script" not in re.sub(r'href="[^"]*"', "", text)
    assert 'href="/devices"' in text


@pytest.mark.parametrize("path", PAGES)
def test_a_chosen_language_goes_along_in_every_link_and_form(reader, path):
    text = get(reader, f"{path}?lang=nl").text
    links = re.findall(r'<(?:a|form) [^>]*(?:href|action)="(/[^"]*)"', text)
    switched = [link for link in links if "lang=" in link and "lang=nl" not in link]
    lost = [link for link in links if "lang=" not in link and not re.search(r"\.(ttl|jsonld|nt)$", link)]
    assert lost == []
    assert len(switched) == len(NATIVE_NAMES) - 1
    for form in re.findall(r"<form(?![^>]*method=\"post\").*?</form>", text, re.DOTALL):
        assert '<input type="hidden" name="lang" value="nl">' in form


def test_where_no_language_was_chosen_addresses_stay_clean(reader):
    text = get(reader, "/devices", **{"Accept-Language": "nl"}).text
    inside = re.sub(r'<nav class="languages".*?</nav>', "", text, flags=re.DOTALL)
    assert "lang=" not in re.sub(r"<link [^>]*>|hreflang=", "", inside).replace('<html lang="nl">', "").replace(
        'lang="en"', ""
    )


def test_the_switch_keeps_the_page_and_what_was_asked_of_it(reader):
    text = get(reader, "/devices?q=fairphone&meets=SW-02&meets=REP-02&lang=de").text
    assert 'href="/devices?q=fairphone&amp;meets=SW-02&amp;meets=REP-02&amp;lang=fr"' in text
    assert 'href="http://localhost/devices?q=fairphone&amp;meets=SW-02&amp;meets=REP-02&amp;lang=fr"' in text
    assert 'hreflang="x-default"' in text


def test_a_name_leads_to_the_document_in_the_same_language(reader):
    answer = reader.get("/id/device/eprel-1856935?lang=nb")
    assert answer.location == "/doc/device/eprel-1856935?lang=nb"


def test_data_addresses_have_no_language(reader):
    text = get(reader, "/doc/criterion/SW-02?lang=nl").text
    assert 'href="/doc/criterion/SW-02.ttl"' in text


# --- In words ---


def test_numbers_and_dates_are_those_of_the_reader(reader):
    device = reader.get("/devices?q=fairphone", headers=HTML).text
    path = re.search(r'href="(/doc/device/eprel-\d+)"', device).group(1)
    assert "november" in get(reader, f"{path}?lang=nl").text or "juli" in get(reader, f"{path}?lang=nl").text
    total = {
        lang: re.search(r"<strong>(\d\D?\d{3})</strong>", get(reader, f"/?lang={lang}").text) for lang in ("en", "de")
    }
    assert (total["en"].group(1)[1], total["de"].group(1)[1]) == (",", ".")


def test_a_text_that_exists_in_english_only_says_so(reader):
    assert re.search(r'<p><span lang="en">[^<]+</span>', get(reader, "/ontology?lang=fr").text)
    assert '<span lang="en">' not in get(reader, "/ontology?lang=en").text


def test_failures_are_told_in_the_language_of_a_person_and_in_english_to_a_program(reader):
    assert "Das Register kennt nichts mit dem Namen x/y." in get(reader, "/doc/x/y?lang=de").text
    told = reader.get("/doc/x/y?lang=de", headers={"Accept": "text/turtle"}).get_json(force=True)
    assert told["detail"] == "The registry knows nothing named x/y."


def test_what_was_filled_into_a_failure_is_told_in_the_language_of_a_person_too(reader):
    person = reader.put("/graphs/nl-ict/x?lang=de", headers=HTML | {"Authorization": "Bearer nothing"})
    assert person.status_code == 401
    assert '<p class="lead">Ein Token beginnt mit cfit_.</p>' in person.text
    program = reader.put("/graphs/nl-ict/x?lang=de", headers={"Authorization": "Bearer nothing"})
    assert program.get_json(force=True)["detail"] == "A token begins with cfit_."


def test_a_failure_without_a_translation_is_marked_as_english(reader):
    refused = get(reader, "/sparql?query=ASK%7B%7D&default-graph-uri=no+iri&lang=de")
    assert refused.status_code == 400
    assert "<h2>Die Abfrage kann nicht beantwortet werden</h2>" in refused.text
    assert re.search(r'<p lang="en">', refused.text)


@pytest.mark.parametrize("path", ["/sources", "/contributions", "/doc/device/eprel-2378858", "/doc/contribution/24"])
def test_the_registry_s_own_group_is_named_in_the_language_of_the_reader(reader, path):
    assert "Das Register selbst, aus öffentlichen Quellen" in get(reader, f"{path}?lang=de").text
    assert "own imports" not in get(reader, f"{path}?lang=de").text


def test_codes_of_a_source_are_told_in_words(reader):
    text = get(reader, "/doc/device/eprel-2378858?lang=nl").text
    assert "gratis voor" in text and "NO_COST" not in text


# --- Nothing forgotten ---


class _Texts(HTMLParser):
    """What of a template a reader would see: texts and attributes that are shown or read aloud."""

    def __init__(self, source):
        super().__init__()
        self.seen, self._silent = [], 0
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        self._silent += tag in ("pre", "code", "script", "style")
        self.seen += [value for name, value in attributes if name in SHOWN_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        self._silent -= tag in ("pre", "code", "script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.seen.append(data)


def bare(source):
    """A template without what Jinja does: what is left is said to everybody in the same words."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source, flags=re.DOTALL)


def loose(source):
    """Words of a template outside of messages: in its markup, and in what its expressions put out."""
    words = [word for text in _Texts(bare(source)).seen for word in re.findall(r"[^\W\d_]{2,}", text)]
    for output in Environment(extensions=["jinja2.ext.i18n"]).parse(source).find_all(nodes.Output):
        for part in output.nodes:
            chosen = [part.expr1, part.expr2] if isinstance(part, nodes.CondExpr) else [part]
            words += [
                word
                for each in chosen
                if isinstance(each, nodes.Const) and isinstance(each.value, str)
                for word in re.findall(r"[^\W\d_]{2,}", each.value)
            ]
    return [word for word in words if word not in NAMES]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_holds_a_text_outside_of_messages(file):
    assert loose(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Hello</p>", '<a title="Hello"></a>', '{{ "Hello" if x else _("Bye") }}', "{% if x %}Hello{% endif %}"],
)
def test_a_planted_text_would_be_noticed(source):
    assert loose(source) == ["Hello"]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_links_within_the_site_are_made_so_that_the_language_goes_along(file):
    assert re.findall(r'(?:href|action)="/[^"]*"', file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("language", messages.OTHERS)
def test_every_message_is_translated_and_none_is_stale(language):
    catalog = messages.known(language)
    kept = {message.id for message in catalog if message.id}
    asked = {message.id for message in messages.wanted() if message.id}
    assert (asked - kept, kept - asked) == (set(), set())
    lacking = [message.id for message in catalog if message.id and not all(messages.texts(message.string))]
    assert (lacking, [message.id for message in catalog if message.id and message.fuzzy]) == ([], [])


@pytest.mark.parametrize("language", messages.OTHERS)
def test_translations_keep_placeholders_and_markup(language):
    different = {
        message.id: message.string
        for message in messages.known(language)
        if message.id
        for text in messages.texts(message.string)
        if sorted(PLACEHOLDER.findall(messages.texts(message.id)[-1])) != sorted(PLACEHOLDER.findall(text))
    }
    assert different == {}


def test_no_compiled_catalogue_is_kept():
    assert list(messages.FOLDER.rglob("*.mo")) == []

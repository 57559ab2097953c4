"""JSON-LD says what Turtle says, with its lines; no context but our own, and nothing is fetched."""

import json
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse, serialize

from registry.assembly import load_words
from registry.core.bounds import UNBOUND, Bounds
from registry.core.reading.formats import JSON_LD, placed, read
from registry.core.reading.jsonld import CONTEXT_ADDRESS, OWN_CONTEXT, released_context
from registry.core.report import Finding, Report, Severity
from registry.core.turtle import Unreadable, Upload, read_turtle
from registry.settings import SHAPES
from registry.vocabulary import CFIT, SCHEMA
from tests.core.reading.conftest import GRAPH

DEVICE = "https://w3id.org/cfit/id/device/nl-ict-a"
PHONE = f"""{{"@context": "{CONTEXT_ADDRESS}",
 "@graph": [
  {{"id": "{DEVICE}", "type": "DeviceModel",
    "name": "A",
    "repairabilityIndex": 4.20,
    "memorySize": 16,
    "sparePartTypes": ["battery",
      "display"],
    "schema:brand": {{"id": "https://example.org/b",
      "name": "B"}}}}
 ]}}"""


def reading(content, bounds=UNBOUND, context=OWN_CONTEXT):
    body = content if isinstance(content, bytes) else content.encode()
    return read(body, JSON_LD, GRAPH, bounds, context)


def rules(content, bounds=UNBOUND):
    found = reading(content, bounds)
    assert isinstance(found, Unreadable), found
    return [each.rule for each in found.mistakes]


def test_each_statement_has_the_line_on_which_it_begins():
    upload = reading(PHONE)
    lines = {(p.value.rpartition("/")[2].rpartition("#")[2], o.value): at for (_, p, o), at in upload.lines.items()}
    assert lines == {
        ("type", CFIT.DeviceModel.value): 3, ("name", "A"): 4, ("repairabilityIndex", "4.20"): 5,
        ("memorySize", "16"): 6, ("sparePartTypes", "battery"): 7, ("sparePartTypes", "display"): 8,
        ("brand", "https://example.org/b"): 9, ("name", "B"): 10,
    }  # fmt: skip


def test_a_number_of_a_property_in_decimals_keeps_the_digits_that_were_written():
    index = next(quad.object for quad in reading(PHONE).quads if quad.predicate == CFIT.repairabilityIndex)
    assert (index.value, index.datatype.value) == ("4.20", "http://www.w3.org/2001/XMLSchema#decimal")


@pytest.mark.parametrize(
    "begins", ["{", f'{{"@context": "{CONTEXT_ADDRESS}", ', f'{{"@context": ["{CONTEXT_ADDRESS}", {{}}], ']
)
def test_the_own_context_counts_whether_it_is_named_or_not(begins):
    assert len(reading(f'{begins}"id": "{DEVICE}", "name": "A"}}').quads) == 1
    assert len(reading(f'[{{"id": "{DEVICE}", "name": "A"}}]').quads) == 1


def test_a_context_that_is_written_out_needs_nobody():
    upload = reading(f'{{"@context": {{"title": "https://schema.org/name"}}, "@id": "{DEVICE}", "title": "A"}}')
    assert [quad.predicate for quad in upload.quads] == [SCHEMA.name]


@pytest.fixture
def canary():
    """An address at which somebody listens, and the list of who called."""
    listener, callers = socket.create_server(("127.0.0.1", 0)), []
    listener.settimeout(0.2)

    def listen():
        while listener.fileno() != -1:
            try:
                callers.append(listener.accept())
            except OSError:
                continue

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/context.jsonld", callers
    listener.close()


REMOTE = [
    '{{"@context": "{0}"}}', '{{"@context": ["{0}"]}}', '{{"@context": {{"@import": "{0}"}}}}',
    '{{"@context": {{"a": {{"@id": "urn:a", "@context": "{0}"}}}}}}', '[{{"name": {{"@context": "{0}"}}}}]',
    '{{"@context": {{"a": {{"@id": "urn:a", "@context": ["{0}"]}}}}}}', '{{"\\u0040context": "{0}"}}',
    '{{"@graph": [{{"@id": "urn:a", "@context": [null, "{0}"]}}]}}',
]  # fmt: skip


@pytest.mark.parametrize("text", REMOTE)
def test_a_context_elsewhere_is_refused_with_its_address_and_nobody_is_called(canary, text):
    address, callers = canary
    found = reading(text.format(address))
    assert [each.rule for each in found.mistakes] == ["json-context"]
    assert address in found.mistakes[0].message()
    assert callers == []


def test_the_own_context_unfolds_once():
    assert rules(f"[{','.join([json.dumps({'@context': CONTEXT_ADDRESS})] * 3)}]") == ["json-context-again"] * 2


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        *((text, "json-syntax") for text in (
            "", "{", '{"a"}', '{"a": 1,}', "1", "[1 2]", "{} {}", "{'a': 1}", '{"a": 01}', '{"a": "\\x"}',
            '{"a": NaN}', '{"a": "\n"}', "}", '{"a": ]',
        )),
        ('{"@type": 5}', "json-ld"), ('{"@id": 5}', "json-ld"), (b'{"\xff": 1}', "syntax-not-utf-8"),
        ('{"@id": "urn:a", "@graph": [{"@id": "urn:b", "name": "x"}]}', "value-other-graph"),
        ('{"@id": "urn:b", "urn:p": {"@type": "@json", "@value": {}}}', "value-type"),
    ],
)  # fmt: skip
def test_what_is_no_json_ld_is_refused_with_the_reason(text, rule):
    assert rules(text) == [rule]


@pytest.mark.parametrize("opened", ["[", '{"a":', '{"@graph":['])
def test_brackets_within_brackets_have_a_bound(opened):
    assert rules(opened * 100_000, Bounds(nesting=64)) == ["limit-nesting"]


@pytest.mark.parametrize(
    ("bounds", "rule"),
    [(Bounds(triples=3), "limit-triples"), (Bounds(literal=5), "limit-literal"), (Bounds(iri=60), "limit-iri")],
)
def test_the_parts_of_a_file_have_bounds(bounds, rule):
    content = {
        "id": DEVICE,
        "name": "long enough",
        "urn:a:c": {"id": f"https://e.org/{'x' * 60}"},
        "urn:a:b": [1, 2, 3],
    }
    text = json.dumps(content)
    assert rules(text, bounds) == [rule]


@pytest.mark.parametrize(
    "file", sorted((SHAPES / "examples").glob("*/valid_full.ttl")), ids=lambda file: file.parent.name
)
def test_every_example_says_the_same_as_json_ld(file):
    turtle = read_turtle(file.read_bytes(), GRAPH)
    plain = {quad.triple for quad in turtle.quads if "/genid/" not in f"{quad.subject}{quad.object}"}
    body = serialize(parse(file.read_bytes(), format=RdfFormat.TURTLE, base_iri=GRAPH.value), format=RdfFormat.JSON_LD)
    upload = reading(body)
    assert not isinstance(upload, Unreadable), upload
    assert plain <= {quad.triple for quad in upload.quads}
    assert len(upload.quads) == len(turtle.quads)


def test_the_same_bytes_give_the_same_quads_also_for_nodes_without_a_name():
    text = PHONE.replace('"id": "https://example.org/b",', "")
    assert reading(text) == reading(text)
    assert reading(text).quads != reading(text + " ").quads


def test_a_finding_gets_the_text_of_its_line():
    upload = reading(PHONE)
    subject = next(iter(upload.first_lines))
    finding = Finding(Severity.VIOLATION, (), subject, CFIT.repairabilityIndex, line=5)
    shown = placed(Report((finding,)), upload, PHONE.encode(), JSON_LD).findings[0]
    assert (shown.line, shown.text.strip(), shown.focus_line) == (5, '"repairabilityIndex": 4.20,', 3)


def test_a_file_is_read_again_with_the_short_names_of_its_release(tmp_path):
    frozen = tmp_path / "releases" / "1.0.0" / "context.jsonld"
    frozen.parent.mkdir(parents=True)
    frozen.write_text('{"@context": {"name": "https://example.org/called"}}')
    upload = reading('{"@id": "urn:a:b", "name": "x"}', context=released_context("1.0.0", tmp_path))
    assert [quad.predicate.value for quad in upload.quads] == ["https://example.org/called"]
    (tmp_path / "context.jsonld").write_text("of today")
    assert released_context("9.9.9", tmp_path) == "of today"


def test_a_file_is_read_with_the_names_of_the_release_that_its_contribution_states():
    assert released_context(load_words().shapes_version) == OWN_CONTEXT


WORDS = "@id @type @context @graph @value @list @set @reverse @included @nest @language @index name id type x:y"
KEYS = st.text(max_size=3) | st.sampled_from([*WORDS.split(), "repairabilityIndex"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        KEYS, inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(VALUES, st.booleans())
def test_any_json_is_read_or_refused_and_never_a_surprise(value, escaped):
    found = reading(json.dumps(value, ensure_ascii=escaped).encode("utf-8", "replace"))
    assert isinstance(found, Unreadable) == bool(getattr(found, "mistakes", ()))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text('{}[]",:\\ue019-. \n@idcontex', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_as_json_would_be(content):
    found = reading(content)
    try:
        document = json.loads(content.removeprefix(b"\xef\xbb\xbf").decode(), parse_constant=lambda name: 1 / 0)
    except (ValueError, ZeroDivisionError, UnicodeDecodeError):
        document = None
    if not isinstance(document, dict | list):
        assert isinstance(found, Unreadable)


def test_what_is_missing_at_the_end_is_missed_on_the_last_line():
    mistake = reading('{"id": "urn:x",\n "name": "A"\n').mistakes[0]
    assert (mistake.rule, mistake.line, mistake.column) == ("json-syntax", 2, 13)


def test_a_thing_begins_where_the_first_of_its_statements_stands():
    read_as = reading('{"urn:a": "x",\n "@id": "urn:x",\n "@type": "DeviceModel"}')
    assert {*read_as.first_lines.values()} == {1}


def test_a_key_that_nothing_defines_is_refused_at_its_line_instead_of_being_left_out():
    misspelt = PHONE.replace('"repairabilityIndex"', '"repairabiltyIndex"').replace('"name": "A"', '"smell": "A"')
    found = reading(misspelt, Bounds())
    assert isinstance(found, Unreadable), found
    assert [(each.rule, each.line) for each in found.mistakes] == [("json-key", 4), ("json-key-like", 5)]
    assert 'Did you mean "repairabilityIndex"?' in str(found.mistakes[1])


def test_a_key_that_the_context_of_the_file_defines_is_known():
    own = json.dumps([CONTEXT_ADDRESS, {"titel": f"{SCHEMA.name.value}"}])
    named = PHONE.replace(f'"{CONTEXT_ADDRESS}"', own).replace('"name": "A"', '"titel": "A"')
    assert any(quad.predicate == SCHEMA.name and quad.object.value == "A" for quad in reading(named, Bounds()).quads)


def test_what_was_accepted_before_is_read_again_with_keys_that_nothing_defines():
    assert not isinstance(reading(PHONE.replace('"memorySize"', '"smell"')), Unreadable)


@pytest.mark.parametrize("code", ["a b", "", "en_GB"])
def test_a_code_that_is_of_no_language_is_refused_at_its_line_instead_of_its_text_being_left_out(code):
    coded = PHONE.replace('"name": "A"', f'"name": {{"@value": "A", "@language": "{code}"}}')
    found = reading(coded, Bounds())
    assert isinstance(found, Unreadable), found
    assert [(each.rule, each.line) for each in found.mistakes] == [("json-language", 4)]
    assert isinstance(reading(coded.replace(f'"{code}"', '"en-GB"'), Bounds()), Upload)


def test_words_that_say_nothing_come_to_an_end():
    assert rules("[" + "[]," * 100 + "[]]", Bounds(triples=10)) == ["limit-triples"]

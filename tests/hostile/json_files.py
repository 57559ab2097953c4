"""JSON-LD: contexts from elsewhere, depth, floods, names and values that are not what they seem."""

import json
from collections.abc import Iterator

from tests.hostile.case import CANARY, REFUSED, TAKEN, Case

JSON_LD = "application/ld+json"
OURS = "https://w3id.org/cfit/ontology/context.jsonld"
DEVICE = "https://w3id.org/cfit/id/device/nl-ict-p"
PHONE = {
    "@context": OURS,
    "@id": DEVICE,
    "@type": "DeviceModel",
    "schema:name": "P (invented)",
    "schema:brand": {"@id": "https://example.org/brand/p", "@type": "schema:Brand", "schema:name": "B (invented)"},
    "deviceKind": {"@id": "https://w3id.org/cfit/id/device-kind/smartphone"},
}


def cases() -> Iterator[Case]:
    """All of them."""
    for group in (contexts, syntax, depths, floods, names, values):
        for name, (body, *expected) in group().items():
            content = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
            yield Case(f"JSON-LD {group.__name__}: {name}", JSON_LD, content, *expected)


def phone(**more: object) -> str:
    return json.dumps(PHONE | {name.replace("at_", "@"): value for name, value in more.items()}, indent=1)


def contexts() -> dict[str, tuple]:
    context = "json-context"

    def with_context(value: object) -> str:
        return phone(at_context=value)

    return {
        "one from elsewhere": (with_context(f"{CANARY}/context"), REFUSED, context),
        "one from elsewhere behind ours": (with_context([OURS, f"{CANARY}/context"]), REFUSED, context),
        "one from a file": (with_context("file:///etc/passwd"), REFUSED, context),
        "one in an address": (with_context("data:application/ld+json,{}"), REFUSED, context),
        "one beside the graph": (with_context("context.jsonld"), REFUSED, context),
        "one nearly ours": (with_context(OURS + "?"), REFUSED, context),
        "one nearly ours, by a user": (with_context(OURS.replace("https://", "https://a@")), REFUSED, context),
        "ours twice": (with_context([OURS, OURS]), REFUSED, "json-context-again"),
        "ours a thousand times": (with_context([OURS] * 1_000), REFUSED, "json-context-again"),
        "one that is imported": (with_context({"@import": f"{CANARY}/context"}), REFUSED, context),
        "one inside a word": (with_context({"a": {"@id": "urn:a", "@context": f"{CANARY}/context"}}), REFUSED, context),
        "one inside a thing": (phone(inner={"@context": f"{CANARY}/context", "@id": "urn:a"}), REFUSED, context),
        "one whose name is an escape": (
            phone().replace('"@context"', '"\\u0040context"', 1).replace(OURS, f"{CANARY}/c"),
            REFUSED,
            context,
        ),
        "words in a circle": (with_context({"a": "b:x", "b": "c:x", "c": "a:x"}),),
        "a chain of a thousand words": (
            with_context({f"w{n}": f"w{n + 1}:x" for n in range(1_000)} | {"w1000": "urn:x"}),
        ),
        "ten thousand words": (with_context({f"w{n}": f"urn:{n}" for n in range(10_000)}),),
        "keywords under other names": (with_context({"id": "@id", "@type": "@id"}),),
        "a keyword that nobody knows": (with_context({"@nonsense": "urn:x"}),),
        "contexts within contexts": (
            '{"@context": ' + '{"a": {"@id": "urn:a", "@context": ' * 60 + "{}" + "}}" * 60 + "}",
            REFUSED,
        ),
        "an old version": (with_context({"@version": 1.0}),),
        "another vocabulary": (with_context({"@vocab": "https://w3id.org/cfit/ontology#"}),),
        "a base elsewhere": (with_context([OURS, {"@base": "https://w3id.org/cfit/ontology"}]), TAKEN),
        "a language for all": (with_context([OURS, {"@language": "x" * 1_000}]),),
        "numbers in place of a context": (with_context(5),),
        "null in place of a context": (with_context(None),),
    }


def syntax() -> dict[str, tuple]:
    whole = phone()
    return {
        "empty": ("", REFUSED, "json-syntax"),
        "null": ("null", REFUSED, "json-syntax"),
        "a number": ("5", REFUSED, "json-syntax"),
        "a text": ('"a"', REFUSED, "json-syntax"),
        "an empty object": ("{}", TAKEN),
        "an empty array": ("[]", TAKEN),
        "cut off": (whole[: len(whole) // 2], REFUSED, "json-syntax"),
        "a comma too many": (whole.replace("\n}", ",\n}"), REFUSED, "json-syntax"),
        "a comment": ("// a comment\n" + whole, REFUSED, "json-syntax"),
        "single quotation marks": (whole.replace('"', "'"), REFUSED, "json-syntax"),
        "not a number": (phone(memorySize="X").replace('"X"', "NaN"), REFUSED, "json-syntax"),
        "infinite": (phone(memorySize="X").replace('"X"', "-Infinity"), REFUSED, "json-syntax"),
        "a number with a zero before": (phone(memorySize="X").replace('"X"', "016"), REFUSED, "json-syntax"),
        "two texts": (whole + whole, REFUSED, "json-syntax"),
        "a line end in a text": (whole.replace("P (inv", "P\n(inv"), REFUSED, "json-syntax"),
        "a mark at the beginning": (b"\xef\xbb\xbf" + whole.encode(), TAKEN),
        "UTF-16": (whole.encode("utf-16"),),
        "Latin 1": (whole.replace("P (inv", "\xe9 (inv").encode("latin-1"), REFUSED, "syntax-not-utf-8"),
        "NUL": (whole.replace("P (inv", "P\x00(inv"), REFUSED, "json-syntax"),
        "Turtle": ("<urn:a> a <urn:b> .", REFUSED, "json-syntax"),
        "a prototype": (phone(__proto__={"admin": True}), REFUSED, "json-key"),
    }


def depths() -> dict[str, tuple]:
    return {
        "65 arrays": (phone(memorySize="X").replace('"X"', "[" * 65 + "1" + "]" * 65), REFUSED, "limit-nesting"),
        "a million arrays": ("[" * 1_000_000, REFUSED, "limit-nesting"),
        "two hundred thousand objects": ('{"a":' * 200_000, REFUSED, "limit-nesting"),
        "brackets in a text, which are none": (phone(**{"cfit:modelIdentifier": "[{" * 500}), TAKEN),
        "lists in lists": (phone(memorySize={"@list": [[[[{"@list": [1]}]]]]}),),
    }


def floods() -> dict[str, tuple]:
    return {
        "two hundred thousand words that say nothing": ("[" + "[],\n" * 66_000 + "[]]", TAKEN),
        "a text of five million letters": (
            phone(**{"cfit:modelIdentifier": "a" * 5_000_000}),
            REFUSED,
            "limit-literal",
        ),
        "a key of a million letters": (phone(**{"urn:" + "a" * 1_000_000: 1}), REFUSED),
        "the same key four thousand times": ('{"@id": "urn:a"' + ', "urn:b": 1' * 4_000 + "}",),
        "a thousand things": (json.dumps([{"@id": f"urn:{n}", "urn:a": n} for n in range(1_000)]),),
        "a number of a hundred thousand digits": (phone(memorySize="X").replace('"X"', "9" * 100_000),),
        "an exponent of nine digits": (phone(repairabilityIndex="X").replace('"X"', "1e999999999"),),
        "escapes without end": (phone().replace("P (inv", "\\u0041" * 100_000), REFUSED, "limit-literal"),
    }


def names() -> dict[str, tuple]:
    return {
        "a number": (phone(at_id=5),),
        "a list": (phone(at_id=[DEVICE]),),
        "null": (phone(at_id=None),),
        "half a pair": (phone().replace("device/nl-ict-p", "device/nl-ict-\\ud800"),),
        "the device of another group": (phone(at_id=DEVICE.replace("nl-ict", "de-it")), REFUSED, "policy-not-yours"),
        "the graph of another group": (phone(at_graph=[], at_id="https://w3id.org/cfit/graph/de-it/phones"), REFUSED),
        "things in a graph of another": (
            json.dumps({"@id": "https://w3id.org/cfit/graph/de-it/p", "@graph": [PHONE]}),
            REFUSED,
            "value-other-graph",
        ),
        "said the other way round": (
            phone(at_reverse={"http://www.w3.org/2000/01/rdf-schema#subClassOf": {"@id": "urn:a"}}),
            REFUSED,
        ),
        "included": (phone(at_included=[{"@id": "urn:a", "urn:b": 1}]), REFUSED),
        "nested": (phone(at_nest={"at": 1, "@nest": {"urn:a": 1}}), REFUSED, "json-key-like"),
        "a type that is a list": (phone(at_type=[["DeviceModel"]]),),
        "a type that is a shape": (
            phone(at_type=["DeviceModel", "http://www.w3.org/ns/shacl#NodeShape"]),
            REFUSED,
            "policy-rule",
        ),
        "an import": (
            phone(**{"http://www.w3.org/2002/07/owl#imports": {"@id": f"{CANARY}/o"}}),
            REFUSED,
            "policy-rule",
        ),
        "a script": (phone(repairInstructions={"@id": "javascript:alert(1)"}), REFUSED, "policy-odd-address"),
    }


def values() -> dict[str, tuple]:
    def value(**parts: object) -> str:
        return phone(**{"cfit:modelIdentifier": {name.replace("at_", "@"): part for name, part in parts.items()}})

    return {
        "JSON": (value(at_value={"urn:a": [1]}, at_type="@json"), REFUSED, "value-type"),
        "HTML": (
            value(at_value="<b>", at_type="http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"),
            REFUSED,
            "value-type",
        ),
        "a direction": (value(at_value="a", at_language="ar", at_direction="rtl"),),
        "a language that is a number": (value(at_value="a", at_language=5),),
        "a language that is none": (value(at_value="a", at_language="a b"), REFUSED, "json-language"),
        "a language that is none, for all": (
            phone(at_context=[OURS, {"@language": "a b"}]),
            REFUSED,
            "json-language",
        ),
        "a list as a value": (value(at_value=["a"]),),
        "a value and a name": (value(at_value="a", at_id="urn:a"),),
        "NUL as an escape": (phone().replace("P (inv", "P\\u0000(inv"),),
        "half a pair": (phone().replace("P (inv", "P\\udc00(inv"),),
        "the year 99999": (phone(**{"schema:releaseDate": "99999-01-01"}),),
        "an index": (value(at_value="a", at_index="b"), TAKEN, TAKEN),
    }

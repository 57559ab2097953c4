"""Quads, N-Triples, RDF/XML, and bodies that are not what their headers say."""

from collections.abc import Iterator

from tests.hostile.case import CANARY, NO_FILE, NOT_THIS_KIND, REFUSED, SOUND, TAKEN, Case

TRIG, QUADS, TRIPLES, RDF_XML = (
    "application/trig",
    "application/n-quads",
    "application/n-triples",
    "application/rdf+xml",
)
OTHER = "https://w3id.org/cfit/graph/de-it/phones"
NAMESPACE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def cases() -> Iterator[Case]:
    """All of them."""
    for name, (media_type, body, *expected) in {**quads(), **xml(), **mislabelled()}.items():
        yield Case(name, media_type, body if isinstance(body, bytes) else body.encode(), *expected)


def quads() -> dict[str, tuple]:
    sound = SOUND.decode()
    prefixes, _, things = sound.rpartition("@prefix kind: <https://w3id.org/cfit/id/device-kind/> .\n")
    prefixes += "@prefix kind: <https://w3id.org/cfit/id/device-kind/> .\n"
    elsewhere = "value-other-graph"
    return {
        "TriG: the graph of another": (TRIG, f"{prefixes}<{OTHER}> {{ {things} }}", REFUSED, elsewhere),
        "TriG: one's own and that of another": (
            TRIG,
            f"{sound} GRAPH <{OTHER}> {{ <urn:a> a <urn:b> }}",
            REFUSED,
            elsewhere,
        ),
        "TriG: a graph without a name": (TRIG, f"{prefixes}_:g {{ {things} }}", REFUSED, elsewhere),
        "TriG: the graph of verdicts": (
            TRIG,
            sound + "<https://w3id.org/cfit/graph/registry/verdicts> { <urn:a> a <urn:b> }",
            REFUSED,
            elsewhere,
        ),
        "TriG: one's own graph": (TRIG, f"{prefixes}<> {{ {things} }}", TAKEN),
        "TriG: up and out": (TRIG, f"{prefixes}<../de-it/phones> {{ {things} }}", REFUSED, elsewhere),
        "TriG: ten thousand graphs": (
            TRIG,
            "".join(f"<urn:{n}> {{ <urn:a> a <urn:b> }}\n" for n in range(10_000)),
            REFUSED,
        ),
        "TriG: a hundred thousand braces": (TRIG, "{" * 100_000, REFUSED),
        "TriG: brackets in a graph": (TRIG, "<urn:g> { <urn:a> <urn:b> " + "[ <urn:b> " * 90, REFUSED, "limit-nesting"),
        "N-Quads: the graph of another": (QUADS, f"<urn:a> <urn:b> <urn:c> <{OTHER}> .", REFUSED, elsewhere),
        "N-Quads: a graph that is a text": (QUADS, '<urn:a> <urn:b> <urn:c> "graph" .', REFUSED),
        "N-Quads: a line of three million letters": (QUADS, '<urn:a> <urn:b> "' + "a" * 3_000_000, REFUSED),
        "N-Quads: relative": (QUADS, "<a> <b> <c> .", REFUSED),
        "N-Quads: sixty thousand broken lines": (QUADS, "<urn:a> <urn:b> .\n" * 60_000, REFUSED),
        "N-Triples: triples in triples": (
            TRIPLES,
            "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 9 + "1" + " )>>" * 9 + " .",
            REFUSED,
        ),
        "N-Triples: things without a name": (
            TRIPLES,
            "".join(f"_:a{n} <urn:b> _:a{n + 1} .\n" for n in range(1_000)),
            REFUSED,
        ),
    }


def xml() -> dict[str, tuple]:
    laughs = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    files = {
        "RDF/XML": "",
        "RDF/XML: a billion laughs": f"<!DOCTYPE a [<!ENTITY a0 'ha'>{laughs}]>",
        "RDF/XML: a file": '<!DOCTYPE a [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
        "RDF/XML: a server": f'<!DOCTYPE a SYSTEM "{CANARY}/a.dtd">',
    }
    body = f'<rdf:RDF xmlns:rdf="{NAMESPACE}"><rdf:Description rdf:about="urn:a"><rdf:value>&a9;</rdf:value>'
    found = {name: (RDF_XML, f'<?xml version="1.0"?>{before}{body}', NOT_THIS_KIND) for name, before in files.items()}
    return found | {
        f"{name}, called Turtle": ("text/turtle", text[1], REFUSED, "syntax-other-format")
        for name, text in found.items()
    }


def mislabelled() -> dict[str, tuple]:
    return {
        "a type that nobody knows": ("application/x-nothing", SOUND, NOT_THIS_KIND),
        "a type of ten thousand letters": ("text/" + "a" * 10_000, SOUND, NOT_THIS_KIND),
        "a form without parts": ("multipart/form-data", SOUND, NO_FILE),
        "a form whose parts never end": ("multipart/form-data; boundary=a", b"--a\r\n" * 50_000, NO_FILE),
        "a form of other fields": ("application/x-www-form-urlencoded", b"a=1&" * 50_000, NOT_THIS_KIND),
        "a character set that is none": ("text/turtle; charset=nonsense", SOUND, TAKEN),
        "a character set of another kind": ("text/turtle; charset=utf-16", SOUND, TAKEN),
        "Turtle, called JSON-LD": ("application/ld+json", SOUND, REFUSED, "json-syntax"),
        "Turtle, called a table": ("text/csv", SOUND, REFUSED),
        "Turtle, called N-Quads": (QUADS, SOUND, REFUSED),
        "Turtle, called TriG": (TRIG, SOUND, TAKEN),
    }

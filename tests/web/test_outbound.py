"""Nothing that a stranger sends makes this registry send a request: over a hundred ways to ask for one."""

import io
import itertools
import json
import socket
import threading
import zipfile

import openpyxl
import pytest

from registry.core.protocol import Question
from registry.web import create_app

SERVICES = [
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ service<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ SeRvIcE\n#comment\n<{0}> {{ ?s ?p ?o }} }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
    "BASE <{0}> SELECT * {{ SERVICE <#> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
    "SELECT * {{ ?a ?b ?c OPTIONAL {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?a ?b ?c FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?a ?b ?c MINUS {{ SERVICE <{0}> {{ ?a ?b ?c }} }} }}",
    "SELECT * {{ GRAPH ?g {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "ASK {{ SERVICE <{0}> {{}} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(1e5SERVICE<{0}>{{}}) }}",
    "SELECT * {{ ?s ?p '''}} SERVICE <{0}> {{''' }}",
    "SELECT * {{ ?s ?p 1 . SERVICESILENT<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
]
READERS = [
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{0}>",
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <urn:g>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "WITH <{0}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
    "COPY <{0}> TO DEFAULT",
    "SELECT (<{0}>(?s) AS ?x) {{ ?s ?p ?o }}",
]
TURTLE = [
    "<{0}a> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <{0}> .",
    "@prefix x: <{0}> . x:a a x:b .",
    "@base <{0}> . <a> <b> <c> .",
    "BASE <{0}> <a> <b> <c> .",
    "<{0}a> <http://www.w3.org/ns/shacl#shapesGraph> <{0}> .",
    "[] <http://www.w3.org/ns/shacl#js> [ <http://www.w3.org/ns/shacl#jsLibraryURL> '{0}' ] .",
    "<{0}a> <https://schema.org/url> <{0}> ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{0}> .",
    "<{0}a> <https://w3id.org/cfit/ontology#document> <{0}certificate.pdf> .",
    "<{0}a> <http://www.w3.org/ns/dcat#downloadURL> <{0}> .",
    "<{0}a> <http://www.w3.org/ns/ldp#inbox> <{0}> .",
    "[] <http://rdfs.org/ns/void#sparqlEndpoint> <{0}> .",
    "<{0}a> <urn:p> '<!DOCTYPE x SYSTEM \"{0}\">'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral> .",
    "<{0}a> <urn:p> '<img src=\"{0}\">'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML> .",
]
CONTEXTS = [
    {"@context": "{0}"},
    {"@context": ["{0}"]},
    {"@context": ["https://w3id.org/cfit/ontology/context.jsonld", "{0}"]},
    {"@context": {"@import": "{0}"}},
    {"@context": {"@version": 1.1, "@import": "{0}", "name": "https://schema.org/name"}},
    {"@context": {"x": {"@id": "urn:x", "@context": "{0}"}}},
    {"@context": {"x": {"@id": "urn:x", "@context": ["{0}"]}}},
    {"@context": {"@base": "{0}", "@vocab": "{0}"}},
    {"@context": {"@propagate": False, "@import": "{0}"}},
    {"@graph": [{"@context": "{0}", "@id": "urn:a"}]},
    {"@id": "urn:a", "urn:p": {"@context": "{0}", "@value": "x"}},
    {"@id": "{0}", "@type": "{0}"},
    {"@included": [{"@context": "{0}"}]},
]
XML = [
    '<?xml version="1.0"?><!DOCTYPE r SYSTEM "{0}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY % e SYSTEM "{0}"> %e;]><r/>',
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "{0}">]><r>&e;</r>',
    '<?xml-stylesheet href="{0}" type="text/xsl"?><r/>',
    '<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{0}"/></r>',
    '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {0}"/>',
]
CELLS = [
    '=WEBSERVICE("{0}")',
    '=HYPERLINK("{0}","x")',
    "='{0}[book.xlsx]Sheet1'!A1",
    '=IMPORTDATA("{0}")',
    '=DDE("{0}")',
    "{0}",
]
HEADERS = [
    "Host",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "Forwarded",
    "Referer",
    "Origin",
    "From",
    "Link",
    "X-Original-URL",
]
PAGES = [
    "/id/{0}",
    "/doc/{0}",
    "/devices?brand={0}",
    "/devices?q={0}",
    "/static/{0}",
    "/ontology/{0}",
    "/sparql?url={0}",
]


class Canary:
    """Somebody who listens on this machine and notes who comes."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.visits = 0
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.getsockname()[1]}/"

    def _listen(self):
        while True:
            try:
                self.server.accept()[0].close()
            except OSError:
                return
            self.visits += 1


@pytest.fixture(scope="module")
def canary():
    canary = Canary()
    yield canary
    canary.server.close()


@pytest.fixture
def doors(registry, member):
    """Every door through which a file can be sent, by name."""
    client = create_app(registry).test_client()
    token = {"Authorization": f"Bearer {member.token}"}

    def through(body, media_type):
        sent = {"data": body, "content_type": media_type}
        form = {"group": "nl-ict", "dataset": "a", "do": "check"}
        file = {**form, "file": (io.BytesIO(body), "a" + ENDINGS[media_type])}
        text = {**form, "text": body.decode(errors="replace"), "type": media_type}
        ways = [
            lambda: client.put("/graphs/nl-ict/a", headers=token, **sent),
            lambda: client.post("/validate?group=nl-ict&dataset=a", headers=token, **sent),
            lambda: client.put("/graphs/nl-ict/a?dryRun=true", headers=token, **sent),
            lambda: client.post("/contribute", data=file, content_type="multipart/form-data"),
            lambda: client.post("/contributions?group=nl-ict&dataset=b", headers=token, **sent),
            lambda: client.post("/contribute", data=text),
        ]
        for way in range(2):  # each file at two doors, the next file at the next two
            assert ways[(2 * next(turns) + way) % len(ways)]().status_code < 500

    turns = itertools.count()
    return through


ENDINGS = {
    "text/turtle": ".ttl",
    "application/trig": ".trig",
    "application/ld+json": ".jsonld",
    "application/rdf+xml": ".rdf",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


def test_the_canary_hears_who_comes():
    canary = Canary()
    socket.create_connection(canary.server.getsockname()).close()
    for _ in range(1_000):
        if canary.visits:
            break
        threading.Event().wait(0.01)
    assert canary.visits == 1
    canary.server.close()


def test_there_are_more_than_a_hundred_ways():
    assert len({*SERVICES, *READERS, *TURTLE, *map(json.dumps, CONTEXTS), *XML, *CELLS, *HEADERS, *PAGES}) > 80
    assert 4 * len(SERVICES + READERS) + 2 * len(TURTLE + CONTEXTS + XML + CELLS) + len(HEADERS) + len(PAGES) > 200


def test_no_query_reaches_out(registry, canary):
    client = create_app(registry).test_client()
    for query in (each.format(canary.address) for each in SERVICES + READERS):
        answers = [
            client.get("/sparql", query_string={"query": query}),
            client.post("/sparql", data={"query": query, "default-graph-uri": canary.address}),
            client.post("/sparql", data=query, content_type="application/sparql-query"),
            client.post("/sparql", data={"update": query, "using-graph-uri": canary.address}),
        ]
        assert all(answer.status_code in (200, 400, 403) for answer in answers), query
    assert canary.visits == 0


@pytest.mark.parametrize("query", SERVICES[:9] + SERVICES[13:16])
def test_a_service_is_refused_with_a_hint(client, query):
    refused = client.get("/sparql", query_string={"query": query.format("http://127.0.0.1:1/")})
    assert (refused.status_code, refused.json["title"]) == (403, "SERVICE is not followed")
    assert "from your own engine" in refused.json["detail"]


def test_no_query_reaches_out_even_past_the_look_at_its_words(registry, canary):
    for query in (each.format(canary.address) for each in SERVICES + READERS):
        registry.answers.answer(Question(query, None, named_graphs=()))
        registry.answers.answer(Question(query, None, default_graphs=(canary.address,), named_graphs=(canary.address,)))
    assert canary.visits == 0


def test_no_turtle_reaches_out(doors, canary):
    for text in TURTLE:
        doors(text.format(canary.address).encode(), "text/turtle")
    doors(f"GRAPH <{canary.address}> {{ <urn:a> <urn:b> <{canary.address}> }}".encode(), "application/trig")
    assert canary.visits == 0


def test_no_json_reaches_out(doors, canary):
    for document in CONTEXTS:
        doors(json.dumps(document).replace("{0}", canary.address).encode(), "application/ld+json")
    assert canary.visits == 0


def test_no_xml_reaches_out(doors, canary):
    for text in XML:
        doors(text.format(canary.address).encode(), "application/rdf+xml")
    assert canary.visits == 0


def test_no_table_reaches_out(doors, canary):
    for cell in CELLS:
        written = cell.format(canary.address)
        doors(f"id,name\n{canary.address},{json.dumps(written)}\n".encode(), "text/csv")
        doors(workbook(written, canary.address), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert canary.visits == 0


def workbook(cell, address):
    """A workbook with a formula or link, a hyperlink, a relation to elsewhere and a DTD."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "id", "name"
    book.active["A2"], book.active["B2"] = address, cell
    book.active["B2"].hyperlink = address
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    relation = f'<Relationship Id="x" Type="urn:x" Target="{address}" TargetMode="External"/></Relationships>'
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".rels"):
                content = content.replace(b"</Relationships>", relation.encode())
            target.writestr(name, content)
        target.writestr("xl/externalLinks/externalLink1.xml", f'<!DOCTYPE x SYSTEM "{address}"><x/>')
    return changed.getvalue()


def test_no_page_and_no_header_reaches_out(client, canary):
    for path in PAGES:
        assert client.get(path.format(canary.address)).status_code < 500
    for name in HEADERS:
        for value in (canary.address, canary.address.removeprefix("http://").rstrip("/"), f"for={canary.address}"):
            assert client.get("/sparql?query=ASK%7B%7D", headers={name: value}).status_code < 500
    assert canary.visits == 0

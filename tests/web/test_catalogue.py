"""What the registry holds is told to programs that look for it: service description, VoID, DCAT, list of interfaces."""

from dataclasses import replace

import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, Namespace, URIRef
from rdflib.compare import isomorphic

from registry.web import create_app

SD, VOID = Namespace("http://www.w3.org/ns/sparql-service-description#"), Namespace("http://rdfs.org/ns/void#")
ROOT = "http://localhost/"
PHONES = URIRef("https://w3id.org/cfit/graph/registry/phones")
COMUNICA = "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/turtle;q=0.6,text/html;q=0.2"
PARSERS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}
# rdflib reads JSON-LD with a class that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def read(response):
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.data, format=PARSERS[response.mimetype])


@pytest.mark.parametrize("address", ["/sparql", "/.well-known/void", "/catalog"])
@pytest.mark.parametrize("media_type", PARSERS)
def test_each_description_comes_in_every_format(small_reader, address, media_type):
    graph = read(small_reader.get(address, headers={"Accept": media_type}))
    assert set(graph) and isomorphic(graph, read(small_reader.get(address)))


@pytest.mark.parametrize("accept", ["*/*", "", COMUNICA, "application/rdf+xml", "text/turtle, */*;q=0.1"])
def test_who_looks_at_the_endpoint_finds_what_it_speaks(small_reader, accept):
    graph = read(small_reader.get("/sparql", headers={"Accept": accept} if accept else {}))
    service = graph.value(predicate=SD.endpoint, object=URIRef(ROOT + "sparql"))
    assert (service, RDF.type, SD.Service) in graph
    assert SD.UnionDefaultGraph in set(graph.objects(service, SD.feature))
    assert SD.SPARQL11Query in set(graph.objects(service, SD.supportedLanguage))
    assert len(set(graph.objects(service, SD.resultFormat))) == 8


def test_the_sizes_are_those_of_the_graphs(small_reader, small):
    graph = read(small_reader.get("/sparql"))
    sizes = {}
    for named in graph.subjects(RDF.type, SD.NamedGraph):
        size = graph.value(graph.value(named, SD.graph), VOID.triples)
        sizes[graph.value(named, SD.name).toPython()] = int(size)
    stored = [line.rsplit(" ", 2)[1].strip("<>") for line in small.store.lines()]
    assert sizes == {name: stored.count(name) for name in stored}
    assert int(graph.value(URIRef(ROOT + "sparql#dataset"), VOID.triples)) == len(stored)


def test_after_a_contribution_the_sizes_are_new_ones(client, registry, turtle, member):
    before = read(client.get("/.well-known/void"))
    sent = turtle('brand:nl-ict-x a schema:Brand ; schema:name "X (invented)" .')
    assert client.put("/graphs/nl-ict/brands", data=sent, headers=member.headers).status_code == 201
    graph, own = read(client.get("/.well-known/void")), URIRef("https://w3id.org/cfit/graph/nl-ict/brands")
    assert int(graph.value(own, VOID.triples)) == 2 and (own, None, None) not in before
    whole = URIRef(ROOT + ".well-known/void#registry")
    assert int(graph.value(whole, VOID.triples)) == sum(1 for _ in registry.store.lines())
    assert client.delete("/graphs/nl-ict/brands?reason=mistake", headers=member.headers).status_code == 200
    assert (own, None, None) not in read(client.get("/.well-known/void"))
    assert own not in set(read(client.get("/catalog")).objects(None, DCAT.dataset))


def test_void_counts_the_things_of_each_class(small_reader):
    graph = read(small_reader.get("/.well-known/void"))
    parts = {
        str(graph.value(part, VOID["class"])).rpartition("#")[2]: int(graph.value(part, VOID.entities))
        for part in graph.objects(None, VOID.classPartition)
    }
    assert (parts["DeviceModel"], parts["Criterion"], parts["Contribution"]) == (1, 2, 2)


def test_the_catalogue_says_of_each_dataset_what_data_portals_need(small_reader):
    graph = read(small_reader.get("/catalog"))
    catalogue = URIRef(ROOT + "catalog")
    listed = set(graph.objects(catalogue, DCAT.dataset))
    assert PHONES in listed and len(listed) == 2
    for node in (catalogue, *listed):
        assert all((node, each, None) in graph for each in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher))
    for dataset in listed:
        distribution = graph.value(dataset, DCAT.distribution)
        address = str(graph.value(distribution, DCAT.downloadURL))
        assert small_reader.get(address.removeprefix(ROOT[:-1])).mimetype == "text/turtle"
        assert graph.value(distribution, DCTERMS.license) and graph.value(distribution, DCAT.accessURL)
        released = str(graph.value(dataset, DCTERMS.conformsTo)).removeprefix(ROOT[:-1])
        assert small_reader.get(released).status_code == 200
    service = graph.value(catalogue, DCAT.service)
    assert set(graph.objects(service, DCAT.servesDataset)) == listed


def test_a_person_sees_what_there_is_as_a_page(small_reader):
    page = small_reader.get("/catalog", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html" and "Accept" in page.vary
    lists = ("/devices", "/makers", "/criteria", "/certificates", "/sources", "/contributions")
    assert all(f'class="card" href="{each}"' in page.text for each in lists)


def test_the_interfaces_are_listed_and_each_link_leads_somewhere(small_reader):
    response = small_reader.get("/.well-known/api-catalog")
    assert response.headers["Content-Type"].startswith("application/linkset+json")
    assert 'profile="https://www.rfc-editor.org/info/rfc9727"' in response.headers["Content-Type"]
    assert 'rel="api-catalog"' in response.headers["Link"]
    linkset = response.get_json(force=True)["linkset"]
    assert 'rel="api-catalog"' in small_reader.get("/").headers["Link"]
    assert ROOT + "sparql" in [context["anchor"] for context in linkset]
    targets = [each for context in linkset for name in context.keys() - {"anchor"} for each in context[name]]
    for target in targets:
        if "type" in target:
            path = target["href"].removeprefix(ROOT[:-1])
            found = small_reader.get(path, headers={"Accept": target["type"]})
            assert (found.status_code, found.mimetype) == (200, target["type"])


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void", "/.well-known/api-catalog", "/sparql"])
def test_what_did_not_change_is_not_sent_again(small_reader, address):
    first = small_reader.get(address, headers={"Accept": "*/*"})
    again = small_reader.get(address, headers={"Accept": "*/*", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert small_reader.head(address, headers={"Accept": "*/*"}).headers["ETag"] == first.headers["ETag"]


def test_a_format_that_is_not_given_out_is_refused_with_the_list(small_reader):
    response = small_reader.get("/catalog", headers={"Accept": "image/png"})
    assert response.status_code == 406 and "text/turtle" in response.json["offers"]
    assert small_reader.get("/catalog?format=nt", headers={"Accept": "image/png"}).mimetype == "application/n-triples"


@pytest.mark.parametrize("host", ["a b", "<x>", "x:99999", "é.example"])
def test_a_host_that_is_none_gets_into_no_document(small_reader, host):
    for address in ("/sparql", "/catalog", "/.well-known/void", "/.well-known/api-catalog"):
        response = small_reader.get(address, headers={"Host": host})
        assert (response.status_code, response.json["title"]) == (400, "Whom do you ask?")


def test_behind_a_proxy_the_address_is_the_one_of_the_settings(registry):
    registry.settings = replace(registry.settings, site="https://registry.example")
    client = create_app(registry).test_client()
    graph = read(client.get("/sparql", headers={"Host": "inside:8000"}))
    assert URIRef("https://registry.example/sparql") in set(graph.objects(None, SD.endpoint))
    assert "inside" not in client.get("/.well-known/api-catalog", headers={"Host": "inside:8000"}).text

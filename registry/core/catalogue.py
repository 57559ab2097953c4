"""What the registry holds, as triples: a service description, VoID, and a catalogue by DCAT-AP 3."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.core.facts import Term
from registry.core.glossary import choose
from registry.settings import GRAPHS, IDS
from registry.vocabulary import CFIT, CFIT_NAMESPACE, PREFIXES, XSD

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FOAF = "http://xmlns.com/foaf/0.1/"
DCAT, DCT, RDF_TYPE = PREFIXES["dcat"], PREFIXES["dcterms"], NamedNode(PREFIXES["rdf"] + "type")
DCATAP = "http://data.europa.eu/r5r/"
SPACES = {
    **{prefix: PREFIXES[prefix] for prefix in ("cfit", "dcat", "dcterms", "schema", "skos", "xsd")},
    **{"dcatap": DCATAP, "foaf": FOAF, "sd": SD, "void": VOID},
}
"""The prefixes of what is said here."""

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_TITLE = "Circular and Fair ICT Registry"
_ABOUT = (
    "The linked-data registry of the Circular and Fair ICT Pact: devices, evidence and procurement criteria, each fact "
    "with its source and licence."
)


@dataclass(frozen=True)
class Dataset:
    """A dataset of a group: its graph, what it is called, who gave it when under which licence, and how much it is."""

    graph: NamedNode
    group: NamedNode
    group_name: str
    titles: tuple[Literal, ...]
    description: str
    licence: NamedNode
    sequence: int
    changed: str
    shapes: str
    size: int
    classes: tuple[tuple[NamedNode, int], ...] = ()
    """How many things of each class it describes, most first."""

    @property
    def path(self) -> str:
        """Where the dataset is found behind the address of the registry."""
        return self.graph.value.removeprefix(GRAPHS)

    @property
    def devices(self) -> int:
        """How many device models it describes."""
        return dict(self.classes).get(CFIT.DeviceModel, 0)

    def title(self, language: str) -> str:
        """What the dataset is called in a language."""
        return str(choose(self.titles, language) or self.path)


@dataclass(frozen=True)
class Holdings:
    """Everything that the registry holds: datasets of groups, sizes of all graphs, sizes of classes."""

    datasets: tuple[Dataset, ...]
    graphs: dict[NamedNode, int]
    classes: dict[NamedNode, int]
    is_union: bool

    @property
    def size(self) -> int:
        """How many statements there are in all graphs together."""
        return sum(self.graphs.values())


class _Sheet:
    """Triples as they are written down."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []

    def say(self, subject: NamedNode | BlankNode, namespace: str, **values: object) -> NamedNode | BlankNode:
        """Write values for properties of one namespace; a list is several values, None is none."""
        for name, value in values.items():
            for each in value if isinstance(value, list | tuple) else [value]:
                if each is not None:
                    self.triples.append(Triple(subject, NamedNode(namespace + name), _term(each)))
        return subject

    def a(self, subject: NamedNode | BlankNode, kind: str) -> NamedNode | BlankNode:
        """Write what the subject is."""
        self.triples.append(Triple(subject, RDF_TYPE, NamedNode(kind)))
        return subject


def service_description(holdings: Holdings, root: str) -> list[Triple]:
    """What the SPARQL endpoint at `root`sparql speaks and what it asks (SPARQL 1.1 Service Description)."""
    sheet, endpoint = _Sheet(), NamedNode(f"{root}sparql")
    service = sheet.a(NamedNode(f"{root}sparql#service"), SD + "Service")
    dataset = _described_dataset(sheet, holdings, NamedNode(f"{root}sparql#dataset"))
    sheet.say(
        service,
        SD,
        endpoint=endpoint,
        supportedLanguage=NamedNode(SD + "SPARQL11Query"),
        resultFormat=[NamedNode(_FORMATS + name) for name in _RESULT_FORMATS],
        feature=NamedNode(SD + "UnionDefaultGraph") if holdings.is_union else None,
        defaultDataset=dataset,
    )
    sheet.say(service, DCT, title=Literal(f"SPARQL endpoint of the {_TITLE}", language="en"))
    _described_void(sheet, holdings, root, dataset)
    return sheet.triples


def _described_dataset(sheet: _Sheet, holdings: Holdings, dataset: NamedNode) -> NamedNode:
    sheet.a(dataset, SD + "Dataset")
    default = sheet.a(BlankNode("default"), SD + "Graph")
    sheet.say(dataset, SD, defaultGraph=default)
    for number, (name, size) in enumerate(sorted(holdings.graphs.items(), key=lambda each: each[0].value)):
        named = sheet.a(BlankNode(f"named{number}"), SD + "NamedGraph")
        graph = sheet.a(BlankNode(f"graph{number}"), SD + "Graph")
        sheet.say(graph, VOID, triples=size)
        sheet.say(named, SD, name=name, graph=graph)
        sheet.say(dataset, SD, namedGraph=named)
    return dataset


def void_description(holdings: Holdings, root: str) -> list[Triple]:
    """What there is to ask, where it can be had and how much it is (VoID)."""
    sheet = _Sheet()
    document, dataset = NamedNode(f"{root}.well-known/void"), NamedNode(f"{root}.well-known/void#registry")
    sheet.say(sheet.a(document, VOID + "DatasetDescription"), FOAF, primaryTopic=dataset)
    _described_void(sheet, holdings, root, dataset)
    for number, (name, size) in enumerate(sorted(holdings.classes.items(), key=lambda each: each[0].value)):
        part = sheet.say(BlankNode(f"class{number}"), VOID, entities=size, **{"class": name})
        sheet.say(dataset, VOID, classPartition=part)
    for each in holdings.datasets:
        sheet.say(sheet.a(each.graph, VOID + "Dataset"), VOID, triples=each.size, dataDump=_address(root, each))
        sheet.say(each.graph, DCT, license=each.licence, title=list(each.titles))
        sheet.say(dataset, VOID, subset=each.graph)
    return sheet.triples


def _described_void(sheet: _Sheet, holdings: Holdings, root: str, dataset: NamedNode) -> None:
    sheet.a(dataset, VOID + "Dataset")
    sheet.say(dataset, DCT, title=Literal(_TITLE, language="en"), description=Literal(_ABOUT, language="en"))
    sheet.say(
        dataset,
        VOID,
        triples=holdings.size,
        sparqlEndpoint=NamedNode(f"{root}sparql"),
        uriSpace=IDS,
        vocabulary=[NamedNode(space) for space in (CFIT_NAMESPACE, PREFIXES["schema"], DCT, PREFIXES["skos"])],
        feature=[NamedNode(_FORMATS + name) for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")],
        exampleResource=NamedNode(f"{IDS}criterion/REP-03"),
    )


def dcat_catalogue(datasets: Sequence[Dataset], root: str) -> list[Triple]:
    """Every dataset with its publisher, licence and address, as data portals harvest it (DCAT-AP 3)."""
    sheet = _Sheet()
    catalogue, service = NamedNode(f"{root}catalog"), NamedNode(f"{root}sparql#service")
    publisher = _agent(sheet, NamedNode(f"{IDS}group/registry"), "Circular and Fair ICT Pact")
    sheet.say(
        sheet.a(catalogue, DCAT + "Catalog"),
        DCT,
        title=Literal(_TITLE, language="en"),
        description=Literal(_ABOUT, language="en"),
        publisher=publisher,
        language=NamedNode(_EU + "language/ENG"),
        modified=_moment(max((each.changed for each in datasets), default=None)),
    )
    sheet.say(catalogue, FOAF, homepage=NamedNode(root))
    sheet.say(catalogue, DCAT, service=service, dataset=[each.graph for each in datasets])
    sheet.say(
        sheet.a(service, DCAT + "DataService"),
        DCAT,
        endpointURL=NamedNode(f"{root}sparql"),
        endpointDescription=NamedNode(f"{root}sparql"),
        servesDataset=[each.graph for each in datasets],
    )
    sheet.say(
        service,
        DCT,
        title=Literal(f"SPARQL endpoint of the {_TITLE}", language="en"),
        publisher=publisher,
        conformsTo=NamedNode("https://www.w3.org/TR/sparql11-protocol/"),
        accessRights=NamedNode(_EU + "access-right/PUBLIC"),
    )
    for each in datasets:
        _listed(sheet, each, root, service)
    return sheet.triples


def _listed(sheet: _Sheet, dataset: Dataset, root: str, service: NamedNode) -> None:
    address = _address(root, dataset)
    distribution = sheet.a(NamedNode(f"{address.value}#turtle"), DCAT + "Distribution")
    sheet.say(
        sheet.a(dataset.graph, DCAT + "Dataset"),
        DCT,
        title=list(dataset.titles),
        description=Literal(dataset.description, language="en"),
        identifier=dataset.graph.value,
        publisher=_agent(sheet, dataset.group, dataset.group_name),
        modified=_moment(dataset.changed),
        accessRights=NamedNode(_EU + "access-right/PUBLIC"),
        accrualPeriodicity=NamedNode(_EU + "frequency/IRREG"),
        conformsTo=NamedNode(f"{root}shapes/{dataset.shapes}"),
    )
    sheet.say(
        dataset.graph,
        DCAT,
        theme=[NamedNode(_EU + f"data-theme/{name}") for name in ("ENVI", "TECH")],
        version=str(dataset.sequence),
        landingPage=NamedNode(f"{address.value}/history"),
        keyword=[Literal(word, language="en") for word in ("circular ICT", "public procurement")],
        distribution=distribution,
    )
    sheet.say(
        distribution,
        DCAT,
        accessURL=address,
        downloadURL=address,
        mediaType=NamedNode(_IANA + "text/turtle"),
        accessService=service,
    )
    sheet.say(distribution, DCT, license=dataset.licence, format=NamedNode(_EU + "file-type/RDF_TURTLE"))
    sheet.say(distribution, DCATAP, availability=NamedNode(_EU + "planned-availability/STABLE"))


def _agent(sheet: _Sheet, agent: NamedNode, name: str) -> NamedNode:
    sheet.say(sheet.a(agent, FOAF + "Agent"), FOAF, name=name)
    return agent


def _address(root: str, dataset: Dataset) -> NamedNode:
    return NamedNode(f"{root}graphs/{dataset.path}")


def _moment(text: str | None) -> Literal | None:
    return Literal(text, datatype=XSD.dateTime) if text else None


def _term(value: object) -> Term:
    if isinstance(value, NamedNode | BlankNode | Literal):
        return value
    return Literal(str(value), datatype=XSD.integer) if isinstance(value, int) else Literal(str(value))

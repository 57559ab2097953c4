"""The words: every term that Python names is read from the ontology, so that a typing error fails at once."""

from collections.abc import Iterable
from functools import cache

from pyoxigraph import NamedNode, RdfFormat, parse

from registry.settings import ONTOLOGY


class Words:
    """A closed namespace: `CFIT.meets` is the IRI of that term, `CFIT.meet` an AttributeError that names it."""

    def __init__(self, namespace: str, names: Iterable[str]) -> None:
        self._namespace = namespace
        self._terms = {name: NamedNode(namespace + name) for name in names}

    def __getattr__(self, name: str) -> NamedNode:
        # A Python keyword as a term is written with an underscore behind it: CFIT.property is fine, X.in_ is X.in
        try:
            return self._terms[name.removesuffix("_")]
        except KeyError:
            raise AttributeError(f"{self._namespace}{name} is not a term of the vocabulary") from None

    def __contains__(self, term: object) -> bool:
        return term in self._terms.values()


CFIT_NAMESPACE = "https://w3id.org/cfit/ontology#"

PREFIXES = {
    "cfit": CFIT_NAMESPACE,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ELSEWHERE = {
    "cccev": "http://data.europa.eu/m8g/",
    "ceon": "http://w3id.org/CEON/ontology/product/",
    "cpv": "http://data.europa.eu/cpv/cpv/",
    "dppo": "http://w3id.org/dppo/ontology/dpp-odp/",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "gs1": "https://ref.gs1.org/voc/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "sssom": "https://w3id.org/sssom/",
    "untp": "https://test.uncefact.org/vocabulary/untp/core/0/",
    "untp-dcc": "https://test.uncefact.org/vocabulary/untp/dcc/0/",
    "vann": "http://purl.org/vocab/vann/",
}
"""Vocabularies that the words are built on or aligned with; files of data need no prefix for them."""


@cache
def _own_terms() -> frozenset[str]:
    subjects = {
        triple.subject.value
        for path in sorted(ONTOLOGY.glob("*.ttl"))
        for triple in parse(path=str(path), format=RdfFormat.TURTLE)
        if isinstance(triple.subject, NamedNode)
    }
    return frozenset(iri.removeprefix(CFIT_NAMESPACE) for iri in subjects if iri.startswith(CFIT_NAMESPACE))


CFIT = Words(CFIT_NAMESPACE, _own_terms())
DCAT = Words(PREFIXES["dcat"], ["Dataset"])
DCTERMS = Words(
    PREFIXES["dcterms"],
    [
        "bibliographicCitation", "date", "description", "identifier", "issued", "isVersionOf", "license",
        "modified", "source", "title",
    ],
)  # fmt: skip
ORG = Words(PREFIXES["org"], ["hasMembership", "member"])
OWL = Words("http://www.w3.org/2002/07/owl#", ["Class", "DatatypeProperty", "imports", "ObjectProperty"])
PROV = Words(PREFIXES["prov"], ["generatedAtTime", "wasDerivedFrom", "wasRevisionOf"])
RDF = Words(PREFIXES["rdf"], ["first", "langString", "nil", "Property", "rest", "type"])
RDFS = Words(PREFIXES["rdfs"], ["Class", "comment", "domain", "label", "range", "subClassOf", "subPropertyOf"])
SCHEMA = Words(
    PREFIXES["schema"],
    [
        "about", "Brand", "brand", "certificationIdentification", "endDate", "expires", "gtin", "issuedBy",
        "isVariantOf", "itemListElement", "ItemList", "manufacturer", "name", "numberOfItems", "releaseDate",
        "startDate", "validFrom",
    ],
)  # fmt: skip
SH = Words(
    PREFIXES["sh"],
    [
        "alternativePath", "and", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "class", "closed",
        "conforms", "ConstraintComponent", "datatype", "deactivated", "declare", "defaultValue", "description",
        "detail", "disjoint", "entailment", "equals", "flags", "focusNode", "group", "hasValue",
        "ignoredProperties", "in", "Info", "inversePath", "IRI", "IRIOrLiteral", "languageIn", "lessThan",
        "lessThanOrEquals", "Literal", "maxCount", "maxExclusive", "maxInclusive", "maxLength", "message",
        "minCount", "minExclusive", "minInclusive", "minLength", "name", "namespace", "node", "nodeKind",
        "NodeShape", "not", "oneOrMorePath", "or", "order", "path", "pattern", "prefix", "prefixes", "property",
        "PropertyShape", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape",
        "qualifiedValueShapesDisjoint", "result", "resultMessage", "resultPath", "resultSeverity", "select",
        "severity", "shapesGraph", "sourceConstraint", "sourceConstraintComponent", "sourceShape", "sparql",
        "SPARQLConstraintComponent", "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf",
        "uniqueLang", "ValidationReport", "ValidationResult", "value", "Violation", "Warning", "xone",
        "zeroOrMorePath", "zeroOrOnePath",
    ],
)  # fmt: skip
SKOS = Words(
    PREFIXES["skos"],
    [
        "broader", "broadMatch", "closeMatch", "Concept", "definition", "editorialNote", "exactMatch", "example",
        "inScheme", "narrowMatch", "notation", "note", "prefLabel", "relatedMatch",
    ],
)  # fmt: skip
XSD = Words(PREFIXES["xsd"], ["boolean", "date", "dateTime", "decimal", "integer", "string"])

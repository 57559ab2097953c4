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
        "bibliographicCitation",
        "description",
        "identifier",
        "isVersionOf",
        "issued",
        "license",
        "source",
        "title",
    ],
)
OWL = Words("http://www.w3.org/2002/07/owl#", ["imports"])
PROV = Words(PREFIXES["prov"], ["generatedAtTime", "wasDerivedFrom"])
RDF = Words(PREFIXES["rdf"], ["first", "langString", "nil", "Property", "rest", "type"])
RDFS = Words(PREFIXES["rdfs"], ["Class", "domain", "label", "range", "subClassOf", "subPropertyOf"])
SCHEMA = Words(PREFIXES["schema"], ["Brand", "brand", "manufacturer", "name"])
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
SKOS = Words(PREFIXES["skos"], ["definition", "example", "inScheme", "notation", "prefLabel"])
XSD = Words(PREFIXES["xsd"], ["boolean", "date", "dateTime", "decimal", "integer", "string"])

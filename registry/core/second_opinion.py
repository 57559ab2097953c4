"""What pySHACL says of an upload: the judge of our own validator, asked by keepers and tests, never by the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.term import Node

from registry.core.facts import Term
from registry.core.report import Finding, Severity
from registry.core.turtle import Upload
from registry.vocabulary import RDF, RDFS, SH, XSD


@dataclass(frozen=True)
class Judge:
    """The rules as rdflib reads them, and what the ontology says of classes."""

    shapes: rdflib.Graph
    classes: tuple[tuple[Node, Node, Node], ...]


def load_judge(shapes_folder: Path, ontology_folder: Path) -> Judge:
    """Parse every Turtle file of the two folders, without the examples below them."""
    about_classes = (_rdflib(RDF.type), _rdflib(RDFS.subClassOf))
    ontology = _load(ontology_folder)
    return Judge(_load(shapes_folder), tuple(triple for triple in ontology if triple[1] in about_classes))


def second_opinion(upload: Upload, context: Iterable[Triple], judge: Judge) -> list[Finding]:
    """Check the upload as `validation.validate` does, with pySHACL; findings have no lines."""
    data = rdflib.Graph()
    for quad in upload.quads:
        data.add(as_rdflib(quad))
    for triple in context:
        data.add(as_rdflib(triple))
    for statement in judge.classes:
        data.add(statement)
    _conforms, results, _text = pyshacl.validate(
        data, shacl_graph=judge.shapes, inference="none", do_owl_imports=False, inplace=True
    )
    # a result may hold others as sh:detail; those of the report itself are what was found
    findings = [_finding(results, node) for node in results.objects(None, _rdflib(SH.result))]
    return [finding for finding in findings if finding.focus in upload.first_lines]


def as_rdflib(triple: Quad | Triple) -> tuple[Node, Node, Node]:
    """A triple in the terms of rdflib, with every literal spelt as it was."""
    return _rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)


def _load(folder: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def _finding(results: rdflib.Graph, node: Node) -> Finding:
    def one(predicate: NamedNode) -> Term | None:
        term = results.value(node, _rdflib(predicate))
        return None if term is None else _as_pyoxigraph(term)

    def named(predicate: NamedNode) -> NamedNode | None:
        term = one(predicate)
        return term if isinstance(term, NamedNode) else None

    severity = named(SH.resultSeverity)
    messages = results.objects(node, _rdflib(SH.resultMessage))
    return Finding(
        severity=Severity(severity.value.rpartition("#")[2] if severity else "Violation"),
        messages=tuple(sorted((getattr(text, "language", None) or "", str(text)) for text in messages)),
        focus=one(SH.focusNode) or BlankNode(),
        path=named(SH.resultPath),
        value=one(SH.value),
        shape=named(SH.sourceShape),
        component=named(SH.sourceConstraintComponent),
    )


def _rdflib(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, Literal):
        raise TypeError(f"{term} cannot stand in an RDF 1.1 graph")
    # rdflib holds "a" and "a"^^xsd:string apart, RDF 1.1 does not: give it the plain form, as the shapes have it
    datatype = None if term.language or term.datatype == XSD.string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)


def _as_pyoxigraph(term: Node) -> Term:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else XSD.string)
    return BlankNode(str(term))

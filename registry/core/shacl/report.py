"""An outcome as a sh:ValidationReport (SHACL 3.6), triple by triple."""

from pyoxigraph import BlankNode, Literal, Triple

from registry.core.shacl.paths import as_triples
from registry.core.shacl.shape import Result
from registry.core.shacl.validate import Outcome
from registry.vocabulary import RDF, SH


def as_report(outcome: Outcome) -> list[Triple]:
    """Describe the outcome; it does not conform when something could not be judged."""
    report = BlankNode()
    triples = [
        Triple(report, RDF.type, SH.ValidationReport),
        Triple(report, SH.conforms, Literal(outcome.conforms)),
    ]
    for result in outcome.results:
        node = BlankNode()
        triples.append(Triple(report, SH.result, node))
        _describe(node, result, triples)
    return triples


def _describe(node: BlankNode, result: Result, triples: list[Triple]) -> None:
    source = result.source
    parts = [
        (RDF.type, SH.ValidationResult),
        (SH.focusNode, result.focus),
        (SH.resultSeverity, source.severity),
        (SH.sourceShape, source.shape),
        (SH.sourceConstraintComponent, source.component),
        (SH.sourceConstraint, source.constraint),
        (SH.value, result.value),
        (SH.resultPath, as_triples(result.path, triples) if result.path else None),
        *((SH.resultMessage, message) for message in result.messages),
    ]
    triples += [Triple(node, predicate, term) for predicate, term in parts if term is not None]

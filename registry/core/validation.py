"""Quads are checked against the shapes of a release, exactly as they will be stored, with the line of each finding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from registry.core import shacl
from registry.core.facts import Term
from registry.core.report import Finding, Severity
from registry.core.shacl.paths import Predicate
from registry.core.turtle import Upload
from registry.vocabulary import RDF, RDFS, SH

_SEVERITIES = {SH.Violation: Severity.VIOLATION, SH.Warning: Severity.WARNING, SH.Info: Severity.INFO}
# What was not checked to its end, for each reason and in each language.
_NOT_JUDGED = {
    shacl.Reason.RESULTS: {
        "en": "There are more findings than one report can hold; the rest was not checked. Mend these first.",
        "nl": "Er zijn meer bevindingen dan in een rapport passen; de rest is niet gecontroleerd. Herstel eerst deze.",
        "de": "Es gibt mehr Befunde, als ein Bericht fasst; der Rest wurde nicht geprüft. Beheben Sie zuerst diese.",
        "fr": "Il y a plus de constats qu'un rapport n'en contient ; le reste n'a pas été vérifié. Corrigez ceux-ci.",
        "nb": "Det er flere funn enn en rapport rommer; resten er ikke kontrollert. Rett disse først.",
    },
    shacl.Reason.VALUES: {
        "en": "There are more values here than one check can look at. Split them over several things.",
        "nl": "Hier staan meer waarden dan één controle kan bekijken. Verdeel ze over meerdere dingen.",
        "de": "Hier stehen mehr Werte, als eine Prüfung ansehen kann. Verteilen Sie sie auf mehrere Dinge.",
        "fr": "Il y a ici plus de valeurs qu'une vérification n'en examine. Répartissez-les sur plusieurs objets.",
        "nb": "Her er det flere verdier enn én kontroll kan se på. Fordel dem på flere ting.",
    },
    shacl.Reason.QUERY: {
        "en": "A rule that is a query could not be asked about this.",
        "nl": "Een regel in de vorm van een zoekvraag kon hierop niet worden toegepast.",
        "de": "Eine Regel in Form einer Abfrage konnte hierauf nicht angewendet werden.",
        "fr": "Une règle sous forme de requête n'a pas pu être appliquée ici.",
        "nb": "En regel i form av en spørring kunne ikke brukes på dette.",
    },
}


@dataclass(frozen=True)
class Shapes:
    """The rules of one release, compiled once, and what the ontology says of classes: all that a rule asks of it."""

    compiled: shacl.Shapes
    classes: shacl.Index


def load_shapes(shapes_folder: Path, ontology_folder: Path) -> Shapes:
    """Compile every Turtle file of the one folder, without the examples below it, beside the classes of the other."""
    classes = (triple for triple in _triples(ontology_folder) if triple.predicate in (RDF.type, RDFS.subClassOf))
    return Shapes(shacl.compile_shapes(_triples(shapes_folder)), shacl.Index(classes))


def validate(upload: Upload, context: Iterable[Triple], shapes: Shapes) -> list[Finding]:
    """Check the upload; `context` is what the registry knows of the things it refers to, and is not itself judged."""
    index = shacl.Index(quad.triple for quad in upload.quads)
    gathered = shacl.Index(context)
    known = shacl.Union(gathered, shapes.classes)
    outcome = shacl.validate(shapes.compiled, index, known, shapes.classes, around=tuple(gathered.nodes()))
    lines = _Lines(upload)
    findings = [_finding(result, lines) for result in outcome.results if result.focus in upload.first_lines]
    return findings + [_not_judged(each, upload) for each in outcome.unjudged]


def _triples(folder: Path) -> Iterator[Triple]:
    for path in sorted(folder.glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
            yield quad.triple


@dataclass(frozen=True)
class _Lines:
    """Where in the file a finding stands."""

    upload: Upload

    @cached_property
    def last(self) -> dict[tuple[Term, NamedNode], int]:
        """The last line of each property of each subject."""
        return {(subject, predicate): line for (subject, predicate, _), line in self.upload.lines.items()}

    def line(self, focus: Term, path: NamedNode | None, value: Term | None) -> int | None:
        """The line of the value that is wrong, else the last of the property, else the first of the subject."""
        if path is not None and value is not None and (focus, path, value) in self.upload.lines:
            return self.upload.lines[focus, path, value]
        if path is not None and (focus, path) in self.last:
            return self.last[focus, path]
        return self.upload.first_lines.get(focus)


def _finding(result: shacl.Result, lines: _Lines) -> Finding:
    source = result.source
    path = result.path.name if isinstance(result.path, Predicate) else None
    return Finding(
        severity=_SEVERITIES.get(source.severity, Severity.VIOLATION),
        messages=tuple(sorted((text.language or "", text.value) for text in result.messages)),
        focus=result.focus,
        path=path,
        value=result.value,
        shape=_name(source.shape),
        component=source.component,
        line=lines.line(result.focus, path, result.value),
    )


def _not_judged(unjudged: shacl.Unjudged, upload: Upload) -> Finding:
    """What was not checked to the end is not accepted: it might be wrong."""
    return Finding(
        severity=Severity.VIOLATION,
        messages=tuple(sorted(_NOT_JUDGED[unjudged.reason].items())),
        focus=unjudged.focus,
        shape=_name(unjudged.shape),
        line=upload.first_lines.get(unjudged.focus),
    )


def _name(node: Term) -> NamedNode | None:
    return node if isinstance(node, NamedNode) else None

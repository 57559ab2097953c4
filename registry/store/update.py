"""A change of the store as one SPARQL update, and the things that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from registry.core.names import CONTRIBUTIONS_GRAPH, PROPOSALS_GRAPH, VERDICTS_GRAPH
from registry.vocabulary import CFIT, PROV, XSD


@dataclass(frozen=True)
class Change:
    """What one contribution changes: its graph anew, its description, verdicts and proposals for what it touches.

    `former` is the state in which it leaves the contribution that filled the graph until now.
    """

    sequence: int
    graph: NamedNode
    quads: tuple[Quad, ...]
    description: tuple[Quad, ...]
    former: NamedNode
    judged: tuple[NamedNode, ...]
    verdicts: tuple[Quad, ...]
    day: str
    stale: tuple[Quad, ...] = ()
    proposals: tuple[Quad, ...] = ()

    def things(self, held: Iterable[Quad]) -> set[NamedNode]:
        """Everything of which it may state otherwise than before, where its graph held these quads.

        The contribution that filled the graph until now is not among them: its number is in the store alone.
        """
        quads = (*held, *self.quads, *self.description, *self.verdicts, *self.stale, *self.proposals)
        stated = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
        return stated | {self.graph, CONTRIBUTIONS_GRAPH, *self.judged}


def as_update(change: Change) -> str:
    """One SPARQL update for the whole change; every term is written by the engine's own serializer, none by hand."""
    steps = [
        f"DROP SILENT GRAPH {change.graph}",
        insert(change.graph, change.quads),
        _former_step(change.graph, change.former),
        f"DELETE WHERE {{ GRAPH {CONTRIBUTIONS_GRAPH} {{ {change.graph} ?predicate ?value }} }}",
        insert(CONTRIBUTIONS_GRAPH, change.description),
        *_verdict_steps(change.judged, change.verdicts),
        insert(PROPOSALS_GRAPH, change.stale, "DELETE"),
        insert(PROPOSALS_GRAPH, change.proposals),
        *_mark_steps(CFIT.verdictsAsOf, _date(change.day)),
        *_mark_steps(CFIT.lastApplied, Literal(str(change.sequence), datatype=XSD.integer)),
    ]
    return ";\n".join(step for step in steps if step)


def as_rejudgement(devices: Iterable[NamedNode], verdicts: Iterable[Quad], day: str) -> str:
    """One SPARQL update for new verdicts on these devices, and the day for which they hold."""
    return ";\n".join([*_verdict_steps(devices, verdicts), *_mark_steps(CFIT.verdictsAsOf, _date(day))])


def insert(graph: NamedNode, quads: Iterable[Quad], verb: str = "INSERT") -> str:
    """A step of an update: triples that a graph gets, or loses where the verb is DELETE; empty where there are none."""
    triples = ox.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    return f"{verb} DATA {{ GRAPH {graph} {{\n{triples.decode()}}} }}" if triples else ""


def _former_step(graph: NamedNode, state: NamedNode) -> str:
    old, source = f"?contribution {CFIT.state} ?old", f"{graph} {PROV.wasDerivedFrom} ?contribution"
    return (
        f"WITH {CONTRIBUTIONS_GRAPH} DELETE {{ {old} }} INSERT {{ ?contribution {CFIT.state} {state} }}"
        f" WHERE {{ {source} OPTIONAL {{ {old} }} }}"
    )


def _verdict_steps(devices: Iterable[NamedNode], verdicts: Iterable[Quad]) -> list[str]:
    old = f"GRAPH {VERDICTS_GRAPH} {{ ?device ?verdict ?version }}"
    touched = " ".join(str(device) for device in devices)
    forget = f"DELETE {{ {old} }} WHERE {{ VALUES ?device {{ {touched} }} {old} }}" if touched else ""
    return [step for step in (forget, insert(VERDICTS_GRAPH, verdicts)) if step]


def _mark_steps(predicate: NamedNode, value: Literal) -> list[str]:
    pattern = f"GRAPH {CONTRIBUTIONS_GRAPH} {{ {CONTRIBUTIONS_GRAPH} {predicate} "
    return [f"DELETE WHERE {{ {pattern} ?old }} }}", f"INSERT DATA {{ {pattern} {value} }} }}"]


def _date(day: str) -> Literal:
    return Literal(day, datatype=XSD.date)

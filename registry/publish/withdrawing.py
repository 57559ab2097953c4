"""A group takes a dataset back: its graph is emptied, its history stays."""

from datetime import datetime

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.core.conditions import UNCONDITIONAL, Conditions
from registry.core.contribution import Action, Draft
from registry.core.names import DERIVED_GRAPHS, graph_iri, is_slug
from registry.core.outcomes import Changed, Withdrawn
from registry.core.report import Report, as_json
from registry.ledger.settled import current_version
from registry.publish.keeping import agreed_licence, bring_up, changes_by, record
from registry.store.dependants import warnings


def withdraw(
    group: str,
    dataset: str,
    reason: str,
    registry: Registry,
    now: datetime,
    by: str = "",
    conditions: Conditions = UNCONDITIONAL,
) -> Withdrawn | Changed | None:
    """Empty a dataset's graph and keep the reason; None when it is empty already."""
    if registry.ledger is None:
        return None
    with registry.writing:
        bring_up(registry, registry.ledger, now)
        graph = filled_graph(group, dataset, registry)
        if graph is None:
            return None
        if conditions.asked and not conditions.hold_for(current := current_version(registry.ledger, group, dataset)):
            return Changed(current)
        report = Report(warnings(registry.store, graph, ()))
        draft = Draft(
            group=group,
            dataset=dataset,
            action=Action.WITHDRAW,
            media_type="",
            body=b"",
            licence=agreed_licence(registry, group),
            received_at=now,
            shapes_version=registry.words.shapes_version,
            report=as_json(report),
            reason=reason,
            by=by,
        )
        changes = changes_by(graph, (), registry, now)
        return Withdrawn(record(draft, registry, registry.ledger, now), report, changes)


def filled_graph(group: str, dataset: str, registry: Registry) -> NamedNode | None:
    """The graph of a dataset that holds something and that a group may empty."""
    graph = graph_iri(group, dataset) if is_slug(dataset) else None
    return graph if graph and graph not in DERIVED_GRAPHS and registry.store.has_graph(graph) else None

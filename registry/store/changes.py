"""What a contribution would change, from the store as it is and as it would be: cost follows the upload."""

from collections.abc import Iterable
from datetime import date

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.changes import Changes, Standing, Statements, ThingChange, standing_changes, statement_changes
from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import facts_of
from registry.core.links import Link
from registry.core.presumptions import Presumptions
from registry.store.case import case_of
from registry.store.embedded import Store, as_stored
from registry.store.projection import Rules, all_devices, read_rules, touched_devices, touches_rules
from registry.store.proposals import proposed
from registry.store.view import View
from registry.vocabulary import DCTERMS, SCHEMA, SKOS

THINGS = 50
"""So many things are looked at one by one; the rest is counted."""


def changes_of(
    store: Store, graph: NamedNode, quads: tuple[Quad, ...], day: date, known: Rules | None = None
) -> Changes:
    """Compare the store with what it will be once the graph holds these quads, as of a day.

    `known` are the rules as the store has them, if somebody has read them already.
    """
    old = store.graph(graph)
    before, after = View(store), View(store, graph, quads, old)
    by_thing = statement_changes(old, as_stored(quads), graph)
    rules_change = touches_rules(after)
    devices = {*(all_devices(after) if rules_change else touched_devices(after))}
    things = sorted({*by_thing, *devices}, key=lambda iri: (iri not in devices, iri not in by_thing, iri.value))
    old_rules = known or read_rules(before)
    then = _Bench(before, old_rules, day)
    now = _Bench(after, read_rules(after) if rules_change else old_rules, day)
    shown = things[:THINGS]
    links = proposed([thing for thing in shown if thing in devices], after, store).new
    found = []
    for thing in shown:
        added, removed = by_thing.get(thing, _NO_STATEMENTS)
        change = ThingChange(thing, now.name(thing) or then.name(thing), added, removed, proposed=_of(thing, links))
        if thing in devices:
            change = standing_changes(change, then.standing(thing), now.standing(thing))
        found.append(change)
    return Changes(
        things=tuple(change for change in found if not change.is_empty),
        added=sum(added.count for added, _ in by_thing.values()),
        removed=sum(removed.count for _, removed in by_thing.values()),
        more=len(things) - len(shown),
    )


_NO_STATEMENTS = (Statements(), Statements())
_NAMES = (SCHEMA.name, SKOS.prefLabel, DCTERMS.title)


class _Bench:
    """Judges devices at one time."""

    def __init__(self, view: View, rules: Rules, day: date) -> None:
        self._view, self._day = view, day
        self._criteria: tuple[CriterionVersion, ...] = in_force(rules.criteria, day)
        self._presumptions: Presumptions = rules.presumptions

    def standing(self, device: NamedNode) -> Standing:
        """How the device stands; one that nobody describes has no standing."""
        case = case_of(device, self._view)
        if not case.is_device:
            return Standing()
        return Standing(
            facts=case.facts,
            judgements=tuple(case.judged(self._criteria, self._presumptions, self._day)),
            certificates=tuple(each for each in case.certificates if each.valid_on(self._day)),
        )

    def name(self, thing: NamedNode) -> str:
        """What the thing is called, empty when nobody says."""
        facts = facts_of(self._view.about(thing))
        terms = (fact.term for predicate in _NAMES for fact in facts if fact.property == predicate)
        return next((term.value for term in terms if isinstance(term, Literal)), "")


def _of(thing: NamedNode, links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(link for link in links if thing in link.ends)

"""Two criteria sets side by side: what only one asks, what both ask differently, and what is the same in both."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.set import Asked, asked_of
from registry.browse.sets import SetRow, set_row, sets
from registry.core.criteria import CriterionVersion

_Pair = tuple[CriterionVersion | None, CriterionVersion | None]


@dataclass(frozen=True)
class Beside:
    """What one set asks and what the other does in its place; None where one of them asks nothing of the kind."""

    left: Asked | None
    right: Asked | None


@dataclass(frozen=True)
class Difference:
    """Two sets side by side; without them only the sets to choose from."""

    sets: tuple[SetRow, ...]
    left: SetRow | None
    right: SetRow | None
    changed: tuple[Beside, ...]
    only_left: tuple[Beside, ...]
    only_right: tuple[Beside, ...]
    same: tuple[Beside, ...]


def difference(left: NamedNode | None, right: NamedNode | None, registry: Registry, language: str) -> Difference:
    """Put two criteria sets side by side."""
    rows = [set_row(iri, registry, language) if iri else None for iri in (left, right)]
    held = [row.versions if row else () for row in rows]
    pairs = _pairs(*held) if all(rows) else []
    shown = [
        Beside(*(asked_of(version, registry, language) if version else None for version in pair)) for pair in pairs
    ]
    both = [each for each in shown if each.left and each.right]
    return Difference(
        sets=sets(registry, language),
        left=rows[0],
        right=rows[1],
        changed=tuple(each for each in both if _version(each.left) != _version(each.right)),
        only_left=tuple(each for each in shown if each.left and not each.right),
        only_right=tuple(each for each in shown if each.right and not each.left),
        same=tuple(each for each in both if _version(each.left) == _version(each.right)),
    )


def _version(asked: Asked | None) -> CriterionVersion | None:
    return asked.version if asked else None


def _pairs(left: Iterable[CriterionVersion], right: Iterable[CriterionVersion]) -> list[_Pair]:
    """Each version of the left with the one of the right that asks about the same; then what is left of the right.

    The same version comes first, then another version of the same criterion, then one that tests the same properties.
    """
    pairs: list[_Pair] = []
    ours, theirs = list(left), list(right)
    for same in (_itself, _criterion, _properties):
        for one in list(ours):
            other = next((each for each in theirs if same(each) and same(each) == same(one)), None)
            if other is not None:
                pairs.append((one, other))
                ours.remove(one)
                theirs.remove(other)
    return [*sorted(pairs, key=_number), *((one, None) for one in ours), *((None, other) for other in theirs)]


def _number(pair: _Pair) -> str:
    return next(each.identifier for each in pair if each)


def _itself(version: CriterionVersion) -> object:
    return version.iri


def _criterion(version: CriterionVersion) -> object:
    return version.criterion


def _properties(version: CriterionVersion) -> object:
    return frozenset(constraint.property for constraint in version.constraints)

"""What nobody has evidence for: criteria that apply to a device and have come to no verdict on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.core.criteria import CriterionVersion
from registry.core.listing import Entry, Facet

Applying = Mapping[str, frozenset[str]]
"""The kinds of device that each criterion version applies to, by their addresses."""

VERDICTS = (Facet.MEETS, Facet.FAILS, Facet.DISPUTED)
"""What may have come out for a device; where none of these did, nobody has stated what the criterion asks."""


@dataclass(frozen=True)
class Coverage:
    """How many devices of a list a criterion applies to, and for how many of them it came out how."""

    applies: int
    meets: int
    fails: int
    disputed: int

    @property
    def missing(self) -> int:
        """For how many nobody has evidence; also where all that the criterion asks depends on what does not hold."""
        return self.applies - self.meets - self.fails - self.disputed


def applying(criteria: Iterable[CriterionVersion]) -> Applying:
    """The kinds of each criterion version."""
    return {version.iri.value: frozenset(kind.value for kind in version.applies_to) for version in criteria}


def open_criteria(entry: Entry, criteria: Iterable[CriterionVersion]) -> tuple[CriterionVersion, ...]:
    """The criteria that apply to a device and have come to no verdict on it."""
    decided = frozenset[str]().union(*(entry.of(facet) for facet in VERDICTS))
    return tuple(each for each in criteria if entry.kind in each.applies_to and each.iri.value not in decided)


def in_runs(numbers: Iterable[int]) -> str:
    """Numbers as people write them, those that follow each other as the first and the last."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}\u2013{last}" for first, last in runs)

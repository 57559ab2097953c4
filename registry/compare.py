"""A keeper asks pySHACL about a file that our own validator has judged, and sees where the two differ."""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.core.reading.formats import TURTLE, read
from registry.core.report import Finding, Report, report_of
from registry.core.second_opinion import load_judge, second_opinion
from registry.core.turtle import Unreadable
from registry.core.validation import load_shapes, validate
from registry.settings import ONTOLOGY, SHAPES
from registry.store import context_of


@dataclass(frozen=True)
class Comparison:
    """What only one of the two found; lines are known of our own findings."""

    agreed: int
    only_ours: Report
    only_theirs: Report

    @property
    def agrees(self) -> bool:
        """Whether both found the same."""
        return not self.only_ours.findings and not self.only_theirs.findings


def compare(body: bytes, graph: NamedNode, registry: Registry, media_type: str = TURTLE) -> Comparison | Unreadable:
    """Judge the file twice, on the same triples, in this process: a file of one's own, not a stranger's."""
    upload = read(body, media_type, graph)
    if isinstance(upload, Unreadable):
        return upload
    context = context_of(upload, registry.store)
    ours = _by_content(validate(upload, context, load_shapes(SHAPES, ONTOLOGY)))
    theirs = _by_content(second_opinion(upload, context, load_judge(SHAPES, ONTOLOGY)))
    return Comparison(
        agreed=len(ours.keys() & theirs.keys()),
        only_ours=_report(ours, theirs, registry),
        only_theirs=_report(theirs, ours, registry),
    )


def _by_content(findings: Iterable[Finding]) -> dict[tuple[object, ...], Finding]:
    """What a finding is about and why; shapes without a name and several texts of one message are no difference."""
    return {(each.focus, each.path, each.value, each.component, each.severity): each for each in findings}


def _report(
    these: dict[tuple[object, ...], Finding], those: dict[tuple[object, ...], Finding], registry: Registry
) -> Report:
    return report_of((finding for key, finding in these.items() if key not in those), registry.limits.findings)

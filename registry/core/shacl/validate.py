"""Judge an upload by compiled shapes: results, and what could not be judged, never more than the caps allow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from registry.core.facts import Term
from registry.core.shacl.caps import CannotJudge, Caps, Reason, Unjudged
from registry.core.shacl.compile import Shapes
from registry.core.shacl.data import Graph, Index
from registry.core.shacl.shape import Result, Run, Shape

# So many focus nodes are asked about in one query.
_BATCH = 1_000


@dataclass(frozen=True)
class Outcome:
    """What a validation found; only without results and without anything unjudged does the upload conform."""

    results: tuple[Result, ...]
    unjudged: tuple[Unjudged, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing was found, whatever the severity (SHACL 3.6.1.1)."""
        return not self.results and not self.unjudged


def validate(
    shapes: Shapes,
    upload: Index,
    context: Graph | None = None,
    classes: Graph | None = None,
    caps: Caps | None = None,
    around: Sequence[Term] = (),
) -> Outcome:
    """Judge the nodes of the upload; what else is known of them and their neighbours is looked up in the context.

    `classes` knows which class is below which; without it, the upload is believed in that too. `around` names things of
    the context that rules which are queries look at although the upload does not refer to them.
    """
    run = Run(upload, context, classes if classes is not None else upload, caps or Caps(), around)
    results: list[Result] = []
    unjudged: list[Unjudged] = []
    for shape, focus in _focus_nodes(shapes, run):
        try:
            for result in shape.results(run, focus):
                results.append(result)
                if len(results) > run.caps.results:
                    raise CannotJudge(Reason.RESULTS)
        except CannotJudge as gave_up:
            unjudged.append(Unjudged(focus, shape.node, gave_up.reason))
        if len(results) > run.caps.results or len(unjudged) > run.caps.results:
            break
    return Outcome(tuple(results[: run.caps.results]), tuple(unjudged))


def _focus_nodes(shapes: Shapes, run: Run) -> Iterator[tuple[Shape, Term]]:
    """Each targeted shape with each of its focus nodes, in batches that a query can be asked about at once."""
    for shape, targets in shapes.targeted:
        nodes = iter(dict.fromkeys(node for target in targets for node in target(run)))
        while batch := dict.fromkeys(islice(nodes, _BATCH)):
            run.batch = batch
            for focus in batch:
                yield shape, focus

"""What would come of a file or a withdrawal; nothing is kept."""

from datetime import datetime

from registry.assembly import Registry
from registry.core.outcomes import Foreseen, Submission
from registry.core.report import Report
from registry.core.turtle import Unreadable
from registry.publish.judging import given_up, judge, read_upload
from registry.publish.keeping import changes_by
from registry.publish.withdrawing import filled_graph
from registry.store.dependants import warnings
from registry.workers.process import Died, TimedOut


def check(submission: Submission, registry: Registry, now: datetime) -> Report | Unreadable:
    """Judge a file without keeping it: the same verdict as `publish` gives."""
    outcome = _try_out(submission, registry, now, looking_ahead=False)
    return outcome.report if isinstance(outcome, Foreseen) else outcome


def foresee(submission: Submission, registry: Registry, now: datetime) -> Foreseen | Unreadable:
    """Judge a file without keeping it, and say what it would change."""
    return _try_out(submission, registry, now, looking_ahead=True)


def foresee_withdrawal(group: str, dataset: str, registry: Registry, now: datetime) -> Foreseen | None:
    """Say what would change if a dataset's graph were emptied; None when it is empty already."""
    graph = filled_graph(group, dataset, registry)
    if graph is None:
        return None
    return Foreseen(Report(warnings(registry.store, graph, ())), changes_by(graph, (), registry, now))


def _try_out(submission: Submission, registry: Registry, now: datetime, looking_ahead: bool) -> Foreseen | Unreadable:
    try:
        with registry.checks.session() as session:
            upload = read_upload(submission, session, registry)
            if isinstance(upload, Unreadable):
                return upload
            report = judge(upload, submission.group, session, registry, now)[0]
    except (TimedOut, Died) as error:
        return given_up(error, registry.limits)
    looked = looking_ahead and report.conforms
    return Foreseen(report, changes_by(upload.graph, upload.quads, registry, now) if looked else None)

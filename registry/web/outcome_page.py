"""What came of a file, for a page: the receipt, the report, what changes, or why nothing was done."""

from dataclasses import dataclass, field, replace

from registry import publish
from registry.core.changes import Changes
from registry.core.changes_words import as_text as changes_as_text
from registry.core.contribution import Contribution
from registry.core.glossary import Label
from registry.core.jobs import Failed, Job, Kept
from registry.core.names import graph_iri
from registry.core.outcomes import KeyReused, Repeated
from registry.core.reading.formats import TURTLE
from registry.core.repeats import Remembered
from registry.core.report import Report, from_json, unreadable_report
from registry.core.report_words import Told, told
from registry.core.turtle import Unreadable
from registry.ledger import Ledger
from registry.web import here
from registry.web.languages import language, worded


@dataclass(frozen=True)
class Page:
    """What the page shows: what was written into it, and what came of it; never the token."""

    group: str = ""
    dataset: str = ""
    text: str = ""
    text_type: str = TURTLE
    report: Told | None = None
    contribution: Contribution | None = None
    triples: int = 0
    applied: bool = True
    checked: bool = False
    changes: str = ""
    title: Label | None = None
    detail: Label | None = None
    faults: dict[str, str] = field(default_factory=dict)
    status: int = 200


def page_of_job(job: Job, ledger: Ledger) -> Page:
    """What came of a file that was judged later."""
    asked = Page(group=job.group, dataset=job.dataset)
    outcome = publish.outcome_of(job, ledger)
    if isinstance(outcome, Failed):
        return refused(asked, 500, "The registry failed", "Nothing was stored: %(reason)s.", reason=outcome.reason)
    page = came_of(asked, outcome)
    in_words = dict(job.ended.told) if isinstance(job.ended, Kept) else {}
    return replace(page, changes=in_words.get(language(), ""))


def came_of(asked: Page, outcome: publish.Outcome) -> Page:
    """What came of a file that was to be kept."""
    match outcome:
        case publish.Accepted(contribution=contribution, report=report, triples=triples, created=created):
            shown = _reported(asked, report) if report.findings else asked
            status, changes = 201 if created else 200, _in_words(outcome.changes)
            shown = replace(shown, contribution=contribution, applied=_shows(contribution))
            return replace(shown, triples=triples, status=status, changes=changes)
        case publish.Rejected(report=report):
            return replace(_reported(asked, report), status=422)
        case Unreadable():
            return _unreadable(asked, outcome)
        case publish.NotAllowed(reason=reason) | publish.BadSignature(reason=reason):
            return refused(asked, 403, "This dataset cannot be filled", reason)
        case Repeated(before=before):
            return _repeated(asked, before)
        case publish.Changed():
            return refused(asked, 412, "The dataset has changed", "Nothing was stored: somebody changed it before you.")
        case KeyReused(key=key):
            return refused(asked, 422, "This key was used already", "%(key)s came with another file.", key=key)


def foreseen(asked: Page, outcome: publish.Foreseen | Unreadable) -> Page:
    """What would come of a file."""
    if isinstance(outcome, Unreadable):
        return replace(_unreadable(asked, outcome), checked=True)
    changes = _in_words(outcome.changes) if outcome.changes else ""
    status = 200 if outcome.report.conforms else 422
    return replace(_reported(asked, outcome.report), status=status, checked=True, changes=changes)


def _unreadable(asked: Page, outcome: Unreadable) -> Page:
    graph = graph_iri(asked.group, asked.dataset)
    return replace(_reported(asked, unreadable_report(outcome.mistakes, graph)), status=400)


def _in_words(changes: Changes) -> str:
    return changes_as_text(changes, here.registry().words.glossary, language())


def _reported(asked: Page, report: Report) -> Page:
    return replace(asked, report=told(report, language()))


def refused(asked: Page, status: int, title: str, detail: str, **values: object) -> Page:
    """Why nothing was done."""
    return replace(asked, status=status, title=worded(title), detail=worded(detail, **values))


def _shows(contribution: Contribution) -> bool:
    """Whether the store has followed the ledger so far."""
    return here.registry().store.revision() >= contribution.sequence


def _repeated(asked: Page, before: Remembered) -> Page:
    """What was answered before, but for what it changed then."""
    report = from_json(before.contribution.draft.report)
    shown = _reported(asked, report) if report.findings else asked
    status = 201 if before.answer.created else 200
    return replace(shown, contribution=before.contribution, triples=before.answer.triples, status=status)

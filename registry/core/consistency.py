"""Values of one file that contradict each other, by the criteria that are checks of data: warnings, never refusals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import NamedNode, Quad

from registry.core.criteria import CriterionVersion, in_force
from registry.core.facts import facts_of
from registry.core.report import Finding, Severity
from registry.core.texts import say_all
from registry.core.turtle import Upload
from registry.core.verdicts import Judgement, Verdict, judge, kind_of
from registry.settings import IDS

CHECK = NamedNode(f"{IDS}criterion-kind/check")


def contradictions(upload: Upload, criteria: Iterable[CriterionVersion], day: date) -> Iterator[Finding]:
    """Judge each thing of the upload by the checks, on what the upload itself says of it."""
    checks = [version for version in in_force(criteria, day) if version.kind == CHECK]
    tested = {constraint.property for version in checks for constraint in version.constraints}
    concerned = {quad.subject for quad in upload.quads if quad.predicate in tested}
    by_subject: dict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in upload.quads if concerned else ():
        if quad.subject in concerned and isinstance(quad.subject, NamedNode):
            by_subject[quad.subject].append(quad)
    for subject, quads in by_subject.items():
        facts = facts_of(quads)
        if kind := kind_of(facts):
            for judgement in (judge(version, facts, kind, day) for version in checks):
                if judgement.verdict is Verdict.FAILS:
                    yield _finding(subject, judgement, upload)


def _finding(subject: NamedNode, judgement: Judgement, upload: Upload) -> Finding:
    failed = next(test for test in judgement.tests if test.verdict is Verdict.FAILS)
    path, value = failed.constraint.property, failed.facts[0].term
    return Finding(
        severity=Severity.WARNING,
        messages=say_all("check-contradiction", identifier=judgement.version.identifier),
        focus=subject,
        path=path,
        value=value,
        shape=judgement.version.criterion,
        line=upload.lines.get((subject, path, value)),
    )

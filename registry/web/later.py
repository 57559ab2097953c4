"""A file that is judged later: `Prefer: respond-async`, with or without `wait` (RFC 7240)."""

import threading

from flask import Response, request, url_for

from registry import publish
from registry.core.jobs import Failed, Full, Job, State
from registry.ledger import Ledger
from registry.web import here
from registry.web.answers import answer
from registry.web.errors import problem
from registry.web.job_told import told_response
from registry.web.languages import N_

_LONGEST_WAIT = 30.0
_WAITERS = threading.BoundedSemaphore(2)
"""Whoever waits holds a thread of the server: with more of them, nobody else would be served."""


def later(submission: publish.Submission, anew: bool = False) -> Response | None:
    """Keep a file and judge it later, where that is preferred; None where it is not."""
    preferred = preferences()
    ledger = here.registry().ledger
    if "respond-async" not in preferred or ledger is None:
        return None
    job = publish.receive(submission, anew, here.registry(), here.now())
    if isinstance(job, Full):
        return _full(job)
    if not isinstance(job, Job):
        return answer(job, submission.group, submission.dataset, anew)
    here.clerk().wake()
    seconds = _seconds(preferred.get("wait", ""))
    if seconds and _WAITERS.acquire(blocking=False):
        try:
            job = here.clerk().wait_for(job, ledger, seconds)
        finally:
            _WAITERS.release()
    if job.state is State.DONE:
        response = result(job, ledger)
        response.headers["Preference-Applied"] = f"wait={preferred['wait']}"
        return response
    response = told_response(job, 202)
    response.headers["Location"] = url_for("jobs.status", job=job.id)
    response.headers["Preference-Applied"] = "respond-async"
    return response


def result(job: Job, ledger: Ledger) -> Response:
    """What came of a file, as it would have been answered at once."""
    outcome = publish.outcome_of(job, ledger)
    if isinstance(outcome, Failed):
        return problem(500, "The registry failed", "Nothing was stored: %(reason)s.", {"reason": outcome.reason})
    return answer(outcome, job.group, job.dataset, job.anew)


def preferences() -> dict[str, str]:
    """What the client would like, by name (RFC 7240, 2); the first of several with one name counts."""
    found: dict[str, str] = {}
    for part in ",".join(request.headers.getlist("Prefer")).split(","):
        name, _, value = part.partition(";")[0].partition("=")
        found.setdefault(name.strip().lower(), value.strip().strip('"'))
    return found


def _seconds(text: str) -> float:
    return min(float(text), _LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 10 else 0.0


def _full(full: Full) -> Response:
    detail = N_(
        "Nothing was stored: %(reason)s. Send the file again in some minutes, or without `Prefer: respond-async`."
    )
    response = problem(503, "Too many files wait", detail, {"reason": full.reason})
    response.headers["Retry-After"] = "60"
    return response

"""/jobs/...: how far a file has come that is judged later, and what came of it; for its group alone."""

from flask import Blueprint, Response

from registry.core.jobs import Job, State
from registry.web import here
from registry.web.errors import problem
from registry.web.job_told import told_response
from registry.web.later import result

jobs = Blueprint("jobs", __name__)


@jobs.get("/jobs/<job>")
def status(job: str) -> Response:
    """Say how far the file has come."""
    found = _found(job)
    return told_response(found) if isinstance(found, Job) else found


@jobs.get("/jobs/<job>/result")
def result_of(job: str) -> Response:
    """Give the answer that the file would have had at once: its receipt, or what is wrong with it."""
    found, ledger = _found(job), here.registry().ledger
    if not isinstance(found, Job) or ledger is None:
        return found if isinstance(found, Response) else _not_known()
    if found.state is not State.DONE:
        response = problem(409, "Not judged yet", "The file waits or is being judged: ask again in some seconds.")
        response.headers["Retry-After"] = "2"
        return response
    return result(found, ledger)


def _found(job: str) -> Job | Response:
    ledger = here.registry().ledger
    found = ledger.jobs.find(job) if ledger else None
    if found is None:
        return _not_known()
    # where the store could not write for a while, somebody who asks sets the work going again
    here.clerk().wake()
    return here.clerk().seen(found)


def _not_known() -> Response:
    return problem(404, "Not known", "No file waits or was judged under this name in the last seven days.")

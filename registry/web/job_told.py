"""How far a file has come that is judged later: as a page for people, as JSON for programs."""

import json

from flask import Response, render_template, request, url_for

from registry.core.jobs import Failed, Job, Kept, State
from registry.core.outcomes import Changed, NotAllowed, Rejected
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.negotiation import HTML, JSON, choose_by_name
from registry.web.outcome_page import Page, page_of_job

_AGAIN_AFTER = "2"
_TYPES = {JSON: ("json",), HTML: ("html",)}
_STATUS = {Rejected: 422, Unreadable: 400, NotAllowed: 403, Changed: 412, Failed: 500}


def told_response(job: Job, status: int = 200) -> Response:
    """Say how far a file has come, and where its result is once there is one."""
    wanted = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _TYPES) or JSON
    response = Response(_page(job) if wanted == HTML else _json(job), status, mimetype=wanted)
    if job.state is not State.DONE:
        response.headers["Retry-After"] = _AGAIN_AFTER
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Accept", "Accept-Language"))
    return response


def _page(job: Job) -> str:
    ledger = here.registry().ledger
    page = page_of_job(job, ledger) if job.ended and ledger else Page(group=job.group, dataset=job.dataset)
    done, how_far = job.state is State.DONE, _how_far(job)
    return render_template("job.html", job=job, page=page, done=done, how_far=how_far)


def _how_far(job: Job) -> dict[str, object]:
    """What is known of a file that is not judged yet."""
    ledger = here.registry().ledger
    stage = here.clerk().stage_of(job)
    ahead = ledger.jobs.ahead_of(job) if ledger and job.state is State.WAITING else 0
    return {"stage": stage, "ahead": ahead}


def _json(job: Job) -> str:
    content: dict[str, object] = {
        "job": url_for("jobs.status", job=job.id),
        "state": job.state.value,
        "group": job.group,
        "dataset": job.dataset,
        "bytes": job.size,
        "sha256": job.sha256,
        "received_at": job.received_at.isoformat(),
    }
    if job.state is not State.DONE:
        content |= _how_far(job)
    else:
        content |= {"finished_at": job.finished_at.isoformat() if job.finished_at else None}
        content |= {"status": _status(job), "result": url_for("jobs.result_of", job=job.id)}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _status(job: Job) -> int:
    """The status of the answer that the file would have had at once."""
    if isinstance(job.ended, Kept):
        return 201 if job.ended.created else 200
    return _STATUS.get(type(job.ended), 400)

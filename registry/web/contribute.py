"""The page on which a group contributes: a file, a text, or one device by a form; without script and cookie too."""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from registry import browse, publish
from registry.core.access import NOBODY, Refusal, Right
from registry.core.changes import Changes
from registry.core.changes_words import as_text as changes_as_text
from registry.core.contribution import Contribution
from registry.core.device_form import NAME, written
from registry.core.glossary import Label
from registry.core.names import graph_iri, is_slug
from registry.core.outcomes import KeyReused, Repeated
from registry.core.reading.formats import CSV, JSON_LD, TURTLE, XLSX
from registry.core.report import Report, unreadable_report
from registry.core.report_words import Told, told
from registry.core.turtle import Unreadable
from registry.web import here
from registry.web.access import acting_for, actor_of, let_in
from registry.web.errors import problem
from registry.web.languages import N_, language, worded
from registry.web.negotiation import HTML
from registry.web.sent import SentFile, allow_large_fields, file_of

contribute = Blueprint("contribute", __name__)

# the one page with a script, which is our own; browsers send the origin of a form only where a referrer may be sent
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PASTED_TYPES = (TURTLE, JSON_LD, CSV)
_TEMPLATE_TYPES = {"csv": f"{CSV}; charset=utf-8", "xlsx": XLSX}


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
    checked: bool = False
    changes: str = ""
    title: Label | None = None
    detail: Label | None = None
    faults: dict[str, str] = field(default_factory=dict)
    status: int = 200


@contribute.get("/contribute")
def page() -> Response:
    """Show the ways to contribute."""
    return _shown(Page(group=request.args.get("group", ""), dataset=request.args.get("dataset", "")))


@contribute.get("/contribute/device")
def device() -> Response:
    """Show a form for one device, made from the rules."""
    return _device_form({}, {}, 200)


@contribute.get("/templates/<name>")
def template(name: str) -> Response:
    """Give out a table to fill in, in the language of the reader."""
    thing, _, ending = name.rpartition(".")
    if thing != "device" or ending not in _TEMPLATE_TYPES:
        return problem(404, "No such template", "There are /templates/device.csv and /templates/device.xlsx.")
    body = browse.device_template(here.registry(), ending, language())
    response = Response(body, content_type=_TEMPLATE_TYPES[ending])
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    return response


@contribute.post("/contribute")
def send() -> Response:
    """Write the Turtle for a form, check a file, or contribute it."""
    if not _from_here():
        return problem(403, "Sent from elsewhere", "Open this page itself, and send the file from there.")
    allow_large_fields()
    wanted = request.form.get("do", "")
    if wanted == "write":
        return _written()
    asked = Page(
        group=request.form.get("group", "").strip(),
        dataset=request.form.get("dataset", "").strip(),
        text=request.form.get("text", ""),
        text_type=request.form.get("type", TURTLE),
    )
    return _shown(_taken(asked, wanted == "contribute"))


def _taken(asked: Page, keep: bool) -> Page:
    sent = _sent(asked)
    if sent is None:
        return _refused(asked, 400, "Nothing to check", "Choose a file, or paste a text.")
    if not is_slug(asked.group) or not is_slug(asked.dataset):
        detail = N_("Name the group and the dataset in small letters, digits and single hyphens: nl-ict, phones-2026.")
        return _refused(asked, 400, "For which dataset?", detail)
    # without a token nobody in particular asks, and has the room of a member
    submission = publish.Submission(asked.group, asked.dataset, sent.body, sent.media_type, by="nobody")
    if not keep:
        return _foreseen(asked, publish.foresee(submission, here.registry(), here.now()))
    refusal = _token_refused(asked)
    if refusal is not None:
        return _refused(asked, refusal.status, refusal.title, refusal.detail)
    submission = replace(submission, by=acting_for(asked.group))
    return _outcome(asked, publish.publish(submission, here.registry(), here.now()))


def _sent(asked: Page) -> SentFile | None:
    part = request.files.get("file")
    if part is not None and part.filename:
        return file_of(part)
    media_type = asked.text_type if asked.text_type in _PASTED_TYPES else TURTLE
    return SentFile(asked.text.encode(), media_type) if asked.text.strip() else None


def _token_refused(asked: Page) -> Refusal | None:
    """Whether the token in the form opens the dataset; the same policy as at every other door."""
    ledger = here.registry().ledger
    if ledger is None:
        return Refusal(403, "Read only", "This registry serves a copy and takes no contributions.")
    token = request.form.get("token", "").strip()
    actor = actor_of(token, ledger) if token else NOBODY
    if actor is NOBODY:
        return Refusal(
            401, "A token is needed", "Write the token of your group into its field, and send the file again."
        )
    return actor if isinstance(actor, Refusal) else let_in(actor, Right.CONTRIBUTE, asked.group, asked.dataset)


def _outcome(asked: Page, outcome: publish.Outcome) -> Page:
    match outcome:
        case publish.Accepted(contribution=contribution, report=report, triples=triples, created=created):
            shown = _reported(asked, report) if report.findings else asked
            status, changes = 201 if created else 200, _in_words(outcome.changes)
            return replace(shown, contribution=contribution, triples=triples, status=status, changes=changes)
        case publish.Rejected(report=report):
            return replace(_reported(asked, report), status=422)
        case Unreadable():
            return _unreadable(asked, outcome)
        case publish.NotAllowed(reason=reason) | publish.BadSignature(reason=reason):
            return _refused(asked, 403, "This dataset cannot be filled", reason)
        case publish.Changed() | KeyReused() | Repeated():
            raise AssertionError("a form sends no conditions and no key")


def _foreseen(asked: Page, outcome: publish.Foreseen | Unreadable) -> Page:
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


def _refused(asked: Page, status: int, title: str, detail: str) -> Page:
    return replace(asked, status=status, title=worded(title), detail=worded(detail))


def _written() -> Response:
    """The Turtle for what stands in the form, on the page from which it is sent; or the form again."""
    form = browse.device_form(here.registry(), language())
    values = {key: request.form.get(f"value:{key}", "") for key in (NAME, *(column.key for column in form.columns))}
    text, faults = written(form, values, language())
    if faults:
        return _device_form(values, faults, 400)
    title, detail = worded(N_("Here is the Turtle")), worded(N_("Look it over, check it, and contribute it."))
    return _shown(Page(text=text, title=title, detail=detail))


def _device_form(values: dict[str, str], faults: dict[str, str], status: int) -> Response:
    registry = here.registry()
    body = render_template(
        "contribute_device.html",
        form=browse.device_form(registry, language()),
        brands=browse.brands(registry),
        values=values,
        faults=faults,
    )
    return _protected(Response(body, status, mimetype=HTML))


def _shown(shown: Page) -> Response:
    takes = here.registry().ledger is not None
    body = render_template("contribute.html", page=shown, takes=takes, most=here.registry().limits.upload_bytes)
    return _protected(Response(body, shown.status, mimetype=HTML))


def _protected(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response


def _from_here() -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    return (origin is None or urlsplit(origin).netloc == request.host) and site in ("same-origin", "none")

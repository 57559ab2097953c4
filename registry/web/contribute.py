"""The page on which a group contributes: a file, a text, or one device by a form; without script and cookie too."""

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request

from registry import browse, publish
from registry.core.access import NOBODY, Actor, Refusal, Right
from registry.core.device_form import NAME, written
from registry.core.names import is_slug
from registry.core.reading.formats import CSV, JSON_LD, TURTLE, XLSX
from registry.web import here
from registry.web.access import acting_for, actor_of, let_in
from registry.web.errors import problem
from registry.web.languages import N_, language, worded
from registry.web.later import later
from registry.web.negotiation import HTML
from registry.web.outcome_page import Page, came_of, foreseen, refused
from registry.web.scripts import policy
from registry.web.sent import SentFile, allow_large_fields, file_of
from registry.web.sessions import actor_by_session, form_is_ours, form_secret, own_groups, signed_in

contribute = Blueprint("contribute", __name__)

_POLICY = policy({"script-src": "'self'", "connect-src": "'self'"})
_PASTED_TYPES = (TURTLE, JSON_LD, CSV)
_TEMPLATE_TYPES = {"csv": f"{CSV}; charset=utf-8", "xlsx": XLSX}


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
    taken = _taken(asked, wanted == "contribute")
    return taken if isinstance(taken, Response) else _shown(taken)


def _taken(asked: Page, keep: bool) -> Page | Response:
    sent = _sent(asked)
    if sent is None:
        return refused(asked, 400, "Nothing to check", "Choose a file, or paste a text.")
    if not is_slug(asked.group) or not is_slug(asked.dataset):
        detail = N_("Name the group and the dataset in small letters, digits and single hyphens: nl-ict, phones-2026.")
        return refused(asked, 400, "For which dataset?", detail)
    # without a token nobody in particular asks, and has the room of a member
    submission = publish.Submission(asked.group, asked.dataset, sent.body, sent.media_type, by="nobody")
    if not keep:
        return foreseen(asked, publish.foresee(submission, here.registry(), here.now()))
    refusal = _token_refused(asked)
    if refusal is not None:
        return refused(asked, refusal.status, refusal.title, refusal.detail)
    submission = replace(submission, by=acting_for(asked.group))
    return later(submission) or came_of(asked, publish.publish(submission, here.registry(), here.now()))


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
    actor: Actor | Refusal = actor_of(token, ledger) if token else _signed_in_for(asked.group)
    if actor is NOBODY:
        return Refusal(
            401, "A token is needed", "Write the token of your group into its field, and send the file again."
        )
    return actor if isinstance(actor, Refusal) else let_in(actor, Right.CONTRIBUTE, asked.group, asked.dataset)


def _signed_in_for(group: str) -> Actor | Refusal:
    """As whom the one who is signed in sends the form; the form must have been given out to them."""
    somebody = signed_in()
    if somebody is None:
        return NOBODY
    if not form_is_ours():
        return Refusal(403, "Sent from elsewhere", "Open this page itself, and send the file from there.")
    return actor_by_session(group) or Refusal(
        403, "Not your group", "You are signed in, and do not act for this group."
    )


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
    somebody = signed_in()
    body = render_template(
        "contribute.html",
        page=shown,
        takes=takes,
        most=here.registry().limits.upload_bytes,
        can_sign_in=takes and here.registry().settings.sign_in is not None,
        somebody=somebody,
        groups=own_groups(somebody) if somebody else (),
        form_secret=form_secret() if somebody else "",
    )
    return _protected(Response(body, shown.status, mimetype=HTML))


def _protected(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    # browsers send the origin of a form only where a referrer may be sent
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response


def _from_here() -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site", "same-origin")
    return (origin is None or urlsplit(origin).netloc == request.host) and site in ("same-origin", "none")

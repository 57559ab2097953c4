"""Documents as they were: ?asOf= in an address, and Accept-Datetime with timegates and timemaps (Memento, RFC 7089)."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Flask, Response, g, redirect, request
from pyoxigraph import NamedNode
from werkzeug.http import http_date, parse_date
from werkzeug.wrappers import Response as AnyResponse

from registry import browse
from registry.core.moments import read_moment, until_its_end, written
from registry.core.said import Said
from registry.settings import IDS
from registry.web import here
from registry.web.errors import problem
from registry.web.languages import N_

memento = Blueprint("memento", __name__)

KINDS = frozenset({"device", "configuration", "criterion", "criteria-set"})
"""The kinds of things whose documents can be had as they were."""

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True)
class Asked:
    """The moment that a request asks for; None for today's document."""

    moment: datetime | None


def register(app: Flask) -> None:
    """Let pages say of which moment they are, and lead to others of the same."""
    app.jinja_env.globals["as_of"] = as_of
    app.jinja_env.filters.update(written=written, then=then)


def as_of() -> datetime | None:
    """The moment of the page that is made now; None where it is of today."""
    moment: datetime | None = g.get("as_of")
    return moment


def then(link: str | None) -> str | None:
    """A link to a document that can be had as it was, as of the moment of this page."""
    moment = as_of()
    if link is None or moment is None or link.removeprefix("/doc/").partition("/")[0] not in KINDS:
        return link
    path, hash_sign, fragment = link.partition("#")
    return f"{path}{'&' if '?' in path else '?'}asOf={written(moment)}{hash_sign}{fragment}"


def asked(name: str) -> Asked | Response:
    """The moment that the address of a document asks for, or why there is none such."""
    text = request.args.get("asOf", "")
    if not text:
        return Asked(None)
    if name.partition("/")[0] not in KINDS:
        detail = N_("Only devices, criteria and sets of criteria can be had as they were. Leave ?asOf= out.")
        return problem(400, N_("Not as of another day"), detail)
    moment, now = read_moment(text), here.now()
    if moment is None:
        detail = N_("Write a day such as 2026-03-01, or a moment such as 2026-03-01T12:00:00Z.")
        return problem(400, N_("This day cannot be read"), detail)
    if moment.date() > now.date():
        detail = N_(
            "What the registry will know on %(day)s cannot be told yet. To see which certificates end before a "
            "contract does, write ?contractEnd= and a day."
        )
        return problem(400, N_("This day is still to come"), detail, {"day": moment.date()})
    if here.registry().earlier is None:
        return problem(404, N_("No past"), N_("This registry serves a copy, which holds no history."))
    g.as_of = min(moment, now)
    return Asked(g.as_of)


def led_back(name: str) -> AnyResponse | None:
    """Lead a program that asks for another time by Accept-Datetime to the document of that time."""
    wanted = request.headers.get("Accept-Datetime")
    if wanted is None or "asOf" in request.args or name.partition("/")[0] not in KINDS:
        return None
    moment = parse_date(wanted)
    if moment is None:
        return problem(400, N_("This day cannot be read"), "Write Accept-Datetime as Thu, 01 Mar 2026 12:00:00 GMT.")
    turns = browse.turns_of(NamedNode(IDS + name), here.registry())
    if not turns:
        return None
    # the first state where it asks for one before it, the newest where it asks for the future (RFC 7089, 4.5.3)
    moment = min(max(until_its_end(moment), turns[0].moment), here.now())
    response = redirect(_at(request.path, moment), 302)
    response.headers["Link"] = ", ".join(_links(name))
    response.vary.add("Accept-Datetime")
    return response


def with_links(response: Response, name: str, moment: datetime | None) -> Response:
    """Say where the document of another time is to be had, and of which time this one is."""
    if name.partition("/")[0] not in KINDS or here.registry().earlier is None:
        return response
    links = _links(name)
    if moment is None:
        response.vary.add("Accept-Datetime")
    else:
        response.headers["Memento-Datetime"] = http_date(moment)
        links.append(f'<{_at(request.path, moment)}>; rel="memento"; datetime="{http_date(moment)}"')
    response.headers["Link"] = ", ".join((*response.headers.getlist("Link"), *links))
    return response


def gone(name: str, last: browse.Turn) -> Response:
    """Say who took back what was stated, when and why, and where it can still be read as it was."""
    reason = last.reason or Said("no reason was given")
    values = {"name": name, "day": last.moment.date(), "group": last.group, "reason": reason}
    more = {"reason": last.reason, "withdrawn_at": last.moment.isoformat(), "sequence": last.sequence}
    detail = N_("What was stated about %(name)s was taken back on %(day)s by %(group)s: %(reason)s")
    response = problem(410, N_("Withdrawn"), detail, values, **more)
    if name.partition("/")[0] in KINDS:
        response.headers["Link"] = ", ".join(_links(name))
    return response


@memento.get("/timemap/<path:name>")
def timemap(name: str) -> Response:
    """List the moments at which what is stated about a device, criterion or set changed, oldest first."""
    turns = browse.turns_of(NamedNode(IDS + name), here.registry()) if name.partition("/")[0] in KINDS else []
    if not turns:
        return problem(404, "Not known", "The registry knows nothing named %(name)s.", {"name": name})
    root = here.root().rstrip("/")
    original = f"{root}/doc/{name}"
    times = [turn.moment for turn in turns]
    span = f'from="{http_date(times[0])}"; until="{http_date(times[-1])}"'
    lines = [
        f'<{quote(original, safe="/:")}>; rel="original timegate"',
        f'<{root}/timemap/{quote(name)}>; rel="self"; type="{LINK_FORMAT}"; {span}',
        *(_memento(original, moment, place, len(times)) for place, moment in enumerate(times)),
    ]
    return Response(",\n".join(lines) + "\n", mimetype=LINK_FORMAT)


def _memento(original: str, moment: datetime, place: int, count: int) -> str:
    ends = (["first"] if place == 0 else []) + (["last"] if place == count - 1 else [])
    return f'<{_at(original, moment)}>; rel="{" ".join([*ends, "memento"])}"; datetime="{http_date(moment)}"'


def _links(name: str) -> list[str]:
    return [
        f'<{quote(request.path)}>; rel="original timegate"',
        f'</timemap/{quote(name)}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def _at(address: str, moment: datetime) -> str:
    return f"{quote(address, safe='/:')}?asOf={written(moment)}"

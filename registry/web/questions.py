"""The questions that people ask: a list of them, and each with its answer as a page or for a program."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from registry import ask, browse
from registry.core.glossary import Label
from registry.core.headings import columns, heading
from registry.core.pages import Page, read_page
from registry.core.protocol import Question, Refusal
from registry.core.questions import LANGUAGE, CompetencyQuestion, Value, bind
from registry.core.rows import Part, as_csv, as_turtle, as_values, bars, read_part
from registry.core.said import Said
from registry.web import here
from registry.web.clients import client
from registry.web.errors import problem, refused
from registry.web.languages import N_, address, asked, language, worded
from registry.web.negotiation import CSV, HTML, JSON, TURTLE, choose_by_name, content_type

questions = Blueprint("questions", __name__)

ROWS = "application/sparql-results+json"
FORMATS = {JSON: ("json",), CSV: ("csv",), TURTLE: ("ttl", "turtle"), ROWS: ("srj",)}
"""Media types of an answer, best first, with the endings and short names of each."""

_ENDINGS = {name: media_type for media_type, names in FORMATS.items() for name in names} | {"html": HTML}
_RESERVED = ("page", "pageSize", "format", "lang")
_UNUSABLE = N_("This value cannot be used")


@dataclass(frozen=True)
class Asking:
    """A question as one request asks it: the values as they were written, as they were understood, and the page."""

    question: CompetencyQuestion
    written: Mapping[str, str]
    bound: Mapping[str, Value]
    page: Page
    language: str

    def address(self, ending: str = "", number: int | None = None) -> str:
        """Where the same is found in another format or on another page."""
        paging = {"page": number, "pageSize": self.page.size} if number else {}
        path = url_for("questions.question", name=self.question.name + (f".{ending}" if ending else ""))
        query = urlencode({**self.written, **paging, **({"lang": chosen} if (chosen := asked()) else {})})
        return f"{path}?{query}" if query else path


@questions.get("/questions")
def every_question() -> Response:
    """List the questions: a page for people, names with their parameters for programs."""
    spoken = language()
    listed = sorted(browse.competency_questions().values(), key=lambda each: each.text(spoken).text)
    offers = {JSON: ("json",), HTML: ("html",)}
    chosen = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), offers)
    if chosen == HTML:
        page = render_template("questions.html", questions=listed, example=_example)
        return _varied(Response(page, mimetype=HTML))
    content = {"questions": [_described(each, spoken) for each in listed]}
    return _json(content)


@questions.get("/q/<name>")
def question(name: str) -> Response:
    """Answer a question with the values that the address gives to its parameters, a page of rows at a time."""
    stem, _, ending = name.partition(".")
    found = browse.competency_questions().get(stem)
    if found is None or (ending and ending not in _ENDINGS):
        detail = Said("There is no question %(name)s. All of them stand at /questions.", name=name)
        return problem(404, "Not known", detail)
    wanted = [ending] if ending else request.args.getlist("format")
    media_type = choose_by_name(request.accept_mimetypes, wanted, {**FORMATS, HTML: ("html",)})
    asking = _asking(found)
    if media_type is None:
        return problem(
            406, "No such media type", "This can be had as %(types)s.", {"types": ", ".join((HTML, *FORMATS))}
        )
    if media_type == HTML:
        return _varied(_page(found, asking))
    return _varied(_unusable(asking) if isinstance(asking, list) else _for_programs(asking, media_type))


def _asking(found: CompetencyQuestion) -> Asking | list[Said]:
    """What is asked for, or each thing that is wrong with it."""
    given = _given(found)
    bound, page = bind(found, given), read_page(request.args)
    if isinstance(bound, list):
        return bound
    if isinstance(page, Said):
        return [page]
    examples = {parameter.name: parameter.short_example for parameter in found.parameters}
    written = {name: "".join(given.get(name, ())[:1]).strip() or examples[name] for name in bound}
    return Asking(found, written, bound, page, language())


def _given(found: CompetencyQuestion) -> dict[str, list[str]]:
    """What the address gives to the parameters; a language that is needed is that of the reader where it gives none."""
    given = {name: texts for name, texts in request.args.lists() if name not in _RESERVED}
    if any(each.is_language and each.is_needed for each in found.parameters) and not any(given.get(LANGUAGE, ())):
        given[LANGUAGE] = [language()]
    return given


def _unusable(faults: Sequence[Said]) -> Response:
    detail = " ".join(faults)
    return problem(400, _UNUSABLE, detail)


def _answered(asking: Asking) -> tuple[Part, int] | Refusal:
    """Let a worker answer, with values bound to variables, and count the rows of all pages."""
    query = Question(
        query=asking.question.query,
        form=asking.question.form,
        bound=tuple((name, str(value)) for name, value in asking.bound.items()),
        part=(asking.page.skipped, asking.page.size),
    )
    answer = ask.answer(query, ROWS, here.registry(), client())
    if isinstance(answer, Refusal):
        return answer
    part = read_part(answer.body, answer.total or 0, asking.page.skipped)
    last = asking.page.last(part.total)
    if asking.page.number > last:
        return Refusal(404, "There is no such page", Said("The last page of this answer is %(last)s.", last=last))
    return part, answer.revision


def _for_programs(asking: Asking, media_type: str) -> Response:
    result = _answered(asking)
    if isinstance(result, Refusal):
        return refused(result)
    part, revision = result
    response = Response(_written(asking, part, revision, media_type), content_type=content_type(media_type))
    response.headers["Registry-Revision"] = str(revision)
    return _linked(response, asking, part)


def _written(asking: Asking, part: Part, revision: int, media_type: str) -> str | bytes:
    if media_type == CSV:
        return as_csv(part)
    if media_type == TURTLE:
        place = request.host_url + url_for("questions.question", name=asking.question.name).removeprefix("/")
        return as_turtle(asking.question, part, place, request.url)
    if media_type == ROWS:
        return json.dumps({"head": {"vars": part.columns}, "results": {"bindings": part.rows}}, ensure_ascii=False)
    content = {
        "question": asking.question.name,
        "text": asking.question.text(asking.language).text,
        "values": {name: value.value for name, value in asking.bound.items()},
        "revision": revision,
        "total": part.total,
        "page": asking.page.number,
        "pages": asking.page.last(part.total),
        "columns": part.columns,
        "rows": as_values(part),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _page(found: CompetencyQuestion, asking: Asking | list[Said]) -> Response:
    """Show the question, what it takes, its answer with a chart where one helps, and its query."""
    if isinstance(asking, list):
        return _refused(found, 400, _UNUSABLE, [_about_a_field(found, fault) for fault in asking])
    result = _answered(asking)
    if isinstance(result, Refusal):
        return _refused(found, result.status, result.title, [worded(result.detail)])
    part = result[0]
    answer = {
        "part": part,
        "bars": bars(found.chart, part),
        "columns": _columns(asking, part),
        "names": browse.names_in(part, here.registry(), language()),
    }
    return _linked(_rendered(found, given=asking.written, asking=asking, **answer), asking, part)


def _refused(found: CompetencyQuestion, status: int, title: str, details: Sequence[Label]) -> Response:
    """Show why there is no answer, and the form as it was filled in."""
    response = _rendered(found, given=request.args, title=worded(title), details=details)
    response.status_code = status
    return response


def _about_a_field(found: CompetencyQuestion, fault: Said) -> Label:
    """What is wrong, with the field called as the form calls it."""
    name = fault.values.get("name")
    called = {each.name: heading(found.name, each.name, language()) for each in found.parameters}
    return worded(fault, name=called[name]) if name in called else worded(fault)


def _rendered(found: CompetencyQuestion, **values: object) -> Response:
    spoken = language()
    known = {"question": found, "text": found.text(spoken), "heading": lambda name: heading(found.name, name, spoken)}
    return Response(render_template("question.html", **known, **values), mimetype=HTML)


def _columns(asking: Asking, part: Part) -> tuple[str, ...]:
    """The columns of a page: what was asked for stands in the form, and what was not need not stand there empty."""
    shown, parameters = columns(asking.question.name, part.columns), {each.name for each in asking.question.parameters}
    told = {name for row in part.rows for name in row} - set(asking.bound)
    return tuple(each for each in shown if each in told or each not in parameters) or shown


def _linked(response: Response, asking: Asking, part: Part) -> Response:
    around = asking.page.around(part.total)
    ending = request.path.partition(".")[2]
    links = [f'<{asking.address(ending, number)}>; rel="{name}"' for name, number in around.items()]
    response.headers["Link"] = ", ".join(links)
    return response


def _example(each: CompetencyQuestion) -> str:
    """Where the question is asked with the values that somebody begins with."""
    spoken = {parameter.name: language() for parameter in each.parameters if parameter.is_language}
    return address("questions.question", name=each.name, **each.first_values | spoken)


def _described(each: CompetencyQuestion, language: str) -> dict[str, object]:
    return {
        "name": each.name,
        "text": each.text(language).text,
        "href": url_for("questions.question", name=each.name),
        "parameters": [
            {"name": parameter.name, "type": parameter.kind, "example": parameter.short_example}
            for parameter in each.parameters
        ],
    }


def _json(content: object) -> Response:
    return _varied(Response(json.dumps(content, ensure_ascii=False, indent=1) + "\n", mimetype=JSON))


def _varied(response: Response) -> Response:
    response.vary.update(("Accept", "Accept-Language"))
    return response

"""The language of a page: asked for in its address and carried on in its links, else the browser's, else English."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Response, request, url_for
from flask_babel import Babel, Domain, get_locale
from pyoxigraph import NamedNode
from werkzeug.datastructures import MultiDict

from registry.core.glossary import LANGUAGES, Label
from registry.core.rows import as_shown
from registry.core.said import Said
from registry.core.wording import plain
from registry.web import links
from registry.web.negotiation import HTML, choose_language

NATIVE_NAMES = {"en": "English", "nl": "Nederlands", "de": "Deutsch", "fr": "Français", "nb": "Norsk bokmål"}
FOLDER = Path(__file__).parent / "translations"
_LONGEST_ADDRESS = 1_000
"""Of an address that is repeated in the head for each language; a long query is not."""


@dataclass(frozen=True)
class Choice:
    """A language in which this page can be had, and where."""

    language: str
    name: str
    address: str
    chosen: bool


class _Catalogues(Domain):  # type: ignore[misc]
    """Messages as they stand in the .po files: nothing to compile, and nothing to forget to compile."""

    def get_translations(self) -> NullTranslations:
        return catalogue(language())


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language; those of English are the messages themselves."""
    file = FOLDER / language / "LC_MESSAGES/messages.po"
    if not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def N_(message: str) -> str:  # noqa: N802 - the usual name for it, known to tools that collect messages
    """Mark a message that is put into words later."""
    return message


def language() -> str:
    """The language of this request."""
    return str(get_locale() or LANGUAGES[0])


def asked() -> str | None:
    """The language that the address names, where it names one of ours."""
    wanted = request.args.get("lang")
    return language() if wanted and wanted.partition("-")[0].lower() in {*LANGUAGES, "no", "nn"} else None


def kept(path: str) -> str:
    """A path of this site, in the language that the reader chose by the address."""
    chosen = asked()
    if chosen is None:
        return path
    path, hash_sign, fragment = path.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={chosen}{hash_sign}{fragment}"


def href(name: NamedNode | str, ending: str = "") -> str | None:
    """The link for an IRI, in the language of the reader; with an ending, such as .ttl, that for data."""
    link = links.href(name)
    if link is None or not link.startswith("/"):
        return link
    return link + ending if ending else kept(link)


def address(endpoint: str, **values: object) -> str:
    """The address of a page of ours, for links in pages: as Flask's url_for, with the language that was chosen."""
    if endpoint != "static":
        values.setdefault("lang", asked())
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def choices() -> list[Choice]:
    """This page in each language, for the reader to switch; a page that answers a form leads back to the form."""
    given = MultiDict(request.args) if request.method in ("GET", "HEAD") else MultiDict()
    return [Choice(each, NATIVE_NAMES[each], _in(each, given), each == language()) for each in LANGUAGES]


def alternates() -> list[tuple[str, str]]:
    """The addresses of this page in each language, and that which chooses by the browser, for <link rel=alternate>."""
    if request.method not in ("GET", "HEAD") or len(request.url) > _LONGEST_ADDRESS:
        return []
    host = request.host_url.rstrip("/")
    given = MultiDict(request.args)
    return [*((each, host + _in(each, given)) for each in LANGUAGES), ("x-default", host + _in(None, given))]


def worded(message: str, /, **values: object) -> Label:
    """A message in the language of the reader, or in English where nobody has put it into words there."""
    if isinstance(message, Said):
        return worded(message.message, **{**message.values, **values})
    told = catalogue(language()).ugettext(message)
    spoken = LANGUAGES[0] if told == message else language()
    return Label(told % {name: _in_words(value) for name, value in values.items()} if values else told, spoken)


def _in_words(value: object) -> object:
    """What is filled into a message, in the language of the reader: days, and sentences of ours."""
    if isinstance(value, date):
        return plain(value, language())
    return worded(value) if isinstance(value, Said) else value


def moment(value: datetime) -> str:
    """A time to the minute, which is in UTC everywhere here."""
    return f"{plain(value.date(), language())}, {value:%H:%M}"


def number(value: int) -> str:
    """A whole number with the marks of the language."""
    return str(format_decimal(value, locale=language()))


def register(app: Flask) -> None:
    """Let the pages of an app speak the five languages."""
    babel = Babel(app, locale_selector=_chosen)
    babel.domain_instance = _Catalogues()
    filters: dict[str, Callable[..., object]] = {
        "href": href,
        "kept": kept,
        "number": number,
        "plain_number": lambda value: plain(value, language()),
        "shown_cell": lambda cell: plain(as_shown(cell), language()),
        "moment": moment,
        "day": lambda value: plain(value, language()),
    }
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(language=language, asked=asked, languages=choices, alternates=alternates)
    app.jinja_env.globals["url_for"] = address
    app.after_request(_named)


def _chosen() -> str:
    return choose_language(request.accept_languages, request.args.get("lang"))


def _in(language: str | None, given: MultiDict[str, str]) -> str:
    """This address with another language in it."""
    others = [(name, value) for name, value in given.items(multi=True) if name != "lang"]
    query = urlencode([*others, *([("lang", language)] if language else [])])
    return request.path + (f"?{query}" if query else "")


def _named(response: Response) -> Response:
    """A page says its language, and that it depends on that of the browser."""
    if response.mimetype == HTML:
        response.vary.add("Accept-Language")
        response.headers.setdefault("Content-Language", language())
    return response

"""The messages of pages: collected from templates and code, and written into the catalogues by `make translations`."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from registry.core.glossary import LANGUAGES
from registry.web.languages import FOLDER

WEB = FOLDER.parent
OTHERS = LANGUAGES[1:]
_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "worded": None, "Said": None}
_FAILURES = (
    {"problem": (2,), "Refusal": (2,), "refused": (3,)},
    {"problem": (3,), "Refusal": (3,), "refused": (4,)},
)
"""Title and detail of a failure, which are two messages."""


@cache
def wanted() -> Catalog:
    """All messages that pages want to have put into words."""
    catalog = Catalog(project="cfit-registry", charset="utf-8")
    for message, place in _found():
        catalog.add(message, locations=[place])
    return catalog


def _found() -> Iterator[tuple[str | tuple[str, str], tuple[str, int]]]:
    for file in sorted(WEB.rglob("*.html")):
        options = {"silent": "false", "trimmed": "false"}
        for line, message, *_ in extract_from_file("jinja2.ext:babel_extract", file, _KEYWORDS, options=options):
            yield message, (file.name, line)
    for file in sorted(WEB.parent.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for keywords in (_KEYWORDS, *_FAILURES):
            if any(f"{keyword}(" in text for keyword in keywords):
                for line, message, *_ in extract_from_file("python", file, keywords):
                    yield message, (file.name, line)


def file_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES/messages.po"


def known(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    file = file_of(language)
    if not file.exists():
        return Catalog(locale=language, charset="utf-8")
    with file.open("rb") as text:
        return read_po(text, locale=language)


def update() -> int:
    """Write what pages want into every catalogue, keep what is translated, drop what nobody wants; count what lacks."""
    lacking = 0
    for language in OTHERS:
        catalog = known(language)
        catalog.update(wanted(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        file_of(language).parent.mkdir(parents=True, exist_ok=True)
        with file_of(language).open("wb") as text:
            write_po(text, catalog, width=120, omit_header=True, sort_output=True, no_location=True)
        lacking += sum(not all(texts(message.string)) for message in catalog if message.id)
    return lacking


def texts(string: object) -> tuple[str, ...]:
    """The texts of a message: one, or one for each plural."""
    return tuple(string) if isinstance(string, (tuple, list)) else (str(string or ""),)


if __name__ == "__main__":
    missing = update()
    sys.stdout.write(f"{missing} messages lack a translation\n")

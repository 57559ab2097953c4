"""What somebody wrote into a form, as the Turtle that is shown and sent; or what cannot be written so."""

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from registry.core.columns import Form
from registry.core.facts import Term
from registry.core.reading.cells import Meaning, short, term_of, texts_in
from registry.core.shacl.lexical import well_formed
from registry.core.texts import say
from registry.vocabulary import PREFIXES, XSD

NAME = "@id"
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_BARE = (XSD.integer, XSD.decimal, XSD.boolean)


def written(form: Form, values: Mapping[str, str], language: str) -> tuple[str, dict[str, str]]:
    """The Turtle for the values, and by field what to mend in those that are left out of it."""
    faults: dict[str, str] = {}
    subject = _subject(form.names, values.get(NAME, ""), language, faults)
    lines = [f"{subject} a {_turtle(form.names.term)}"]
    for column in form.columns:
        terms = []
        for text in texts_in(values.get(column.key, ""), column.meaning):
            term = term_of(text, column.meaning)
            if term is None:
                faults[column.key] = say("table-address", language, text=str(text)[:200])
            else:
                terms.append(_turtle(term))
        if terms:
            lines.append(f"{_turtle(column.meaning.term)} {' , '.join(terms)}")
    body = " ;\n    ".join(lines) + " .\n"
    used = [f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items() if f" {name}:" in body]
    used += [f"@prefix xsd: <{PREFIXES['xsd']}> .\n"] if "^^xsd:" in body else []
    return "".join([*used, "\n", body]), faults


def _subject(names: Meaning, text: str, language: str, faults: dict[str, str]) -> str:
    name = term_of(text, names) if text.strip() else None
    if not isinstance(name, NamedNode):
        key = "table-address" if text.strip() else "table-no-name"
        faults[NAME] = say(key, language, text=text.strip()[:200])
        return "<>"
    return f"<{name.value}>"


def _turtle(term: Term) -> str:
    """A term as a person would write it."""
    if isinstance(term, NamedNode):
        name = short(term.value)
        return name if name != term.value and "/" not in name else f"<{term.value}>"
    if not isinstance(term, Literal):
        return str(term)
    if term.datatype in _BARE and _reads_the_same(term):
        return term.value
    if term.datatype == XSD.decimal and _WHOLE.fullmatch(term.value):
        return f"{term.value}.0"
    text = str(Literal(term.value))
    return text if term.datatype == XSD.string else f"{text}^^{short(term.datatype.value)}"


def _reads_the_same(term: Literal) -> bool:
    """Whether Turtle takes the bare text for a value of the same type."""
    if term.datatype == XSD.boolean:
        return term.value in ("true", "false")
    if not well_formed(term.value, term.datatype.value):
        return False
    return term.datatype == XSD.integer or ("." in term.value and not term.value.endswith("."))

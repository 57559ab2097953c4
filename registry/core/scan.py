"""A look at a query in one pass, without parsing it: its form, its depth, and the words that reach out of here."""

import re
from dataclasses import dataclass

# What can hide a word: texts, IRIs, comments, variables, language tags, prefixed names and blank nodes.
# Each alternative consumes what it has looked at, so that the time grows with the length and no faster.
_TOKEN = re.compile(
    r"""
      (?P<hidden> \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
        | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+'
        | [?$]\w+ | @[a-zA-Z]+(?:-[a-zA-Z0-9]+)* | \\. )
    | (?P<iri> <(?:[^<>"{}|^`\\\x00-\x20]++|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})*+> )
    | (?P<comment> \#[^\n\r]* )
    | (?P<name> (?:[^\W\d][\w.-]*)?+:(?:(?:[\w:]|%[0-9a-fA-F]{2}|\\.)(?:[\w.:-]++|%[0-9a-fA-F]{2}|\\.)*+)? )
    | (?P<words> [^\W\d][\w.-]*+ )
    | (?P<open> [{(\[] )
    | (?P<close> [})\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
# After a value the engine reads "<" as "less than", so that <STRLEN('> begins a text. Only a full address is certain.
_PERHAPS_NO_IRI = re.compile(r"<(?![a-zA-Z][\w+.-]*://)[^'()#]*['()#]")
_BETWEEN_WORDS = re.compile(r"[.-]+")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_NEVER_TWICE = ("NOW", "RAND", "UUID", "BNODE")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")


@dataclass(frozen=True)
class Scan:
    """What one pass tells: the first keyword, the nesting, whether SERVICE is called, whether FROM names graphs.

    `varies` where a function is called that gives something else each time.
    """

    form: str | None
    is_update: bool
    depth: int
    calls_service: bool
    names_graphs: bool = False
    varies: bool = False


def scan(query: str) -> Scan:
    """Look at a query in time that grows with its length only; in doubt it is deep and calls SERVICE."""
    words: list[str] = []
    depth = deepest = 0
    in_doubt, names_graphs, prefix = False, False, ""
    for token in _TOKEN.finditer(query):
        kind, text = token.lastgroup, token.group()
        if kind == "comment":
            continue
        if kind == "words":
            words += _BETWEEN_WORDS.split(text.upper())
            names_graphs = names_graphs or "FROM" in words[-1]
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
            words.append(prefix if text == "{" else "")  # the engine reads SERVICE:x { as a call
        elif kind == "close":
            depth -= 1
        elif kind == "iri":
            in_doubt = in_doubt or _PERHAPS_NO_IRI.match(text) is not None
        prefix = text.partition(":")[0].upper() if kind == "name" else ""
    first = next((word for word in words if word and word not in _PROLOGUE), None)
    # the engine needs no blank beside a keyword, as in 1e5SERVICE and SERVICESILENT
    heard = query.upper() if in_doubt else " ".join(words)
    return Scan(
        form=first if first in _FORMS else None,
        is_update=first in _UPDATES,
        depth=sum(map(query.count, "{([")) if in_doubt else deepest,
        calls_service="SERVICE" in heard,
        names_graphs=names_graphs,
        varies=any(name in heard for name in _NEVER_TWICE),
    )

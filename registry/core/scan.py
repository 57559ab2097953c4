"""A look at a query in one pass, without parsing it: its form, its depth, and the words that reach out of here."""

import re
from dataclasses import dataclass

# What can hide a word: texts, IRIs, comments, variables, language tags, prefixed names and blank nodes.
# Each alternative consumes what it has looked at, so that the time grows with the length and no faster.
_TOKEN = re.compile(
    r"""
      (?P<hidden> \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
        | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]* | [?$]\w+ | @[a-zA-Z]+(?:-[a-zA-Z0-9]+)*
        | (?:[^\W\d][\w.-]*)?+:(?:[\w.:-]|%[0-9a-fA-F]{2}|\\.)*+ )
    | (?P<words> [^\W\d][\w.-]*+ )
    | (?P<open> [{(\[] )
    | (?P<close> [})\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = ("BASE", "PREFIX", "VERSION")


@dataclass(frozen=True)
class Scan:
    """What one pass tells: the first keyword after the prologue, the nesting, and whether SERVICE is called."""

    form: str | None
    is_update: bool
    depth: int
    calls_service: bool


def scan(query: str) -> Scan:
    """Look at a query in time that grows with its length only."""
    words: list[str] = []
    depth = deepest = 0
    for token in _TOKEN.finditer(query):
        if token.lastgroup == "words":
            words += re.split(r"[.-]+", token.group().upper())
        elif token.lastgroup == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif token.lastgroup == "close":
            depth -= 1
    first = next((word for word in words if word not in _PROLOGUE), None)
    return Scan(
        form=first if first in _FORMS else None,
        is_update=first in _UPDATES,
        depth=deepest,
        # a number may stand right before a keyword, as in 1e5SERVICE
        calls_service=any(word.endswith("SERVICE") for word in words),
    )

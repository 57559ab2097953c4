"""A query of sh:sparql: only what can be asked about many focus nodes at once without changing its meaning."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode, Store

from registry.core.facts import Term

_TOKEN = re.compile(
    r"""
      (?P<text> \"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
        | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*+> )
    | (?P<comment> \#[^\n\r]*+ )
    | (?P<variable> [?$]\w++ )
    | (?P<name> (?:[^\W\d][\w.-]*+)?:[\w:.%\\-]*+ )
    | (?P<word> @?[^\W\d][\w-]*+ )
    | (?P<brace> [{}] )
    | (?P<blank> \s++ )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
# The recommendation forbids the first three (5.2.1). The others count, cut off or look elsewhere, and would do so
# over all focus nodes at once.
_REFUSED = frozenset(
    (
        *("MINUS", "SERVICE", "VALUES", "FROM", "GRAPH", "GROUP", "HAVING", "LIMIT", "OFFSET", "REDUCED"),
        *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"),
    )
)
_NOT_BOUND_HERE = ("shapesGraph", "currentShape")


class QueryRefused(ValueError):
    """The query uses what the recommendation forbids, or what this validator does not take."""


@dataclass(frozen=True)
class Query:
    """The pieces of a query; between them goes the table of focus nodes."""

    pieces: tuple[str, ...]

    def about(self, nodes: Iterable[Term], most: int) -> str:
        """Write the query for these focus nodes; in every group that speaks of $this, it is one of them."""
        table = f" VALUES $this {{ {' '.join(map(str, nodes))} }} "
        return f"{table.join(self.pieces)} LIMIT {most}"


def vetted(text: str, path: str | None, prefixes: dict[str, str]) -> Query:
    """Check a query and find where the focus nodes go; `path` stands for $PATH."""
    tokens = [_Token(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text)]
    tokens = [token for token in tokens if token.kind != "comment"]
    _refuse_words(tokens)
    tokens = [_with_path(token, path) for token in tokens]
    spoken = [token for token in tokens if token.kind != "blank"]
    _refuse_assignments(spoken)
    _refuse_selections(spoken)
    query = Query(tuple(_pieces(tokens)))
    try:
        Store().query(query.about([NamedNode("urn:x-nobody")], 1), prefixes=prefixes)
    except SyntaxError as error:
        raise QueryRefused(f"the query is no SPARQL 1.1: {error}") from error
    return query


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        return self.text[1:] if self.kind == "variable" else ""


def _refuse_words(tokens: list[_Token]) -> None:
    for token in tokens:
        if token.word in _REFUSED:
            raise QueryRefused(f"the query uses {token.word}")
        if token.variable in _NOT_BOUND_HERE:
            raise QueryRefused(f"the query uses {token.text}, which is not bound here")


def _with_path(token: _Token, path: str | None) -> _Token:
    if token.text != "$PATH":
        return token
    if path is None:
        raise QueryRefused("the query uses $PATH in a node shape")
    return _Token("other", path)


def _refuse_assignments(tokens: list[_Token]) -> None:
    for before, token in pairwise(tokens):
        if before.word == "AS" and token.variable == "this":
            raise QueryRefused(f"the query assigns {token.text}, which is bound before it runs")


def _refuse_selections(tokens: list[_Token]) -> None:
    """Every SELECT, also a nested one, hands on $this (5.2.1), or else the groups inside lose it."""
    places = [number for number, token in enumerate(tokens) if token.word == "SELECT"]
    if not places:
        raise QueryRefused("the query is no SELECT")
    for place in places:
        clause = []
        for token in tokens[place:]:
            if token.text == "{":
                break
            clause.append(token.variable)
        if "this" not in clause:
            raise QueryRefused("a SELECT does not name $this among its variables")


def _pieces(tokens: list[_Token]) -> Iterator[str]:
    """Cut the query where the focus nodes go: at the start of each group that speaks of $this.

    A group is evaluated before it is joined to what surrounds it, and would not know $this otherwise. What EXISTS asks
    is asked for one solution at a time, in which $this is bound already.
    """
    piece = ""
    for number, token in enumerate(tokens):
        piece += token.text
        if token.text == "{" and _takes_focus_nodes(tokens, number):
            yield piece
            piece = ""
    yield piece


def _takes_focus_nodes(tokens: list[_Token], brace: int) -> bool:
    before = [token for token in tokens[:brace] if token.kind != "blank"]
    if not any(token.text == "{" for token in before):
        return True
    after = next((token for token in tokens[brace + 1 :] if token.kind != "blank"), None)
    if (after is not None and after.word == "SELECT") or _in_exists(before):
        return False
    return any(token.variable == "this" for token in _group(tokens, brace))


def _in_exists(before: list[_Token]) -> bool:
    """Whether one of the groups that are open here, this one included, is that of an EXISTS."""
    opened: list[bool] = []
    for previous, token in zip([_Token("", ""), *before], [*before, _Token("brace", "{")], strict=True):
        if token.text == "{":
            opened.append(previous.word == "EXISTS")
        elif token.text == "}":
            opened.pop()
    return any(opened)


def _group(tokens: list[_Token], brace: int) -> Iterator[_Token]:
    depth = 0
    for token in tokens[brace:]:
        depth += (token.text == "{") - (token.text == "}")
        yield token
        if depth == 0:
            return

"""How large the parts of one file may be: texts, addresses, prefixes, brackets within brackets, sheets."""

import re
import sys
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from registry.core.explanations import Mistake, mistake
from registry.core.facts import Term
from registry.settings import Limits

# What stands in quotes, in angle brackets or behind a # opens nothing; a text that is never closed ends with its line.
_BRACKETS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|'
    rb"'''(?:[^'\\]|\\.|'(?!''))*+'''|"
    rb'"(?:[^"\\\r\n]|\\.)*+"?|'
    rb"'(?:[^'\\\r\n]|\\.)*+'?|<[^<>\s]*+>|#[^\r\n]*+|(?P<open>[\[(])|(?P<close>[\])])",
    re.DOTALL,
)


@dataclass(frozen=True)
class Bounds:
    """The largest that each part may be; without numbers nothing is too large, as for what was accepted before."""

    triples: int = sys.maxsize
    literal: int = sys.maxsize
    iri: int = sys.maxsize
    prefixes: int = sys.maxsize
    nesting: int = sys.maxsize
    unpacked: int = 200_000_000
    """A packed file can hold a million times its own size: what is unpacked has a bound, always."""

    def refuses(self, term: Term, line: int) -> Mistake | None:
        """Why a term is too long to be taken; a language or type counts with its text."""
        if isinstance(term, Literal) and len(term.value) + len(term.language or "") > self.literal:
            return mistake("limit-literal", line, most=self.literal)
        if isinstance(term, NamedNode) and len(term.value) > self.iri:
            return mistake("limit-iri", line, most=self.iri)
        return None

    def too_deep(self, body: bytes) -> Mistake | None:
        """The place where a file in the family of Turtle opens one bracket too many inside others."""
        if body.count(b"[") + body.count(b"(") <= self.nesting:
            return None
        depth = 0
        for found in _BRACKETS.finditer(body):
            depth += (found["open"] is not None) - (found["close"] is not None and depth > 0)
            if depth > self.nesting:
                line = body.count(b"\n", 0, found.start()) + 1
                return mistake("limit-nesting", line, most=self.nesting)
        return None


UNBOUND = Bounds()
"""What was accepted once is read again whatever the bounds are today."""


def bounds_of(limits: Limits, most_triples: int) -> Bounds:
    """The bounds of one file, by the limits of the registry and the room of who sends it."""
    return Bounds(
        triples=most_triples,
        literal=limits.literal_characters,
        iri=limits.iri_characters,
        prefixes=limits.prefixes,
        nesting=limits.nesting,
        unpacked=limits.unpacked_bytes,
    )

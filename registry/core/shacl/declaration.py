"""A shape as it is written in the shapes graph, read with the checks that the recommendation asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.core.shacl.data import Index
from registry.core.shacl.messages import default_message
from registry.core.shacl.paths import Path, read_list
from registry.core.shacl.refused import ShapesRefused
from registry.core.shacl.shape import Shape, Source
from registry.vocabulary import PREFIXES, SH, XSD

_TRUE = Literal("true", datatype=XSD.boolean)
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Declaration:
    """One shape while it is compiled; `compiled` gives the shapes that it refers to."""

    node: Term
    path: Path | None
    graph: Index
    compiled: Callable[[Term], Shape]

    def values(self, parameter: NamedNode) -> Sequence[Term]:
        """The values of a parameter."""
        return self.graph.objects(self.node, parameter)

    def only(self, parameter: NamedNode) -> Term | None:
        """The value of a parameter that may have one at most."""
        values = self.values(parameter)
        if len(values) > 1:
            raise self.refusal(f"{_name(parameter)} has {len(values)} values")
        return values[0] if values else None

    def says(self, parameter: NamedNode) -> bool:
        """Whether the parameter is true, written so."""
        return self.only(parameter) == _TRUE

    def members(self, head: Term) -> tuple[Term, ...]:
        """The members of a list."""
        try:
            return read_list(head, self.graph)
        except ShapesRefused as error:
            raise self.refusal(error.reason) from error

    def shapes(self, head: Term) -> tuple[Shape, ...]:
        """The shapes of a list."""
        return tuple(self.compiled(member) for member in self.members(head))

    def whole_number(self, parameter: NamedNode, value: Term) -> int:
        """A count or a length."""
        if isinstance(value, Literal) and value.datatype == XSD.integer:
            digits = value.value.removeprefix("+")
            if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
                return int(digits)
        raise self.refusal(f"{_name(parameter)} is {value}, not a whole number")

    def iri(self, parameter: NamedNode, value: Term) -> NamedNode:
        """A name of a class, a datatype or a property."""
        if not isinstance(value, NamedNode):
            raise self.refusal(f"{_name(parameter)} is {value}, not an IRI")
        return value

    def text(self, parameter: NamedNode, value: Term) -> str:
        """A text without a language."""
        if not isinstance(value, Literal) or value.datatype != XSD.string:
            raise self.refusal(f"{_name(parameter)} is {value}, not a text")
        return value.value

    def source(self, parameter: NamedNode, value: Term, component: NamedNode | None = None) -> Source:
        """What results of this constraint have in common."""
        messages = self.messages() or (default_message(parameter, value),)
        return Source(self.node, self.path, self.severity(), component or component_of(parameter), messages)

    def messages(self) -> tuple[Literal, ...]:
        """What the shape itself says to people, in all its languages (SHACL 2.1.5)."""
        return tuple(text for text in self.values(SH.message) if isinstance(text, Literal))

    def severity(self) -> NamedNode:
        """How much a result weighs (SHACL 2.1.4)."""
        severity = self.only(SH.severity)
        return SH.Violation if severity is None else self.iri(SH.severity, severity)

    def refusal(self, reason: str) -> ShapesRefused:
        """The error that names this shape."""
        return ShapesRefused(self.node, reason)


def component_of(parameter: NamedNode) -> NamedNode:
    """The constraint component of a parameter: sh:minCount belongs to sh:MinCountConstraintComponent."""
    name = parameter.value.removeprefix(PREFIXES["sh"])
    return NamedNode(f"{PREFIXES['sh']}{name[0].upper()}{name[1:]}ConstraintComponent")


def _name(parameter: NamedNode) -> str:
    return "sh:" + parameter.value.removeprefix(PREFIXES["sh"])

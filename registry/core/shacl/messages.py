"""What a result says where its shape gives no sh:message, and how a message of a query is filled in (SHACL 5.3.2)."""

import re
from collections.abc import Callable

from pyoxigraph import Literal, NamedNode

from registry.core.facts import Term
from registry.vocabulary import SH

_TEXTS = {
    SH.class_: "This is no instance of the class {}.",
    SH.datatype: "This is no well-formed value of the datatype {}.",
    SH.nodeKind: "This is not of the node kind {}.",
    SH.minCount: "There are fewer values than {}.",
    SH.maxCount: "There are more values than {}.",
    SH.minExclusive: "This is not greater than {}.",
    SH.minInclusive: "This is less than {}, or cannot be compared with it.",
    SH.maxExclusive: "This is not less than {}.",
    SH.maxInclusive: "This is greater than {}, or cannot be compared with it.",
    SH.minLength: "This has fewer characters than {}.",
    SH.maxLength: "This has more characters than {}.",
    SH.pattern: "This does not match the pattern {}.",
    SH.languageIn: "This is no text in one of the languages that are asked for.",
    SH.uniqueLang: "There is more than one text in the same language.",
    SH.equals: "The values are not the same as those of {}.",
    SH.disjoint: "This is a value of {} too.",
    SH.lessThan: "This is not less than a value of {}.",
    SH.lessThanOrEquals: "This is not less than or equal to a value of {}.",
    SH.not_: "This conforms to a shape that it must not conform to: {}.",
    SH.and_: "This does not conform to all of the shapes.",
    SH.or_: "This conforms to none of the shapes.",
    SH.xone: "This does not conform to exactly one of the shapes.",
    SH.node: "This does not conform to the shape {}.",
    SH.qualifiedMinCount: "Fewer values conform to the shape than {}.",
    SH.qualifiedMaxCount: "More values conform to the shape than {}.",
    SH.closed: "This property is not one of those that are allowed here.",
    SH.hasValue: "The value {} is missing.",
    SH.in_: "This is none of the values to choose from.",
    SH.sparql: "This breaks a rule that a query checks.",
}
_GAP = re.compile(r"\{[?$](\w+)\}")


def default_message(parameter: NamedNode, value: Term) -> Literal:
    """The English text for a constraint; short names, because people read it."""
    return Literal(_TEXTS[parameter].format(_short(value)), language="en")


def filled(message: Literal, binding: Callable[[str], Term | None]) -> Literal:
    """Put the values of a query's solution into the gaps of a message, which keeps its language."""

    def value(gap: re.Match[str]) -> str:
        term = binding(gap[1])
        return gap[0] if term is None else _short(term)

    text = _GAP.sub(value, message.value)
    return Literal(text, language=message.language) if message.language else Literal(text)


def _short(term: Term) -> str:
    if isinstance(term, NamedNode):
        return re.split(r"[/#]", term.value)[-1] or term.value
    return term.value if isinstance(term, Literal) else str(term)

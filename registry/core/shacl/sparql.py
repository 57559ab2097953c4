"""sh:sparql (SHACL 5): a query in a vetted subset, asked once for many focus nodes in a store in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from registry.core.facts import Term
from registry.core.shacl.caps import CannotJudge, Reason
from registry.core.shacl.declaration import Declaration
from registry.core.shacl.messages import filled
from registry.core.shacl.paths import Predicate, as_sparql
from registry.core.shacl.query import Query, QueryRefused, vetted
from registry.core.shacl.shape import Check, Result, Run, Source
from registry.vocabulary import OWL, RDF, SH, XSD

_TRUE = Literal("true", datatype=XSD.boolean)
_TEXTS = (XSD.string, RDF.langString)


def sparql(shape: Declaration, node: Term) -> Check:
    """5.1 sh:sparql: the query has no solution for the focus node."""
    inner = replace(shape, node=node)
    select = inner.only(SH.select)
    if select is None:
        raise shape.refusal(f"the constraint {node} has no sh:select")
    prefixes = _prefixes(inner)
    path = as_sparql(shape.path) if shape.path else None
    try:
        query = vetted(inner.text(SH.select, select), path, prefixes)
    except QueryRefused as error:
        raise shape.refusal(str(error)) from error
    source = shape.source(SH.sparql, node, SH.SPARQLConstraintComponent)
    source = replace(source, constraint=node, messages=inner.messages() or source.messages)
    if inner.says(SH.deactivated):
        return lambda run, focus, values: ()
    return _Constraint(query, prefixes, source, in_node_shape=shape.path is None)


@dataclass(frozen=True, eq=False)
class _Constraint:
    """A query, ready to be asked, and what its solutions become."""

    query: Query
    prefixes: dict[str, str]
    source: Source
    in_node_shape: bool

    def __call__(self, run: Run, focus: Term, values: Sequence[Term]) -> Sequence[Result]:
        """The results for one focus node; the query is asked for all nodes of its batch together."""
        if not _can_be_asked_about(focus):
            raise CannotJudge(Reason.QUERY)
        batch, results = run.answers.get(id(self), (None, {}))
        if focus not in run.batch:
            return self._ask(run, {focus: None}).get(focus, [])
        if batch is not run.batch:
            results = self._ask(run, run.batch)
            run.answers[id(self)] = run.batch, results
        return results.get(focus, [])

    def _ask(self, run: Run, nodes: Mapping[Term, None]) -> dict[Term, list[Result]]:
        """One result more than may be reported is asked for, so that the run knows when there are more."""
        text = self.query.about(filter(_can_be_asked_about, nodes), run.caps.results + 1)
        solutions = run.store.query(text, prefixes=self.prefixes)
        assert isinstance(solutions, QuerySolutions)  # noqa: S101  it was vetted to be a SELECT
        names = frozenset(variable.value for variable in solutions.variables)
        found: dict[Term, list[Result]] = {}
        for row in solutions:
            found.setdefault(row["this"], []).append(self._result(row, names))
        return found

    def _result(self, row: QuerySolution, names: frozenset[str]) -> Result:
        """5.3.2: the variables of a solution become the parts of a result."""

        def bound(name: str) -> Term | None:
            return row[name] if name in names else None

        if bound("failure") == _TRUE:
            raise CannotJudge(Reason.QUERY)
        focus, path, message = row["this"], bound("path"), bound("message")
        messages = (message,) if isinstance(message, Literal) else self.source.messages
        return Result(
            source=self.source,
            focus=focus,
            value=bound("value") or (focus if self.in_node_shape else None),
            path=Predicate(path) if isinstance(path, NamedNode) else self.source.path,
            messages=tuple(filled(each, bound) for each in messages),
        )


def _can_be_asked_about(node: Term) -> bool:
    """A blank node cannot be named in a query, and the store would write a number in another way."""
    return isinstance(node, NamedNode) or (isinstance(node, Literal) and node.datatype in _TEXTS)


def _prefixes(constraint: Declaration) -> dict[str, str]:
    """5.2.1: the prefixes that the shapes graph declares for the query, in the ontologies named and their imports."""
    found: dict[str, str] = {}
    waiting = [*constraint.values(SH.prefixes)]
    seen = set(waiting)
    for ontology in waiting:
        fresh = [each for each in constraint.graph.objects(ontology, OWL.imports) if each not in seen]
        waiting += fresh
        seen.update(fresh)
        for node in constraint.graph.objects(ontology, SH.declare):
            declared = replace(constraint, node=node)
            found |= dict(_declared(declared))
    return found


def _declared(declaration: Declaration) -> Iterator[tuple[str, str]]:
    for prefix in declaration.values(SH.prefix):
        for namespace in declaration.values(SH.namespace):
            if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                yield prefix.value, namespace.value

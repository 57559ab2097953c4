"""SHACL as the W3C recommends it: shapes compiled once, uploads judged beside a context that is only looked up."""

from registry.core.shacl.caps import Caps, Reason, Unjudged
from registry.core.shacl.compile import Shapes, compile_shapes
from registry.core.shacl.data import Graph, Index, Union
from registry.core.shacl.refused import ShapesRefused
from registry.core.shacl.report import as_report
from registry.core.shacl.shape import Result
from registry.core.shacl.validate import Outcome, validate

__all__ = [
    "Caps",
    "Graph",
    "Index",
    "Outcome",
    "Reason",
    "Result",
    "Shapes",
    "ShapesRefused",
    "Union",
    "Unjudged",
    "as_report",
    "compile_shapes",
    "validate",
]

"""Our own questions, one file each; the variables that a caller binds come first in SELECT."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"


@cache
def load(name: str) -> str:
    """Read the text of queries/<name>.rq."""
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")

"""A sentence in English that remembers what was filled into it, so that a page can say it in other languages."""

from collections.abc import Mapping
from typing import Self


class Said(str):
    """For a program it is its English text; `message` and `values` are for whoever speaks another language."""

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, object]

    def __new__(cls, message: str, **values: object) -> Self:
        """Fill values into a message."""
        said = super().__new__(cls, message % values)
        said.message, said.values = message, values
        return said

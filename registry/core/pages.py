"""Which page of a list is asked for, and which pages lie around it."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.core.said import Said
from registry.core.texts import shown

PAGE_SIZE, LARGEST_PAGE = 100, 1_000


@dataclass(frozen=True)
class Page:
    """A page of a list: its number from 1 on, and how many rows it has at most."""

    number: int = 1
    size: int = PAGE_SIZE

    @property
    def skipped(self) -> int:
        """How many rows stand before it."""
        return (self.number - 1) * self.size

    def last(self, total: int) -> int:
        """The number of the last page; an empty list has one."""
        return max(1, -(-total // self.size))

    def around(self, total: int) -> dict[str, int]:
        """The pages that a reader goes to from here, by the name of the relation (RFC 8288)."""
        last = self.last(total)
        near = {"prev": self.number - 1, "next": self.number + 1}
        return {"first": 1} | {name: page for name, page in near.items() if 1 <= page <= last} | {"last": last}


def near(number: int, last: int) -> list[int]:
    """The numbers of pages to go to: the first, the last, and those around this one; 0 where some are left out."""
    around = {1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}
    numbers: list[int] = []
    for each in sorted(around):
        if numbers and each > numbers[-1] + 1:
            numbers.append(0)
        numbers.append(each)
    return numbers


def read_page(given: Mapping[str, str], size: int = PAGE_SIZE) -> Page | Said:
    """Read `page` and `pageSize`, or say what is allowed."""
    numbers = {"page": (1, 1_000_000), "pageSize": (size, LARGEST_PAGE)}
    read: dict[str, int] = {}
    for name, (default, most) in numbers.items():
        text = given.get(name, "").strip() or str(default)
        if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
            return Said(
                "%(name)s cannot be “%(text)s”: write a whole number from 1 to %(most)s.",
                name=name,
                text=shown(text),
                most=most,
            )
        read[name] = int(text)
    return Page(read["page"], read["pageSize"])

"""What is stated for tests is counted as a look at every device would count it, and follows each change."""

from collections import Counter
from datetime import date
from decimal import Decimal

from pyoxigraph import NamedNode

from registry.core.criteria import Constraint
from registry.core.listing import Entry, Facet
from registry.index import DeviceIndex, Source
from registry.index.spreads import Step

DAY = date(2026, 11, 22)
TERM = NamedNode("https://example.org/index")
TEST = Constraint(TERM, "ge", (Decimal(4),))
CODES = Constraint(NamedNode("https://example.org/class"), "in", ("A",))


def entry(number, brand, stated=(), kind="phone", meets=(), fails=()):
    iris = [NamedNode(f"https://example.org/{each}") for each in (number, brand, kind)]
    values = {
        Facet.KIND: frozenset({kind}), Facet.BRAND: frozenset({brand}), Facet.MEETS: frozenset(meets),
        Facet.FAILS: frozenset(fails), Facet.STATED: frozenset(stated),
    }  # fmt: skip
    return Entry(iris[0], f"Phone {number}", iris[1], brand, iris[2], values=values)


def numbers(*texts):
    return [f"{TERM.value} {text}" for text in texts]


class Shop:
    """Devices that an index is derived from."""

    def __init__(self, *entries):
        self.entries, self.revision = {each.iri: each for each in entries}, 1

    def index(self, folder):
        """An index of these devices."""
        read = lambda wanted: [self.entries[iri] for iri in wanted or self.entries if iri in self.entries]  # noqa: E731
        return DeviceIndex(folder, Source(read, lambda: (self.revision, None), lambda: EMPTY))

    def change(self, index, each):
        """Take in a device."""
        self.revision += 1
        self.entries[each.iri] = each
        index.touch(self.revision, [each.iri])


class _Nothing:
    criteria, sets, countries = {}, {}, {}


EMPTY = _Nothing()
SHOP = (
    entry(1, "a", numbers("5"), meets=("v1", "v2")),
    entry(2, "a", numbers("3"), meets=("v1",), fails=("v2",)),
    entry(3, "b", numbers("3/5/5/3"), meets=("v1",)),
    entry(4, "c", numbers("2"), fails=("v1",)),
    entry(5, "d"),
    entry(6, "d", numbers("9"), kind="laptop"),
)


def left(index, threshold, kinds=("phone",)):
    spread = index.of_tests(lambda tests: tests.spread(TEST, kinds, DAY))
    standing = spread.at(Decimal(threshold))
    return standing.meets, standing.fails, standing.disputed, standing.makers


def test_devices_and_makers_are_counted_by_kind(tmp_path):
    index = Shop(*SHOP).index(tmp_path)
    assert left(index, 4) == (1, 2, 1, 1)
    assert left(index, 3) == (3, 1, 0, 2)
    assert left(index, 4, ("phone", "laptop")) == (2, 2, 1, 2)


def test_a_change_is_counted_and_is_still_there_after_a_restart(tmp_path):
    shop = Shop(*SHOP)
    index = shop.index(tmp_path)
    assert left(index, 4) == (1, 2, 1, 1)
    shop.change(index, entry(4, "c", numbers("8")))
    assert left(index, 4) == (2, 1, 1, 2)
    index.close()
    again = shop.index(tmp_path)
    assert left(again, 4) == (2, 1, 1, 2)
    assert again.made_anew is None


def test_codes_are_counted_one_by_one(tmp_path):
    stated = [f"{CODES.property.value} A", f"{CODES.property.value} B"]
    index = Shop(entry(1, "a", stated), entry(2, "a", stated[1:])).index(tmp_path)
    assert index.of_tests(lambda tests: Counter(tests.codes(CODES, ("phone",)))) == {"A": 1, "B": 2}


def test_one_criterion_after_another_leaves_fewer(tmp_path):
    index = Shop(*SHOP).index(tmp_path)
    steps = index.of_tests(lambda tests: tests.funnel("phone", ("v1", "v2")))
    assert steps == [
        Step("v1", meets=3, fails=1, left=3, possible=4),
        Step("v2", meets=1, fails=1, left=1, possible=3),
    ]

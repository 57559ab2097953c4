"""A statement that only some indexes hold is found."""

import pyoxigraph as ox
import pytest

from registry.store.indexes import contradiction_in


class Lame:
    """The engine with an index that has lost statements: no file can be harmed so that only one index is."""

    def __init__(self, engine: ox.Store, given: tuple[int, ...]) -> None:
        self.engine, self.given = engine, given

    def __iter__(self):
        """Every statement."""
        return iter(self.engine)

    def quads_for_pattern(self, *pattern: object):
        """What matches, without the first where the lame index is read."""
        found = list(self.engine.quads_for_pattern(*pattern))
        return found[1:] if tuple(at for at in range(4) if pattern[at] is not None) == self.given else found


@pytest.fixture
def engine():
    """Twenty statements in two graphs."""
    lines = (f'<urn:s{each % 7}> <urn:p{each % 3}> "{each % 5}" <urn:g{each % 2}> .' for each in range(20))
    store = ox.Store()
    store.load("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return store


@pytest.mark.parametrize("at_once", [1, 7, 1_000])
def test_a_sound_store_has_no_contradiction_however_much_is_remembered_at_once(engine, at_once):
    assert contradiction_in(engine, at_once) == ""


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ((0,), "subject"),
        ((1,), "predicate"),
        ((2,), "object"),
        ((3,), "graph"),
        ((1, 3), "predicate and graph"),
        ((2, 3), "object and graph"),
    ],
)
@pytest.mark.parametrize("at_once", [3, 1_000])
def test_an_index_that_lost_statements_is_named(engine, given, name, at_once):
    assert f"statements by {name}, {len(list(engine))} in all" in contradiction_in(Lame(engine, given), at_once)

"""The index gives what a look at every entry would give, is kept up, and is made anew when it cannot be trusted."""

import itertools
import random
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from registry.core.gaps import Coverage
from registry.core.listing import ALL_OF, NAMES, Derived, Entry, Facet, Filter, Order, words_of
from registry.index import DeviceIndex, Source
from registry.index.shelf import Shelf
from tests.homes import copy_of

WORDS = ("galaxy", "Fairphone", "pro", "Ultra", "5", "5g", "Ölpapier", "note", "x200")
BRANDS = {"b1": "Acme", "b2": "acme", "b3": "Zeta Œuvre"}
KINDS, YEARS, VERSIONS, GROUPS = ("k1", "k2"), ("2022", "2024"), ("v1", "v2", "v3"), ("nl-ict", "de-it", "registry")
DERIVED = Derived(
    criteria={"C-1": ("v1",), "C-2": ("v2", "v3"), "C-9": ()},
    sets={"s1": {"k1": ("v1", "v2"), "k2": ("v3",)}, "s2": {"k2": ("v1",)}},
    countries={"c1": ("nl-ict", "de-it"), "c2": ("registry",)},
)
APPLYING = {"v1": frozenset({"k1"}), "v2": frozenset(KINDS), "v9": frozenset({"k9"})}
CHOICES = {
    "kind": (*KINDS, "k9"), "brand": (*BRANDS, "b9"), "released": (*YEARS, "1999"), "meets": (*DERIVED.criteria, "C-0"),
    "set": ("s1", "s2", "s9"), "certificate": ("t1", "t2"), "country": ("c1", "c2", "c9"),
    "contributor": (*GROUPS, "xx"), "evidence": ("e1", "e2"), "manufacturer": ("m1", "m9"),
}  # fmt: skip


def some(values):
    return st.frozensets(st.sampled_from(values), max_size=len(values))


@st.composite
def registries(draw):
    return [draw(entries(number)) for number in range(draw(st.integers(0, 14)))]


@st.composite
def entries(draw, number):
    brand, kind = draw(st.sampled_from(sorted(BRANDS))), draw(st.sampled_from(KINDS))
    name = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)))
    meets = draw(some(VERSIONS))
    values = {
        Facet.KIND: frozenset({f"x:{kind}"}), Facet.BRAND: frozenset({f"x:{brand}"}), Facet.YEAR: draw(some(YEARS)),
        Facet.MEETS: meets, Facet.MET: frozenset({str(len(meets))}), Facet.CERTIFICATE: draw(some(("t1", "t2"))),
        Facet.CONTRIBUTOR: draw(some(GROUPS)), Facet.LEVEL: draw(some(("e1", "e2"))),
        Facet.FAILS: draw(some(VERSIONS)) - meets, Facet.MANUFACTURER: draw(some(("m1",))),
    }  # fmt: skip
    values |= {Facet.KIND: frozenset({kind}), Facet.BRAND: frozenset({brand})}
    iris = [NamedNode(f"https://example.org/{each}") for each in (number, brand, kind)]
    searched = f"{BRANDS[brand]} {name} {number}"
    return Entry(iris[0], name, iris[1], BRANDS[brand], iris[2], str(number), searched, values)


def filters():
    chosen = {name: st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple) for name, values in
              CHOICES.items()}  # fmt: skip
    narrow = st.fixed_dictionaries({}, optional=chosen)
    text = st.lists(st.sampled_from((*WORDS, "gal", "fair", "zeta")), max_size=2).map(" ".join)
    return st.builds(lambda text, order, chosen: Filter(text=text, order=order, **chosen), text,
                     st.sampled_from(Order), narrow)  # fmt: skip


class Held:
    """Entries in a dictionary, as a store would hold them."""

    def __init__(self, entries):
        self.entries, self.revision, self.reads = {entry.iri: entry for entry in entries}, 1, []

    def read(self, devices):
        """Give the entries of some devices, or of all."""
        self.reads.append(None if devices is None else len(list(devices)))
        wanted = self.entries if devices is None else devices
        return [self.entries[iri] for iri in wanted if iri in self.entries]

    def index(self, folder):
        """An index of these entries."""
        return DeviceIndex(folder, Source(self.read, lambda: (self.revision, "2026-11-22"), lambda: DERIVED))

    def change(self, index, *entries, gone=()):
        """Take in entries, as a contribution would."""
        self.revision += 1
        self.entries |= {entry.iri: entry for entry in entries}
        for iri in gone:
            del self.entries[iri]
        index.touch(self.revision, [*(entry.iri for entry in entries), *gone])


def has(entry, name, value):
    match name:
        case "meets":
            return bool(entry.of(Facet.MEETS) & set(DERIVED.criteria.get(value, ())))
        case "set":
            kinds = DERIVED.sets.get(value, {})
            return any(kind in entry.of(Facet.KIND) and set(all_of) <= entry.of(Facet.MEETS)
                       for kind, all_of in kinds.items())  # fmt: skip
        case "country":
            return bool(entry.of(Facet.CONTRIBUTOR) & set(DERIVED.countries.get(value, ())))
    return value in entry.of(Facet(name))


def fits(entry, wanted, without=None):
    for name in NAMES:
        if name != without and wanted.of(name):
            enough = all if name in ALL_OF else any
            if not enough(has(entry, name, value) for value in wanted.of(name)):
                return False
    tokens = words_of(entry.searched)
    return all(word in tokens if len(word) < 3 else any(token.startswith(word) for token in tokens)
               for word in words_of(wanted.text))  # fmt: skip


def in_order(entries, order):
    def key(entry):
        highest = max((int(value) for value in entry.of(order.facet)), default=-1) if order.facet else 0
        return -highest, entry.place

    return sorted(entries, key=key)


def look(held, wanted):
    """The list as a look at every entry gives it: its devices, and how many each choice would hold."""
    entries = held.entries.values()
    found = in_order([entry for entry in entries if fits(entry, wanted)], wanted.order)
    counts = {}
    for name, values in CHOICES.items():
        base = [entry for entry in entries if fits(entry, wanted, None if name in ALL_OF else name)]
        counts[name] = {value: number for value in values if (number := sum(has(each, name, value) for each in base))}
    return [entry.iri for entry in found], counts


def covered(iris, held):
    """To how many devices each version applies, and what came out for them, as a look at every entry gives it."""
    found = [held.entries[iri] for iri in iris]
    return {
        version: Coverage(
            sum(bool(each.of(Facet.KIND) & kinds) for each in found),
            *(
                sum(version in each.of(facet) and bool(each.of(Facet.KIND) & kinds) for each in found)
                for facet in (Facet.MEETS, Facet.FAILS, Facet.DISPUTED)
            ),
        )
        for version, kinds in APPLYING.items()
    }


def assert_same(held, index, wanted, count=50):
    found, (iris, counts) = index.find(wanted, 0, count), look(held, wanted)
    if any(sense.instead for sense in found.senses):
        return  # no device has the word: others are shown, which a test of its own looks at
    assert ([entry.iri for entry in found.entries], found.total) == (iris, len(iris))
    assert found.counts == counts
    coverage = covered(iris, held)
    assert index.coverage(wanted, APPLYING) == coverage
    numbers = [(each.applies - each.missing, each.applies) for each in coverage.values()]
    assert index.decided(wanted, APPLYING) == tuple(map(sum, zip(*numbers, strict=True)))
    pages = itertools.chain.from_iterable(index.find(wanted, start, 3).entries for start in range(0, len(iris), 3))
    assert [entry.iri for entry in pages] == iris
    for looser, number in found.relaxed:
        assert number == index.find(looser).total > 0


@settings(max_examples=12)
@given(before=registries(), after=registries(), wanted=st.lists(filters(), min_size=1, max_size=4))
def test_a_list_is_what_a_look_at_every_entry_gives_also_after_changes(tmp_path_factory, before, after, wanted):
    held, folder = Held(before), tmp_path_factory.mktemp("index")
    index = held.index(folder)
    for each in wanted:
        assert_same(held, index, each)
    gone = set(held.entries) - {entry.iri for entry in after}
    held.change(index, *after, gone=gone)
    for each in wanted:
        assert_same(held, index, each)
    index.close()
    again = held.index(folder)
    for each in wanted:
        assert_same(held, again, each)
    assert again.made_anew is None
    again.close()
    shutil.rmtree(folder)


def entry(number, name="Phone", brand="b1", **values):
    iris = [NamedNode(f"https://example.org/{each}") for each in (number, brand, "k1")]
    kept = {Facet(facet): frozenset(each) for facet, each in values.items()}
    return Entry(iris[0], name, iris[1], BRANDS[brand], iris[2], "", f"{BRANDS[brand]} {name} {number}", kept)


@pytest.fixture
def held():
    return Held([entry(number, f"Phone {number:04}") for number in range(1200)])


@pytest.fixture
def index(held, tmp_path):
    index = held.index(tmp_path / "index")
    yield index
    index.close()


def test_numbers_stay_until_the_index_changes_and_are_new_ones_then(held, index):
    before = index.numbers(Facet.BRAND)
    assert index.numbers(Facet.BRAND) is before
    held.change(index, entry(7, brand="b3"), entry(8, kind=("k1",), meets=("v1", "v2"), fails=("v9",)))
    assert index.numbers(Facet.BRAND) is not before
    assert index.decided(Filter(), APPLYING) == (2, 2)


def test_what_words_find_is_kept_up(held, index):
    texts = ("phone", "pho", "acme", "zeta", "renamed", "ren", "0007", "5000", "phone acme")
    for change in ((), (entry(7, "Renamed", "b3"), entry(5000, "Phone 5000")), (entry(7, "Phone 0007"),)):
        held.change(index, *change, gone=[NamedNode("https://example.org/8")] if len(change) == 2 else [])
        for text in texts:
            found, looked = index.find(Filter(text=text), 0, 2000), look(held, Filter(text=text))[0]
            assert [each.iri for each in found.entries] == looked, text


def test_a_word_that_left_with_its_only_device_is_taken_for_another(tmp_path):
    held = Held([entry(1, "Galaxys"), entry(2, "Galaxy")])
    index = held.index(tmp_path)
    assert names(index, text="galaxys") == ["Galaxys"]
    held.change(index, gone=[NamedNode("https://example.org/1")])
    (sense,) = index.find(Filter(text="galaxys")).senses
    assert sense.instead == ("galaxy",)
    index.close()


def test_an_index_made_anew_numbers_the_devices_in_their_order(held, tmp_path):
    held.entries = dict(sorted(held.entries.items(), key=lambda each: hash(each[0])))
    shelf = Shelf(tmp_path / "documents")
    shelf.fill(held.entries.values())
    shelf.write(1, None)
    assert shelf.order.page(shelf.maps.all, 0, 2000) == list(range(1200))
    assert [each.place for each in shelf.entries(range(1200))] == sorted(each.place for each in held.entries.values())
    shelf.close()


def names(index, **wanted):
    return [each.name for each in index.find(Filter(**wanted)).entries]


def test_devices_put_between_others_stand_where_they_belong(held, index):
    dice = random.Random(1)
    numbers = dice.sample(range(10_000, 99_999), 900)
    assert index.find(Filter()).total == 1200
    for start in range(0, 900, 300):
        held.change(index, *(entry(each, f"Phone {each % 1200:04}b") for each in numbers[start : start + 300]))
        found = [each.iri for each in index.find(Filter(), 0, 3000).entries]
        assert found == [each.iri for each in sorted(held.entries.values(), key=lambda each: each.place)]


def test_only_what_was_touched_is_read_again(held, index):
    index.write()
    held.change(index, entry(7, "Renamed"))
    assert names(index, text="renamed") == ["Renamed"]
    assert held.reads == [None, 1]


def test_an_index_is_opened_without_reading_a_device(held, index, tmp_path):
    index.write()
    index.close()
    again = held.index(tmp_path / "index")
    assert again.total() == 1200 and held.reads == [None]
    assert again.standing() == {"index_revision": 1, "index_made_anew": None}
    again.close()


def test_what_was_touched_before_a_crash_is_read_at_the_next_start(held, index, tmp_path):
    index.write()
    held.change(index, entry(7, "Renamed"))
    copy_of(tmp_path / "index", tmp_path / "crashed")
    again = held.index(tmp_path / "crashed")
    assert names(again, text="renamed") == ["Renamed"]
    assert (held.reads, again.made_anew) == ([None, 1], None)
    again.close()


@pytest.mark.parametrize("lost", ["line", "journal"])
def test_an_index_that_misses_a_contribution_is_made_anew(held, index, tmp_path, lost):
    index.write()
    held.change(index, entry(7, "Renamed"))
    copy_of(tmp_path / "index", tmp_path / "crashed")
    journal = tmp_path / "crashed/touched.jsonl"
    journal.write_text(journal.read_text()[:-9]) if lost == "line" else journal.unlink()
    again = held.index(tmp_path / "crashed")
    assert names(again, text="renamed") == ["Renamed"]
    assert "none for the store as it is" in again.made_anew
    again.close()


def test_an_index_that_was_to_be_forgotten_is_made_anew_at_the_next_start(held, index, tmp_path):
    index.write()
    index.forget()
    copy_of(tmp_path / "index", tmp_path / "crashed")
    again = held.index(tmp_path / "crashed")
    assert again.total() == 1200 and again.made_anew
    again.close()


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "remove", "meta"])
def test_a_damaged_folder_is_made_anew_and_said(held, index, tmp_path, harm, caplog):
    index.write()
    index.close()
    for file in sorted((tmp_path / "index/documents").glob("meta.json" if harm == "meta" else "*.store")):
        content = bytearray(file.read_bytes())
        content[: len(content) // 2] = bytes(255 - byte for byte in content[: len(content) // 2])
        match harm:
            case "cut":
                file.write_bytes(file.read_bytes()[: len(content) // 2])
            case "flip" | "meta":
                file.write_bytes(content)
            case "empty":
                file.write_bytes(b"")
            case "remove":
                file.unlink()
    again = held.index(tmp_path / "index")
    assert again.find(Filter(text="phone"), 0, 2000).total == 1200
    assert "could not be read" in again.made_anew and "made anew" in caplog.text
    again.close()


HOSTILE = ["*", "a OR b", '"', "(", "words:phone", "phone~2", "phone AND -x", "[a TO z]", "\\", ".*", "^phone$",
           "\x00", "phone\x00", "é" * 300, "x " * 500, "🦄", "%27", "+phone -phone", "/.*/", "key:mark", "a" * 5000,
           "\ud800", "ﬁ", "İ", "ß", "١٢٣"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_somebody_searches_is_words_and_never_a_query(held, shared, text):
    found = shared.find(Filter(text=text))
    assert found.total == sum(fits(each, Filter(text=text)) for each in held.entries.values())


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_any_text_can_be_searched(shared, text):
    assert shared.find(Filter(text=text)).total <= 1200


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    held = Held([entry(number, f"Phone {number:04}") for number in range(1200)])
    index = held.index(tmp_path_factory.mktemp("shared"))
    yield index
    index.close()


def test_words_with_typing_errors_lead_to_those_that_devices_have(tmp_path):
    held = Held([entry(1, "Fairphone Plus"), entry(2, "Galaxy Note"), entry(3, "Galaxy 5000")])
    index = held.index(tmp_path)
    for text in ("fairphne", "firphone", "afirphone", "fairphonee", "fairfone", "FAIRPHOME"):
        assert names(index, text=text) == ["Fairphone Plus"], text
    assert names(index, text="galxy nte") == []  # three letters are too few to forgive one
    assert names(index, text="galxy note") == ["Galaxy Note"]
    assert names(index, text="5001") == []  # another number is another thing
    index.close()

"""A damaged store is noticed when the registry opens, and comes back from the ledger."""

import gc
import random

import pytest

from registry import keep
from registry.assembly import open_registry
from registry.core.contribution import CannotBeReadAgain
from registry.settings import Settings
from registry.store import Store, StoreInUse
from registry.store.mending import open_sound
from registry.web import create_app
from tests.homes import copy_of


@pytest.fixture
def home(small_home, tmp_path):
    """A folder with a registry that is closed."""
    return copy_of(small_home[0], tmp_path / "home")


def content(home, now):
    """Open the registry; what its store holds, what was mended, and what it says of itself."""
    registry = open_registry(Settings(home=home), now.date())
    told = create_app(registry).test_client().get("/readyz").json
    lines, mended = [*registry.store.lines()], registry.mended
    registry.close()
    del registry
    gc.collect()
    return lines, mended, told


def test_a_sound_store_is_left_as_it_is(home, now):
    lines, mended, told = content(home, now)
    assert lines and mended == "" and "store_made_anew_because" not in told
    assert not (home / "store-damaged").exists()


def test_a_store_that_cannot_be_opened_is_made_anew_and_says_so(home, now, caplog):
    lines = content(home, now)[0]
    (home / "store/CURRENT").write_bytes(b"nothing")
    again, mended, told = content(home, now)
    assert again == lines and mended
    assert told["store_made_anew_because"] == mended and told["ready"] in (True, False)
    assert "is damaged and is made anew" in caplog.text
    assert content(home, now)[:2] == (lines, "")


@pytest.mark.parametrize("seed", range(6))
def test_a_flipped_bit_is_harmless_or_mended(home, now, seed):
    lines, chance = content(home, now)[0], random.Random(seed)
    file = chance.choice(sorted(path for path in (home / "store").iterdir() if path.stat().st_size))
    damaged = bytearray(file.read_bytes())
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    file.write_bytes(damaged)
    assert content(home, now)[0] == lines


def test_a_store_that_cannot_be_opened_is_made_again_by_command(home, now):
    lines = content(home, now)[0]
    (home / "store/CURRENT").write_bytes(b"nothing")
    assert keep.rebuild(Settings(home=home), now.date(), lambda done, of: None) == 2
    assert content(home, now)[:2] == (lines, "")


def test_a_store_that_a_server_holds_is_not_made_again(home, now):
    registry = open_registry(Settings(home=home), now.date())
    with pytest.raises(StoreInUse):
        keep.rebuild(Settings(home=home), now.date(), lambda done, of: None)
    registry.close()


def test_what_cannot_be_read_again_is_no_damage_of_the_store(tmp_path):
    def fill(store):
        raise CannotBeReadAgain("contribution 7")

    with pytest.raises(CannotBeReadAgain):
        open_sound(tmp_path / "store", fill)
    assert not (tmp_path / "store-damaged").exists()


def test_a_store_with_many_numbers_is_sound(tmp_path):
    store, number = Store(tmp_path / "store"), "http://www.w3.org/2001/XMLSchema#integer"
    said = "".join(f'<urn:{each}> <urn:a> "{each}"^^<{number}> <urn:g> .\n' for each in range(600))
    (tmp_path / "numbers.nq").write_text(said)
    store.load_dump(tmp_path / "numbers.nq")
    assert store.contradiction() == ""

"""The keeper finds what was changed, makes the store again, and admits members with care."""

import gzip
import sqlite3
from contextlib import closing

import pytest

from registry import keep
from registry.assembly import open_registry
from registry.ledger import NewToken
from registry.publish import Accepted, Submission, publish, withdraw
from registry.store import StoreInUse

CONTRIBUTED = """
device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.00 .
device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ; cfit:deviceKind kind:smartphone ;
    cfit:repairabilityIndex +04.500 ; cfit:isFoldable "1"^^xsd:boolean .
"""


def change(home, statement, *values):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database, database:
        assert database.execute(statement, values).rowcount == 1


@pytest.fixture
def home(registry):
    return registry.settings.home


def test_no_two_shipped_files_fill_one_dataset():
    datasets = [file.dataset for file in keep.shipped_files()]
    assert len(datasets) == len({*datasets})


def test_a_ledger_that_nobody_touched_has_no_faults(registry):
    assert list(keep.verify(registry.ledger)) == []


def test_a_changed_byte_is_found(registry, home, turtle):
    body = registry.ledger.contribution(2).draft.body.replace(b"4.20", b"4.90")
    change(home, "UPDATE contributions SET body = ? WHERE sequence = 2", body)
    assert list(keep.verify(registry.ledger)) == ["the bytes of contribution 2 were changed"]


def test_a_byte_changed_on_the_disk_itself_is_found(registry, home):
    registry.ledger.close()
    file = home / "ledger.sqlite"
    content = file.read_bytes()
    assert content.count(b"Phone 1") == 1
    file.write_bytes(content.replace(b"Phone 1", b"Phone 2"))
    assert list(keep.verify(registry.ledger)) == ["the bytes of contribution 2 were changed"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("licence", "https://example.org/"), ("received_at", "2020-01-01T00:00:00+00:00"), ("dataset", "tablets")),
        *(("report", '{"findings": [], "left_out": 0}'), ("shapes_version", "9"), ("group", "nl-ict")),
    ],
)
def test_a_changed_record_is_found(registry, home, column, value):
    change(home, f'UPDATE contributions SET "{column}" = ? WHERE sequence = 2', value)
    assert list(keep.verify(registry.ledger)) == ["the record of contribution 2 was changed"]


def test_a_change_that_covers_its_own_tracks_breaks_the_chain_behind_it(registry, home):
    change(home, "UPDATE contributions SET hash = ? WHERE sequence = 1", "0" * 63 + "1")
    assert "contribution 2 does not follow the one before it" in list(keep.verify(registry.ledger))


def test_a_contribution_that_was_taken_out_is_missed(registry, home):
    change(home, "DELETE FROM contributions WHERE sequence = 1")
    assert "contribution 1 is missing" in list(keep.verify(registry.ledger))


@pytest.fixture
def history(registry, turtle, now, copied):
    """The settings of a registry with some history, and the lines of its store."""
    for dataset in ("phones", "withdrawn"):
        outcome = publish(Submission("nl-ict", dataset, turtle(CONTRIBUTED)), registry, now)
        assert isinstance(outcome, Accepted), outcome
    withdraw("nl-ict", "withdrawn", "No longer true.", registry, now)
    return copied(), list(registry.store.lines())


def test_a_store_made_again_is_the_same_to_the_byte(history, now):
    settings, before = history
    assert keep.rebuild(settings, now.date(), lambda done, of: None) == 5
    again = open_registry(settings, now.date())
    after = list(again.store.lines())
    again.close()
    assert after == before


def test_a_store_that_was_lost_is_made_again_at_the_start(history, now):
    settings, before = history
    keep.remove(settings.store_folder)
    again = open_registry(settings, now.date())
    after = list(again.store.lines())
    again.close()
    assert after == before


def test_a_store_in_use_is_not_made_again(registry, now):
    with pytest.raises(StoreInUse):
        keep.rebuild(registry.settings, now.date(), lambda done, of: None)


def test_a_dump_has_the_same_bytes_each_time(registry, tmp_path):
    for name in ("a.nq", "b.nq", "a.nq.gz", "b.nq.gz"):
        keep.dump(registry, tmp_path / name)
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()
    assert (tmp_path / "a.nq.gz").read_bytes() == (tmp_path / "b.nq.gz").read_bytes()


def test_shipped_files_that_are_loaded_are_not_loaded_again(full, registry):
    assert keep.changed_files(full) == []
    assert keep.changed_files(registry) == keep.shipped_files()


def test_words_come_before_criteria_and_criteria_before_devices():
    datasets = [file.dataset for file in keep.shipped_files()]
    assert datasets.index("cfit") < datasets.index("criteria-phones") < datasets.index("eprel-smartphones")


def test_a_large_file_is_kept_gzipped_and_read_as_turtle(tmp_path):
    path = tmp_path / "names.ttl.gz"
    path.write_bytes(gzip.compress(b"<a> <b> <c> .", mtime=0))
    assert (keep.dataset_of(path), keep.ShippedFile("names", path).body()) == ("names", b"<a> <b> <c> .")


def test_a_member_gets_a_token_that_works(registry, now):
    made = keep.add_member(registry.ledger, "no-ict", "Buyers in Norway", keep.LICENCE, now)
    assert isinstance(made, NewToken)
    assert registry.ledger.tokens.find(made.token, now).group == "no-ict"


@pytest.mark.parametrize("slug", ["NL", "nl_ict", "nl--ict", "-nl", "", "nl ict", "é", "x" * 65])
def test_a_member_has_a_plain_name(registry, now, slug):
    assert "small letters" in keep.add_member(registry.ledger, slug, "X", keep.LICENCE, now)


def test_the_name_of_the_registry_is_taken(registry, now):
    assert "registry" in keep.add_member(registry.ledger, "registry", "X", keep.LICENCE, now)


def test_a_member_is_admitted_once_and_told_how_to_get_a_token(registry, now):
    assert "cfit member token nl-ict" in keep.add_member(registry.ledger, "nl-ict", "X", keep.LICENCE, now)

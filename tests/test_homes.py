"""What the tests take for the folder of a killed server is what stood there at one moment."""

import threading
import time

import pyoxigraph as ox

from tests.homes import copy_of

EACH = 50
GRAPH = ox.NamedNode("https://example.org/graph")


def test_a_copy_of_a_store_that_writes_joins_and_deletes_its_files_holds_whole_changes(tmp_path):
    store, ended = ox.Store(str(tmp_path / "store")), time.monotonic() + 3

    def work():
        for number in range(1_000):
            subject = ox.NamedNode(f"https://example.org/{number}")
            predicate = ox.NamedNode("https://example.org/is")
            store.extend(ox.Quad(subject, predicate, ox.Literal(str(each)), GRAPH) for each in range(EACH))
            store.optimize()
            time.sleep(0.03)
            if time.monotonic() > ended:
                return

    at_work = threading.Thread(target=work)
    at_work.start()
    held = []
    while at_work.is_alive():
        copy = copy_of(tmp_path / "store", tmp_path / f"copy-{len(held)}")
        held.append(len(ox.Store(str(copy))))
    at_work.join()
    assert held[-1] and held == sorted(held)
    assert not [count for count in held if count % EACH]

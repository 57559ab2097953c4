"""The history of a device tells who said what anew, what changed and what was taken back."""

from pyoxigraph import NamedNode

from registry import browse, keep
from registry.core.contribution import Action, Draft
from registry.following import catch_up
from registry.settings import IDS
from tests.eventful import ago

PHONE = NamedNode(f"{IDS}device/phone-1")


def told(registry, known=None, iri=PHONE):
    lines = browse.story(iri, registry, known or registry, "en").turns
    values = [
        {change.name.text: ([v.text for v in change.before], [v.text for v in change.after]) for change in line.changes}
        for line in lines
    ]
    return list(zip([line.sequence for line in lines], values, strict=True))


def test_it_works(eventful):
    assert browse.story(PHONE, eventful, eventful, "en").turns


def test_what_changed_is_told_with_the_values_before_and_after(eventful):
    changes = dict(told(eventful))
    assert changes[11] == {"name": (["Phone 1"], ["Phone One"]), "repairability index": (["4.2"], ["3.9"])}
    assert changes[6]["repairability index"] == ([], ["3.5"])
    assert changes[9]["repairability index"] == (["3.5"], [])


def test_the_newest_comes_first_and_a_certificate_belongs_to_it(eventful):
    assert [sequence for sequence, _ in told(eventful)] == [11, 9, 8, 6, 4]
    by_number = {line.sequence: line for line in browse.story(PHONE, eventful, eventful, "en").turns}
    assert (by_number[9].reason, by_number[9].group) == ("It was another phone.", "Buyers in the Netherlands")
    assert by_number[8].changes == ()


def test_as_of_a_day_nothing_later_is_told(eventful):
    assert [sequence for sequence, _ in told(eventful, browse.as_of(ago(20), eventful))] == [9, 8, 6, 4]


def test_a_file_that_says_the_same_again_in_a_node_without_a_name_is_no_event(registry, turtle, now):
    for value in ("4", "4 # the same", "5"):
        body = turtle(f"device:phone-1 cfit:batteryRatedCapacity [ cfit:value [ cfit:value {value}\n ] ] .")
        draft = Draft("nl-ict", "facts", Action.REPLACE, "text/turtle", body, keep.LICENCE, now, "1", "{}")
        registry.ledger.append(draft)
    catch_up(registry.store, registry.ledger, now.date())
    assert [sequence for sequence, _ in told(registry)] == [5, 3, 2]

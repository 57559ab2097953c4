"""A gap is a criterion that applies to a device and has come to no verdict on it."""

from dataclasses import replace
from datetime import date

from pyoxigraph import NamedNode

from registry.core.criteria import CriterionVersion, counting
from registry.core.gaps import Coverage, applying, in_runs, open_criteria
from registry.core.listing import Entry, Facet

PHONE, LAPTOP = NamedNode("urn:phone"), NamedNode("urn:laptop")
DAY = date(2026, 11, 22)


def version(number, kind=PHONE, begin=date(2026, 1, 1), end=None):
    node = NamedNode(f"urn:{number}")
    return CriterionVersion(node, node, number, 1, node, node, node, frozenset({kind}), begin, end, ())


def device(**verdicts):
    values = {Facet(name): frozenset(f"urn:{each}" for each in those) for name, those in verdicts.items()}
    return Entry(NamedNode("urn:device"), "Phone 1", NamedNode("urn:brand"), "Invented", PHONE, values=values)


def test_what_is_met_failed_or_disputed_is_no_gap():
    versions = [version(number) for number in ("A", "B", "C", "D")]
    found = open_criteria(device(meets="A", fails="B", disputed="C"), versions)
    assert [each.identifier for each in found] == ["D"]


def test_what_is_for_another_kind_is_no_gap():
    assert open_criteria(device(), [version("A", LAPTOP)]) == ()
    assert applying([version("A", LAPTOP)]) == {"urn:A": frozenset({"urn:laptop"})}


def test_only_criteria_that_count_on_the_day_are_looked_at():
    begun, ended, to_come = version("A"), version("B", end=date(2026, 6, 1)), version("C", begin=date(2027, 1, 1))
    newer = replace(version("A", begin=date(2026, 6, 1)), number=2, iri=NamedNode("urn:A2"))
    assert counting([begun, ended, to_come, newer], DAY) == (newer,)


def test_what_is_missing_is_what_is_left():
    assert Coverage(applies=10, meets=3, fails=2, disputed=1).missing == 4


def test_numbers_that_follow_each_other_are_written_as_a_run():
    assert in_runs([]) == ""
    assert in_runs([9, 1, 3, 4, 5]) == "1, 3\u20135, 9"

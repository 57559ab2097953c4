"""A check of data warns at the line of the figure that does not add up, and refuses nothing."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from registry.core.consistency import contradictions
from registry.core.criteria import read_criteria
from registry.core.names import graph_iri
from registry.core.report import Severity
from registry.core.turtle import read_turtle
from registry.settings import DATA, IDS
from registry.vocabulary import CFIT

TODAY = date(2026, 11, 22)
PHONE = """device:nl-ict-a a cfit:DeviceModel ;
    cfit:deviceKind kind:{kind} ;
    cfit:repairabilityIndex {index} ;
    cfit:disassemblyDepthScore 5.0 ; cfit:fastenersScore 4.5 ; cfit:toolsScore 2.5 ;
    cfit:sparePartsScope "DISPLAY_BATTERY_BACK_COVER_CAMERAS" ; cfit:repairInformationAccess "NO_COST" ;
    cfit:osUpdateYearsAfterEndOfSale 8 .
"""


@pytest.fixture(scope="module")
def criteria():
    body = (DATA / "criteria/criteria-phones.ttl").read_bytes()
    return read_criteria(read_turtle(body, graph_iri("registry", "criteria")).quads)


@pytest.fixture
def found(criteria, turtle):
    def found(index="4.37", kind="smartphone", day=TODAY, text=PHONE):
        upload = read_turtle(turtle(text.format(index=index, kind=kind)), graph_iri("nl-ict", "phones"))
        return upload, list(contradictions(upload, criteria, day))

    return found


def test_an_index_that_adds_up_is_not_remarked_upon(found):
    assert found()[1] == []


def test_an_index_that_is_too_high_is_warned_about_at_its_line(found):
    upload, (finding,) = found("5.00")
    assert finding.severity is Severity.WARNING
    assert (finding.focus, finding.path) == (NamedNode(f"{IDS}device/nl-ict-a"), CFIT.repairabilityIndex)
    assert finding.line == next(line for (_, path, _), line in upload.lines.items() if path == CFIT.repairabilityIndex)
    assert {language for language, _ in finding.messages} == {"en", "nl", "de", "fr", "nb"}
    assert all("REP-04" in text for _, text in finding.messages)


@pytest.mark.parametrize("other", [{"kind": "laptop"}, {"day": date(2025, 6, 19)}])
def test_where_the_check_does_not_apply_nothing_is_said(found, other):
    assert found("5.00", **other)[1] == []


def test_a_figure_without_its_parts_is_not_judged(found):
    text = "device:nl-ict-a a cfit:DeviceModel ; cfit:deviceKind kind:{kind} ; cfit:repairabilityIndex {index} ."
    assert found("5.00", text=text)[1] == []

"""A device is judged on its own facts, on those of accepted descriptions, and on its certificates."""

from datetime import UTC, date, datetime

import pytest
from pyoxigraph import NamedNode

from registry.core.contribution import Action, Draft, place
from registry.core.facts import value_of
from registry.core.listing import Filter
from registry.core.turtle import read_turtle
from registry.settings import IDS
from registry.store import project
from registry.store.case import case_of, leading_descriptions
from registry.store.projection import rejudge
from registry.store.view import View
from registry.vocabulary import CFIT

REP_03, SW_02 = (NamedNode(f"{IDS}criterion/{number}/1") for number in ("REP-03", "SW-02"))
PHONE, WIKI, CATALOGUE = (NamedNode(f"{IDS}device/{name}") for name in ("phone-2", "wiki-2", "catalogue-2"))
TODAY = date(2026, 11, 21)
CERTIFICATE = """
scheme:invented a cfit:CertificationScheme .
<{ids}scheme/invented/1/gold> a cfit:SchemeTier ; cfit:ofSchemeVersion <{ids}scheme/invented/1> ; cfit:rank 1 .
<{ids}presumption/gold> a cfit:Presumption ; cfit:presumedFrom <{ids}scheme/invented/1/gold> ;
    cfit:deemedToSatisfy <{ids}criterion/REP-03/1> .
"""
HELD = """
<{ids}certificate/nl-ict-1> a cfit:Certificate ; schema:certificationIdentification "INVENTED-1" ;
    schema:about <{about}> ; cfit:schemeVersion <{ids}scheme/invented/1> ;
    cfit:schemeTier <{ids}scheme/invented/1/gold> ; cfit:certificateStatus <{ids}certificate-status/valid> ;
    schema:validFrom "2026-01-01"^^xsd:date ; schema:expires "{expires}"^^xsd:date .
"""


@pytest.fixture
def store(registry):
    return registry.store


@pytest.fixture
def put(store, turtle):
    """Give a graph to the store as a contribution of a group, without the checks at the door."""

    def put(dataset, text, group="registry", action=Action.REPLACE):
        time = datetime(2026, 11, 21, tzinfo=UTC)
        draft = Draft(group, dataset, action, "text/turtle", turtle(text), "x:licence", time, "1", "{}")
        contribution = place(draft, store.revision() + 1, group, "0")
        quads = read_turtle(draft.body, draft.graph).quads if action is Action.REPLACE else ()
        return project(store, contribution, quads, TODAY)

    return put


def device(iri, facts="", kind="DeviceModel"):
    name = iri.value.rpartition("/")[2]
    described = f'<{iri.value}> a cfit:{kind} ; schema:name "{name}" ; schema:brand brand:invented'
    return f"{described} ; cfit:deviceKind kind:smartphone {facts} ."


def link(source, target, decision="accepted", number=1):
    return f"""<{IDS}link/{number}> a cfit:LinkAssertion ;
        cfit:linkFrom <{source.value}> ; cfit:linkTo <{target.value}> .
    <{IDS}link-decision/of-{number}> a cfit:LinkDecision ; cfit:ofLink <{IDS}link/{number}> ;
        cfit:decision <{IDS}link-decision/{decision}> ; dcterms:date "2026-11-20"^^xsd:date ."""


def facts(store, iri=PHONE):
    return {fact.property: str(value_of(fact.term)) for fact in case_of(iri, View(store)).facts}


def verdict(store, iri=PHONE, version=REP_03):
    return [quad.predicate for quad in store.about(iri) if quad.object == version]


def held(about=PHONE, expires="2026-12-31"):
    return HELD.format(ids=IDS, about=about.value, expires=expires)


GOLD = CERTIFICATE.format(ids=IDS).replace("scheme:invented a cfit:CertificationScheme .", "")
GOOD, BAD = "; cfit:repairabilityIndex 4.20", "; cfit:repairabilityIndex 3.00"


def test_facts_of_an_accepted_description_are_judged(store, put):
    put("phone", device(PHONE))
    put("wiki", device(WIKI, GOOD))
    assert verdict(store) == []
    put("links", link(PHONE, WIKI))
    assert facts(store)[CFIT.repairabilityIndex] == "4.2"
    assert verdict(store) == [CFIT.meets]


@pytest.mark.parametrize("decision", ["rejected", "proposed"])
def test_facts_behind_a_link_that_is_not_accepted_are_not(store, put, decision):
    put("phone", device(PHONE))
    put("wiki", device(WIKI, GOOD))
    put("links", link(PHONE, WIKI, decision))
    assert CFIT.repairabilityIndex not in facts(store)
    assert verdict(store) == []


def test_a_device_keeps_its_own_name_kind_and_brand(store, put):
    put("phone", device(PHONE))
    put("wiki", device(WIKI, GOOD).replace("kind:smartphone", "kind:tablet"))
    put("links", link(PHONE, WIKI))
    case = case_of(PHONE, View(store))
    assert case.kind == NamedNode(f"{IDS}device-kind/smartphone")
    assert [fact.term.value for fact in case.facts if fact.property.value.endswith("/name")] == ["phone-2"]


def test_a_link_leads_one_way_only(store, put):
    put("phone", device(PHONE, GOOD))
    put("wiki", device(WIKI))
    put("links", link(PHONE, WIKI))
    assert verdict(store, WIKI) == []
    assert leading_descriptions(WIKI, View(store)) == [PHONE]


def test_a_change_far_down_a_row_of_links_is_judged_at_its_head(store, put):
    for name, iri in (("phone", PHONE), ("catalogue", CATALOGUE), ("wiki", WIKI)):
        put(name, device(iri))
    put("links", link(PHONE, CATALOGUE) + link(CATALOGUE, WIKI, number=2))
    touched = put("wiki", device(WIKI, GOOD))
    assert PHONE in touched.devices
    assert verdict(store) == [CFIT.meets]


def test_links_in_a_circle_come_to_an_end(store, put):
    put("phone", device(PHONE, GOOD))
    put("wiki", device(WIKI))
    put("links", link(PHONE, WIKI) + link(WIKI, PHONE, number=2))
    assert case_of(PHONE, View(store)).descriptions == (WIKI,)


def test_a_decision_taken_back_takes_its_verdicts_along(store, put):
    put("phone", device(PHONE))
    put("wiki", device(WIKI, GOOD))
    put("links", link(PHONE, WIKI))
    put("links", "", action=Action.WITHDRAW)
    assert verdict(store) == []


def test_two_descriptions_that_differ_are_in_dispute(store, put):
    put("phone", device(PHONE, BAD))
    put("wiki", device(WIKI, GOOD))
    put("links", link(PHONE, WIKI))
    assert verdict(store) == [CFIT.disputed]


def test_a_configuration_has_the_facts_of_its_model_and_its_own_before_them(store, put):
    variant = f"; schema:isVariantOf <{PHONE.value}>"
    put("phone", device(PHONE, GOOD))
    put("one", device(WIKI, variant, "DeviceConfiguration"))
    put("other", device(CATALOGUE, variant + BAD, "DeviceConfiguration"))
    assert (verdict(store, WIKI), verdict(store, CATALOGUE)) == ([CFIT.meets], [CFIT.fails])
    put("phone", device(PHONE, BAD))
    assert verdict(store, WIKI) == [CFIT.fails]


def test_a_valid_certificate_fills_a_gap(store, put):
    put("phone", device(PHONE))
    put("schemes", GOLD)
    put("certificates", held(), group="nl-ict")
    assert verdict(store) == [CFIT.meets]


def test_a_certificate_against_a_fact_is_a_dispute(store, put):
    put("phone", device(PHONE, BAD))
    put("certificates", held(), group="nl-ict")
    put("schemes", GOLD)
    assert verdict(store) == [CFIT.disputed]


def test_a_certificate_of_a_linked_description_counts_too(store, put):
    put("phone", device(PHONE))
    put("wiki", device(WIKI))
    put("schemes", GOLD)
    put("links", link(PHONE, WIKI))
    put("certificates", held(WIKI), group="nl-ict")
    assert verdict(store) == [CFIT.meets]


def test_a_certificate_covers_only_what_its_own_description_names(store, put):
    put("phone", device(PHONE) + device(WIKI))
    put("schemes", GOLD)
    put("certificates", held(WIKI), group="nl-ict")
    put("more", f"<{IDS}certificate/nl-ict-1> schema:about <{PHONE.value}> .", group="de-it")
    assert (verdict(store, WIKI), verdict(store, PHONE)) == ([CFIT.meets], [])


def test_a_certificate_that_has_expired_stands_for_nothing(store, put):
    put("phone", device(PHONE))
    put("schemes", GOLD)
    put("certificates", held(expires="2026-11-20"), group="nl-ict")
    assert verdict(store) == []


def test_on_the_day_after_the_last_the_verdict_is_gone(store, put):
    put("phone", device(PHONE))
    put("schemes", GOLD)
    put("certificates", held(expires="2026-12-31"), group="nl-ict")
    rejudge(store, date(2027, 1, 1))
    assert verdict(store) == []


def test_a_server_that_runs_past_the_last_day_judges_again(registry, put, store):
    put("phone", device(PHONE))
    put("schemes", GOLD)
    put("certificates", held(expires="2026-12-31"), group="nl-ict")
    registry.turn_to(date(2026, 12, 31))
    assert verdict(store) == [CFIT.meets]
    registry.turn_to(date(2027, 1, 1))
    assert verdict(store) == []


def test_a_withdrawn_certificate_takes_its_verdict_along(store, put):
    put("phone", device(PHONE))
    put("schemes", GOLD)
    put("certificates", held(), group="nl-ict")
    put("certificates", "", group="nl-ict", action=Action.WITHDRAW)
    assert verdict(store) == []


def test_an_accepted_description_is_not_listed_beside_the_device(registry, store, put):
    touched = [put("phone", device(PHONE)), put("wiki", device(WIKI)), put("links", link(PHONE, WIKI))]
    for each in touched:
        registry.note(0, each)
    names = {entry.name for entry in registry.devices.find(Filter()).entries}
    assert {"phone-2"} == names & {"phone-2", "wiki-2"}
    registry.note(0, put("links", "", action=Action.WITHDRAW))
    assert {"phone-2", "wiki-2"} <= {entry.name for entry in registry.devices.find(Filter()).entries}


BRAND = "brand:invented a schema:Brand ; schema:name"


def test_who_says_again_what_is_known_of_a_brand_touches_none_of_its_devices(put):
    put("brands", f'{BRAND} "Invented" .')
    put("phone", device(PHONE))
    assert put("brands", f'{BRAND} "Invented" .').devices == ()
    put("others", f'{BRAND} "Other name" .', "de-it")
    assert put("more", f'{BRAND} "Invented" .', "nl-ict").devices == ()


@pytest.mark.parametrize(
    ("before", "after", "group"),
    [
        ("Invented", "Renamed", "registry"),
        ("Invented", "Renamed", "nl-ict"),
        ('Renamed", "Other', "Other", "registry"),
    ],
)
def test_a_brand_that_is_called_otherwise_touches_its_devices(put, before, after, group):
    put("brands", f'{BRAND} "{before}" .')
    put("phone", device(PHONE))
    assert PHONE in put("brands", f'{BRAND} "{after}" .', group).devices

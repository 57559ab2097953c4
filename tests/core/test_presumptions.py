"""A certificate stands for the criteria of its scheme and tier, from its first day to its last."""

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from registry.core.names import graph_iri
from registry.core.presumptions import deemed, read_certificates, read_presumptions
from registry.settings import IDS
from registry.vocabulary import CFIT, RDF, SCHEMA, XSD

OURS, THEIRS = graph_iri("registry", "schemes"), graph_iri("nl-ict", "certificates")
SCHEME = NamedNode(f"{IDS}scheme/invented/1")
BRONZE, SILVER, GOLD = (NamedNode(f"{SCHEME.value}/{name}") for name in ("bronze", "silver", "gold"))
BASIC, BETTER, BEST = (NamedNode(f"{IDS}criterion/X-{number}/1") for number in (1, 2, 3))
CERTIFICATE = NamedNode(f"{IDS}certificate/nl-ict-1")


def day(text):
    return Literal(text, datatype=XSD.date)


def tier(iri, rank):
    return [
        Quad(iri, RDF.type, CFIT.SchemeTier, OURS),
        Quad(iri, CFIT.ofSchemeVersion, SCHEME, OURS),
        Quad(iri, CFIT.rank, Literal(rank, datatype=XSD.integer), OURS),
    ]


def presumption(ground, *versions, graph=OURS):
    iri = NamedNode(f"{ground.value}/presumption")
    yield Quad(iri, CFIT.presumedFrom, ground, graph)
    for version in versions:
        yield Quad(iri, CFIT.deemedToSatisfy, version, graph)


def certificate(**more):
    values = {
        "type": CFIT.Certificate,
        "certificationIdentification": Literal("INVENTED-1"),
        "schemeVersion": SCHEME,
        "schemeTier": SILVER,
        "certificateStatus": NamedNode(f"{IDS}certificate-status/valid"),
        "validFrom": day("2026-01-01"),
        "expires": day("2026-12-31"),
        **more,
    }
    places = {"type": RDF, "schemeVersion": CFIT, "schemeTier": CFIT, "certificateStatus": CFIT}
    return [
        Quad(CERTIFICATE, getattr(places.get(name, SCHEMA), name), value, THEIRS)
        for name, value in values.items()
        if value is not None
    ]


TIERS = [*tier(BRONZE, "1"), *tier(SILVER, "2"), *tier(GOLD, "3")]
PRESUMED = [*presumption(BRONZE, BASIC), *presumption(SILVER, BETTER), *presumption(GOLD, BEST)]


def satisfied(quads=(*TIERS, *PRESUMED), on=date(2026, 6, 1), **more):
    return set(deemed(read_certificates(certificate(**more)), read_presumptions(quads), on))


def test_a_tier_stands_for_its_own_criteria_and_those_of_the_tiers_below():
    assert satisfied() == {BASIC, BETTER}
    assert satisfied(schemeTier=GOLD) == {BASIC, BETTER, BEST}


def test_a_certificate_without_a_tier_stands_for_what_the_scheme_version_is_deemed_to_satisfy():
    quads = [*TIERS, *PRESUMED, *presumption(SCHEME, BASIC)]
    assert satisfied(quads, schemeTier=None) == {BASIC}


def test_a_tier_of_another_scheme_stands_for_nothing():
    assert satisfied(schemeTier=NamedNode("x:tier")) == set()


@pytest.mark.parametrize(
    ("on", "counts"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_a_certificate_counts_from_its_first_day_to_its_last(on, counts):
    assert bool(satisfied(on=date.fromisoformat(on))) is counts


@pytest.mark.parametrize("standing", ["suspended", "withdrawn"])
def test_a_certificate_that_is_suspended_or_withdrawn_stands_for_nothing(standing):
    assert satisfied(certificateStatus=NamedNode(f"{IDS}certificate-status/{standing}")) == set()


@pytest.mark.parametrize("left_out", ["type", "schemeVersion", "certificateStatus", "validFrom", "expires"])
def test_a_certificate_that_lacks_what_it_is_judged_by_is_none(left_out):
    assert read_certificates(certificate(**{left_out: None})) == ()


def test_a_date_that_is_no_date_makes_no_certificate():
    assert read_certificates(certificate(expires=Literal("next year"))) == ()


def test_about_a_criterion_of_the_registry_a_member_cannot_presume_anything():
    quads = [*TIERS, *presumption(SILVER, BASIC, graph=THEIRS)]
    assert satisfied(quads) == set()


def test_about_its_own_criterion_a_member_can():
    own = NamedNode(f"{IDS}criterion/nl-ict-X/1")
    assert satisfied([*TIERS, *presumption(SILVER, own, BASIC, graph=THEIRS)]) == {own}

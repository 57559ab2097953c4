"""Certificates are listed, the latest first; one stands for the criteria of its version and tiers."""

from datetime import date

from pyoxigraph import NamedNode

from registry import browse
from registry.core.pages import Page
from registry.keep import DATA
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS

DAY = date(2026, 11, 22)
RBA = f"{IDS}scheme/rba-vap/1"


def certificate(number, begin, tier="gold", about="device:phone-1"):
    return f"""
<https://w3id.org/cfit/id/certificate/nl-ict-{number}> a cfit:Certificate ;
    schema:certificationIdentification "EX-{number}" ; schema:about {about} ;
    cfit:schemeVersion <{RBA}> ; cfit:schemeTier <{RBA}/{tier}> ;
    schema:issuedBy <https://w3id.org/cfit/id/organisation/rba> ;
    schema:validFrom "{begin}"^^xsd:date ; schema:expires "2027-06-01"^^xsd:date ;
    cfit:certificateStatus <https://w3id.org/cfit/id/certificate-status/valid> ;
    cfit:document <https://example.org/invented-{number}> .
"""


def keep(registry, now, group, dataset, body):
    outcome = publish(Submission(group, dataset, body), registry, now)
    assert isinstance(outcome, Accepted), outcome


def test_certificates_are_listed_and_described(registry, turtle, now):
    keep(registry, now, "registry", "certification-schemes", (DATA / "schemes/certification-schemes.ttl").read_bytes())
    text = certificate(1, "2026-01-01") + certificate(2, "2026-10-01") + certificate(3, "2027-01-01", "silver")
    keep(registry, now, "nl-ict", "certificates", turtle(text))

    page = browse.certificates(registry, Page(1, 2), None, DAY, "en")
    assert [(row.number, row.counts) for row in page.rows] == [("EX-3", False), ("EX-2", True)]
    assert (page.total, page.rows[1].tier, page.rows[1].about[0][1]) == (3, "Gold", "Phone 1")
    other = browse.certificates(registry, Page(), NamedNode(f"{IDS}scheme/epeat/2025"), DAY, "en")
    assert (other.total, other.named) == (0, "EPEAT 2025")
    (line, *_) = browse.device(NamedNode(f"{IDS}device/phone-1"), registry, DAY, "en").certificates
    assert line.scheme == "RBA Validated Assessment Program 1"

    one = browse.certificate(NamedNode(f"{IDS}certificate/nl-ict-1"), registry, DAY, "en")
    assert (one.row.scheme, one.row.counts) == ("RBA Validated Assessment Program 1", True)
    keep(registry, now, "nl-ict", "certificates", turtle(certificate(2, "2026-10-01")))
    assert browse.certificates(registry, Page(), None, DAY, "en").total == 1
    assert browse.certificate(NamedNode(f"{IDS}certificate/nl-ict-1"), registry, DAY, "en") is None


def test_a_scheme_shows_versions_tiers_and_what_they_stand_for(full):
    page = browse.scheme(NamedNode(f"{IDS}scheme/rba-vap"), full, "en")
    (version,) = page.versions
    assert [tier.name for tier in version.tiers] == ["Silver", "Gold", "Platinum"]
    assert [each.identifier for each in version.whole.presumed] != []
    assert page.owners[0][1] == "Responsible Business Alliance"
    tier = browse.scheme(NamedNode(f"{RBA}/gold"), full, "en")
    assert (tier.scheme, tier.versions[0].iri.value) == (page.scheme, RBA)
    assert browse.scheme(NamedNode(f"{IDS}brand/fairphone"), full, "en") is None


def test_the_shipped_schemes_are_listed_though_no_certificate_is(full):
    page = browse.certificates(full, Page(), None, DAY, "en")
    assert (page.total, len(page.schemes)) == (0, 7)
    assert next(row.versions for row in page.schemes if row.name == "TCO Certified") == 4

"""A document that proves one fact is shown at that fact and nowhere else."""

from datetime import date

from pyoxigraph import NamedNode

from registry import browse
from registry.publish import Submission, publish
from registry.settings import IDS

PHONE = f"{IDS}device/phone-1"
EVIDENCE = """
device:phone-1 cfit:repairabilityIndex 4.20 .
<https://example.org/proof> a cfit:Evidence ; cfit:aboutDevice device:phone-1 ; cfit:property cfit:repairabilityIndex ;
    cfit:document <https://example.org/report.pdf> ;
    cfit:evidenceLevel <https://w3id.org/cfit/id/evidence-level/third-party-audit> .
"""


def values(page):
    return {line.name.text: line.values for group in page.groups for line in group.lines}


def test_the_proof_stands_at_its_fact(registry, turtle, now):
    publish(Submission("de-it", "proof", turtle(EVIDENCE)), registry, now)

    shown = values(browse.device(NamedNode(PHONE), registry, date(2026, 11, 21), "en"))

    (index,) = shown["repairability index"]
    assert [(proof.document, proof.level.text) for proof in index.proofs] == [
        ("https://example.org/report.pdf", "audited by a third party")
    ]
    assert shown["updates of the operating system"][0].proofs == ()


def test_the_page_links_to_the_document(client, registry, turtle, now):
    publish(Submission("de-it", "proof", turtle(EVIDENCE)), registry, now)

    page = client.get("/doc/device/phone-1", headers={"Accept": "text/html"}).text

    assert 'href="https://example.org/report.pdf"' in page
    assert "audited by a third party" in page

"""The tiers of a scheme stand in the order of their ranks."""

from pyoxigraph import NamedNode

from registry import browse
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS

SCHEME = f"{IDS}scheme/nl-ict-invented"


def tier(rank):
    return f'<{SCHEME}/1/{rank}> a cfit:SchemeTier ; schema:name "Tier {rank}" ; ' + (
        f"cfit:ofSchemeVersion <{SCHEME}/1> ; cfit:rank {rank} ."
    )


def test_the_tenth_tier_comes_after_the_ninth(registry, turtle, now):
    text = f"""
<{SCHEME}> a cfit:CertificationScheme ; schema:name "Example Label (invented)" ; cfit:schemeOwner <{IDS}group/nl-ict> .
<{SCHEME}/1> a cfit:SchemeVersion ; dcterms:isVersionOf <{SCHEME}> ; cfit:version "1" ;
    cfit:status <{IDS}status/draft> ; dcterms:bibliographicCitation "Invented source" ;
    cfit:verificationMark <{IDS}verification/proposal> .
"""
    text += "\n".join(tier(rank) for rank in (10, 1, 9, 2))
    outcome = publish(Submission("nl-ict", "schemes", turtle(text)), registry, now)
    assert isinstance(outcome, Accepted), outcome
    (version,) = browse.scheme(NamedNode(SCHEME), registry, "en").versions
    assert [each.name for each in version.tiers] == ["Tier 1", "Tier 2", "Tier 9", "Tier 10"]

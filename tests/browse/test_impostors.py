"""A group that talks about another's things is heard as itself, never in the other's name."""

from datetime import date

from pyoxigraph import NamedNode

from registry import browse
from registry.publish import Accepted, Submission, publish
from registry.settings import IDS

PHONE = NamedNode(f"{IDS}device/phone-1")
DAY = date(2026, 11, 21)


def say(registry, turtle, now, text, group="de-it"):
    outcome = publish(Submission(group, "claims", turtle(text)), registry, now)
    assert isinstance(outcome, Accepted), outcome


def test_another_name_does_not_replace_the_name(registry, turtle, now):
    say(registry, turtle, now, 'device:phone-1 schema:name "Stolen" .')

    assert browse.device(PHONE, registry, DAY, "en").name == "Phone 1"
    assert [row.name for row in browse.devices(browse.Filter(), 1, registry, "en").rows] == ["Phone 1"]


def test_another_kind_does_not_change_which_criteria_apply(registry, turtle, now):
    before = browse.device(PHONE, registry, DAY, "en").themes

    say(registry, turtle, now, "device:phone-1 cfit:deviceKind kind:laptop .")

    after = browse.device(PHONE, registry, DAY, "en")
    assert (after.kind.text, len(after.themes)) == ("smartphone", len(before))


def test_another_brand_does_not_move_the_device(registry, turtle, now):
    say(
        registry,
        turtle,
        now,
        'brand:de-it-x a schema:Brand ; schema:name "X" . device:phone-1 schema:brand brand:de-it-x .',
    )

    assert browse.device(PHONE, registry, DAY, "en").brand == "Invented"


def test_a_file_cannot_claim_another_origin_for_itself(registry, turtle, now):
    say(
        registry,
        turtle,
        now,
        """<https://example.org/origin> a dcat:Dataset ; dcterms:title "x"@en ;
            prov:generatedAtTime "2001-01-01T00:00:00Z" ;
            dcterms:license <https://example.org/none> ; cfit:group <https://w3id.org/cfit/id/group/nl-ict> .
        <> a dcat:Dataset ; dcterms:title "y"@en ; dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
            prov:wasDerivedFrom <https://example.org/origin> .
        device:phone-1 cfit:warrantyMonths 24 .""",
    )

    source = next(each for each in browse.device(PHONE, registry, DAY, "en").sources if "claims" in each.graph.value)
    assert (source.group, source.licence) == ("Buyers in Germany", "https://creativecommons.org/licenses/by/4.0/")


def test_two_groups_that_differ_make_a_verdict_disputed_and_both_values_are_shown(registry, turtle, now):
    say(registry, turtle, now, "device:phone-1 cfit:osUpdateYearsAfterEndOfSale 8 .")

    lines = [line for theme in browse.device(PHONE, registry, DAY, "en").themes for line in theme.lines]
    line = next(each for each in lines if each.judgement.version.identifier == "SW-02")
    assert line.judgement.verdict.value == "disputed"
    assert {value.text for value in line.tests[0].values} == {"5 years", "8 years"}

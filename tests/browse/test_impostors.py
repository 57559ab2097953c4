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


def test_what_another_group_says_is_labelled_with_its_name_wherever_it_is_shown(registry, client, turtle, now):
    claim = '<> a dcat:Dataset ; dcterms:title "Buyers in the Netherlands"@en ; cfit:attribution "EPREL" ;'
    claim += " dcterms:license <https://creativecommons.org/licenses/by/4.0/> . device:phone-1 cfit:warrantyMonths 24 ;"
    say(registry, turtle, now, f"{claim} cfit:repairabilityIndex 1.10 .")
    sources = {
        each.graph.value.rpartition("/graph/")[2]: each for each in browse.device(PHONE, registry, DAY, "en").sources
    }
    assert [name for name, source in sources.items() if source.foreign] == ["de-it/claims"]

    page = client.get("/doc/device/phone-1").text
    cited = page[page.index('id="REP-03"') :]
    assert "Buyers in Germany says" in cited[: cited.index("</tr>")]
    facts = page[page.index('id="facts"') :]
    assert "24" in facts and "Buyers in Germany says" in facts
    assert ">EPREL<" not in cited[: cited.index("</tr>")]
    assert "not that of the owner" in page


def test_data_name_the_graph_and_who_contributed_it(registry, client, turtle, now):
    say(registry, turtle, now, "device:phone-1 cfit:warrantyMonths 24 .")
    quads = client.get("/doc/device/phone-1.nq").text
    (line,) = [each for each in quads.splitlines() if "warrantyMonths" in each]
    assert line.endswith("<https://w3id.org/cfit/graph/de-it/claims> .")
    assert "ontology#group> <https://w3id.org/cfit/id/group/de-it>" in quads
    trig = client.get("/doc/device/phone-1", headers={"Accept": "application/trig"})
    assert (trig.status_code, trig.mimetype) == (200, "application/trig")
    assert "graph/de-it/claims" in trig.text


def test_nobody_is_foreign_to_what_is_its_own_nor_the_registry_to_anything(registry, turtle, now):
    own = 'device:de-it-2 a cfit:DeviceModel ; schema:name "P (invented)" ; schema:brand brand:invented ;'
    say(registry, turtle, now, own + " cfit:deviceKind kind:smartphone .")
    say(registry, turtle, now, "device:de-it-2 cfit:warrantyMonths 12 .", group="registry")
    page = browse.device(NamedNode(f"{IDS}device/de-it-2"), registry, DAY, "en")
    assert [source.foreign for source in page.sources] == [False, False]

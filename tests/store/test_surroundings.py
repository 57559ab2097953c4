"""Groups talk about the same devices, each in its own graph: nothing is repeated, overwritten or merged in silence."""

import pytest
from pyoxigraph import NamedNode

from registry.core.names import graph_iri
from registry.core.report_words import as_text
from registry.core.turtle import read_turtle
from registry.publish import Accepted, Rejected, Submission, publish, withdraw
from registry.settings import IDS
from registry.store import context_of, surroundings_of
from registry.vocabulary import CFIT, DCTERMS, ORG, RDF, SCHEMA

DEVICE = NamedNode(f"{IDS}device/phone-1")
THEIRS = graph_iri("registry", "phones")
UPDATES = "device:phone-1 a cfit:DeviceModel ; cfit:osUpdateYearsAfterEndOfSale 8 ."
SPLIT = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex 3.5 ."


@pytest.fixture
def hand_in(registry, turtle, now):
    def hand_in(text, group="nl-ict", dataset="facts"):
        return publish(Submission(group, dataset, turtle(text)), registry, now)

    return hand_in


def verdicts(registry):
    """The verdict on the phone by each criterion's number."""
    names = {CFIT.meets: "meets", CFIT.fails: "fails", CFIT.disputed: "disputed"}
    found = [quad for quad in registry.store.about(DEVICE) if quad.predicate in names]
    return {quad.object.value.split("/")[-2]: names[quad.predicate] for quad in found}


def test_a_group_adds_a_fact_to_a_device_without_repeating_its_name(hand_in):
    outcome = hand_in("device:phone-1 cfit:batteryCyclesAt80 1200 .")
    assert isinstance(outcome, Accepted), as_text(outcome.report)


def test_the_graph_of_another_group_is_not_touched(registry, hand_in):
    before = registry.store.graph(THEIRS)
    hand_in(SPLIT)
    assert registry.store.graph(THEIRS) == before


def test_two_groups_that_differ_are_both_kept_and_the_verdict_is_disputed(registry, hand_in):
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}
    hand_in(SPLIT)
    stated = {(q.graph_name.value, q.object.value) for q in registry.store.about(DEVICE) if "Index" in str(q.predicate)}
    assert stated == {(THEIRS.value, "4.2"), (graph_iri("nl-ict", "facts").value, "3.5")}
    assert verdicts(registry) == {"REP-03": "disputed", "SW-02": "fails"}


def test_groups_that_differ_in_the_value_and_not_in_the_verdict_agree(registry, hand_in):
    hand_in(SPLIT.replace("3.5", "4.90"))
    assert verdicts(registry)["REP-03"] == "meets"


def test_a_dispute_ends_when_one_side_withdraws(registry, hand_in, now):
    hand_in(UPDATES)
    assert verdicts(registry)["SW-02"] == "disputed"
    withdraw("nl-ict", "facts", "No longer true.", registry, now)
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}


def test_a_device_that_nobody_describes_any_more_has_no_verdicts(registry, now):
    withdraw("registry", "phones", "No longer true.", registry, now)
    assert verdicts(registry) == {}
    assert registry.store.about(DEVICE) == []


def test_verdicts_are_gone_when_the_criteria_are_gone_and_come_back_with_them(registry, now):
    criteria = registry.ledger.contribution(1).draft.body
    withdraw("registry", "criteria", "No longer true.", registry, now)
    assert verdicts(registry) == {}
    publish(Submission("registry", "criteria", criteria), registry, now)
    assert verdicts(registry) == {"REP-03": "meets", "SW-02": "fails"}


def test_a_group_that_contradicts_itself_is_told_so(hand_in):
    outcome = hand_in("device:phone-1 cfit:repairabilityIndex 3.00 , 4.00 .")
    assert isinstance(outcome, Rejected)


def test_a_brand_of_another_group_can_be_named(hand_in):
    own = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; cfit:deviceKind kind:smartphone ; schema:brand brand:'
    assert isinstance(hand_in(own + "invented ."), Accepted)
    assert isinstance(hand_in(own + "nobody-knows ."), Rejected)


@pytest.fixture
def upload(turtle):
    def upload(text, dataset="facts"):
        return read_turtle(turtle(text), graph_iri("nl-ict", dataset))

    return upload


def test_the_context_holds_what_the_upload_leaves_out(registry, upload):
    context = context_of(upload("device:phone-1 cfit:repairabilityIndex 3.00 ."), registry.store)
    about = {triple.predicate for triple in context if triple.subject == DEVICE}
    assert SCHEMA.name in about and CFIT.osUpdateYearsAfterEndOfSale in about
    assert CFIT.repairabilityIndex not in about


def test_the_context_holds_no_verdicts(registry, upload):
    context = context_of(upload(UPDATES), registry.store)
    assert not {CFIT.meets, CFIT.fails} & {triple.predicate for triple in context}


def test_the_context_holds_nothing_of_the_graph_that_is_replaced(registry, upload, hand_in):
    hand_in("device:phone-1 cfit:batteryCyclesAt80 1200 .")
    context = context_of(upload("device:phone-1 cfit:ipSolid 6 ."), registry.store)
    assert CFIT.batteryCyclesAt80 not in {triple.predicate for triple in context}


def test_the_surroundings_tell_what_is_known_and_of_which_kind(registry, upload):
    here = upload("device:phone-1 cfit:ipSolid 6 . device:nl-ict-new a cfit:DeviceModel .")
    seen = surroundings_of(here, registry.store, registry.words.classes)
    assert seen.known == {DEVICE}
    assert CFIT.DeviceModel in seen.types[DEVICE]


SCHEME = """
<https://example.org/scheme> a cfit:CertificationScheme ; schema:name "Example Label (invented)" ;
    cfit:schemeOwner <https://example.org/owner> ; cfit:certificateNumberPattern "^EX-[0-9]{3}$" .
<https://example.org/scheme/1> a cfit:SchemeVersion ; dcterms:isVersionOf <https://example.org/scheme> ;
    cfit:version "1" ; cfit:status <https://w3id.org/cfit/id/status/current> ; cfit:longestValidity 24 ;
    dcterms:bibliographicCitation "Invented" ; cfit:verificationMark <https://w3id.org/cfit/id/verification/proposal> .
<https://example.org/scheme/1/gold> a cfit:SchemeTier ; schema:name "Gold" ; cfit:rank 1 ;
    cfit:ofSchemeVersion <https://example.org/scheme/1> .
"""
CERTIFICATE = """
<https://example.org/certificate/{name}> a cfit:Certificate ; schema:certificationIdentification "{number}" ;
    schema:about device:phone-1 ; cfit:schemeVersion <https://example.org/scheme/1> ;
    cfit:schemeTier <https://example.org/scheme/1/gold> ; schema:issuedBy <https://example.org/owner> ;
    schema:validFrom "2026-01-01"^^xsd:date ; schema:expires "{expires}"^^xsd:date ;
    cfit:certificateStatus <https://w3id.org/cfit/id/certificate-status/valid> ;
    cfit:document <https://example.org/certificate> .
"""


def certificate(name="a", number="EX-001", expires="2028-01-01"):
    return CERTIFICATE.format(name=name, number=number, expires=expires)


@pytest.fixture
def scheme(hand_in):
    outcome = hand_in(SCHEME, group="de-it", dataset="scheme")
    assert isinstance(outcome, Accepted), as_text(outcome.report)


def shapes_of(report):
    return {finding.shape.value.rpartition("#")[2] for finding in report.findings}


@pytest.mark.usefixtures("scheme")
def test_the_context_of_a_certificate_reaches_as_far_as_its_scheme(registry, upload):
    context = {(t.subject.value, t.predicate) for t in context_of(upload(certificate()), registry.store)}
    assert {
        ("https://example.org/scheme/1/gold", CFIT.ofSchemeVersion),
        ("https://example.org/scheme/1", DCTERMS.isVersionOf),
        ("https://example.org/scheme/1", CFIT.longestValidity),
        ("https://example.org/scheme", CFIT.certificateNumberPattern),
        ("https://example.org/scheme", RDF.type),
    } <= context
    assert ("https://example.org/scheme", SCHEMA.name) not in context


@pytest.mark.usefixtures("scheme")
def test_a_certificate_is_held_against_a_scheme_of_another_group(hand_in):
    assert isinstance(hand_in(certificate()), Accepted)
    wrong = hand_in(certificate(number="EX-1"))
    assert isinstance(wrong, Rejected)
    assert shapes_of(wrong.report) == {"certificate-number-pattern"}
    long = hand_in(certificate(expires="2028-01-02"))
    assert isinstance(long, Accepted)
    assert shapes_of(long.report) == {"certificate-validity-plausible-value"}


@pytest.mark.usefixtures("scheme")
def test_a_number_is_given_once_whoever_contributed_it(hand_in):
    hand_in(certificate(), group="de-it")
    again = hand_in(certificate("b"))
    assert isinstance(again, Rejected)
    assert shapes_of(again.report) == {"certificate-number-once"}
    assert isinstance(hand_in(certificate("b", "EX-002")), Accepted)


@pytest.mark.usefixtures("scheme")
def test_a_group_may_send_its_certificate_again_and_another_may_speak_of_the_same(hand_in):
    for group in ("de-it", "de-it", "nl-ict"):
        outcome = hand_in(certificate(), group=group)
        assert isinstance(outcome, Accepted), as_text(outcome.report)


@pytest.mark.usefixtures("scheme")
def test_a_finding_of_a_query_speaks_the_language_of_the_reader(hand_in):
    (finding,) = hand_in(certificate(number="EX-1")).report.findings
    assert {language for language, _ in finding.messages} == {"en", "nl", "de", "fr", "nb"}


def criteria(registry):
    return registry.ledger.contribution(1).draft.body.decode()


def replace_criteria(registry, now, text):
    return publish(Submission("registry", "criteria", text.encode()), registry, now)


def test_the_registry_itself_does_not_change_a_published_test(registry, now):
    text = criteria(registry)
    outcome = replace_criteria(registry, now, text.replace("#value> 4.00", "#value> 3.00"))
    assert isinstance(outcome, Rejected)
    (finding,) = outcome.report.findings
    assert (finding.path, finding.focus.value) == (CFIT.constraint, f"{IDS}criterion/REP-03/1")
    assert "#value> 4.00" in text.splitlines()[finding.line - 1]


def test_the_registry_may_send_the_same_criteria_with_a_strategy(registry, now):
    more = f"<{IDS}criterion/REP-03/1> <{CFIT.strategy.value}> <{IDS}strategy/use-longer> .\n"
    assert isinstance(replace_criteria(registry, now, criteria(registry)), Accepted)
    assert isinstance(replace_criteria(registry, now, criteria(registry) + more), Accepted)


def test_a_second_dataset_does_not_change_a_part_of_a_published_version(registry, now):
    part = next(
        q for q in registry.store.about(NamedNode(f"{IDS}criterion/REP-03/1")) if q.predicate == CFIT.constraint
    )
    text = f"<{part.object.value}> <{CFIT.value.value}> 3.0 ."
    outcome = publish(Submission("registry", "more", text.encode()), registry, now)
    assert isinstance(outcome, Rejected)
    assert CFIT.constraint in {finding.path for finding in outcome.report.findings}


MEMBERSHIP = """
<https://example.org/ministry> a cfit:Organisation ; schema:name "Invented Ministry" .
<https://example.org/{name}> a cfit:PactMembership ; org:member <https://example.org/ministry> ;
    cfit:pactRole <https://w3id.org/cfit/id/pact-role/{role}> ; cfit:country country:NLD ;
    cfit:validFrom "{start}"^^xsd:date .
country:NLD a skos:Concept .
"""


@pytest.fixture
def join(registry, turtle, now):
    """Tell the registry of a membership of one and the same organisation."""

    def join(role, start="2026-01-01", group="registry", name=None, more=""):
        text = MEMBERSHIP.format(name=name or f"{group}-{role}", role=role, start=start) + more
        prefix = "@prefix country: <http://publications.europa.eu/resource/authority/country/> .\n"
        return publish(Submission(group, f"members-{role}", turtle(prefix + text)), registry, now)

    return join


ENDED = '<https://example.org/registry-participant> cfit:validUntil "2026-06-30"^^xsd:date .'


@pytest.mark.parametrize(("first", "second"), [("participant", "supporting"), ("supporting", "coordinating")])
def test_a_member_that_the_registry_knows_cannot_take_the_other_side_too(join, first, second):
    assert isinstance(join(first), Accepted)
    outcome = join(second, start="2026-07-01")
    assert isinstance(outcome, Rejected)
    assert "at the same time" in as_text(outcome.report)
    (finding,) = outcome.report.findings
    assert finding.focus.value == f"https://example.org/registry-{second}"
    assert [language for language, _ in finding.messages] == ["de", "en", "fr", "nb", "nl"]


def test_a_member_can_take_the_other_side_when_the_first_has_ended(join):
    join("participant", more=ENDED)
    assert isinstance(join("supporting", start="2026-06-30"), Rejected)
    assert isinstance(join("supporting", start="2026-07-01"), Accepted)


def test_a_membership_that_is_told_anew_does_not_stand_in_its_own_way(join):
    join("participant", name="one")
    assert isinstance(join("expert", name="two"), Accepted)
    assert isinstance(join("participant", name="one"), Accepted)


def test_the_context_holds_of_another_membership_only_what_the_rule_asks(registry, upload, join):
    join("participant", more='<https://example.org/registry-participant> cfit:signedOn "2025-12-01"^^xsd:date .')
    new = "<https://example.org/new> a cfit:PactMembership ; org:member <https://example.org/ministry> ."
    context = context_of(upload(new), registry.store)
    known = NamedNode("https://example.org/registry-participant")
    about = {triple.predicate for triple in context if triple.subject == known}
    assert about == {ORG.member, CFIT.pactRole, CFIT.validFrom}


def test_the_context_holds_no_memberships_of_organisations_that_the_upload_only_names(registry, upload, join):
    join("participant")
    group = "<https://example.org/group> a cfit:BuyerGroup ; cfit:coordinator <https://example.org/ministry> ."
    context = context_of(upload(group), registry.store)
    assert {triple.predicate for triple in context} == {RDF.type}

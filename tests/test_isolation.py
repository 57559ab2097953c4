"""Five groups at work, step by step beside a plain dictionary: nobody changes the graph of another, nothing is half."""

import gc
import os
from collections import Counter
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from registry import keep
from registry.assembly import Registry, load_words
from registry.core.conditions import Conditions
from registry.core.criteria import in_force
from registry.core.names import DERIVED_GRAPHS, VERDICTS_GRAPH, contribution_iri, graph_iri
from registry.core.outcomes import Changed
from registry.core.reading.formats import placed, read
from registry.core.report import report_of
from registry.core.turtle import Unreadable
from registry.core.validation import load_shapes, validate
from registry.ledger import Ledger
from registry.ledger.ledger import Group
from registry.publish import Accepted, Rejected, Submission, publish, withdraw
from registry.settings import IDS, ONTOLOGY, SHAPES, Limits, Settings
from registry.store import Store
from registry.store.case import case_of
from registry.store.projection import all_devices, rules_of
from registry.store.view import View
from registry.vocabulary import CFIT, DCTERMS, PREFIXES, PROV, RDF, RDFS, SCHEMA, XSD
from registry.workers.answers import Answers
from registry.workers.templates import Templates
from tests.conftest import NOW, criteria_file, turtle_file

GROUPS = ("nl-ict", "de-it", "fr-num", "nb-it", "be-ict")
DATASETS = ("one", "two")
NUMBERS = (1, 2)
GRAPHS = tuple(graph_iri(group, dataset) for group in GROUPS for dataset in DATASETS)
STEPS_PER_STORY = 200
WHOLE_LOOK_EVERY = 20
MOST_THINGS = 2
STEPS = int(os.environ.get("CFIT_ISOLATION_STEPS", "20000"))
"""How many steps are taken in all; `make isolation` takes as many as it is told, from seeds of its own."""
PARTS = 10
"""So many tests share the steps, so that every processor takes some."""

KNOWN = """
brand:registry-invented a schema:Brand ; schema:name "Invented" .
<https://example.org/organisation> a <http://www.w3.org/ns/org#Organization> ; schema:name "Example Labels (invented)" .
<https://example.org/scheme> a cfit:CertificationScheme ; schema:name "Example Label (invented)" ;
    cfit:schemeOwner <https://example.org/organisation> .
<https://example.org/scheme-version> a cfit:SchemeVersion ; dcterms:isVersionOf <https://example.org/scheme> ;
    cfit:version "1" ; cfit:status <https://w3id.org/cfit/id/status/current> ;
    dcterms:bibliographicCitation "Invented source" ;
    cfit:verificationMark <https://w3id.org/cfit/id/verification/proposal> .
"""
"""What the registry itself knows before the groups begin."""

DERIVED = tuple(f" {graph} .\n" for graph in DERIVED_GRAPHS)
Triples = frozenset[Triple]


@cache
def as_lines(graph, triples):
    """What a graph holds, as lines of N-Quads."""
    quads = (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
    return frozenset(serialize(quads, format=RdfFormat.N_QUADS).decode().splitlines(keepends=True))


class Inside:
    """The checks of uploads inside this process, with the steps of a session in a worker."""

    def __init__(self):
        self.shapes, self.limits = load_shapes(SHAPES, ONTOLOGY), Limits()

    @contextmanager
    def session(self):
        yield self

    def read(self, body, media_type, graph, bounds):
        self.body, self.media_type = body, media_type
        self.upload = read(body, media_type, graph, bounds)
        return self.upload

    def judge(self, context):
        return report_of(validate(self.upload, context, self.shapes), self.limits.findings)

    def locate(self, report):
        return placed(report, self.upload, self.body, self.media_type)


@cache
def shared():
    """What no story changes: words, checks, and the files that each begins with."""
    return load_words(), Inside(), {"criteria": criteria_file("REP-03", "SW-02"), "known": turtle_file(KNOWN)}


def name(kind, group, number):
    return NamedNode(f"{IDS}{kind}/{group}-{number}")


def concept(name):
    return NamedNode(f"{IDS}{name}")


def day(text):
    return Literal(text, datatype=XSD.date)


def about(subject, *statements):
    return frozenset(Triple(subject, predicate, value) for predicate, value in statements)


def index_of(value):
    return CFIT.repairabilityIndex, Literal(value, datatype=XSD.decimal)


def device(subject, value):
    brand, kind = name("brand", "registry", "invented"), concept("device-kind/smartphone")
    named = SCHEMA.name, Literal(subject.value.rpartition("/")[2])
    is_one = RDF.type, CFIT.DeviceModel
    return about(subject, is_one, named, (SCHEMA.brand, brand), (CFIT.deviceKind, kind), index_of(value))


def facts(subject, value):
    return about(subject, (RDF.type, CFIT.DeviceModel), index_of(value))


def evidence(subject, of):
    page = CFIT.document, NamedNode("https://example.org/report.pdf")
    level = CFIT.evidenceLevel, concept("evidence-level/third-party-audit")
    stated = (CFIT.aboutDevice, of), (CFIT.property, CFIT.repairabilityIndex)
    return about(subject, (RDF.type, CFIT.Evidence), *stated, page, level)


def certificate(subject, of):
    return about(
        subject,
        (RDF.type, CFIT.Certificate),
        (SCHEMA.about, of),
        (SCHEMA.certificationIdentification, Literal(subject.value.rpartition("/")[2])),
        (CFIT.schemeVersion, NamedNode("https://example.org/scheme-version")),
        (NamedNode(PREFIXES["schema"] + "issuedBy"), NamedNode("https://example.org/organisation")),
        (SCHEMA.validFrom, day("2026-01-15")),
        (SCHEMA.expires, day("2028-01-15")),
        (CFIT.certificateStatus, concept("certificate-status/valid")),
        (CFIT.document, NamedNode("https://example.org/certificate")),
    )


def link(subject, source, target):
    sure = CFIT.confidence, Literal("0.8", datatype=XSD.decimal)
    ends = (CFIT.linkFrom, source), (CFIT.linkTo, target)
    return about(subject, (RDF.type, CFIT.LinkAssertion), *ends, (CFIT.linkMethod, concept("link-method/name")), sure)


def decision(subject, on, by, answer):
    who, when = (CFIT.decidedBy, NamedNode(f"{IDS}group/{by}")), (DCTERMS.date, day("2026-11-21"))
    what = CFIT.decision, concept(f"link-decision/{answer}")
    return about(subject, (RDF.type, CFIT.LinkDecision), (CFIT.ofLink, on), what, who, when)


REFERRING = {CFIT.aboutDevice, CFIT.linkFrom, CFIT.linkTo, CFIT.ofLink}
NEEDED = {SCHEMA.name, SCHEMA.brand, CFIT.deviceKind}

group_names, datasets, numbers = st.sampled_from(GROUPS), st.sampled_from(DATASETS), st.sampled_from(NUMBERS)
values = st.sampled_from(("3.2", "3.95", "4.5", "4.75"))
devices = st.builds(lambda group, number: name("device", group, number), group_names, numbers)
links = st.builds(lambda group, number: name("link", group, number), group_names, numbers)


class FiveGroups(RuleBasedStateMachine):
    """Groups contribute, replace and withdraw; the model is a dictionary from graph to triples."""

    taken: ClassVar = Counter()

    def __init__(self):
        super().__init__()
        words, checks, files = shared()
        setting = Settings(home=Path("/nonexistent"), ledger="sqlite://")
        answers, templates = Answers(Store(), setting.snapshots_folder, Limits()), Templates(SHAPES, ONTOLOGY)
        self.registry = Registry(setting, Store(), answers, words, checks, templates, Ledger("sqlite://"))
        keep.ensure_steward(self.registry.ledger, NOW)
        for group in GROUPS:
            self.registry.ledger.add_group(Group(group, f"{group} (invented)", keep.LICENCE), NOW)
        for dataset, body in files.items():
            assert isinstance(publish(Submission("registry", dataset, body), self.registry, NOW), Accepted), dataset
        self.ours = frozenset(line for line in self.registry.store.lines() if not line.endswith(DERIVED))
        self.rules = rules_of(self.registry.store)
        self.model: dict[NamedNode, Triples] = {}
        self.accepted: list[tuple[str, str, str, bytes]] = []
        self.before = self.looked_up_to = self.registry.ledger.last_sequence()
        self.seen: dict[NamedNode, Triples] = {}

    def teardown(self):
        self.nothing_else_is_in_the_store()
        faults = [*keep.verify(self.registry.ledger)]
        self.registry.ledger.close()
        assert faults == []

    @rule(group=group_names, dataset=datasets, number=numbers, value=values)
    def describe_an_own_device(self, group, dataset, number, value):
        self.put(group, dataset, device(name("device", group, number), value))

    @rule(group=group_names, dataset=datasets, of=devices, value=values)
    def describe_a_device_of_anybody(self, group, dataset, of, value):
        self.put(group, dataset, facts(of, value))

    @rule(group=group_names, dataset=datasets, of=devices, value=values)
    def describe_a_device_of_anybody_whole(self, group, dataset, of, value):
        self.put(group, dataset, device(of, value))

    @rule(group=group_names, dataset=datasets, number=numbers, of=devices)
    def state_evidence(self, group, dataset, number, of):
        self.put(group, dataset, evidence(name("evidence", group, number), of))

    @rule(group=group_names, dataset=datasets, number=numbers, of=devices)
    def state_a_certificate(self, group, dataset, number, of):
        self.put(group, dataset, certificate(name("certificate", group, number), of))

    @rule(group=group_names, dataset=datasets, number=numbers, end=devices, other=devices)
    def propose_a_link(self, group, dataset, number, end, other):
        self.put(group, dataset, link(name("link", group, number), end, other))

    @rule(group=group_names, dataset=datasets, on=links, answer=st.sampled_from(("accepted", "rejected", "proposed")))
    def decide_on_a_link(self, group, dataset, on, answer):
        self.put(group, dataset, decision(name("link-decision", group, on.value.rpartition("/")[2]), on, group, answer))

    @rule(group=group_names, dataset=datasets, of=devices, value=values)
    def begin_a_dataset_anew(self, group, dataset, of, value):
        self.hand_in(group, dataset, device(of, value))

    @rule(group=group_names, dataset=datasets)
    def send_the_same_again(self, group, dataset):
        kept = self.model.get(graph_iri(group, dataset))
        if kept:
            self.hand_in(group, dataset, kept)

    @rule(group=group_names, other=group_names, dataset=datasets, kind=st.integers(0, 5))
    def say_what_is_not_ours(self, group, other, dataset, kind):
        if group == other:
            return
        of = name("device", group, 1)
        foreign = (
            evidence(name("evidence", other, 1), of),
            certificate(name("certificate", other, 1), of),
            link(name("link", other, 1), of, name("device", other, 1)),
            decision(name("link-decision", other, 1), name("link", other, 1), other, "accepted"),
            about(graph_iri(other, dataset), (RDF.type, NamedNode("http://www.w3.org/ns/dcat#Dataset"))),
            about(CFIT.repairabilityIndex, (RDFS.label, Literal("price"))),
        )[kind]
        self.hand_in(group, dataset, device(of, "4.5") | foreign, refused=True)

    @rule(group=group_names, dataset=datasets, of=devices)
    def send_what_nobody_can_read(self, group, dataset, of):
        body = serialize(device(of, "4.5"), format=RdfFormat.TURTLE) + b"and so on"
        assert isinstance(publish(Submission(group, dataset, body), self.registry, NOW), Unreadable)
        FiveGroups.taken["refused"] += 1

    @rule(group=group_names, dataset=datasets, of=devices)
    def write_over_what_was_never_read(self, group, dataset, of):
        body = serialize(device(of, "4.5"), format=RdfFormat.TURTLE)
        sent = Submission(group, dataset, body, conditions=Conditions(frozenset({"another state"}), None, None))
        assert isinstance(publish(sent, self.registry, NOW), Changed)
        FiveGroups.taken["refused"] += 1

    @rule(group=group_names, dataset=datasets)
    def ask_what_was_said_before(self, group, dataset):
        told = [(step.sequence, step.action.value) for step in self.registry.ledger.history(group, dataset)]
        assert told == [
            (self.before + place, action)
            for place, (*whose, action, _) in enumerate(self.accepted, start=1)
            if whose == [group, dataset]
        ]

    @rule(group=group_names, dataset=datasets)
    def withdraw_a_dataset(self, group, dataset):
        graph = graph_iri(group, dataset)
        outcome = withdraw(group, dataset, "No longer true.", self.registry, NOW)
        assert (outcome is not None) == (graph in self.model)
        if outcome is not None:
            self.accepted.append((group, dataset, "withdraw", b""))
            del self.model[graph]

    def put(self, group, dataset, triples):
        """Add things to what the dataset holds, in the place of what it said of them; it holds a few at a time."""
        held = self.model.get(graph_iri(group, dataset), frozenset())
        staying = sorted({each.subject for each in held} - {each.subject for each in triples}, key=str)[:MOST_THINGS]
        self.hand_in(group, dataset, triples | {each for each in held if each.subject in staying})

    def hand_in(self, group, dataset, triples, refused=False):
        """Contribute the triples as a file, and hold the outcome against what the model expects."""
        graph = graph_iri(group, dataset)
        body = serialize(sorted(triples, key=str), format=RdfFormat.TURTLE)
        expected = not refused and self.stands(group, graph, triples)
        outcome = publish(Submission(group, dataset, body), self.registry, NOW)
        said = getattr(outcome.report, "findings", ())
        assert isinstance(outcome, Accepted if expected else Rejected), (expected, said, body.decode())
        FiveGroups.taken["accepted" if expected else "refused"] += 1
        if expected:
            self.model[graph] = triples
            self.accepted.append((group, dataset, "replace", body))

    def stands(self, group, graph, triples):
        """Whether a file may be accepted: what it describes is its own or known, what it refers to is there."""
        others = [other for name, held in self.model.items() if name != graph for other in held]
        together = {(each.subject, each.predicate, each.object) for each in (*others, *triples)}
        known = {triple.subject for triple in others}
        told = {(subject, predicate) for subject, predicate, _ in together}
        models = {subject for subject, predicate, value in together if value == CFIT.DeviceModel}
        stated = {subject for subject, predicate, value in together if value == CFIT.LinkAssertion}
        for triple in triples:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if value == CFIT.DeviceModel and not (
                (f"/{group}-" in subject.value or subject in known)
                and all((subject, needed) in told for needed in NEEDED)
            ):
                return False
            if predicate in REFERRING and value not in (stated if predicate == CFIT.ofLink else models):
                return False
            if predicate == CFIT.linkFrom and Triple(subject, CFIT.linkTo, value) in triples:
                return False
        return True

    @invariant()
    def every_graph_is_as_the_model_has_it(self):
        FiveGroups.taken["looked at"] += 1
        held = {graph: frozenset(quad.triple for quad in self.registry.store.graph(graph)) for graph in GRAPHS}
        assert {graph: triples for graph, triples in held.items() if triples} == self.model
        if self.model != self.seen:
            self.seen = {**self.model}
            self.verdicts_are_those_judged_anew()
            self.origins_are_those_accepted()
        if FiveGroups.taken["looked at"] % WHOLE_LOOK_EVERY == 0:
            self.nothing_else_is_in_the_store()

    def nothing_else_is_in_the_store(self):
        stated = frozenset(line for line in self.registry.store.lines() if not line.endswith(DERIVED))
        assert stated == self.ours.union(*(as_lines(graph, held) for graph, held in self.model.items()))

    def verdicts_are_those_judged_anew(self):
        view, today = View(self.registry.store), NOW.date()
        criteria = in_force(self.rules.criteria, today)
        judged = {
            Quad(device, judgement.verdict.predicate, judgement.version.iri, VERDICTS_GRAPH)
            for device in all_devices(view)
            for judgement in case_of(device, view).judged(criteria, self.rules.presumptions, today)
            if judgement.verdict.predicate is not None
        }
        assert {*self.registry.store.graph(VERDICTS_GRAPH)} == judged

    def origins_are_those_accepted(self):
        newest = {graph_iri(*step[:2]): self.before + place for place, step in enumerate(self.accepted, start=1)}
        for graph, number in newest.items():
            origin = {quad.object for quad in self.registry.store.about(graph) if quad.predicate == PROV.wasDerivedFrom}
            assert origin == ({contribution_iri(number)} if graph in self.model else set())

    @invariant()
    def the_ledger_grew_by_what_was_accepted_and_nothing_else(self):
        expected = self.before + len(self.accepted)
        assert self.registry.store.revision() == self.registry.ledger.last_sequence() == expected
        if expected > self.looked_up_to:
            drafts = [each.draft for each in self.registry.ledger.since(self.looked_up_to)]
            newest = [(draft.group, draft.dataset, draft.action.value, draft.body) for draft in drafts]
            assert newest == self.accepted[self.looked_up_to - self.before :]
            self.looked_up_to = expected


@pytest.mark.parametrize("part", range(PARTS))
def test_no_group_changes_what_another_says(part):
    stories = settings(
        max_examples=STEPS // PARTS // STEPS_PER_STORY,
        stateful_step_count=STEPS_PER_STORY,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    groups = FiveGroups if "CFIT_ISOLATION_STEPS" in os.environ else seed(part)(FiveGroups)
    FiveGroups.taken.clear()
    shared()
    gc.freeze()  # what stays for the whole test need not be looked through again and again
    try:
        run_state_machine_as_test(groups, settings=stories)
    finally:
        gc.unfreeze()
    least = STEPS // PARTS // 20
    assert FiveGroups.taken["accepted"] > least and FiveGroups.taken["refused"] > least

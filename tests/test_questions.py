"""What people really ask of the registry: each question is a query that runs, and says truly whether it is answered."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QueryBoolean, RdfFormat, Variable
from rdflib.plugins.sparql import prepareQuery

from registry.settings import DATA, ONTOLOGY
from registry.vocabulary import PREFIXES

HOME = Path(__file__).parent.parent
FILES = sorted((ONTOLOGY / "questions").glob("*.rq"))
ASKERS = {"buyer", "buyer group", "partner system", "secretariat", "NGO"}
DEVICE = "<https://w3id.org/cfit/id/device/eprel-2378858>"
SOME_DEVICES = (DEVICE, DEVICE.replace("2378858", "2047948"), DEVICE.replace("eprel-2378858", "endoflife-fairphone-5"))
REP_03 = "<https://w3id.org/cfit/id/criterion/REP-03/1>"
PLANT = (
    "<urn:plant> a cfit:Facility ; cfit:supplyTier 0 ;"
    " cfit:country <http://publications.europa.eu/resource/authority/country/NLD>"
)
PLEDGE = """<urn:pledge> a cfit:DemandPledge ;
    cfit:pledgedBy <https://w3id.org/cfit/id/buyer-group/belgium> ;
    cfit:deviceKind <https://w3id.org/cfit/id/device-kind/laptop> ; cfit:quantity 5000 ;
    <https://schema.org/startDate> "2027-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
    <https://schema.org/endDate> "2027-12-31"^^<http://www.w3.org/2001/XMLSchema#date> ;
    cfit:firmness <https://w3id.org/cfit/id/firmness/planned> ; cfit:criteriaSet <urn:set> ."""

# For each question that has no answer yet: a small fact that would answer it.
PLANTED = {
    "devices_meeting_whole_set": f"<urn:set> a cfit:CriteriaSet ; cfit:criterionVersion {REP_03} .",
    "groups_that_differ": f"{DEVICE} cfit:batteryCyclesAt80 12 .",
    "disputed_verdicts": f"{DEVICE} cfit:disputed {REP_03} .",
    "evidence_documents": f"<urn:evidence> a cfit:Evidence ; cfit:aboutDevice {DEVICE} ;"
    " cfit:property cfit:sarHead ; cfit:document <https://example.org/report.pdf> ;"
    " cfit:evidenceLevel <https://w3id.org/cfit/id/evidence-level/third-party-audit> .",
    "evidence_by_type": f"<urn:evidence> a cfit:Evidence ; cfit:aboutDevice {DEVICE} ;"
    " cfit:evidenceType <https://w3id.org/cfit/id/evidence-type/test-report> ;"
    " cfit:evidenceLevel <https://w3id.org/cfit/id/evidence-level/third-party-audit> .",
    "configurations_of_device": "<urn:configuration> a cfit:DeviceConfiguration ;"
    f' schema:isVariantOf {DEVICE} ; schema:name "256 GB" .',
    "facilities_of_device": f"{DEVICE} cfit:finalAssemblyFactoryDisclosed <urn:plant> ."
    f' {PLANT} ; schema:name "Plant" .',
    "facilities_by_country": f"{PLANT} .",
    "supply_relations": "<urn:relation> a cfit:SupplyRelation ; cfit:supplier <urn:plant> ; cfit:supplyTier 1 ;"
    " cfit:customer <urn:customer> ; dcterms:source <https://example.org/list> .",
    "pledged_demand": PLEDGE,
    "pledges_of_buyer": PLEDGE,
    "dialogue_on_criterion": "<urn:record> a cfit:DialogueRecord ; cfit:counterpart <urn:maker> ;"
    " cfit:discussedCriterion <https://w3id.org/cfit/id/criterion/REP-03> ;"
    ' <http://purl.org/dc/terms/date> "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date> .',
}


@dataclass(frozen=True)
class Question:
    """A question as its file puts it: in words, with parameters and an example of each, and as a query."""

    name: str
    english: str
    dutch: str
    parameters: dict[str, tuple[str, str]]
    answers: str
    query: str

    @property
    def answered(self) -> bool:
        """Whether the file says that the shipped data answers it."""
        return self.answers.startswith("answers: ")

    @property
    def examples(self) -> dict[str, Literal | NamedNode]:
        """A value for each parameter."""
        return {name: term(kind, example) for name, (kind, example) in self.parameters.items()}


def read(file):
    """Read a file; its head is the question twice, a line for each parameter, and what is answered."""
    text = file.read_text(encoding="utf-8")
    head = [line.removeprefix("# ") for line in re.match(r"(?:# .*\n)*", text)[0].splitlines()]
    if len(head) < 3:
        raise ValueError(f"{file.name}: the head is not complete")
    told = [
        line
        for line in head[2:-1]
        if not re.fullmatch(r"chart: \?\w+ \?\w+(?: for \?\w+)?|needs: \?\w+|(?:de|fr|nb): [A-ZÀÉ].*\?", line)
    ]
    split = (part(file, r"\?(\w+) (iri|integer|decimal|string|date) (\S.*)", line).groups() for line in told)
    return Question(
        name=file.stem,
        english=part(file, r"en: ([A-Z].*\?)", head[0])[1],
        dutch=part(file, r"nl: ([A-Z].*\?)", head[1])[1],
        parameters={name: (kind, example) for name, kind, example in split},
        answers=part(file, r"answers: [A-Z0-9].*\.|no answer yet: \w.*\w", head[-1])[0],
        query=text,
    )


def part(file, pattern, line):
    found = re.fullmatch(pattern, line)
    if not found:
        raise ValueError(f"{file.name}: this line of the head is not as it should be: {line}")
    return found


def term(kind, example):
    return NamedNode(example) if kind == "iri" else Literal(example, datatype=NamedNode(PREFIXES["xsd"] + kind))


def rows(store, query, bound=None):
    """Ask as the store asks its own questions: the union of all graphs, values given to variables."""
    substitutions = {Variable(name): value for name, value in (bound or {}).items()}
    answer = store.query(query, use_default_graph_as_union=True, substitutions=substitutions)
    if isinstance(answer, QueryBoolean):
        return [True] if answer else []
    names = [variable.value for variable in answer.variables]
    return [{name: row[name] for name in names} for row in answer]


def words(row, parameters):
    """What stays of a row when a threshold is set: not the parameters, and not the numbers, which may be counts."""
    kept = ((name, value) for name, value in row.items() if name not in parameters and value is not None)
    return frozenset((name, value) for name, value in kept if not is_number(value))


def is_number(value):
    return isinstance(value, Literal) and value.datatype.value.removeprefix(PREFIXES["xsd"]) in ("integer", "decimal")


def with_values_first(question):
    """The query as a partner sends it: the values of the parameters stand first in WHERE."""
    names = " ".join(f"?{name}" for name in question.examples)
    values = " ".join(str(value) for value in question.examples.values())
    return question.query.replace("WHERE {", f"WHERE {{ VALUES ({names}) {{ ({values}) }}", 1)


def about_some_devices(question):
    """The query without values; one on a device is asked about a few of them, because about all it takes a minute."""
    if "device" not in question.parameters:
        return question.query
    devices = dict.fromkeys((str(question.examples["device"]), *SOME_DEVICES))
    return question.query.replace("WHERE {", f"WHERE {{ VALUES ?device {{ {' '.join(devices)} }}", 1)


def name_of(question):
    return question.name


QUESTIONS = [read(file) for file in FILES]
NAMED = {question.name: question for question in QUESTIONS}
WITH_PARAMETERS = [question for question in QUESTIONS if question.parameters]


@pytest.fixture(scope="module")
def shipped(full):
    """Everything that the registry holds of the shipped data, in a store of our own."""
    store = ox.Store()
    store.bulk_load("".join(full.store.lines()).encode(), format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def phones():
    """The phones of EPREL as plain lists of values, read without any query."""
    return models_in(DATA / "devices/eprel-smartphones.ttl")


@pytest.fixture(scope="module")
def devices():
    """All shipped devices, read the same way."""
    return models_in(*sorted((DATA / "devices").glob("*.ttl")))


def models_in(*files):
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file)
    models = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(PREFIXES["cfit"] + "DeviceModel")))
    facts = defaultdict(dict)
    for device, predicate, value in graph:
        if device in models:
            facts[device][re.split("[#/]", predicate)[-1]] = value.toPython()
    return list(facts.values())


def test_there_are_questions_of_everybody_who_asks():
    assert len(QUESTIONS) >= 32
    assert {who for _, who, _ in told()} == ASKERS


@pytest.mark.parametrize(
    "head",
    [
        "# en: Which?\n# nl: Welke?\n",
        "# en: Which.\n# nl: Welke?\n# answers: Some.\n",
        "# nl: Welke?\n# en: Which?\n# answers: Some.\n",
        "# en: Which?\n# nl: Welke?\n# ?x number 5\n# answers: Some.\n",
        "# en: Which?\n# nl: Welke?\n# no answer yet:\n",
    ],
)
def test_a_head_that_is_not_complete_is_found(head, tmp_path):
    file = tmp_path / "question.rq"
    file.write_text(head + "ASK {}\n")
    with pytest.raises(ValueError, match="head"):
        read(file)


def test_no_question_is_asked_twice():
    for texts in ([each.english for each in QUESTIONS], [each.dutch for each in QUESTIONS]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_a_question_can_be_read_by_another_parser(question):
    prepareQuery(question.query)


@pytest.mark.parametrize("question", WITH_PARAMETERS, ids=name_of)
def test_the_parameters_of_a_question_come_first_in_its_select(question):
    first = re.search(r"^SELECT (?:DISTINCT )?((?:\?\w+ )*)", question.query, re.MULTILINE)[1].split()
    assert first[: len(question.parameters)] == [f"?{name}" for name in question.parameters]


@pytest.mark.parametrize("question", [each for each in QUESTIONS if not each.parameters], ids=name_of)
def test_a_question_without_parameters_is_answered_unless_it_says_that_it_is_not_yet(question, shipped):
    assert bool(rows(shipped, question.query)) is question.answered


@pytest.mark.parametrize("question", WITH_PARAMETERS, ids=name_of)
def test_an_example_gives_a_part_of_the_whole_answer(question, shipped):
    bound = rows(shipped, question.query, question.examples)
    everything = rows(shipped, about_some_devices(question))
    assert bool(bound) is question.answered
    assert len(bound) <= len(everything)
    assert all(row[name] == value for row in bound for name, value in question.examples.items())
    if all(value is not None for row in everything for name, value in row.items() if name in question.examples):
        assert {frozenset(row.items()) for row in bound} <= {frozenset(row.items()) for row in everything}
    else:  # a threshold: unbound, the question sets none
        whole = {words(row, question.parameters) for row in everything}
        assert {words(row, question.parameters) for row in bound} <= whole


@pytest.mark.parametrize("question", WITH_PARAMETERS, ids=name_of)
def test_a_value_that_occurs_nowhere_gives_no_answer(question, shipped):
    nowhere = {"iri": "urn:nothing", "string": "nothing", "date": "9999-12-31"}
    for name, (kind, _) in question.parameters.items():
        value = term(kind, nowhere.get(kind, "1000000"))
        assert rows(shipped, question.query, {name: value}) == [], name


@pytest.mark.parametrize("question", WITH_PARAMETERS, ids=name_of)
def test_values_written_first_in_the_query_do_what_bound_values_do(question, shipped):
    written = rows(shipped, with_values_first(question))
    bound = rows(shipped, question.query, question.examples)
    assert Counter(map(str, written)) == Counter(map(str, bound))


@pytest.mark.parametrize("name", PLANTED)
def test_a_question_without_an_answer_finds_it_when_somebody_gives_it(name, shipped):
    prefixes = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in ("cfit", "dcterms", "schema"))
    shipped.update(f"{prefixes} INSERT DATA {{ GRAPH <urn:another-group> {{ {PLANTED[name]} }} }}")
    try:
        assert rows(shipped, NAMED[name].query)
    finally:
        shipped.update("DROP GRAPH <urn:another-group>")


def test_every_question_without_an_answer_has_its_planted_fact():
    assert {question.name for question in QUESTIONS if not question.answered} == {*PLANTED}


def class_of(index):
    bounds = {"A": "4.00", "B": "3.35", "C": "2.55", "D": "1.75", "E": "1.00"}
    return next(name for name, least in bounds.items() if index >= Decimal(least))


# Answers counted again with loops over the data files: for the examples of the question, or for all when it says so.
COUNTED = {
    "updates_for_years": lambda phones: sum(phone["osUpdateYearsAfterEndOfSale"] >= 7 for phone in phones),
    "devices_on_market_since": lambda phones: sum(
        phone["startOfPlacingOnMarket"] >= date(2025, 6, 20) for phone in phones
    ),
    "makers_left_at_update_years": lambda phones: sum(phone["osUpdateYearsAfterEndOfSale"] >= 8 for phone in phones),
    "models_per_repairability_class": lambda phones: sum(phone["repairabilityClass"] == "A" for phone in phones),
    "battery_cycle_bands": lambda phones: sum(800 <= phone["batteryCyclesAt80"] < 1000 for phone in phones),
    "devices_per_graph": len,
}
COUNTED_FOR_ALL = {
    "class_against_index": lambda phones: sum(
        phone["repairabilityClass"] != class_of(phone["repairabilityIndex"]) for phone in phones
    ),
}


def count_in(answer):
    """The count that the only row states, or else how many rows there are."""
    stated = [row[name] for row in answer for name in ("models", "devices") if name in row]
    return int(stated[0].value) if len(answer) == len(stated) == 1 else len(answer)


@pytest.mark.parametrize("name", [*COUNTED, *COUNTED_FOR_ALL])
def test_loops_over_the_data_files_count_the_same_as_the_question(name, shipped, phones):
    question = NAMED[name]
    bound, count = (question.examples, COUNTED[name]) if name in COUNTED else ({}, COUNTED_FOR_ALL[name])
    assert count_in(rows(shipped, question.query, bound)) == count(phones)
    assert re.search(rf"\b{count(phones)}\b", question.answers)


def test_the_brands_of_all_devices_are_counted(shipped, devices):
    brands = {device["brand"] for device in devices}
    assert count_in(rows(shipped, NAMED["models_per_brand"].query)) == len(brands)
    assert re.search(rf"\b{len(brands)}\b", NAMED["models_per_brand"].answers)


def told():
    """The rows of the table in docs/questions.md: question, who asks, file."""
    page = (HOME / "docs/questions.md").read_text(encoding="utf-8")
    return re.findall(
        r"^\| ([A-Z].*?\?) \| ([\w ]+) \| \[\w+\.rq\]\(\.\./ontology/questions/(\w+)\.rq\) \|$", page, re.M
    )


def test_the_page_of_questions_lists_every_question_as_its_file_puts_it():
    assert [(words, name) for words, _, name in told()] == [(each.english, each.name) for each in QUESTIONS]

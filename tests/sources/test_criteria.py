"""The importer of criteria: the notation, the joining, the files it wrote, and the sets of what they hold."""

import csv
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, XSD

from registry.settings import DATA, GRAPHS, IDS, ONTOLOGY, SHAPES
from registry.sources.criteria import PARTS, WORDS, part_of, read, to_turtle

CFIT = rdflib.Namespace("https://w3id.org/cfit/ontology#")
LABEL, TITLE = rdflib.SKOS.prefLabel, rdflib.DCTERMS.title
VERSION = "https://w3id.org/cfit/id/criterion/REP-03/1"
FILES = sorted((DATA / "criteria").glob("*.ttl"))

SOURCE_ROW = {
    "id": "REP-03",
    "applies_to": "S",
    "theme": "circular",
    "level": "L3",
    "kind": "AC",
    "source": "(EU) 2023/1669 Annex II Table 4",
    "seen_at": "-",
    "verified": "V",
}
WORDS_ROW = {
    "id": "REP-03",
    "label_en": "Very good repairability",
    "label_nl": "Zeer goed repareerbaar",
    "label_de": "Sehr gut reparierbar",
    "label_fr": "Très bonne réparabilité",
    "label_nb": "Svært god reparerbarhet",
    "requirement_en": "The index is at least 4.00.",
    "requirement_nl": "De index is minstens 4,00.",
    "requirement_de": "Der Index beträgt mindestens 4,00.",
    "requirement_fr": "L'indice est d'au moins 4,00.",
    "requirement_nb": "Indeksen er minst 4,00.",
    "evidence_en": "The product sheet.",
    "evidence_nl": "Het productblad.",
    "evidence_de": "Das Produktdatenblatt.",
    "evidence_fr": "La fiche produit.",
    "evidence_nb": "Produktdatabladet.",
    "valid_from": "2025-06-20",
    "status": "current",
    "constraints": "repairabilityIndex ge 4.00",
    "score_bands": "",
    "strategy": "use-longer",
}


def written(**changes):
    graph = rdflib.Graph()
    graph.parse(data=to_turtle([SOURCE_ROW | WORDS_ROW | changes]), format="turtle")
    return graph


def facts(graph, node):
    """What is said about a part of the version, by the last part of each predicate; its class left out."""
    said = graph.predicate_objects(rdflib.URIRef(f"{VERSION}/{node}"))
    return {
        str(predicate).rpartition("#")[2]: value if isinstance(value, rdflib.URIRef) else value.toPython()
        for predicate, value in said
        if predicate != RDF.type
    }


def ontology():
    graph = rdflib.Graph()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def criteria():
    graph = ontology()
    for path in FILES:
        graph.parse(path)
    return graph


@pytest.fixture(scope="module")
def report(criteria):
    """What the shapes say of all files together, since sets name criteria of other files."""
    shapes = rdflib.Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(path)
    return pyshacl.validate(criteria, shacl_graph=shapes)[1]


def name_of(file):
    return file.stem


def write_csv(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_of_words_is_joined_with_the_source_row_of_the_same_id(tmp_path):
    other = SOURCE_ROW | {"id": "REP-02"}
    source = write_csv(tmp_path / "criteria.csv", other, SOURCE_ROW)
    words = write_csv(tmp_path / "words.csv", WORDS_ROW)
    assert read(source, words) == [SOURCE_ROW | WORDS_ROW]


def test_words_without_a_source_row_are_an_error_that_names_the_id(tmp_path):
    source = write_csv(tmp_path / "criteria.csv", SOURCE_ROW)
    words = write_csv(tmp_path / "words.csv", WORDS_ROW | {"id": "REP-99"})
    with pytest.raises(ValueError, match=r"REP-99 .*criteria\.csv"):
        read(source, words)


def test_a_threshold_keeps_the_type_and_the_digits_it_is_written_with():
    value = written().value(rdflib.URIRef(f"{VERSION}/constraint-1"), CFIT.value)
    assert (str(value), value.datatype) == ("4.00", XSD.decimal)


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("batteryCyclesAt80 ge 800", {"operator": "ge", "value": 800}),
        ("hasChargeLimit80 eq true", {"operator": "eq", "value": True}),
        ('chargingPort eq "USB-C"', {"operator": "eq", "value": "USB-C"}),
        ("finalAssemblyFactoryDisclosed countGe 1", {"operator": "countGe", "value": 1}),
        ("pcfTotal exists", {"operator": "exists"}),
        ("securitySupportEnd ge award+5", {"operator": "ge", "yearsAfterAward": 5}),
    ],
)
def test_each_kind_of_comparison_can_be_written(notation, expected):
    name = notation.split()[0]
    assert facts(written(constraints=notation), "constraint-1") == {"property": CFIT[name]} | expected


def test_several_values_are_all_kept():
    graph = written(constraints='sparePartTypes includes "battery" "camera"')
    values = graph.objects(rdflib.URIRef(f"{VERSION}/constraint-1"), CFIT.value)
    assert sorted(map(str, values)) == ["battery", "camera"]


def test_constraints_between_semicolons_are_numbered():
    graph = written(constraints="ipSolid ge 6; ipWater ge 7")
    assert facts(graph, "constraint-1") == {"property": CFIT.ipSolid, "operator": "ge", "value": 6}
    assert facts(graph, "constraint-2") == {"property": CFIT.ipWater, "operator": "ge", "value": 7}


def test_if_and_else_are_constraints_of_their_own():
    graph = written(constraints='fallsWithoutDefect ge 45 if isFoldable eq false else freeFallClass in "A"')
    constraint = facts(graph, "constraint-1")
    assert constraint["condition"] == rdflib.URIRef(f"{VERSION}/constraint-1/condition")
    assert constraint["otherwise"] == rdflib.URIRef(f"{VERSION}/constraint-1/otherwise")
    condition = {"property": CFIT.isFoldable, "operator": "eq", "value": False}
    assert facts(graph, "constraint-1/condition") == condition
    otherwise = {"property": CFIT.freeFallClass, "operator": "in", "value": "A"}
    assert facts(graph, "constraint-1/otherwise") == otherwise


def parts_of(graph, node):
    """The nodes between which "or" stands, in their order."""
    return sorted(graph.objects(rdflib.URIRef(f"{VERSION}/{node}"), CFIT.anyOf))


def test_constraints_between_or_are_parts_of_one_of_which_one_is_enough():
    graph = written(constraints="ipSolid ge 6 or ipWater ge 7; repairabilityIndex exists")
    one, other = parts_of(graph, "constraint-1")
    assert facts(graph, "constraint-1")["operator"] == "anyOf"
    assert not list(graph.objects(rdflib.URIRef(f"{VERSION}/constraint-1"), CFIT.property))
    assert str(one) == f"{VERSION}/constraint-1/any-1"
    assert facts(graph, "constraint-1/any-1") == {"property": CFIT.ipSolid, "operator": "ge", "value": 6}
    assert facts(graph, "constraint-1/any-2") == {"property": CFIT.ipWater, "operator": "ge", "value": 7}
    assert (other, RDF.type, CFIT.Constraint) in graph
    assert facts(graph, "constraint-2") == {"property": CFIT.repairabilityIndex, "operator": "exists"}


def test_if_and_else_bind_weaker_than_or():
    notation = "ipSolid ge 6 or ipWater ge 7 if isFoldable eq true or pcfTotal exists else ipSolid ge 5"
    graph = written(constraints=notation)
    assert len(parts_of(graph, "constraint-1")) == len(parts_of(graph, "constraint-1/condition")) == 2
    assert facts(graph, "constraint-1/condition/any-2") == {"property": CFIT.pcfTotal, "operator": "exists"}
    assert facts(graph, "constraint-1/otherwise")["value"] == 5


def test_a_weighted_sum_has_terms_with_bands_and_a_note_on_where_they_come_from():
    notation = "repairabilityIndex within 4 of 0.25*toolsScore 0.15*repairInformationAccess[NO_COST:5]"
    graph = written(constraints=notation)
    assert facts(graph, "constraint-1")["tolerance"] == 4
    weight = graph.value(rdflib.URIRef(f"{VERSION}/constraint-1/term-1"), CFIT.weight)
    assert (str(weight), weight.datatype) == ("0.25", XSD.decimal)
    assert facts(graph, "constraint-1/term-2/band-1") == {"code": "NO_COST", "points": 5}
    assert "# The weights are those of" in to_turtle([SOURCE_ROW | WORDS_ROW | {"constraints": notation}])


def test_score_bands_belong_to_the_version():
    graph = written(score_bands="1000:1.0 0:0.3")
    assert len(list(graph.objects(rdflib.URIRef(VERSION), CFIT.scoreBand))) == 2
    assert facts(graph, "band-1")["atLeast"] == 1000


@pytest.mark.parametrize(
    "notation",
    [
        "repairabilityIndeks ge 4.00",
        "repairabilityIndex about 4.00",
        "repairabilityIndex ge 4,00",
        "repairabilityIndex ge 1 2",
        "repairabilityIndex within 4 of toolsScore",
        "repairabilityIndex",
        "ipSolid ge 4 if isFoldabel eq true",
        "ipSolid ge 4 or ipWatr ge 4",
        "ipSolid ge 4 or",
    ],
)
def test_notation_that_cannot_be_read_is_an_error_that_names_criterion_and_text(notation):
    with pytest.raises(ValueError, match="REP-03") as caught:
        written(constraints=notation)
    assert notation in str(caught.value)


def test_a_criterion_of_every_model_applies_to_laptops_smartphones_and_tablets():
    graph = written(applies_to="model")
    kinds = {str(kind).rpartition("/")[2] for kind in graph.objects(predicate=CFIT.appliesTo)}
    assert kinds == {"laptop", "smartphone", "tablet"}


@pytest.mark.parametrize(
    ("kind", "concept"),
    [
        ("T", "device-kind/tablet"),
        ("brand", "subject-kind/brand"),
        ("factory", "subject-kind/factory"),
        ("chain", "subject-kind/supply-chain"),
        ("importer", "subject-kind/importer"),
        ("buyer", "subject-kind/buyer"),
        ("refurb", "subject-kind/refurbished-device"),
        ("service", "subject-kind/take-back-service"),
    ],
)
def test_what_a_criterion_applies_to_is_a_concept(kind, concept):
    row = SOURCE_ROW | WORDS_ROW | {"applies_to": kind}
    graph = rdflib.Graph().parse(data=to_turtle([row], part_of(row)), format="turtle")
    assert [str(kind) for kind in graph.objects(predicate=CFIT.appliesTo)] == [IDS + concept]


@pytest.mark.parametrize(
    ("applies_to", "part"),
    [("S", "phones"), ("L,S", "phones"), ("S,T", "phones"), ("model", "phones"), ("L", "laptops"), ("L,T", "laptops"),
     ("brand", "suppliers"), ("refurb", "suppliers"), ("service", "suppliers")],
)  # fmt: skip
def test_each_criterion_stands_in_one_part(applies_to, part):
    row = SOURCE_ROW | WORDS_ROW | {"applies_to": applies_to}
    assert part_of(row) == part
    assert [name for name in PARTS if "a cfit:Criterion ;" in to_turtle([row], name)] == [part]


def test_each_part_describes_a_graph_of_its_own():
    for part in PARTS:
        graph = rdflib.Graph().parse(data=to_turtle([], part), format="turtle")
        datasets = [str(node) for node in graph.subjects(RDF.type, rdflib.DCAT.Dataset)]
        assert datasets == [f"{GRAPHS}registry/criteria-{part}"]


@pytest.mark.parametrize(
    ("kind", "phase"),
    [("LAW", "tender"), ("TS", "tender"), ("AC", "tender"), ("SC", "tender"), ("CPC", "post-tender"),
     ("check", "pre-tender")],
)  # fmt: skip
def test_the_phase_follows_from_the_part_that_a_criterion_plays(kind, phase):
    assert [str(each) for each in written(kind=kind).objects(predicate=CFIT.tenderPhase)] == [
        f"{IDS}tender-phase/{phase}"
    ]


def test_every_criterion_serves_a_strategy_in_a_phase(criteria):
    versions = list(criteria.subjects(RDF.type, CFIT.CriterionVersion))
    for predicate, most in ((CFIT.strategy, 4), (CFIT.tenderPhase, 3)):
        assert all(len(list(criteria.objects(version, predicate))) == 1 for version in versions)
        assert len(set(criteria.objects(predicate=predicate))) == most


def test_a_level_with_a_date_behind_it_is_the_level():
    levels = written(level="L0 (2027-02-18)").objects(predicate=CFIT.level)
    assert [str(level) for level in levels] == ["https://w3id.org/cfit/id/level/L0"]


def test_only_law_for_phones_is_in_the_legal_minimum():
    assert not list(written().subjects(RDF.type, CFIT.CriteriaSet))
    assert not list(written(level="L0", kind="check").subjects(RDF.type, CFIT.CriteriaSet))
    law = written(level="L0", kind="LAW")
    assert [str(version) for version in law.objects(predicate=CFIT.criterionVersion)] == [VERSION]


def test_where_the_source_was_read_is_left_out_when_it_is_a_dash():
    assert not list(written().objects(predicate=CFIT.seenAt))
    assert [str(place) for place in written(seen_at="a guide").objects(predicate=CFIT.seenAt)] == ["a guide"]


def test_quotes_backslashes_and_line_ends_come_out_as_they_went_in():
    awkward = 'He said "80 %" \\ and\nleft'
    requirements = written(requirement_en=awkward).objects(predicate=CFIT.requirement)
    assert awkward in [str(requirement) for requirement in requirements]


def test_the_same_rows_give_the_same_bytes():
    rows = [SOURCE_ROW | WORDS_ROW]
    assert to_turtle(rows) == to_turtle(rows)


def test_every_row_of_words_is_in_one_file_once():
    with WORDS.open(encoding="utf-8", newline="") as file:
        words = [row["id"] for row in csv.DictReader(file)]
    graphs = [rdflib.Graph().parse(path) for path in FILES]
    ids = [str(name) for graph in graphs for name in graph.objects(predicate=rdflib.DCTERMS.identifier)]
    assert len(words) == 98
    assert sorted(ids) == sorted(words)


def test_every_criterion_has_one_version(criteria):
    versions = list(criteria.objects(predicate=rdflib.DCTERMS.isVersionOf))
    assert sorted(versions) == sorted(criteria.subjects(RDF.type, CFIT.Criterion))


def test_no_two_criteria_have_the_same_name(criteria):
    labels = [label for node in criteria.subjects(RDF.type, CFIT.Criterion) for label in criteria.objects(node, LABEL)]
    assert len(labels) == len(set(labels)) == 490


def test_no_two_criteria_ask_the_same_in_other_words(criteria):
    texts = list(criteria.objects(predicate=CFIT.requirement))
    assert len(texts) == len(set(texts)) == 490


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_names_everything_and_describes_its_own_graph(file):
    graph = rdflib.Graph().parse(file)
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]
    datasets = [str(node) for node in graph.subjects(RDF.type, rdflib.DCAT.Dataset)]
    assert datasets == [f"{GRAPHS}registry/{file.stem}"]


def test_every_threshold_has_the_type_of_its_property(criteria):
    for constraint, value in criteria.subject_objects(CFIT.value):
        if str(criteria.value(constraint, CFIT.operator)) != "countGe":
            name = criteria.value(constraint, CFIT.property)
            assert (value.datatype or XSD.string) == criteria.value(name, RDFS.range), f"{name}: {value}"


def test_a_threshold_that_is_worse_when_higher_is_a_maximum(criteria):
    wrong = {("higher", "le"), ("higher", "lt"), ("lower", "ge"), ("lower", "gt")}
    for constraint, name in criteria.subject_objects(CFIT.property):
        direction, operator = criteria.value(name, CFIT.betterDirection), criteria.value(constraint, CFIT.operator)
        assert (str(direction), str(operator)) not in wrong, constraint


def test_a_set_applies_to_what_its_criteria_apply_to(criteria):
    for each in criteria.subjects(RDF.type, CFIT.CriteriaSet):
        kinds = {*criteria.objects(each, CFIT.appliesTo)}
        for version in criteria.objects(each, CFIT.criterionVersion):
            criterion = criteria.value(version, rdflib.DCTERMS.isVersionOf)
            assert kinds & {*criteria.objects(criterion, CFIT.appliesTo)}, f"{each} {version}"


def test_no_two_sets_have_the_same_name(criteria):
    sets = criteria.subjects(RDF.type, CFIT.CriteriaSet)
    titles = [title for each in sets for title in criteria.objects(each, TITLE)]
    assert len(titles) == len(set(titles)) == 110


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_file_conforms_to_every_shape(file, report):
    about = {*rdflib.Graph().parse(file).subjects()}
    violations = report.subjects(SH.resultSeverity, SH.Violation)
    wrong = [result for result in violations if report.value(result, SH.focusNode) in about]
    assert not wrong, [str(report.value(result, SH.resultMessage)) for result in wrong]

"""The table of procurement criteria, joined with our own words for them, becomes Turtle."""

import csv
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from registry.core.glossary import LANGUAGES
from registry.settings import GRAPHS, IDS
from registry.vocabulary import CFIT, CFIT_NAMESPACE, PREFIXES

WORDS = Path(__file__).with_name("criteria_words.csv")
PARTS = {
    "phones": ", and the set of those that are law",
    "laptops": ", and not for phones",
    "suppliers": ", from brand to buyer",
}
"""The files that the criteria are divided over, and what each says of itself besides its title."""

_TITLES = {
    "phones": (
        "Procurement criteria for phones",
        "Inkoopcriteria voor telefoons",
        "Beschaffungskriterien für Telefone",
        "Critères d'achat pour les téléphones",
        "Innkjøpskriterier for telefoner",
    ),
    "laptops": (
        "Procurement criteria for laptops and tablets",
        "Inkoopcriteria voor laptops en tablets",
        "Beschaffungskriterien für Laptops und Tablets",
        "Critères d'achat pour les ordinateurs portables et les tablettes",
        "Innkjøpskriterier for bærbare datamaskiner og nettbrett",
    ),
    "suppliers": (
        "Procurement criteria for suppliers and services",
        "Inkoopcriteria voor leveranciers en diensten",
        "Beschaffungskriterien für Lieferanten und Dienste",
        "Critères d'achat pour les fournisseurs et les services",
        "Innkjøpskriterier for leverandører og tjenester",
    ),
    "law": (
        "EU legal minimum for smartphones",
        "Wettelijk minimum voor smartphones in de EU",
        "Gesetzliches Minimum für Smartphones in der EU",
        "Minimum légal de l'UE pour les smartphones",
        "Lovens minstekrav til smarttelefoner i EU",
    ),
}
"""What the parts, and the set of those that are law, are called in each language."""

_READ_ON = '"2026-11-21"^^xsd:date'
_LISTS = {"kind": "device-kind", "ckind": "criterion-kind"}
_LISTS |= {name: name for name in ("theme", "level", "status", "strategy", "verification")} | {"phase": "tender-phase"}
_APPLIES_TO = {"L": "kind:laptop", "S": "kind:smartphone", "T": "kind:tablet"}
_APPLIES_TO["model"] = " , ".join(_APPLIES_TO.values())
_APPLIES_TO |= {name: f"subject:{name}" for name in ("brand", "factory", "importer", "buyer")}
_APPLIES_TO |= {"chain": "subject:supply-chain", "refurb": "subject:refurbished-device"}
_APPLIES_TO["service"] = "subject:take-back-service"
_KINDS = {"LAW": "law", "TS": "technical-specification", "AC": "award-criterion"}
_KINDS |= {"SC": "selection-criterion", "CPC": "contract-clause", "check": "check"}
_PHASES = {"CPC": "post-tender", "check": "pre-tender"}
"""When a criterion is used that is not used in the tender itself: clauses run with the contract, checks come before."""

_MARKS = {"V": "read", "S": "secondary", "T": "title-only", "P": "proposal"}
_NAMES = {"constraint": "constraint-{}", "weightedTerm": "term-{}", "scoreBand": "band-{}", "anyOf": "any-{}"}
_WORD = re.compile(r'"[^"]*"|\S+')
_LITERAL = re.compile(r'("[^"\\]*"|true|false|-?\d+(?:\.\d+)?)')
_TERM = re.compile(r"(0\.\d+)\*(\w+)(?:\[(.+)\])?")
_BAND = re.compile(r"(?:(\d+)|(\w+)):(\d+(?:\.\d+)?)")
# Without this the fitted points would pass for the law's own.
_NOTE_ON_SUMS = """\
# The weights are those of (EU) 2023/1669 Annex IV point 5. The points for the codes of spare parts and of
# repair information were fitted to the indexes that makers declare in EPREL.
"""


def read(source: Path, words: Path = WORDS) -> list[dict[str, str]]:
    """Join each row of our words with the row of the source that has its id, in the order of the words."""
    criteria = {row["id"]: row for row in _rows(source)}
    wording = _rows(words)
    for row in wording:
        if row["id"] not in criteria:
            raise ValueError(f"{row['id']} has words in {words.name} but no row in {source.name}")
    return [criteria[row["id"]] | row for row in wording]


def to_turtle(rows: list[dict[str, str]], part: str = "phones") -> str:
    """Write version 1 of each criterion of a part as readable Turtle; for phones also the set of those that are law."""
    chosen = [row for row in rows if part_of(row) == part]
    nodes = [_head(part), *(node for row in chosen for node in _criterion(row)), *_legal_minimum(chosen)]
    return "\n\n".join(nodes) + "\n"


def part_of(row: dict[str, str]) -> str:
    """Name the part that holds a criterion: one for several kinds stands where most buyers look first."""
    kinds = set(row["applies_to"].split(","))
    if kinds & {"S", "model"}:
        return "phones"
    return "laptops" if kinds & {"L", "T"} else "suppliers"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, restval="", strict=True))


def _head(part: str) -> str:
    prefixes = {name: PREFIXES[name] for name in ("cfit", "dcat", "dcterms", "skos", "xsd")}
    prefixes |= {name: f"{IDS}{folder}/" for name, folder in _LISTS.items()}
    prefixes |= {"subject": f"{IDS}subject-kind/"} if part == "suppliers" else {}
    lines = "\n".join(f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items())
    return f"""\
# {_TITLES[part][0]}{PARTS[part]}.
# Written by `cfit import criteria` from criteria.csv and registry/sources/{WORDS.name}: change those.
@base <{GRAPHS}registry/criteria-{part}> .
{lines}

# The wording is the registry's own; the thresholds are facts of the sources that each version cites.
<> a dcat:Dataset ;
    dcterms:title {_in_languages(_TITLES[part])} ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    cfit:attribution "Registry of the Circular and Fair ICT Pact" ;
    cfit:readOn {_READ_ON} ."""


def _criterion(row: dict[str, str]) -> list[str]:
    iri = f"{IDS}criterion/{row['id']}"
    criterion = [
        f"dcterms:identifier {Literal(row['id'])}",
        f"skos:prefLabel {_worded(row, 'label')}",
        f"cfit:theme theme:{row['theme']}",
        f"cfit:appliesTo {' , '.join(_APPLIES_TO[kind] for kind in row['applies_to'].split(','))}",
    ]
    constraints, tests = _children(f"{iri}/1", "constraint", row["constraints"].split(";"), _constraint)
    scale, bands = _children(f"{iri}/1", "scoreBand", row["score_bands"].split(), _band)
    version = [f"dcterms:isVersionOf <{iri}>", *_version(row), constraints, scale]
    ruler = f"# --- {row['id']} ".ljust(110, "-") + "\n"
    named = [ruler + _node(iri, "Criterion", criterion), _node(f"{iri}/1", "CriterionVersion", version)]
    return [*named, *tests, *bands]


def _version(row: dict[str, str]) -> list[str]:
    return [
        'cfit:version "1"',
        f"cfit:status status:{row['status']}",
        f"cfit:level level:{row['level'].split()[0]}",  # "L0 (2027-02-18)" is L0
        f"cfit:criterionKind ckind:{_KINDS[row['kind']]}",
        f"cfit:strategy strategy:{row['strategy']}",
        f"cfit:tenderPhase phase:{_PHASES.get(row['kind'], 'tender')}",
        f'cfit:validFrom "{row["valid_from"]}"^^xsd:date',
        f"cfit:requirement {_worded(row, 'requirement')}",
        f"cfit:acceptedEvidence {_worded(row, 'evidence')}",
        f"dcterms:bibliographicCitation {Literal(row['source'])}",
        "" if row["seen_at"] == "-" else f"cfit:seenAt {Literal(row['seen_at'])}",
        f"cfit:readOn {_READ_ON}",
        f"cfit:verificationMark verification:{_MARKS[row['verified']]}",
    ]


def _constraint(iri: str, text: str) -> list[str]:
    rest, _, otherwise = text.partition(" else ")
    test, _, condition = rest.partition(" if ")
    said, parts = _any_of(iri, test) if " or " in test else _test(iri, test)
    only_if, conditions = _children(iri, "condition", [condition] if condition else [], _constraint)
    instead, others = _children(iri, "otherwise", [otherwise] if otherwise else [], _constraint)
    note = _NOTE_ON_SUMS if 'cfit:operator "within"' in said else ""
    return [note + _node(iri, "Constraint", [*said, only_if, instead]), *parts, *conditions, *others]


def _any_of(iri: str, text: str) -> tuple[list[str], list[str]]:
    parts, tests = _children(iri, "anyOf", text.split(" or "), _constraint)
    return ['cfit:operator "anyOf"', parts], tests


def _test(iri: str, text: str) -> tuple[list[str], list[str]]:
    name, operator, *values = _WORD.findall(text)
    weighted, terms = _children(iri, "weightedTerm", values[2:] if operator == "within" else [], _term)
    said = [_property(name), f'cfit:operator "{operator}"', _threshold(operator, values)]
    return [*said, weighted], terms


def _threshold(operator: str, values: list[str]) -> str:
    match operator, values:
        case "exists", []:
            return ""
        case "within", [tolerance, "of", _, *_]:
            return f"cfit:tolerance {_parts(_LITERAL, tolerance)[0]}"
        case "ge", [value] if value.startswith("award+"):
            return f"cfit:yearsAfterAward {int(value.removeprefix('award+'))}"
        case (("ge" | "gt" | "le" | "lt" | "eq" | "countGe"), [_]) | (("in" | "includes"), [_, *_]):
            return f"cfit:value {' , '.join(_parts(_LITERAL, value)[0] for value in values)}"
    raise ValueError(f"operator {operator!r} is unknown, or cannot compare with {values}")


def _term(iri: str, text: str) -> list[str]:
    weight, name, bands = _parts(_TERM, text)
    scale, nodes = _children(iri, "scoreBand", bands.split(",") if bands else [], _band)
    return [_node(iri, "WeightedTerm", [_property(name), f"cfit:weight {weight}", scale]), *nodes]


def _band(iri: str, text: str) -> list[str]:
    least, code, points = _parts(_BAND, text)
    earner = f"cfit:atLeast {least}" if least else f'cfit:code "{code}"'
    return [_node(iri, "ScoreBand", [earner, f"cfit:points {points}"])]


def _legal_minimum(rows: list[dict[str, str]]) -> list[str]:
    law = [row for row in rows if row["kind"] == "LAW" and "S" in row["applies_to"] and "L0" in row["level"]]
    source = "(EU) 2023/1670, (EU) 2023/1669, (EU) 2022/2380, (EU) 2023/1542, 2011/65/EU"
    contents = _list(f"<{IDS}criterion/{row['id']}/1>" for row in law)
    statements = [
        f"dcterms:title {_in_languages(_TITLES['law'])}",
        'cfit:version "1"',
        "cfit:status status:current",
        "cfit:appliesTo kind:smartphone",
        'cfit:validFrom "2025-06-20"^^xsd:date',
        f'dcterms:bibliographicCitation "{source}"',
        f"cfit:criterionVersion {contents}",
    ]
    return [_node(f"{IDS}criteria-set/eu-legal-minimum-smartphones/1", "CriteriaSet", statements)] if law else []


def _children(
    iri: str, predicate: str, texts: list[str], write: Callable[[str, str], list[str]]
) -> tuple[str, list[str]]:
    links, nodes = [], []
    for number, text in enumerate(texts, start=1):
        child = f"{iri}/{_NAMES.get(predicate, predicate).format(number)}"
        links.append(f"<{child}>")
        try:
            nodes += write(child, text)
        except ValueError as error:
            raise ValueError(f"{child}: cannot read {text.strip()!r}: {error}") from error
    return (f"cfit:{predicate} {_list(links)}" if links else ""), nodes


def _node(iri: str, kind: str, statements: list[str]) -> str:
    return f"<{iri}> a cfit:{kind} ;\n    " + " ;\n    ".join(filter(None, statements)) + " ."


def _list(terms: Iterable[str]) -> str:
    return " ,\n        ".join(terms)


def _worded(row: dict[str, str], column: str) -> str:
    return _in_languages(row[f"{column}_{language}"] for language in LANGUAGES)


def _in_languages(texts: Iterable[str]) -> str:
    said = zip(texts, LANGUAGES, strict=True)
    return _list(str(Literal(text, language=language)) for text, language in said)


def _property(name: str) -> str:
    if NamedNode(CFIT_NAMESPACE + name) not in CFIT:
        raise ValueError(f"cfit:{name} is not a term of the ontology")
    return f"cfit:property cfit:{name}"


def _parts(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    if match := pattern.fullmatch(text):
        return match.groups(default="")
    raise ValueError(f"{text!r} is not understood")

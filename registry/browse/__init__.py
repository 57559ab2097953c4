"""A person opens a page: facts by bound questions, judged as of a day, arranged for reading; one file a page."""

from registry.browse.catalogue import datasets, holdings
from registry.browse.certificates import certificate, certificates
from registry.browse.compare import compare
from registry.browse.contribute import brands, device_form, device_template
from registry.browse.contribution import contribution
from registry.browse.contributions import contribution_page, contributions
from registry.browse.criteria import criteria, criterion
from registry.browse.device import device
from registry.browse.devices import devices, list_triples, sparql_of, whole_list
from registry.browse.difference import difference
from registry.browse.gaps import gap_report, gap_rows
from registry.browse.graph import graph
from registry.browse.history import history, withdrawn
from registry.browse.home import home
from registry.browse.known import Known, Moment, as_of
from registry.browse.maker import maker
from registry.browse.makers import makers
from registry.browse.past import Turn, turns_of
from registry.browse.proof import proof
from registry.browse.proposals import links
from registry.browse.questions import competency_questions, names_in, questions
from registry.browse.repairs import repairs_of
from registry.browse.schemes import scheme
from registry.browse.set import criteria_set
from registry.browse.sets import sets
from registry.browse.sources import source, sources
from registry.browse.story import Story, story
from registry.browse.thing import graphs_about, listed, thing, triples_about
from registry.browse.use import criterion_use
from registry.browse.vocabulary import ontology, shapes
from registry.core.listing import Filter

__all__ = [
    "Filter",
    "Known",
    "Moment",
    "Story",
    "Turn",
    "as_of",
    "brands",
    "certificate",
    "certificates",
    "compare",
    "competency_questions",
    "contribution",
    "contribution_page",
    "contributions",
    "criteria",
    "criteria_set",
    "criterion",
    "criterion_use",
    "datasets",
    "device",
    "device_form",
    "device_template",
    "devices",
    "difference",
    "gap_report",
    "gap_rows",
    "graph",
    "graphs_about",
    "history",
    "holdings",
    "home",
    "links",
    "list_triples",
    "listed",
    "maker",
    "makers",
    "names_in",
    "ontology",
    "proof",
    "questions",
    "repairs_of",
    "scheme",
    "sets",
    "shapes",
    "source",
    "sources",
    "sparql_of",
    "story",
    "thing",
    "triples_about",
    "turns_of",
    "whole_list",
    "withdrawn",
]

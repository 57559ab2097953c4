"""A person opens a page: facts by bound questions, judged as of a day, arranged for reading; one file a page."""

from registry.browse.catalogue import datasets, holdings
from registry.browse.certificates import certificate, certificates
from registry.browse.contribute import brands, device_form, device_template
from registry.browse.contribution import contribution
from registry.browse.contributions import contribution_page, contributions
from registry.browse.criteria import criteria, criterion
from registry.browse.device import device
from registry.browse.devices import devices, list_triples, sparql_of, whole_list
from registry.browse.gaps import gap_report, gap_rows
from registry.browse.graph import graph
from registry.browse.history import history, withdrawn
from registry.browse.home import home
from registry.browse.maker import maker
from registry.browse.makers import makers
from registry.browse.proposals import links
from registry.browse.questions import competency_questions, questions
from registry.browse.schemes import scheme
from registry.browse.sources import source, sources
from registry.browse.thing import graphs_about, listed, thing, triples_about
from registry.browse.vocabulary import ontology, shapes
from registry.core.listing import Filter

__all__ = [
    "Filter",
    "brands",
    "certificate",
    "certificates",
    "competency_questions",
    "contribution",
    "contribution_page",
    "contributions",
    "criteria",
    "criterion",
    "datasets",
    "device",
    "device_form",
    "device_template",
    "devices",
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
    "ontology",
    "questions",
    "scheme",
    "shapes",
    "source",
    "sources",
    "sparql_of",
    "thing",
    "triples_about",
    "whole_list",
    "withdrawn",
]

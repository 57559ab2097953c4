"""What is kept of makers and certificates is what a look at all of them gives, whatever has been contributed since."""

import itertools
import random

import pytest
from pyoxigraph import NamedNode

from registry import browse
from registry.browse.certificates import latest
from registry.browse.lookups import name_of
from registry.browse.makers import MAKERS
from registry.browse.rolls import Roll
from registry.core.contribution import Action, Draft
from registry.core.listing import Facet
from registry.core.names import graph_iri
from registry.core.pages import Page
from registry.following import apply
from registry.settings import IDS
from registry.store.since import changed_since
from registry.vocabulary import CFIT, RDF, SCHEMA

VERSIONS = [NamedNode(f"{IDS}scheme/tco-certified/{number}") for number in (9, 10)]
CERTIFICATE = "<urn:certificate:{0}> a cfit:Certificate ; cfit:schemeVersion <{2}> ; schema:validFrom '2026-0{1}-01' ."
DEVICE = """<urn:device:{0}> a cfit:DeviceModel ; schema:name "Phone {0}" ; cfit:deviceKind kind:smartphone ;
    schema:brand <urn:maker:{1}> ; schema:manufacturer <urn:maker:{2}> ."""
PARTS = (
    *(CERTIFICATE.format(*each, version.value) for each in ((1, 2), (1, 3), (2, 3), (3, 1)) for version in VERSIONS),
    *(DEVICE.format(number, *each) for number, each in enumerate(itertools.permutations((1, 2, 3), 2))),
    *(f"<urn:maker:{number}> a schema:Brand ; schema:name '{name}' ." for number, name in ((1, "Zeta"), (2, "Acme"))),
    "<urn:maker:1> schema:name 'Alpha', 'Alfa'@nl .",
    "<urn:maker:2> cfit:brandOwner <urn:maker:4> .",
    "<urn:maker:1> cfit:brandOwner <urn:maker:4>, <urn:maker:3> .",
    "<urn:maker:3> a cfit:Manufacturer, cfit:Importer .",
    "<urn:maker:4> a cfit:BrandOwner ; cfit:version '4' ; dcterms:isVersionOf <urn:whole> .",
    "<urn:whole> schema:name 'Holding' .",
    "<urn:whole> schema:name 'Beta' .",
)  # fmt: skip
DATASETS = tuple((group, dataset) for group in ("nl-ict", "de-it") for dataset in ("one", "two"))


def all_quads(registry):
    graphs = (graph_iri(*each) for each in (*DATASETS, ("registry", "phones")))
    return [quad for graph in graphs for quad in registry.store.graph(graph)]


def makers_in_order(registry, by_name):
    """Everybody of the classes, with the number of devices, as a look at all statements gives it."""
    store, quads = registry.store, all_quads(registry)
    brands, manufacturers = (registry.devices.numbers(facet) for facet in (Facet.BRAND, Facet.MANUFACTURER))
    numbers = {}
    for maker in {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object in MAKERS}:
        number = brands.get(maker.value) or manufacturers.get(maker.value)
        owned = () if number else set(store.subjects(CFIT.brandOwner, maker))
        numbers[maker] = number or sum(brands.get(brand.value, 0) for brand in owned)
    ordered = sorted(numbers, key=lambda iri: (-numbers[iri], iri.value))
    if by_name:
        ordered.sort(key=lambda iri: name_of(iri, registry, "nl").casefold())
    return [(iri, name_of(iri, registry, "nl"), numbers[iri]) for iri in ordered]


def certificates_in_order(registry, version):
    quads, found = all_quads(registry), set()
    for first in (quad for quad in quads if quad.object == CFIT.Certificate):
        own = [quad for quad in quads if (quad.subject, quad.graph_name) == (first.subject, first.graph_name)]
        for begin, given in itertools.product(own, own):
            if (begin.predicate, given.predicate) == (SCHEMA.validFrom, CFIT.schemeVersion):
                found.add((begin.object.value, first.subject.value, given.object.value))
    return [iri for _, iri, given in sorted(found, reverse=True) if version is None or given == version.value]


def step(registry, dice, now):
    """A contribution that puts some parts into a dataset, or empties it."""
    body = dice.sample(PARTS, dice.randint(0, 6))
    return contribute(registry, *dice.choice(DATASETS), body, now)


def contribute(registry, group, dataset, parts, now):
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in SPACES.items())
    action, body = Action.REPLACE if parts else Action.WITHDRAW, (prefixes + "\n".join(parts)).encode()
    draft = Draft(group, dataset, action, "text/turtle", body, "urn:licence", now, "1.0.0", "{}")
    contribution = registry.ledger.append(draft)
    registry.note(contribution.sequence, apply(registry.store, contribution, now.date()))


SPACES = {
    "cfit": "https://w3id.org/cfit/ontology#",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "kind": f"{IDS}device-kind/",
}


@pytest.mark.parametrize("seed", range(3))
def test_after_any_contribution_the_lists_are_what_a_look_at_everything_gives(registry, now, seed):
    dice = random.Random(seed)
    for _ in range(12):
        step(registry, dice, now)
        for by_name in (False, True):
            page = browse.makers(registry, Page(), by_name, now.date(), "nl")
            assert [(row.iri, row.name, row.devices) for row in page.rows] == makers_in_order(registry, by_name)
        for version in (None, *VERSIONS):
            assert kept_certificates(registry, version) == certificates_in_order(registry, version)
        home = browse.home(registry)
        brands = {quad.subject for quad in all_quads(registry) if quad.object == SCHEMA.Brand}
        assert (home.makers, home.brands) == (len(makers_in_order(registry, False)), len(brands))
        assert home.certificates == len(certificates_in_order(registry, None))


def kept_certificates(registry, version):
    """All that the list has, two at a time."""
    total = latest(registry.store, version, Page())[0]
    pages = (latest(registry.store, version, Page(number, 2))[1] for number in range(1, total + 2))
    return [iri.value for page in pages for iri in page]


def test_only_what_was_changed_is_read_again(registry, now):
    contribute(registry, "nl-ict", "one", [PARTS[0]], now)
    read = []
    roll = Roll(lambda store: store.instances(CFIT.Certificate), lambda iri, store: read.append(iri) or iri.value)
    roll.follow(registry.store)
    contribute(registry, "de-it", "one", [PARTS[4]], now)
    assert set(roll.follow(registry.store)) == changed_since(registry.store, registry.store.revision() - 1)
    assert [iri.value for iri in read if "certificate" in iri.value] == ["urn:certificate:1", "urn:certificate:2"]
    assert roll.follow(registry.store) == {}

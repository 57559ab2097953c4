"""What the pages for contributing need: the rules of a device as a form or a table, and the brands that are known."""

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.lookups import name_of
from registry.core.columns import Choice, Form, form_of
from registry.core.listing import Facet
from registry.core.reading.cells import SLOT
from registry.settings import IDS
from registry.vocabulary import CFIT

_ADDRESS = f"{IDS}device/{SLOT}"
_BRANDS = f"{IDS}brand/"


def device_form(registry: Registry, language: str) -> Form:
    """The fields of a device in the order of the rules."""
    return form_of(CFIT.DeviceModel, _ADDRESS, registry.words.shapes, registry.words.glossary, language)


def device_template(registry: Registry, name: str, language: str) -> bytes:
    """The table for devices, as `csv` or `xlsx`."""
    return registry.templates.template(CFIT.DeviceModel, _ADDRESS, name, language)


def brands(registry: Registry) -> list[Choice]:
    """The brands of the devices that are known, by the short names that tables and forms take."""
    found = (iri for iri in registry.devices.numbers(Facet.BRAND) if iri.startswith(_BRANDS))
    known = [Choice(iri.removeprefix(_BRANDS), name_of(NamedNode(iri), registry, "en")) for iri in found]
    return sorted(known, key=lambda choice: choice.label.casefold())

"""The first page, and that of what the registry holds: how much there is."""

from dataclasses import dataclass

from registry.assembly import Registry
from registry.browse.certificates import latest
from registry.browse.makers import numbers_of_makers
from registry.core.pages import Page
from registry.vocabulary import CFIT


@dataclass(frozen=True)
class HomePage:
    """How much there is."""

    devices: int
    brands: int
    makers: int
    criteria: int
    certificates: int
    revision: int


def home(registry: Registry) -> HomePage:
    """Count what the registry holds."""
    store = registry.store
    makers, brands = numbers_of_makers(registry)
    return HomePage(
        devices=registry.devices.total(),
        brands=brands,
        makers=makers,
        criteria=len(store.instances(CFIT.Criterion)),
        certificates=latest(store, None, Page())[0],
        revision=store.revision(),
    )

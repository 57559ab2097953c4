"""The first page: how much there is."""

from dataclasses import dataclass

from registry.assembly import Registry
from registry.vocabulary import CFIT, SCHEMA


@dataclass(frozen=True)
class HomePage:
    """How much there is."""

    devices: int
    brands: int
    criteria: int
    revision: int


def home(registry: Registry) -> HomePage:
    """Count what the registry holds."""
    store = registry.store
    return HomePage(
        devices=registry.devices.total(),
        brands=len(store.instances(SCHEMA.Brand)),
        criteria=len(store.instances(CFIT.Criterion)),
        revision=store.revision(),
    )

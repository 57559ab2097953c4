"""The first page, and that of what the registry holds: how much there is."""

from dataclasses import dataclass

from registry.assembly import Registry
from registry.browse.certificates import known_certificates
from registry.browse.makers import all_makers
from registry.vocabulary import CFIT, SCHEMA


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
    return HomePage(
        devices=registry.devices.total(),
        brands=len(store.instances(SCHEMA.Brand)),
        makers=len(all_makers(registry)),
        criteria=len(store.instances(CFIT.Criterion)),
        certificates=len(known_certificates(store)),
        revision=store.revision(),
    )

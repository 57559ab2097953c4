"""Search and facets, derived from the store and kept on disk; only what a contribution touched is read again."""

from registry.index.devices import DeviceIndex, Source
from registry.index.lists import Found
from registry.index.spreads import Spreads, Step

__all__ = ["DeviceIndex", "Found", "Source", "Spreads", "Step"]

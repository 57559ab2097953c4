"""Search and facets, derived from the store and kept in memory; only what a contribution touched is read again."""

from registry.index.devices import DeviceIndex, Entry, Filter

__all__ = ["DeviceIndex", "Entry", "Filter"]

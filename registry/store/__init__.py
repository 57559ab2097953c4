"""RDF: the only room that knows an engine; everything in it can be made again from the ledger."""

from registry.store.census import Sizes
from registry.store.embedded import Store, StoreInUse
from registry.store.projection import Touched, project
from registry.store.surroundings import context_of, surroundings_of
from registry.store.update import Change

__all__ = ["Change", "Sizes", "Store", "StoreInUse", "Touched", "context_of", "project", "surroundings_of"]

"""RDF: the only room that knows an engine; everything in it can be made again from the ledger."""

from registry.store.embedded import Change, Store, StoreInUse
from registry.store.projection import Touched, project
from registry.store.surroundings import context_of, surroundings_of

__all__ = ["Change", "Store", "StoreInUse", "Touched", "context_of", "project", "surroundings_of"]

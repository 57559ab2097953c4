"""A client for partners: questions by name, or SPARQL, into lists of rows or a pandas frame."""

from registry.client.failures import Refused
from registry.client.registry import Page, Registry

__all__ = ["Page", "Refused", "Registry"]

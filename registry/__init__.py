"""The registry of the Circular and Fair ICT Pact."""

__version__ = "0.1.0"

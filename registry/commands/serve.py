"""Serve the registry, or a copy of it."""

from pathlib import Path

import click

from registry.settings import from_environment
from registry.web.serving import serve as serve_pages


@click.command()
@click.option("--dump", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Serve this file read-only.")
def serve(dump: Path | None) -> None:
    """Serve pages, SPARQL and contributions on http://HOST:PORT."""
    serve_pages(from_environment(), dump)

"""The worker for templates: reads our own words and rules, writes one table to fill in, and ends."""

import sys
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from registry.core.columns import form_of
from registry.core.glossary import Glossary
from registry.core.templates import csv_template, xlsx_template
from registry.workers.frames import receive, send

_WRITERS = {"csv": csv_template, "xlsx": xlsx_template}


def main(shapes_folder: str, ontology_folder: str) -> None:
    """Answer one request; nothing here was sent by a stranger, so the worker keeps its rights."""
    request = receive(sys.stdin.buffer)
    if request is None:
        return
    header = request[0]
    folders = {"shapes": Path(shapes_folder), "ontology": Path(ontology_folder)}
    said = {
        name: [
            quad.triple
            for path in sorted(folder.glob("*.ttl"))
            for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
        ]
        for name, folder in folders.items()
    }
    glossary, language = Glossary([*said["ontology"], *said["shapes"]]), header["language"]
    form = form_of(NamedNode(header["class"]), header["address"], said["shapes"], glossary, language)
    send(sys.stdout.buffer, {}, _WRITERS[header["format"]](form, language))


if __name__ == "__main__":
    main(*sys.argv[1:])

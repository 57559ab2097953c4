"""The command line, one file a family of commands: serve, load, check, publish, member, dump and others."""

import click

from registry import __version__
from registry.commands.check import check_file
from registry.commands.imports import import_
from registry.commands.key import key
from registry.commands.links import import_links, links
from registry.commands.load import load
from registry.commands.member import member
from registry.commands.publish import publish_file
from registry.commands.serve import serve
from registry.commands.upkeep import dump, rebuild, verify
from registry.commands.words import words


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Run and look after a registry of the Circular and Fair ICT Pact.

    CFIT_HOME names the folder of ledger and store (default ./var), PORT and HOST the address.
    """


import_.add_command(import_links)
for command in (serve, load, import_, check_file, publish_file, links, member, key, dump, rebuild, verify, words):
    main.add_command(command)

"""The command line: serve, load, import, check, member, key, dump, rebuild, verify; one file a family."""

import click

from registry import __version__
from registry.commands.check import check_file
from registry.commands.imports import import_
from registry.commands.key import key
from registry.commands.load import load
from registry.commands.member import member
from registry.commands.serve import serve
from registry.commands.upkeep import dump, rebuild, verify


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Run and look after a registry of the Circular and Fair ICT Pact.

    CFIT_HOME names the folder of ledger and store (default ./var), PORT and HOST the address.
    """


for command in (serve, load, import_, check_file, member, key, dump, rebuild, verify):
    main.add_command(command)

"""The tables that the registry can import, by the name that the command line gives them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry.sources import boavizta, endoflife, eprel, lineageos, linux_hardware, open_repair
from registry.sources.tables import Import


@dataclass(frozen=True)
class Importer:
    """What the table is called, what it becomes, and the function that turns its file into Turtle."""

    table: str
    things: str
    read: Callable[[Path, date], Import]


IMPORTERS: Mapping[str, Importer] = {
    "boavizta": Importer("the Boavizta table of footprints", "devices", boavizta.import_table),
    "endoflife": Importer("the endoflife.date table of device releases", "devices", endoflife.import_table),
    "eprel": Importer("the EPREL table of smartphone models", "devices", eprel.import_table),
    "lineageos": Importer("the LineageOS table of devices", "devices", lineageos.import_table),
    "linux-hardware": Importer("the linux-hardware.org table of notebooks", "names", linux_hardware.import_table),
    "open-repair": Importer("the Open Repair table of repairs", "sums of repairs", open_repair.import_table),
}

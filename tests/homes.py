"""Copies the folder of a registry, open or closed, as a kill at one moment would leave it."""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def copy_of(folder: Path, place: Path) -> Path:
    """Copy a folder whose owner may be at work, and say where the copy is.

    An open store joins and deletes files of its own accord, so a copy can hold what never stood side by side. It only
    appends to its files and gives each a new name: when names and lengths are the same before and after, then nothing
    happened in between.
    """
    for _ in range(100):
        before = _standing(folder)
        with suppress(shutil.Error):  # a file was deleted between the listing and its copy
            shutil.copytree(folder, place)
        if before == _standing(folder) == _standing(place):
            return place
        shutil.rmtree(place)
    raise TimeoutError(f"{folder} never stood still")


def _standing(folder: Path) -> dict[Path, int]:
    standing = {}
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            with suppress(FileNotFoundError):
                standing[path.relative_to(folder)] = path.stat().st_size
    return standing

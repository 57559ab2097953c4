"""Flip a bit or tear a file of a closed store, open the registry again, and look for damage that nobody noticed."""

import argparse
import gc
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from registry import keep
from registry.assembly import open_registry
from registry.publish import Accepted, Submission, publish
from registry.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FILES = ("cfit", "links", "schemes")
"""The shipped files that fill the registry which is damaged."""


def main() -> None:
    """Run the rounds and print what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = damage(Path(folder), options.rounds, random.Random(options.seed))
    print(f"{options.rounds} rounds: " + ", ".join(f"{count} {name}" for name, count in sorted(found.items())))
    sys.exit(1 if found["silent"] else 0)


def damage(folder: Path, rounds: int, chance: random.Random) -> Counter[str]:
    """Count what came of each round: harmless, mended and told, or silent."""
    logging.disable(logging.CRITICAL)
    sound = folder / "sound"
    expected = _fill(sound)
    found: Counter[str] = Counter(silent=0)
    for number in range(rounds):
        home = folder / "home"
        shutil.copytree(sound, home)
        what = _harm(home / "store", chance)
        lines, mended = _read(home)
        outcome = "silent" if lines != expected else "mended" if mended else "harmless"
        found[outcome] += 1
        if outcome == "silent":
            print(f"round {number}: {what} went unnoticed")
        shutil.rmtree(home)
    logging.disable(logging.NOTSET)
    return found


def _fill(home: Path) -> list[str]:
    registry = open_registry(Settings(home=home), NOW.date())
    keep.ensure_steward(registry.ledger, NOW)
    for file in keep.shipped_files():
        if file.dataset in FILES:
            outcome = publish(Submission("registry", file.dataset, file.body()), registry, NOW)
            assert isinstance(outcome, Accepted), file.dataset
    registry.store.tidy()
    registry.close()
    del registry
    gc.collect()
    return _read(home)[0]


def _read(home: Path) -> tuple[list[str], str]:
    """Open the registry, and give its whole content and what was mended; each index must hold the same."""
    registry = open_registry(Settings(home=home), NOW.date())
    lines, mended = [*registry.store.lines(), registry.store.contradiction()], registry.mended
    registry.close()
    del registry
    gc.collect()
    return lines, mended


def _harm(store: Path, chance: random.Random) -> str:
    """Flip one bit, or tear off the end, of a file that holds anything."""
    file = chance.choice(sorted(path for path in store.iterdir() if path.stat().st_size))
    content = bytearray(file.read_bytes())
    place = chance.randrange(len(content))
    if chance.random() < 0.3:
        file.write_bytes(content[:place])
        return f"{file.name} torn at byte {place}"
    content[place] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    return f"a bit of byte {place} of {file.name}"


if __name__ == "__main__":
    main()

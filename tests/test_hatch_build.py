"""What the build fetches is what we know by its hash, and what is there already is not made again."""

import base64
import hashlib
import io
import re
import tarfile
from pathlib import Path

import pytest

import hatch_build
from hatch_build import BUILT, PACKAGES, STEPS, Package

HOME = Path(__file__).parent.parent


def packed(**files):
    """A package as npm packs it."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
    return content.getvalue()


def named(content, **files):
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return Package("@house/thing", "1.0.0", f"sha512-{digest}", files)


def test_a_package_with_its_hash_is_unpacked_once(tmp_path):
    content = packed(a=b"one", b=b"two")
    package = named(content, a="thing.js")
    assert not hatch_build.is_made(package, tmp_path)
    hatch_build.unpack(package, hatch_build.checked(package, content), tmp_path / BUILT)
    assert hatch_build.is_made(package, tmp_path)
    assert (tmp_path / BUILT / "thing.js").read_bytes() == b"one"
    assert not (tmp_path / BUILT / "b").exists()


def test_a_package_that_changed_stops_the_build():
    package = named(packed(a=b"one"), a="thing.js")
    with pytest.raises(ValueError, match="is not what it was"):
        hatch_build.checked(package, packed(a=b"another"))


def test_a_new_version_or_a_lost_file_is_fetched_again(tmp_path):
    content = packed(a=b"one")
    package = named(content, a="thing.js")
    hatch_build.unpack(package, content, tmp_path / BUILT)
    assert not hatch_build.is_made(named(packed(a=b"newer"), a="thing.js"), tmp_path)
    (tmp_path / BUILT / "thing.js").unlink()
    assert not hatch_build.is_made(package, tmp_path)


def test_without_npm_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(hatch_build.NotFetched, match="npm"):
        hatch_build.fetch(named(packed(a=b"one")))


def test_each_step_leaves_what_is_made_as_it_is(tmp_path):
    if not all(hatch_build.is_made(package, HOME) for package in hatch_build.PACKAGES):
        pytest.skip("the scripts of npm were not fetched into this checkout")
    before = {path: path.stat().st_mtime_ns for path in (HOME / BUILT).iterdir()}
    for step in STEPS:
        step(HOME)
    assert before == {path: path.stat().st_mtime_ns for path in (HOME / BUILT).iterdir()}


def test_no_address_of_a_registry_is_written_down():
    assert not re.search(r"https?://|resolved", (HOME / "hatch_build.py").read_text(encoding="utf-8"))


WITHOUT_LICENCE = [each for each in PACKAGES if each.folder == BUILT and "LICENSE" not in each.files]


@pytest.mark.parametrize("package", WITHOUT_LICENCE, ids=lambda each: each.name)
def test_the_licences_of_what_is_served_without_its_own_lie_beside_it_for_exactly_this_version(package):
    notice = HOME / "registry/web/static/notices" / f"{package.name.rpartition('/')[2]}.txt"
    text = notice.read_text(encoding="utf-8")
    assert f"{package.name} {package.version}," in text.splitlines()[0]
    assert all(name in text for name in package.files.values())
    # each part is the name of a package with its licence, and the text of that licence
    parts = re.split(r"^=+\n(\S+) \(.+\)\n=+\n", text, flags=re.MULTILINE)[1:]
    assert package.name in parts[::2]
    assert all("licen" in words.lower() or "permission" in words.lower() for words in parts[1::2])

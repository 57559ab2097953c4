"""The tour of the house, the README and the rooms themselves agree with each other."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
NOT_TOLD = {"__init__.py", "__main__.py", "py.typed"}


def told(page: str) -> set[Path]:
    """The paths that the tree in the page names."""
    tree = re.search(r"```\n(ontology/.*?)```", page, re.DOTALL)
    paths, above = set(), []
    for line in tree.group(1).splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        above = [*above[:depth], name]
        paths.add(Path(*above))
    return paths


def rooms() -> set[Path]:
    """Every Python file of the package, and every folder with something in it at the top two levels."""
    files = {path.relative_to(HOME) for path in (HOME / "registry").rglob("*.py") if "versions" not in path.parts}
    return {path for path in files if path.name not in NOT_TOLD}


def functions() -> list[tuple[str, int]]:
    return [
        (f"{path.name}:{node.name}", node.end_lineno - node.lineno + 1)
        for path in (HOME / "registry").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def test_all_that_the_tour_names_is_there():
    missing = [str(path) for path in told((HOME / "docs/house.md").read_text()) if not (HOME / path).exists()]
    assert missing == []


def test_the_tour_names_every_file_of_the_package():
    named = told((HOME / "docs/house.md").read_text())
    untold = {path for path in rooms() if path not in named and path.parent.name != "migrations"}
    assert {str(path) for path in untold} == set()


def test_the_tour_names_every_folder():
    listed = subprocess.run(["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True).stdout.split()
    if not listed:
        pytest.skip("not a git checkout: no list of files to compare with")
    folders = {Path(*Path(file).parts[:depth]) for file in listed for depth in (1, 2) if len(Path(file).parts) > depth}
    named = told((HOME / "docs/house.md").read_text())
    tests_mirror = {folder for folder in folders if folder.parts[0] in ("tests", ".ci", "docs")}
    assert {str(folder) for folder in folders - tests_mirror - named} == set()


def test_a_planted_stranger_would_be_noticed():
    assert told("```\nontology/\n  nowhere.ttl  what\n```") == {Path("ontology"), Path("ontology/nowhere.ttl")}


def test_files_and_functions_stay_small():
    long_files = [
        path.name
        for path in (HOME / "registry").rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    ]
    long_functions = [name for name, lines in functions() if lines > LONGEST_FUNCTION]
    assert (long_files, long_functions) == ([], [])


def test_every_file_of_the_package_says_in_one_sentence_what_it_is_for():
    silent = [
        path.name
        for path in (HOME / "registry").rglob("*.py")
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0].endswith(".")
    ]
    assert silent == []


def test_the_make_targets_of_the_documents_exist():
    targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(), re.MULTILINE))
    pages = [HOME / "README.md", *(HOME / "docs").rglob("*.md")]
    named = {target for page in pages for target in re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)", page.read_text())}
    assert named - targets == set()


def test_links_between_the_documents_lead_somewhere():
    pages = [HOME / "README.md", HOME / "data/SOURCES.md", *(HOME / "docs").rglob("*.md")]
    broken = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!http)([^)#]+)", page.read_text())
        if not (page.parent / link).exists()
    ]
    assert broken == []


def test_the_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (HOME / "docs/adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_ci_runs_the_command_for_tests_that_the_readme_names():
    assert "make test" in (HOME / "README.md").read_text()
    assert "make test" in (HOME / ".ci/run").read_text()

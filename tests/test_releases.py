"""A release stays as it was frozen, nothing that was published disappears, and the version moves forward only."""

import hashlib
import shutil

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from registry.commands import main
from registry.releases import House, faults, freeze, released
from registry.settings import ONTOLOGY, SHAPES

HEAD = """@prefix cfit: <https://w3id.org/cfit/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/cfit/ontology#> a owl:Ontology ; owl:versionInfo "{version}" ; dcterms:modified "2026-11-22" ;
    skos:changeNote "{version}: all words anew."@en .
"""
WORDS = "cfit:Thing a owl:Class .\ncfit:name a owl:DatatypeProperty .\n"
LIST = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<https://w3id.org/cfit/id/list/a> a skos:Concept .\n"


@pytest.fixture
def house(tmp_path):
    """A small house with two words, a list and a rule, that gives itself version 1.0.0."""
    made = House(tmp_path / "ontology", tmp_path / "shapes")
    for folder in (made.ontology, made.shapes, made.releases):
        folder.mkdir()
    (made.shapes / "thing.ttl").write_text("<x:shape> a <x:NodeShape> .\n")
    (made.ontology / "vocabularies.ttl").write_text(LIST)
    write(made, "1.0.0")
    return made


def write(house, version, words=WORDS):
    (house.ontology / "cfit.ttl").write_text(HEAD.format(version=version) + words)


def test_a_release_holds_all_words_and_all_rules(house):
    folder = freeze(house)
    assert {path.name for path in folder.iterdir()} == {"cfit.ttl", "shapes.ttl", "SHA256SUMS"}
    words = [*parse(path=str(folder / "cfit.ttl"), format=RdfFormat.TURTLE)]
    assert len(words) == len([*parse(HEAD + WORDS, format=RdfFormat.TURTLE)]) + 1
    assert len([*parse(path=str(folder / "shapes.ttl"), format=RdfFormat.TURTLE)]) == 1


def test_a_context_for_json_ld_is_part_of_the_release_where_there_is_one(house):
    (house.ontology / "context.jsonld").write_text("{}")
    assert (freeze(house) / "context.jsonld").read_text() == "{}"


def test_the_same_words_make_the_same_bytes(house):
    first = {path.name: path.read_bytes() for path in freeze(house).iterdir()}
    shutil.rmtree(house.releases / "1.0.0")
    assert first == {path.name: path.read_bytes() for path in freeze(house).iterdir()}


def test_the_sums_are_those_that_sha256sum_checks(house):
    lines = (freeze(house) / "SHA256SUMS").read_text().splitlines()
    content = (house.releases / "1.0.0/shapes.ttl").read_bytes()
    assert f"{hashlib.sha256(content).hexdigest()}  shapes.ttl" in lines


def test_a_release_is_listed_with_the_day_and_what_is_new(house):
    freeze(house)
    assert "| [1.0.0](1.0.0) | 2026-11-22 | all words anew. |" in (house.releases / "README.md").read_text()


def test_a_house_without_releases_and_one_that_was_just_released_have_no_faults(house):
    assert list(faults(house)) == []
    freeze(house)
    assert list(faults(house)) == []


def test_a_release_is_frozen_once(house):
    freeze(house)
    assert "frozen already" in freeze(house)


@pytest.mark.parametrize("version", ["1.0", "01.0.0", "next"])
def test_an_ontology_without_a_version_in_three_numbers_is_not_released(house, version):
    write(house, version)
    assert "no version" in freeze(house)
    assert house.versions() == []


@pytest.mark.parametrize("name", ["cfit.ttl", "shapes.ttl"])
def test_a_frozen_file_that_was_changed_is_found(house, name):
    folder = freeze(house)
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    write(house, "1.1.0")
    assert list(faults(house)) == [f"release 1.0.0: {name} was changed after it was frozen"]


def test_a_frozen_file_that_is_missing_or_new_is_found(house):
    folder = freeze(house)
    (folder / "shapes.ttl").rename(folder / "rules.ttl")
    write(house, "1.1.0")
    assert list(faults(house)) == [
        "release 1.0.0: rules.ttl was added after it was frozen",
        "release 1.0.0: shapes.ttl is missing",
    ]


def test_a_release_without_sums_is_found(house):
    (freeze(house) / "SHA256SUMS").unlink()
    write(house, "1.1.0")
    assert len(list(faults(house))) == 2


@pytest.mark.parametrize(("lost", "name"), [("cfit:Thing", "ontology#Thing"), ("cfit:name", "ontology#name")])
def test_a_word_that_was_published_and_is_gone_is_found(house, lost, name):
    freeze(house)
    write(house, "2.0.0", "".join(line for line in WORDS.splitlines(keepends=True) if not line.startswith(lost)))
    [fault] = faults(house)
    assert fault.startswith(f"https://w3id.org/cfit/{name} of release 1.0.0 is gone")
    assert freeze(house) == fault


def test_a_concept_that_was_published_and_is_gone_is_found(house):
    freeze(house)
    write(house, "1.1.0")
    (house.ontology / "vocabularies.ttl").unlink()
    assert [fault.partition(" ")[0] for fault in faults(house)] == ["https://w3id.org/cfit/id/list/a"]


def test_a_word_may_be_deprecated_and_others_may_come(house):
    freeze(house)
    write(house, "1.1.0", WORDS + "cfit:name owl:deprecated true . cfit:label a owl:DatatypeProperty .\n")
    assert list(faults(house)) == []
    assert freeze(house) == house.releases / "1.1.0"
    assert house.versions() == ["1.0.0", "1.1.0"]


def test_versions_are_counted_as_numbers(house):
    for version in ("1.9.0", "1.10.0"):
        write(house, version)
        freeze(house)
    assert (house.versions(), list(faults(house))) == (["1.9.0", "1.10.0"], [])


def test_a_version_that_went_back_is_found(house):
    freeze(house)
    write(house, "0.9.0")
    assert list(faults(house)) == ["the version of the ontology is 0.9.0, and 1.0.0 was released already"]


@pytest.mark.parametrize("file", ["ontology/cfit.ttl", "shapes/thing.ttl"])
def test_words_or_rules_that_changed_under_a_released_version_are_found(house, file):
    freeze(house)
    with (house.ontology.parent / file).open("a") as changed:
        changed.write("<x:a> <x:b> <x:c> .\n")
    assert list(faults(house)) == [
        "words or rules are no longer those of release 1.0.0: give the ontology a higher version"
    ]


def test_a_file_of_a_release_is_read_and_nothing_else_is(house):
    folder = freeze(house)
    assert released("1.0.0", "cfit.ttl", house) == (folder / "cfit.ttl").read_bytes()
    for version, name in (("2.0.0", "cfit.ttl"), ("..", "cfit.ttl"), ("1.0.0", "SHA256SUMS"), ("1.0.0", "../cfit.ttl")):
        assert released(version, name, house) is None


def test_the_releases_of_this_house_are_sound():
    assert list(faults(House(ONTOLOGY, SHAPES))) == []


def test_releases_are_made_and_checked_on_the_command_line(house):
    def words(command):
        return CliRunner().invoke(main, ["words", command, "--at", str(house.ontology.parent)])

    assert "Wrote" in words("release").output
    again = words("release")
    assert (again.exit_code, "frozen already" in again.output) == (1, True)
    assert words("check").output == "1 releases, 0 faults.\n"
    (house.releases / "1.0.0/cfit.ttl").write_text("")
    assert words("check").exit_code == 1


def test_every_release_is_served_as_it_was_frozen_and_for_good(client):
    for version in House().versions():
        for path, name in ((f"/ontology/{version}", "cfit.ttl"), (f"/shapes/{version}", "shapes.ttl")):
            answer = client.get(path)
            assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
            assert answer.data == (House().releases / version / name).read_bytes()
            assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/ontology/9.9.9", "/shapes/9.9.9", "/ontology/releases"])
def test_a_release_that_does_not_exist_is_not_found(client, path):
    assert client.get(path).status_code == 404

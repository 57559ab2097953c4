"""No rule of the shapes can be removed or loosened without an example that notices."""

import mutants
import pytest

from registry.settings import SHAPES

FEWEST = 0.95
ONE_IN = 8
"""Every eighth mutant shows whether the examples still watch the rules; `make mutants` tries all of them."""


@pytest.fixture(scope="module")
def scores():
    return list(mutants.scores(ONE_IN))


def test_nearly_every_mutant_is_noticed(scores, capsys):
    noticed, total = sum(score.noticed for score in scores), sum(score.total for score in scores)
    with capsys.disabled():
        print(f"\n{noticed} of {total} mutants of the shapes noticed: {noticed / total:.1%}")
    survivors = [f"{score.file}: {change}" for score in scores for change in score.survivors]
    assert noticed >= FEWEST * total, survivors


def test_there_are_mutants_of_every_file(scores):
    assert {score.file for score in scores if score.total} == {path.stem for path in SHAPES.glob("*.ttl")}


def test_a_rule_without_an_example_would_be_found_out(tmp_path, monkeypatch):
    (tmp_path / "examples/evidence").mkdir(parents=True)
    (tmp_path / "evidence.ttl").write_bytes((SHAPES / "evidence.ttl").read_bytes())
    monkeypatch.setattr(mutants, "SHAPES", tmp_path)
    monkeypatch.setattr(mutants, "EXAMPLES", tmp_path / "examples")
    (tmp_path / "examples/_context.ttl").touch()
    for cached in (mutants._examples, mutants._context, mutants._prefixes):
        cached.cache_clear()
    (score,) = mutants.scores()
    for cached in (mutants._examples, mutants._context, mutants._prefixes):
        cached.cache_clear()
    assert score.noticed < score.total / 10

"""Whatever a stranger asks, it ends in time, in an honest outcome, and the next question is answered."""

import time

import pyoxigraph as ox
import pytest
from bomb_shapes import Bomb, bombs

from registry.core.charges import Client
from registry.core.protocol import Question, Refusal, Request, read_question
from registry.settings import Limits
from registry.workers.answers import Answers
from registry.workers.outcome import Answer, Stop

SHAPES = list(bombs())
LIMITS = Limits(query_seconds=0.1, query_memory_bytes=60_000_000, answer_bytes=100_000, client_seconds=1e9)
STOPS = {Stop.SYNTAX, Stop.TIME, Stop.MEMORY, Stop.TOO_LONG, Stop.FAILED}


class Small:
    """A store of a few hundred statements: enough for a cross product without end."""

    def __init__(self, engine):
        self._engine = engine

    def state(self):
        """It never changes."""
        return 1, None

    def snapshot(self, folder):
        """Write a copy."""
        self._engine.backup(folder)
        return self.state()


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Answers from a small store, where little is allowed."""
    folder = tmp_path_factory.mktemp("bombs")
    engine = ox.Store(folder / "store")
    name, text = ox.NamedNode, ox.Literal
    engine.extend(
        ox.Quad(name(f"urn:{n}"), name(f"urn:p{n % 7}"), name(f"urn:{n * 7 % 300}") if n % 2 else text(f"{n} aaa"))
        for n in range(300)
    )
    answers = Answers(Small(engine), folder / "snapshots", LIMITS)
    yield answers
    answers.close()


def test_there_are_many_shapes_and_no_two_are_the_same():
    assert len(SHAPES) >= 60
    assert len({shape.query for shape in SHAPES}) == len({shape.name for shape in SHAPES}) == len(SHAPES)


@pytest.mark.parametrize("bomb", SHAPES, ids=lambda bomb: bomb.name)
def test_a_bomb_ends_in_time_and_the_next_question_is_answered(target, bomb: Bomb):
    start = time.monotonic()
    outcome = target.answer(Question(bomb.query, bomb.form), Client("192.0.2.1"))
    assert isinstance(outcome, Answer) or outcome.stop in STOPS
    assert time.monotonic() - start < LIMITS.query_seconds + 5  # a busy machine kills late, and does kill
    # on a busy machine even this may need more than a tenth of a second
    after = (target.answer(Question("ASK {}", "ASK"), Client("192.0.2.2")) for _ in range(50))
    assert any(isinstance(answer, Answer) for answer in after)


def test_deep_texts_are_refused_before_a_worker_has_to_die():
    for bomb in SHAPES:
        seen = read_question(Request("GET", "", {"query": [bomb.query]}, {}, b""), Limits())
        if bomb.name.endswith("5000"):
            assert isinstance(seen, Refusal) and seen.status in (400, 413)

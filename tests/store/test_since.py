"""What contributions changed is found in what they did."""

from hypothesis import given, settings

from registry.core.contribution import Action, Draft, place
from registry.following import apply
from registry.store import Store
from registry.store.since import changed_since
from tests.store.test_past import DAY, START, THINGS, followed, steps


@given(steps)
@settings(max_examples=30)
def test_whatever_is_stated_otherwise_than_before_is_found(done):
    store, seen = followed(done)
    for sequence, before in enumerate(seen):
        other = {thing for thing in THINGS if before[thing] != seen[-1][thing]}
        assert other <= changed_since(store, sequence)


def test_of_a_dataset_only_the_things_that_changed_are_found():
    store = Store()
    for number, values in enumerate(("112", "113", "113", ""), start=1):
        lines = [f"<{thing.value}> <urn:is> {value} ." for thing, value in zip(THINGS, values, strict=False)]
        action = Action.REPLACE if lines else Action.WITHDRAW
        body = "\n".join(lines).encode()
        draft = Draft("nl-ict", "phones", action, "text/turtle", body, "urn:licence", START, "1.0.0", "{}")
        apply(store, place(draft, number, "Somebody", ""), DAY)
        if number == 2:
            assert changed_since(store, 1) == {THINGS[2]}
    assert changed_since(store, 0) == changed_since(store, 3) == set(THINGS)
    assert changed_since(store, 4) == set()

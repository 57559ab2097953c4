"""A sentence is its English text, and knows what it is made of."""

from registry.core.said import Said


def test_a_sentence_is_its_english_text():
    said = Said("%(name)s takes one value, not %(count)s.", name="least", count=2)
    assert said == "least takes one value, not 2."
    assert (said.message, said.values) == ("%(name)s takes one value, not %(count)s.", {"name": "least", "count": 2})


def test_what_is_filled_in_is_not_filled_again():
    assert Said("%(name)s is not known.", name="100 %(count)s") == "100 %(count)s is not known."

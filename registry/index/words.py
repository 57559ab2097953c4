"""What the words of a search are taken for, with typing errors forgiven."""

from collections.abc import Iterable

from pyroaring import BitMap

from registry.core.listing import SHORTEST_BEGINNING, Sense, words_wanted
from registry.index.documents import Documents

_FORGIVEN = ((8, 2), (4, 1))
"""From so many letters on, so many errors are forgiven: a letter too many, missing, wrong, or two that changed."""

MOST_SUGGESTIONS = 5


def sense(text: str, documents: Documents) -> list[tuple[Sense, BitMap]]:
    """Take each word for itself or a beginning; where no device has it, for the words that it is nearly like."""
    return [_sense(word, documents) for word in words_wanted(text)]


def suggestions(senses: Iterable[Sense], documents: Documents) -> tuple[str, ...]:
    """Words that might have been meant by those that nothing was found for."""
    missing = (each.word for each in senses if not each.found and len(each.word) >= SHORTEST_BEGINNING)
    found = (near for word in missing for near in documents.similar(word, 2, beginning=True))
    return tuple(dict.fromkeys(found))[:MOST_SUGGESTIONS]


def _sense(word: str, documents: Documents) -> tuple[Sense, BitMap]:
    known = documents.having([word]) if len(word) < SHORTEST_BEGINNING else documents.starting(word)
    if known:
        return Sense(word), known
    near = _near(word, documents)
    return (Sense(word, tuple(near)), documents.having(near)) if near else (Sense(word, found=False), BitMap())


def _near(word: str, documents: Documents) -> list[str]:
    """A number with another digit is another number: only words without digits are forgiven errors."""
    if any(character.isdigit() for character in word):
        return []
    errors = next((errors for letters, errors in _FORGIVEN if len(word) >= letters), 0)
    for distance in range(1, errors + 1):
        if near := documents.similar(word, distance, beginning=False) or documents.similar(word, distance, True):
            return near
    return []

"""The devices of words, remembered and kept up: to find those of a word that many devices have takes long."""

from collections.abc import Callable, Collection

from pyroaring import BitMap

MOST = 200
"""So many words that somebody looked for are remembered; the first of them makes room for the next."""


class Remembered:
    """The devices that have a word: those of common words, and those of words that somebody looked for."""

    def __init__(self) -> None:
        """Begin with no word."""
        self._common: dict[str, BitMap] = {}
        self._whole: dict[str, BitMap] = {}
        self._beginning: dict[str, BitMap] = {}

    def keep(self, word: str, devices: BitMap) -> None:
        """Remember the devices of a common word."""
        self._common[word] = devices

    def common(self, beginning: str) -> dict[str, BitMap]:
        """The common words with a beginning, and their devices."""
        return {word: devices for word, devices in self._common.items() if word.startswith(beginning)}

    def having(self, word: str, find: Callable[[], BitMap]) -> BitMap:
        """The devices that have a word, found where they are not remembered."""
        return self._common[word] if word in self._common else _remembered(word, self._whole, find)

    def starting(self, beginning: str, find: Callable[[], BitMap]) -> BitMap:
        """The devices that have a word with a beginning, found where they are not remembered."""
        return _remembered(beginning, self._beginning, find)

    def note(self, slot: int, words: Collection[str]) -> None:
        """Take up that a device has these words and no others."""
        for remembered in (self._common, self._whole):
            for word, devices in remembered.items():
                (devices.add if word in words else devices.discard)(slot)
        for beginning, devices in self._beginning.items():
            (devices.add if any(word.startswith(beginning) for word in words) else devices.discard)(slot)


def _remembered(word: str, found: dict[str, BitMap], find: Callable[[], BitMap]) -> BitMap:
    if word not in found:
        if len(found) == MOST:
            del found[next(iter(found))]
        found[word] = find()
    return found[word]

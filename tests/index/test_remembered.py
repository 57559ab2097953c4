"""Words are remembered, so many and no more, and what they find is kept up."""

from pyroaring import BitMap

from registry.index.remembered import MOST, Remembered


def test_a_word_is_found_once_until_others_need_its_room():
    remembered, found = Remembered(), []
    for word in (*map(str, range(MOST)), "0", "new", "0"):
        remembered.having(word, lambda word=word: found.append(word) or BitMap())
        remembered.starting(word, lambda word=word: found.append(f"{word}*") or BitMap())
    assert [word for word in found if word in ("0", "0*", "new", "new*")] == ["0", "0*", "new", "new*", "0", "0*"]
    assert len(found) == 2 * (MOST + 2)


def test_devices_come_and_go_with_their_words():
    remembered = Remembered()
    remembered.keep("galaxy", BitMap([1, 2]))
    for words, expected in ((("galaxy",), [1, 2, 7]), (("fairphone", "gal"), [1, 2]), ((), [1, 2])):
        remembered.having("fairphone", lambda: BitMap())
        remembered.starting("gal", lambda: BitMap([1, 2]))
        remembered.note(7, words)
        assert list(remembered.having("galaxy", BitMap)) == expected
        assert list(remembered.having("fairphone", BitMap)) == ([7] if "fairphone" in words else [])
        assert list(remembered.starting("gal", BitMap)) == ([1, 2, 7] if words else [1, 2])
    assert list(remembered.common("gal")) == ["galaxy"] and not remembered.common("x")

"""The index on disk: the only file that knows tantivy. Documents by key, devices by number and by their words.

A text of a stranger never becomes a query in the language of the library: queries are made of words, one by one.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from heapq import nlargest
from pathlib import Path
from typing import Any

from pyroaring import BitMap
from tantivy import Document, Index, IndexWriter, Query, Schema, SchemaBuilder

from registry.core.listing import LONGEST_WORD, SHORTEST_BEGINNING, words_of
from registry.index.remembered import Remembered

_MEMORY = 15_000_000
_MEMORY_IN_BULK = 150_000_000
_AT_ONCE = 500

_COMMON, _MOST_COMMON = 1_000, 500
"""A word that so many devices have is common; so many common words are remembered."""


class Damaged(Exception):
    """The folder cannot be read as it was written."""


class Documents:
    """Everything that the index keeps; a change is seen and kept after `commit`, all of it or nothing."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, or begin in an empty one."""
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = Index(self._schema, path=str(folder))
        self._writer: IndexWriter | None = None
        self._searcher = self._index.searcher()
        self._learnt: set[str] = set()
        self._remembered = Remembered()
        self._filling = False

    def put(self, key: str, body: object, sort: str = "", slot: int | None = None, text: str = "") -> None:
        """Keep a document, in the place of an earlier one of that key."""
        if not self._filling:
            self.drop(key)
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        fields: dict[str, Any] = {"key": key, "sort": sort, "body": zlib.crc32(content).to_bytes(4, "big") + content}
        if slot is not None:
            words = {word[:LONGEST_WORD] for word in words_of(text)}
            fields |= {"slot": slot, "words": " ".join(sorted(words))}
            self._learn(words)
            self._remembered.note(slot, words)
        self._write().add_document(Document.from_dict(fields, self._schema))

    def drop(self, key: str, slot: int | None = None) -> None:
        """Keep the document no longer, nor the words of its device."""
        if slot is not None:
            self._remembered.note(slot, ())
        self._write().delete_documents_by_term("key", key)

    def clear(self) -> None:
        """Keep nothing any longer, and take in many documents until the next `commit`, each key once."""
        self.close()
        self._writer = self._index.writer(_MEMORY_IN_BULK, 1)
        self._writer.delete_all_documents()
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._learnt, self._remembered, self._filling = set(), Remembered(), True

    def commit(self) -> None:
        """Keep what was changed."""
        self._write().commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._learnt = set()
        if self._filling:
            self._filling = False
            self.close()
            self.remember_common()

    def close(self) -> None:
        """Give the folder free."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def body(self, key: str) -> Any:  # noqa: ANN401
        """The document of a key, None when there is none."""
        return next(self._bodies(self._term("key", key)), None)

    def bodies(self, sort: str) -> Iterator[Any]:
        """The documents of a sort."""
        return self._bodies(self._term("sort", sort))

    def rows(self, slots: Iterable[int]) -> dict[int, Any]:
        """The documents of devices by their numbers."""
        wanted, found = list(slots), {}
        for start in range(0, len(wanted), _AT_ONCE):
            query = Query.term_set_query(self._schema, "slot", wanted[start : start + _AT_ONCE])
            hits = self._searcher.search(query, _AT_ONCE, count=False, order_by_field="slot").hits
            found.update({slot: self._content(address) for slot, address in hits})
        return found

    def remember_common(self) -> None:
        """Find the devices of the words that many have, before anybody looks for them: words of letters only."""
        words = (word for word, _ in self._searcher.terms_with_prefix("word", ""))
        numbers = {word: self._searcher.doc_freq("words", word) for word in words}
        for word in nlargest(_MOST_COMMON, numbers, key=lambda word: numbers[word]):
            if numbers[word] >= _COMMON:
                self._remembered.keep(word, self._devices(self._term("words", word)))

    def starting(self, word: str) -> BitMap:
        """The devices that have a word with this beginning."""
        return self._remembered.starting(word, lambda: self._starting(word))

    def having(self, words: Iterable[str]) -> BitMap:
        """The devices that have one of the words."""
        find = ((word, partial(self._devices, self._term("words", word))) for word in words)
        return BitMap.union(BitMap(), *(self._remembered.having(*each) for each in find))

    def similar(self, word: str, distance: int, beginning: bool) -> list[str]:
        """Words of devices, or words with a beginning, that so many typing errors lead to."""
        query = Query.fuzzy_term_query(self._schema, "word", word, distance, True, beginning)
        hits = self._searcher.search(query, 50, count=False).hits
        words = {str(self._searcher.doc(address).get_first("word")) for _, address in hits}
        return sorted(each for each in words if self._is_used(each))

    def _learn(self, words: Iterable[str]) -> None:
        """Keep each word that may be mistyped once: numbers and model codes are not forgiven errors."""
        for word in words:
            if len(word) < SHORTEST_BEGINNING or not word.isalpha() or word in self._learnt:
                continue
            self._learnt.add(word)
            if self._filling or not self._searcher.doc_freq("key", f"word:{word}"):
                fields = {"key": f"word:{word}", "word": word}
                self._write().add_document(Document.from_dict(fields, self._schema))

    def _is_used(self, word: str) -> bool:
        return bool(self._searcher.search(self._term("words", word), 1, count=False).hits)

    def _starting(self, word: str) -> BitMap:
        common = self._remembered.common(word)
        others = Query.regex_query(self._schema, "words", f"{_letters(word)}.*")
        if common:
            others = others.and_must_not_match(Query.term_set_query(self._schema, "words", list(common)))
        return BitMap.union(self._devices(others), *common.values())

    def _devices(self, query: Query) -> BitMap:
        hits = self._searcher.search(query, max(1, self._searcher.num_docs), count=False, order_by_field="slot").hits
        return BitMap([slot for slot, _ in hits])

    def _bodies(self, query: Query) -> Iterator[Any]:
        for _, address in self._searcher.search(query, max(1, self._searcher.num_docs), count=False).hits:
            yield self._content(address)

    def _content(self, address: Any) -> Any:  # noqa: ANN401
        kept = self._searcher.doc(address).get_first("body")
        if not isinstance(kept, bytes) or zlib.crc32(kept[4:]).to_bytes(4, "big") != kept[:4]:
            raise Damaged("a document of the index is not as it was written")
        return json.loads(kept[4:])

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, "basic")

    def _write(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_MEMORY, 1)
        return self._writer


def _letters(word: str) -> str:
    """A word as it stands in a regular expression; it has letters and digits only, and nothing else gets through."""
    return "".join(words_of(word))


def _schema() -> Schema:
    fields = SchemaBuilder()
    fields.add_text_field("key", tokenizer_name="raw", index_option="basic")
    fields.add_text_field("sort", tokenizer_name="raw", index_option="basic")
    fields.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    fields.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_unsigned_field("slot", fast=True, indexed=True)
    fields.add_bytes_field("body", stored=True)
    return fields.build()

"""The version of a graph that is held now, and the conditions under which a request wants to be done (RFC 9110, 13)."""

import re
from dataclasses import dataclass
from datetime import datetime

from registry import __version__
from registry.core.protocol import GRAPH_TYPES

_TAG = re.compile(r'(?:W/)?"[^"]*"')
ANY = "*"


@dataclass(frozen=True)
class Version:
    """What filled a graph: the number of the contribution, the fingerprint of its bytes, and when it came."""

    sequence: int
    sha256: str
    received_at: datetime

    def tag(self, media_type: str) -> str:
        """The strong entity tag of the graph in a media type; another release may write the same triples otherwise."""
        return f'"{self.sequence}-{self.sha256[:16]}-{__version__}-{GRAPH_TYPES[media_type][0]}"'

    @property
    def tags(self) -> frozenset[str]:
        """The tags in every media type: whoever has read one of them has seen this version."""
        return frozenset(self.tag(media_type) for media_type in GRAPH_TYPES)


@dataclass(frozen=True)
class Conditions:
    """Which versions must be there and which must not; None where nothing is asked."""

    match: frozenset[str] | None = None
    none_match: frozenset[str] | None = None
    unmodified_since: datetime | None = None

    @property
    def asked(self) -> bool:
        """Whether anything is asked at all."""
        return self != UNCONDITIONAL

    def hold_for(self, current: Version | None) -> bool:
        """Whether a change may go on while this version, or none, is there."""
        tags = current.tags if current else frozenset()
        if self.match is not None:
            if not _has_one(self.match, tags):
                return False
        elif self.unmodified_since and current and current.received_at.replace(microsecond=0) > self.unmodified_since:
            return False
        return self.none_match is None or not _has_one({tag.removeprefix("W/") for tag in self.none_match}, tags)


UNCONDITIONAL = Conditions()
NEW = Conditions(none_match=frozenset({ANY}))
"""Nothing may be there yet."""


def tags_in(header: str | None) -> frozenset[str] | None:
    """The entity tags of an If-Match or If-None-Match; a header that has none fits nothing."""
    if header is None:
        return None
    return frozenset({ANY}) if header.strip() == ANY else frozenset(_TAG.findall(header))


def _has_one(asked: frozenset[str] | set[str], tags: frozenset[str]) -> bool:
    return bool(tags) if ANY in asked else not tags.isdisjoint(asked)

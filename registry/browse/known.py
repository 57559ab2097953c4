"""What pages are made from: the registry as it is, or as it was at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from registry.assembly import Registry, Words
from registry.ledger import Ledger
from registry.store.projection import Rules
from registry.store.then import Then
from registry.store.view import Statements


class Known(Protocol):
    """What one can look up in the registry, today's or an earlier one."""

    @property
    def store(self) -> Statements:
        """Statements by what they are about."""

    @property
    def words(self) -> Words:
        """What things of the vocabulary are called."""

    @property
    def ledger(self) -> Ledger | None:
        """The contributions."""

    def rules(self) -> Rules:
        """What devices are judged by."""


@dataclass(frozen=True)
class Moment:
    """The registry as it was at a moment; the words are today's."""

    moment: datetime
    store: Then
    words: Words
    ledger: Ledger | None
    known_rules: Rules

    @property
    def day(self) -> date:
        """The day of the moment in UTC, for which certificates and dates are judged."""
        return self.moment.date()

    def rules(self) -> Rules:
        """What devices were judged by."""
        return self.known_rules


def as_of(moment: datetime, registry: Registry) -> Moment | None:
    """The registry as it was at a moment; None where it serves a copy that has no past."""
    if registry.earlier is None:
        return None
    then = registry.earlier.at(moment)
    return Moment(moment, then, registry.words, registry.ledger, registry.earlier.rules(then))

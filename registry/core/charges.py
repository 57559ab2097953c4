"""Who asks questions, and what they have cost: seconds are charged, and forgiven as time passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil

# A client who needs a whole network of addresses to look like many has one all the same (RFC 6177: a site gets a /64).
_SITE_BITS = 64
_LEAST_FOR_TROUBLE = 2.0
_MUCH = 3.0
_REMEMBERED = 60.0


@dataclass(frozen=True)
class Client:
    """Somebody who asks: a group with a token, an address, or the registry itself for its own pages."""

    name: str
    is_trusted: bool = False


HOUSE = Client("the registry", True)
"""The registry, which asks only questions that it knows."""


@lru_cache(1_000)
def client_at(address: str) -> Client:
    """Whoever asks from an address; a network of version 6 that belongs to one site counts as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return Client(address)
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return Client(str(known.ipv4_mapped))
        return Client(f"{IPv6Address(int(known) >> _SITE_BITS << _SITE_BITS)}/{_SITE_BITS}")
    return Client(str(known))


@dataclass(frozen=True)
class Bill:
    """The seconds that a client owed at a moment, and when a query of its was last stopped.

    A second is forgiven each second.
    """

    seconds: float = 0.0
    at: float = 0.0
    stopped_at: float = -_REMEMBERED

    def owed(self, now: float) -> float:
        """What is still owed."""
        return max(0.0, self.seconds - (now - self.at))

    def plus(self, seconds: float, now: float, was_stopped: bool = False) -> "Bill":
        """The bill with one more query on it."""
        return Bill(self.owed(now) + price(seconds, was_stopped), now, now if was_stopped else self.stopped_at)

    def is_of_long_ones(self, now: float) -> bool:
        """Whether the queries of the client are expected to be long: it owes much, or one was stopped lately."""
        return self.owed(now) > _MUCH or now - self.stopped_at < _REMEMBERED

    def is_forgotten(self, now: float) -> bool:
        """Whether nothing is left of it."""
        return not self.owed(now) and not self.is_of_long_ones(now)


def price(seconds: float, ended_in_trouble: bool) -> float:
    """What one query is charged: what it used, and a little more when a limit or its own process's end stopped it."""
    return max(seconds, _LEAST_FOR_TROUBLE) if ended_in_trouble else seconds


def seconds_until(owed: float, allowed: float) -> int:
    """After how many seconds a client who owes so much may ask again."""
    return max(1, ceil(owed - allowed) + 1)


def not_forgotten(bills: Mapping[str, Bill], now: float) -> dict[str, Bill]:
    """The bills of which something is left."""
    return {name: bill for name, bill in bills.items() if not bill.is_forgotten(now)}

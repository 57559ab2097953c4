"""Who asks questions, and what they have cost: seconds are charged, and forgiven as time passes."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

# A client who needs a whole network of addresses to look like many has one all the same (RFC 6177: a site gets a /64).
_SITE_BITS = 64
_LEAST_FOR_TROUBLE = 4.0


@dataclass(frozen=True)
class Client:
    """Somebody who asks: a group with a token, an address, or the registry itself for its own pages."""

    name: str
    is_trusted: bool = False


HOUSE = Client("the registry", True)
"""The registry, which asks only questions that it knows."""


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
    """The seconds that a client owed at a moment; a second of them is forgiven each second."""

    seconds: float = 0.0
    at: float = 0.0

    def owed(self, now: float) -> float:
        """What is still owed."""
        return max(0.0, self.seconds - (now - self.at))

    def plus(self, seconds: float, now: float) -> "Bill":
        """The bill with more on it."""
        return Bill(self.owed(now) + seconds, now)


def price(seconds: float, ended_in_trouble: bool) -> float:
    """What one query is charged: what it used, and a little more when a limit or its own process's end stopped it."""
    return max(seconds, _LEAST_FOR_TROUBLE) if ended_in_trouble else seconds


def seconds_until(owed: float, allowed: float) -> int:
    """After how many seconds a client who owes so much may ask again."""
    return max(1, ceil(owed - allowed) + 1)


def still_owed(bills: Mapping[str, Bill], now: float) -> dict[str, Bill]:
    """The bills without those that are forgiven."""
    return {name: bill for name, bill in bills.items() if bill.owed(now) > 0}

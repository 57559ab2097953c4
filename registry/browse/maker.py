"""The page of a maker: its devices, what is known of them and by whom, what nobody has evidence for."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.browse.devices import DeviceRow, DevicesPage, devices
from registry.browse.gaps import Gap, gaps_of
from registry.browse.makers import MAKERS, devices_of
from registry.browse.repairs import Repairs, repairs_of
from registry.browse.thing import ThingPage, thing
from registry.core.criteria import counting
from registry.core.gaps import Coverage, applying
from registry.core.listing import Order
from registry.core.verdicts import Verdict


@dataclass(frozen=True)
class MakerPage:
    """What is known of a maker and its devices, as of a day."""

    about: ThingPage
    day: date
    listed: DevicesPage
    verdicts: dict[Verdict, int]
    gaps: tuple[Gap, ...]
    repairs: tuple[Repairs, ...]
    shown: int = 12
    """So many devices and gaps stand on the page itself; the others are one link away."""

    @property
    def devices(self) -> tuple[DeviceRow, ...]:
        """The newest devices."""
        return self.listed.rows[: self.shown]


def maker(iri: NamedNode, registry: Registry, day: date, language: str) -> MakerPage | None:
    """Describe a maker; None when nobody says that this is one."""
    about = thing(iri, registry, language)
    if about is None or not set(about.kinds) & set(MAKERS):
        return None
    wanted = devices_of(iri, registry)
    criteria = applying(counting(registry.criteria(), day))
    return MakerPage(
        about=about,
        day=day,
        listed=devices(replace(wanted, order=Order.NEWEST), 1, registry, language),
        verdicts=_verdicts(registry.devices.coverage(wanted, criteria).values()),
        gaps=gaps_of(wanted, (), registry, day, language),
        repairs=repairs_of(iri, registry, language),
    )


def _verdicts(covered: Iterable[Coverage]) -> dict[Verdict, int]:
    """How often each verdict came out, over all devices and criteria."""
    every = list(covered)
    return {
        Verdict.MEETS: sum(each.meets for each in every),
        Verdict.FAILS: sum(each.fails for each in every),
        Verdict.DISPUTED: sum(each.disputed for each in every),
        Verdict.UNKNOWN: sum(each.missing for each in every),
    }

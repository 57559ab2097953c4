"""One address for each type of page: add yours, and it is looked at by all tests of pages; and what a page may cost."""

from dataclasses import dataclass

PAGES = {
    "home": "/",
    "devices": "/devices",
    "devices-empty": "/devices?q=no-such-device",
    "device": "/doc/device/eprel-2378858",
    "proof": "/proof/device/eprel-2378858?set=pact-smartphones-l2/1",
    "criteria": "/criteria",
    "criterion": "/doc/criterion/SW-02",
    "makers": "/makers",
    "compare": "/compare?device=eprel-2378858&device=eprel-2372958&set=pact-smartphones-l2/1",
    "sets": "/sets",
    "set": "/doc/criteria-set/pact-smartphones-l2/1",
    "difference": "/sets/difference?left=pact-smartphones-l1/1&right=pact-smartphones-l2/1",
    "brand": "/doc/brand/fairphone",
    "gaps": "/makers/gaps?maker=https://w3id.org/cfit/id/brand/fairphone",
    "organisation": "/doc/organisation/tco-development",
    "certificates": "/certificates",
    "scheme": "/doc/scheme/epeat",
    "sources": "/sources",
    "source": "/sources/registry/eprel-smartphones",
    "contributions": "/contributions",
    "contribution": "/doc/contribution/1",
    "history": "/graphs/registry/eprel-smartphones/history",
    "report": "/contributions/1/report",
    "contribute": "/contribute",
    "contribute-device": "/contribute/device",
    "catalogue": "/catalog",
    "sparql": "/sparql",
    "sparql-answer": "/sparql?query=SELECT+*+{?s+a+?o}+LIMIT+9",
    "links": "/links",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "problem": "/doc/device/nobody-knows",
}


@dataclass(frozen=True)
class Budget:
    """What a page may cost: bytes before compression, and requests, the page itself among them (docs/limits.md)."""

    html: int = 60_000
    styles: int = 40_000
    scripts: int = 60_000
    requests: int = 6

    def exceeded(self, cost):
        """What costs more than it may."""
        return {name: spent for name, spent in cost.items() if spent > getattr(self, name)}


LARGER = {
    "contribute-device": Budget(html=70_000),
    "criterion": Budget(requests=7),
    "sparql": Budget(html=220_000, styles=100_000, scripts=1_100_000, requests=8),
    "sparql-answer": Budget(html=220_000, styles=100_000, scripts=1_100_000, requests=8),
    "ontology": Budget(html=300_000),
    "shapes": Budget(html=300_000),
}
"""The few pages that may cost more: a form of all properties, a chart, the editor for queries, the whole vocabulary."""

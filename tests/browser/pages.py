"""One address for each type of page: add yours, and it is looked at by all tests of pages."""

PAGES = {
    "home": "/",
    "devices": "/devices",
    "devices-empty": "/devices?q=no-such-device",
    "device": "/doc/device/eprel-2378858",
    "criteria": "/criteria",
    "criterion": "/doc/criterion/SW-02",
    "brand": "/doc/brand/fairphone",
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

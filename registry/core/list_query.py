"""A list of devices as a SPARQL query that gives the same devices: for who wants to go on from there."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from registry.core.links import ACCEPTED, REJECTED
from registry.core.listing import LONGEST_WORD, Derived, Filter, Order, Sense
from registry.core.names import DERIVED_GRAPHS, STEWARD, VERDICTS_GRAPH
from registry.settings import GRAPHS, IDS
from registry.vocabulary import PREFIXES, XSD

_NOT_SHARED = "rdf:type, schema:name, schema:brand, schema:manufacturer, schema:isVariantOf, cfit:deviceKind"
"""What a linked description says of itself alone."""

_FURTHEST = 3
"""So many links in a row are followed, as everywhere."""


def list_query(wanted: Filter, senses: Iterable[Sense], derived: Derived, day: date) -> str:
    """Write the query: the devices that lists show, each filter as a pattern of its own."""
    patterns = [
        *(_word(sense) for sense in senses),
        *_plain(wanted),
        *(_meets(derived.criteria.get(number, ()), f"?version{i}") for i, number in enumerate(wanted.meets)),
        *(_set(derived.sets.get(each, {})) for each in wanted.set),
        *_of_case(wanted, derived, day),
    ]
    return _FRAME.format(
        prefixes="\n".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("cfit", "dcterms", "rdf", "schema"))
        + f"\nPREFIX id: <{IDS}>\nPREFIX graph: <{GRAPHS}>",
        rank=_rank("?graph"),
        closer=_rank("?closer"),
        elsewhere=_union(_hops("?leading", "?device", "a")),
        patterns="".join(f"\n{pattern}" for pattern in patterns),
        order=_ORDERS[wanted.order],
    )


_FRAME = """{prefixes}
SELECT ?device (MIN(?brandName) AS ?brandNames) (MIN(?name) AS ?model) WHERE {{
  GRAPH ?graph {{ ?device a cfit:DeviceModel ; schema:name ?name ; schema:brand ?brand ; cfit:deviceKind ?kind . }}
  ?brand schema:name ?brandName .{patterns}
  # where several describe it, the one that stands closest to it is heard
  MINUS {{
    GRAPH ?graph {{ ?device a cfit:DeviceModel ; schema:brand [] ; cfit:deviceKind [] . }}
    GRAPH ?closer {{ ?device a cfit:DeviceModel ; schema:name ?n ; schema:brand ?b ; cfit:deviceKind ?k . }}
    ?b schema:name ?bn .
    FILTER({closer} < {rank})
  }}
  # a description that is accepted to be of another device is listed there
  MINUS {{
    {elsewhere}
    {{ ?leading a cfit:DeviceModel }} UNION {{ ?leading a cfit:DeviceConfiguration }}
  }}
}} GROUP BY ?device {order}
"""

_BY_NAME = "ORDER BY LCASE(?brandNames) LCASE(?model) ?device"
_ORDERS = {Order.NAME: _BY_NAME, Order.NEWEST: _BY_NAME, Order.MET: _BY_NAME}


def _plain(wanted: Filter) -> Iterator[str]:
    for name in ("brand", "kind"):
        if wanted.of(name):
            yield f"  FILTER(?{name} IN ({_iris(wanted.of(name), ', ')}))"
    if wanted.manufacturer:
        made = _iris(wanted.manufacturer, ", ")
        yield f"  GRAPH ?graph {{ ?device schema:manufacturer ?maker }} FILTER(?maker IN ({made}))"


def _word(sense: Sense) -> str:
    """A word as it was taken; letters and digits alone get into the expression."""
    if not sense.found:
        return "  FILTER(false)  # no device has anything like one of the words"
    edge = "[^\\\\p{L}\\\\p{N}]"
    if sense.instead:
        ends = {word: "" if len(word) == LONGEST_WORD else f"($|{edge})" for word in sense.instead}
        text = "(" + "|".join(f"{word}{end}" for word, end in ends.items()) + ")"
    else:
        text = sense.word + (f"($|{edge})" if sense.whole else "")
    return f"""  FILTER EXISTS {{
    {{ ?brand schema:name ?text }} UNION {{ GRAPH ?graph {{ ?device schema:name ?text }} }}
      UNION {{ ?device cfit:eprelNumber ?text }}
    FILTER(REGEX(LCASE(STR(?text)), "(^|{edge}){text}"))
  }}"""


def _meets(versions: Iterable[str], variable: str) -> str:
    listed = _iris(versions)
    return f"  VALUES {variable} {{ {listed} }} GRAPH {VERDICTS_GRAPH} {{ ?device cfit:meets {variable} }}"


def _set(kinds: "dict[str, tuple[str, ...]] | object") -> str:
    if not isinstance(kinds, dict) or not kinds:
        return "  FILTER(false)  # the set holds no criterion for any kind"
    parts = (
        f"{{ GRAPH {VERDICTS_GRAPH} {{ ?device cfit:meets {_iris(versions, ' , ')} }} FILTER(?kind = <{kind}>) }}"
        for kind, versions in kinds.items()
    )
    return "  " + " UNION ".join(parts)


def _of_case(wanted: Filter, derived: Derived, day: date) -> Iterator[str]:
    """What the linked descriptions of a device may say as well as its own."""
    groups = tuple(group for country in wanted.country for group in derived.countries.get(country, ()))
    if wanted.released:
        years = ", ".join(str(int(year)) for year in wanted.released if year.isdecimal()) or "0"
        yield _stated(f"?thing schema:releaseDate ?date FILTER(YEAR(?date) IN ({years}))")
    if wanted.certificate:
        yield _stated(_certificate(wanted.certificate, day))
    if wanted.contributor:
        yield _said_by(wanted.contributor)
    if wanted.country:
        yield _said_by(groups) if groups else "  FILTER(false)  # no group of these countries"
    if wanted.evidence:
        yield _evidence(wanted.evidence)


def _stated(pattern: str, linked: str = "") -> str:
    """What is said of the device, or of a description linked to it; each way on its own, so that none is slow."""
    ways = ["{ ?thing a cfit:DeviceModel FILTER EXISTS { " + pattern + " } BIND(?thing AS ?device) }"]
    ways += ["{ " + hop + " " + (linked or pattern) + " }" for hop in _hops("?device", "?thing", "b")]
    return "  { SELECT DISTINCT ?device WHERE {\n    " + _union(ways) + "\n  } }"


def _certificate(versions: Iterable[str], day: date) -> str:
    today = Literal(day.isoformat(), datatype=XSD.date)
    return (
        "GRAPH ?at { ?certificate a cfit:Certificate ; schema:about ?thing ; cfit:schemeVersion ?for ;"
        f" cfit:certificateStatus <{IDS}certificate-status/valid> ; schema:validFrom ?from ; schema:expires ?until }}"
        f" FILTER(?for IN ({_iris(versions, ', ')}) && ?from <= {today} && ?until >= {today})"
    )


def _said_by(groups: Iterable[str]) -> str:
    said = " || ".join(f"STRSTARTS(STR(?at), {Literal(f'{GRAPHS}{group}/')})" for group in groups)
    return _stated(f"{_FACTS} FILTER({said})", f"{_SHARED} FILTER({said})")


def _evidence(levels: Iterable[str]) -> str:
    listed = f"VALUES ?level {{ {_iris(levels)} }}"
    whole = "GRAPH ?at { ?at cfit:evidenceLevel ?level }"
    proof = "{ ?proof cfit:aboutDevice ?thing ; cfit:evidenceLevel ?level }"
    return _stated(*(f"{listed} {{ {facts} {whole} }} UNION {proof}" for facts in (_FACTS, _SHARED)))


_FACTS = (
    "GRAPH ?at { ?thing ?property ?value }"
    f" FILTER(?at NOT IN ({', '.join(sorted(str(graph) for graph in DERIVED_GRAPHS))}))"
)
_SHARED = f"{_FACTS} FILTER(?property NOT IN ({_NOT_SHARED}))"


def _hops(first: str, last: str, name: str) -> list[str]:
    """The ways of one, two and three accepted links from a description to another."""
    ways = []
    for length in range(1, _FURTHEST + 1):
        stops = [first, *(f"?{name}{length}{step}" for step in range(1, length)), last]
        links = (_accepted(start, end, f"{name}{length}{i}") for i, (start, end) in enumerate(pairwise(stops)))
        ways.append("{ " + " ".join(links) + " }")
    return ways


def _accepted(source: str, target: str, name: str) -> str:
    """A link stated, and last decided upon, by who stands behind its source or by the registry."""
    link, day, other = f"?l{name}", f"?t{name}", f"?o{name}"
    return (
        f"GRAPH ?g{name} {{ {link} cfit:linkFrom {source} ; cfit:linkTo {target} }}"
        f" GRAPH ?h{name} {{ [] cfit:ofLink {link} ; cfit:decision {_ACCEPTED} ; dcterms:date {day} }}"
        f" FILTER({_say(f'?g{name}', source)} && {_say(f'?h{name}', source)}) FILTER NOT EXISTS {{"
        f" GRAPH ?i{name} {{ [] cfit:ofLink {link} ; cfit:decision {other} ; dcterms:date ?u{name} }}"
        f" FILTER({_say(f'?i{name}', source)}"
        f" && (?u{name} > {day} || ?u{name} = {day} && {other} = {_REJECTED})) }}"
    )


_ACCEPTED, _REJECTED = (
    f"id:{each.value.removeprefix(IDS).replace('/', chr(92) + '/')}" for each in (ACCEPTED, REJECTED)
)


def _say(graph: str, thing: str) -> str:
    return f'({_group(graph)} = "{STEWARD}" || {_named_by(_group(graph), thing)})'


def _rank(graph: str) -> str:
    """How close a graph stands to the device, and its name where two stand equally close."""
    by_group = f'IF({_named_by(_group(graph), "?device")}, "0", IF({_group(graph)} = "{STEWARD}", "1", "2"))'
    return f"CONCAT({by_group}, STR({graph}))"


def _group(graph: str) -> str:
    return f'STRBEFORE(STRAFTER(STR({graph}), STR(graph:)), "/")'


def _named_by(group: str, thing: str) -> str:
    return f'STRSTARTS(STRAFTER(STRAFTER(STR({thing}), STR(id:)), "/"), CONCAT({group}, "-"))'


def _union(parts: Iterable[str]) -> str:
    return "\n    UNION ".join(parts)


def _iris(addresses: Iterable[str], between: str = " ") -> str:
    return between.join(str(NamedNode(address)) for address in addresses)

"""What a contribution changes, as JSON for programs and in the words of its reader."""

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import Triple

from registry.core.changes import Changes, Statements, ThingChange, VerdictChange
from registry.core.glossary import Glossary
from registry.core.links import Link
from registry.core.presumptions import Certificate
from registry.core.report_words import name_of
from registry.core.texts import say


def as_data(changes: Changes) -> dict[str, object]:
    """All changes, to be written as JSON."""
    return {
        "added": changes.added,
        "removed": changes.removed,
        "things": [_thing(change) for change in changes.things],
        "more": changes.more,
    }


def summary(changes: Changes) -> dict[str, object]:
    """The changes counted, as a receipt tells them."""
    verdicts = Counter(
        f"{change.before.value} -> {change.after.value}" for thing in changes.things for change in thing.verdicts
    )
    return {
        "added": changes.added,
        "removed": changes.removed,
        "things": len(changes.things) + changes.more,
        "looked_at": len(changes.things),
        "verdicts": dict(sorted(verdicts.items())),
        "disputed": sum(len(thing.disputed) for thing in changes.things),
        "lapsed": len({each.iri for thing in changes.things for each in thing.lapsed}),
        "begun": len({each.iri for thing in changes.things for each in thing.begun}),
        "proposed": len({each.iri for thing in changes.things for each in thing.proposed}),
    }


def as_text(changes: Changes, glossary: Glossary, language: str) -> str:
    """The changes as lines that a person can read in a terminal."""
    if not (changes.things or changes.more):
        return say("changes-nothing", language) + "\n"
    lines = [say("changes-title", language, added=changes.added, removed=changes.removed)]
    for thing in changes.things:
        lines += ["", f"{thing.name} <{thing.iri.value}>" if thing.name else thing.iri.value]
        lines += [f"  {line}" for line in _lines(thing, glossary, language)]
    if changes.more:
        lines += ["", say("changes-more", language, count=changes.more)]
    return "\n".join(lines) + "\n"


def _lines(thing: ThingChange, glossary: Glossary, language: str) -> Iterator[str]:
    for change in thing.verdicts:
        before, after = (glossary.label(each.concept, language).text for each in (change.before, change.after))
        yield say("changes-verdict", language, identifier=change.version.identifier, before=before, after=after)
    for term in thing.disputed:
        yield say("changes-disputed", language, property=glossary.property_name(term, language).text)
    for key, certificates in (("changes-lapsed", thing.lapsed), ("changes-begun", thing.begun)):
        for certificate in certificates:
            yield say(key, language, number=certificate.number)
    for link in thing.proposed:
        other = link.target if link.source == thing.iri else link.source
        method = glossary.label(link.method, language).text if link.method else ""
        yield say("changes-proposed", language, other=other.value, method=method, confidence=f"{link.confidence:.0%}")
    for sign, statements in (("-", thing.removed), ("+", thing.added)):
        yield from (f"{sign} {_said(triple, language)}" for triple in statements.shown)
        if statements.more:
            more = say("changes-more-statements", language, count=statements.more)
            yield f"{sign} {more}"


def _said(triple: Triple, language: str) -> str:
    return f"{name_of(triple.predicate, None, language)} {name_of(triple.object, None, language)}"


def _thing(thing: ThingChange) -> dict[str, object]:
    return {
        "thing": thing.iri.value,
        "name": thing.name,
        "added": _statements(thing.added),
        "removed": _statements(thing.removed),
        "verdicts": [_verdict(change) for change in thing.verdicts],
        "disputed": [term.value for term in thing.disputed],
        "lapsed": [_certificate(each) for each in thing.lapsed],
        "begun": [_certificate(each) for each in thing.begun],
        "proposed": [_link(each) for each in thing.proposed],
    }


def _statements(statements: Statements) -> dict[str, object]:
    shown = [{"property": triple.predicate.value, "value": str(triple.object)} for triple in statements.shown]
    return {"count": statements.count, "shown": shown}


def _verdict(change: VerdictChange) -> dict[str, str]:
    return {
        "criterion": change.version.identifier,
        "version": change.version.iri.value,
        "before": change.before.value,
        "after": change.after.value,
    }


def _certificate(certificate: Certificate) -> dict[str, str]:
    valid = {"valid_from": certificate.valid_from.isoformat(), "expires": certificate.expires.isoformat()}
    return {"certificate": certificate.iri.value, "number": certificate.number, **valid}


def _link(link: Link) -> dict[str, object]:
    return {
        "link": link.iri.value,
        "from": link.source.value,
        "to": link.target.value,
        "method": link.method.value if link.method else None,
        "confidence": float(link.confidence) if link.confidence is not None else None,
    }

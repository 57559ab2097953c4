"""The gap report of a maker as a letter that a buyer can copy and send."""

import textwrap
from collections.abc import Iterator
from urllib.parse import quote

from registry.browse.gaps import Gap, GapReport
from registry.core.gaps import in_runs
from registry.core.listing import Entry
from registry.core.texts import say, shown
from registry.core.wording import plain
from registry.settings import IDS

WIDTH = 76


def letter(report: GapReport, site: str, language: str) -> str:
    """Write the letter in a language, in lines that every mail program shows; `site` is where the registry is."""
    paragraphs = (*_opening(report, site, language), *_devices(report, site, language))
    closing = (*_missing(report, language), *_how(report, site, language), *_end(report, site, language))
    return "\n\n".join((*paragraphs, *closing)) + "\n"


def _opening(report: GapReport, site: str, language: str) -> Iterator[str]:
    day = plain(report.day, language)
    yield _wrapped(say("letter-subject", language, maker=report.name))
    yield say("letter-greeting", language)
    yield _wrapped(say("letter-why", language, site=site))
    numbers = {"total": report.total, "criteria": len(report.gaps)}
    yield _wrapped(say("letter-state", language, day=day, maker=report.name, **numbers))
    yield _wrapped(say("letter-ask", language))


def _devices(report: GapReport, site: str, language: str) -> Iterator[str]:
    yield _heading(say("letter-devices", language))
    yield "\n".join(_device(number, entry, site) for number, entry in enumerate(report.devices, start=1))
    more = report.total - len(report.devices)
    if more:
        yield _wrapped(say("letter-more", language, more=more, table=_table(report, site)))


def _device(number: int, entry: Entry, site: str) -> str:
    address = entry.iri.value
    path = f"{site}doc/{quote(address.removeprefix(IDS))}" if address.startswith(IDS) else address
    brand = "" if entry.name.casefold().startswith(entry.brand_name.casefold()) else entry.brand_name
    return f"{number:>3}. {_on_one_line(brand, entry.name)}\n     {path}"


def _missing(report: GapReport, language: str) -> Iterator[str]:
    yield _heading(say("letter-missing", language))
    if any(gap.requirement.language not in ("", language) for gap in report.gaps):
        yield _wrapped(say("letter-language", language))
    for gap in report.gaps:
        title = f"{gap.identifier}  {_on_one_line(gap.label.text)} ({gap.level})"
        lines = [title, _wrapped(gap.requirement.text, "    ")]
        if gap.evidence.text:
            accepted = say("letter-evidence", language)
            lines.append(_wrapped(f"{accepted} {gap.evidence}", "    "))
        yield "\n".join([*lines, _wrapped(_which(gap, report, language), "    ")])


def _which(gap: Gap, report: GapReport, language: str) -> str:
    numbers = {"missing": gap.coverage.missing, "applies": gap.coverage.applies}
    if gap.coverage.missing == gap.coverage.applies:
        return say("letter-for-all", language, applies=gap.coverage.applies)
    if len(gap.lacking) < gap.coverage.missing:
        return say("letter-for-count", language, **numbers)
    return say("letter-for-some", language, numbers=in_runs(gap.lacking), **numbers)


def _how(report: GapReport, site: str, language: str) -> Iterator[str]:
    yield _heading(say("letter-how", language))
    for key in ("letter-how-public", "letter-how-group"):
        yield _wrapped(f"- {say(key, language)}", "", "  ")
    if report.groups:
        yield _wrapped(say("letter-groups", language, groups=report.groups))
    yield _wrapped(say("letter-how-what", language))
    yield _wrapped(say("letter-how-role", language, contribute=f"{site}contribute"))


def _end(report: GapReport, site: str, language: str) -> Iterator[str]:
    yield _wrapped(say("letter-close", language))
    yield say("letter-signature", language)
    yield _wrapped(say("letter-made", language, day=plain(report.day, language), table=_table(report, site)))


def _table(report: GapReport, site: str) -> str:
    return f"{site}makers/gaps?maker={quote(report.maker.value, safe=':/')}&format=csv"


def _heading(text: str) -> str:
    return f"{text}\n{'-' * len(text)}"


def _on_one_line(*texts: str) -> str:
    """What somebody called a thing, without line breaks that would add to the letter."""
    return shown(" ".join(word for text in texts for word in text.split()))


def _wrapped(text: str, indent: str = "", beneath: str | None = None) -> str:
    """Lines of a bearable width; addresses stay whole."""
    below = indent if beneath is None else beneath
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )

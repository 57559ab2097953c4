"""cfit links: a person looks at the links between descriptions and decides on them; cfit import links proposes them."""

from datetime import UTC, datetime
from pathlib import Path

import click
from pyoxigraph import NamedNode

from registry.assembly import Registry
from registry.commands.imports import write
from registry.commands.load import say_outcome
from registry.commands.opened import opened, today
from registry.core.decisions import DATASET, Decided
from registry.core.links import ACCEPTED, PROPOSED, REJECTED, Link
from registry.core.names import STEWARD, group_iri
from registry.publish import Outcome, Submission, publish
from registry.settings import IDS, from_environment
from registry.sources import crosswalk
from registry.store.decisions import Listed, file_with, links_of


def decide(
    link: Link, decision: NamedNode, by: NamedNode, note: str | None, registry: Registry, now: datetime
) -> Outcome:
    """Contribute the registry's decisions anew, with this one in the place of an older one on the same link."""
    body = file_with([Decided(link, decision, by, note or "")], registry.store, now.date())
    return publish(Submission(STEWARD, DATASET, body), registry, now)


@click.group()
def links() -> None:
    """Look at links between descriptions of the same model, and decide on them."""


@links.command("list")
@click.option("--undecided", is_flag=True, help="Only those that nobody has decided on.")
def list_links(undecided: bool) -> None:
    """List links with what was decided, the surest first."""
    with opened(from_environment()) as registry:
        for each in links_of(registry.store):
            if not undecided or each.standing == PROPOSED:
                click.echo(_line(each))


_IRI = click.argument("iri")
_NOTE = click.option("--note", help="Why, in a sentence; readers see it.")
_WHY = click.option("--note", required=True, help="Why, in a sentence; readers see it.")
_BY = click.option(
    "--by", help="The web address of the organisation that decided; by default the registry's own group."
)


@links.command()
@_IRI
@_NOTE
@_BY
def accept(iri: str, note: str | None, by: str | None) -> None:
    """Accept the link IRI: what is said of the one description is shown for the other."""
    _decide(iri, ACCEPTED, note, by)


@links.command()
@_IRI
@_WHY
@_BY
def reject(iri: str, note: str, by: str | None) -> None:
    """Reject the link IRI: the two descriptions are not of the same model."""
    _decide(iri, REJECTED, note, by)


@links.command()
@_IRI
@_NOTE
@_BY
def reopen(iri: str, note: str | None, by: str | None) -> None:
    """Take back what was decided on the link IRI: it is a proposal again."""
    _decide(iri, PROPOSED, note, by)


@click.command("links")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--lineageos", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--eprel", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the comparison; by default today.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
def import_links(file: Path, lineageos: Path, eprel: Path, read_on: datetime | None, output: Path | None) -> None:
    """Turn the crosswalk FILE into proposed links; the other two tables tell devices of one codename apart."""
    try:
        tables = crosswalk.read_tables(file, lineageos, eprel)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    result = crosswalk.import_tables(tables, read_on.date() if read_on else today())
    write(result.turtle, output)
    click.echo(f"{result.links} links, {len(result.remarks)} remarks:", err=True)
    for reason, count in crosswalk.count_by_reason(result.remarks):
        click.echo(f"  {count:4} times {reason}", err=True)


def _decide(iri: str, decision: NamedNode, note: str | None, by: str | None) -> None:
    with opened(from_environment()) as registry:
        link, decider = _find(iri, registry), _decider(by)
        say_outcome(Path(DATASET), decide(link, decision, decider, note, registry, datetime.now(UTC)))
        counts = next(each.standing for each in links_of(registry.store) if each.link.iri == link.iri)
    if counts != decision:
        click.echo(f"The link stays {_word(counts)}: another decision of today or later says so.", err=True)


def _find(iri: str, registry: Registry) -> Link:
    for each in links_of(registry.store):
        if each.link.iri.value in (iri, f"{IDS}link/{iri}"):
            return each.link
    raise click.ClickException(f"the registry knows no link {iri}; `cfit links list` names them all")


def _decider(by: str | None) -> NamedNode:
    try:
        return NamedNode(by) if by else group_iri(STEWARD)
    except ValueError:
        raise click.ClickException(f"{by} is not a web address") from None


def _line(each: Listed) -> str:
    link = each.link
    method = link.method.value.rpartition("/")[2] if link.method else ""
    ends = f"{_name(link.source)} -> {_name(link.target)}"
    return f"{_word(each.standing):9} {link.confidence or 0:.2f} {method:24} {ends}  {link.iri.value}"


def _name(thing: NamedNode) -> str:
    return thing.value.removeprefix(IDS)


def _word(decision: NamedNode) -> str:
    return decision.value.rpartition("/")[2]

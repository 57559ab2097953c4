"""The command line: serve, load, import, check, member, dump, rebuild, verify."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from registry import __version__, keep
from registry.assembly import Progress, Registry, open_registry
from registry.core.glossary import LANGUAGES
from registry.core.names import STEWARD
from registry.core.report import as_text
from registry.core.turtle import Unreadable
from registry.ledger import Ledger, NewToken
from registry.publish import Accepted, NotAllowed, Outcome, Rejected, Submission, check, publish
from registry.settings import Settings, from_environment
from registry.sources import criteria as criteria_source
from registry.sources.importers import IMPORTERS, Importer
from registry.sources.tables import count_by_reason
from registry.store import StoreInUse
from registry.web.serving import serve as serve_pages

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Run and look after a registry of the Circular and Fair ICT Pact.

    CFIT_HOME names the folder of ledger and store (default ./var), PORT and HOST the address.
    """


@main.command()
@click.option("--dump", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Serve this file read-only.")
def serve(dump: Path | None) -> None:
    """Serve pages, SPARQL and contributions on http://HOST:PORT."""
    serve_pages(from_environment(), dump)


@main.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", default=STEWARD, help="The group that contributes; by default the registry itself.")
@click.option("--dataset", help="The dataset to fill; by default the name of the file.")
def load(files: tuple[Path, ...], group: str, dataset: str | None) -> None:
    """Contribute FILES; without any, the shipped words, criteria and devices that have changed."""
    with _opened(from_environment()) as registry:
        named = [keep.ShippedFile(dataset or keep.dataset_of(path), path) for path in files]
        wanted = named or keep.changed_files(registry)
        if not wanted:
            click.echo("Nothing to load: the registry holds the shipped data as it is.")
            return
        with _bar(wanted) as bar:
            outcomes = [(file.path, _load(file, group, registry, bar)) for file in wanted]
        registry.store.tidy()
    for path, outcome in outcomes:
        _say_outcome(path, outcome)


@main.group("import")
def import_() -> None:
    """Turn a foreign table into our Turtle."""


def _import_command(name: str, importer: Importer) -> None:
    """Add `cfit import NAME`, which turns one foreign table into Turtle."""

    @import_.command(name, help=f"Turn {importer.table} FILE into Turtle, and report what was not taken over.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--read-on", type=click.DateTime(["%Y-%m-%d"]), help="The day the table was read; by default today.")
    @click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to screen.")
    def run(file: Path, read_on: datetime | None, output: Path | None) -> None:
        try:
            result = importer.read(file, read_on.date() if read_on else _today())
        except ValueError as error:
            raise click.ClickException(str(error)) from error
        _write(result.turtle, output)
        click.echo(f"{result.things} {importer.things}, {len(result.remarks)} remarks:", err=True)
        for column, reason, count in count_by_reason(result.remarks):
            click.echo(f"  {count:4} times {column}: {reason}", err=True)


for _name, _importer in IMPORTERS.items():
    _import_command(_name, _importer)


@import_.command("criteria")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write here, not to the screen.")
@click.option(
    "--part", default="phones", type=click.Choice(list(criteria_source.PARTS)), help="Which criteria to write."
)
def import_criteria(file: Path, part: str, output: Path | None) -> None:
    """Turn the table of criteria FILE, with the registry's own words for it, into Turtle."""
    try:
        _write(criteria_source.to_turtle(criteria_source.read(file), part), output)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except KeyError as error:
        raise click.ClickException(f"{file}: no column {error.args[0]}") from error


@main.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--group", default=STEWARD, help="Judge as this group would be judged; by default as the registry itself."
)
@click.option("--language", default="en", type=click.Choice(LANGUAGES))
def check_file(file: Path, group: str, language: str) -> None:
    """Say what is wrong with a Turtle FILE, line by line, and keep nothing.

    The exit code is 1 when the file would be refused.
    """
    with _opened(from_environment()) as registry:
        shipped = keep.ShippedFile(keep.dataset_of(file), file)
        outcome = check(Submission(group, shipped.dataset, shipped.body()), registry)
    if isinstance(outcome, Unreadable):
        _say_unreadable(file, outcome)
        sys.exit(1)
    click.echo(as_text(outcome, language), nl=False)
    sys.exit(0 if outcome.conforms else 1)


@main.group()
def member() -> None:
    """Admit buyer groups and give them tokens."""


@member.command("add")
@click.argument("slug")
@click.option("--label", required=True, help="The name of the group for people.")
@click.option("--licence", default=keep.LICENCE, help="Licence agreed for files that name none (a web address).")
def member_add(slug: str, label: str, licence: str) -> None:
    """Admit the group SLUG and print its token once."""
    with _ledger() as ledger:
        _show_token(keep.add_member(ledger, slug, label, licence, datetime.now(UTC)))


@member.command("token")
@click.argument("slug")
@click.option("--revoke", is_flag=True, help="End all earlier tokens of the group.")
def member_token(slug: str, revoke: bool) -> None:
    """Print a new token for the group SLUG once."""
    with _ledger() as ledger:
        now = datetime.now(UTC)
        if slug == STEWARD or ledger.group(slug) is None:
            raise click.ClickException(f"there is no group {slug} that can have a token")
        if revoke:
            click.echo(f"{ledger.revoke_tokens(slug, now)} tokens ended.", err=True)
        _show_token(ledger.new_token(slug, now))


@member.command("list")
def member_list() -> None:
    """List the groups."""
    with _ledger() as ledger:
        for group in ledger.groups():
            click.echo(f"{group.slug:24} {group.label}")


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def dump(file: Path) -> None:
    """Write everything the store holds to FILE (.nq or .nq.gz); `cfit serve --dump FILE` serves it elsewhere."""
    with _opened(from_environment()) as registry:
        keep.dump(registry, file)
    click.echo(f"Wrote {file}.")


@main.command()
def rebuild() -> None:
    """Make the store again from the ledger."""
    try:
        count = keep.rebuild(from_environment(), _today(), _counted("contributions applied"))
    except StoreInUse as error:
        raise _in_use(error) from error
    click.echo(f"The store is made again from {count} contributions.")


@main.command()
def verify() -> None:
    """Walk the chain of hashes over all contributions; the exit code is 1 when anything was changed."""
    with _ledger() as ledger:
        faults = list(keep.verify(ledger))
        last = ledger.last_sequence()
    for fault in faults:
        click.echo(fault)
    click.echo(f"{last} contributions, {len(faults)} faults.")
    sys.exit(1 if faults else 0)


@contextmanager
def _opened(settings: Settings) -> Iterator[Registry]:
    try:
        registry = open_registry(settings, _today(), _counted("contributions applied"))
    except StoreInUse as error:
        raise _in_use(error) from error
    if registry.ledger is not None:
        keep.ensure_steward(registry.ledger, datetime.now(UTC))
    try:
        yield registry
    finally:
        registry.close()


@contextmanager
def _ledger() -> Iterator[Ledger]:
    settings = from_environment()
    settings.home.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(settings.ledger_url)
    try:
        yield ledger
    finally:
        ledger.close()


def _bar(files: list[keep.ShippedFile]) -> ProgressBar[int]:
    size = sum(file.path.stat().st_size for file in files)
    return click.progressbar(length=size, label=f"Loading {len(files)} files", width=30, file=sys.stderr)


def _load(file: keep.ShippedFile, group: str, registry: Registry, bar: ProgressBar[int]) -> Outcome:
    """Contribute one file; reading, checking and keeping move the bar by their share of the time."""
    size, shares = file.path.stat().st_size, {"reading": 0, "checking": 10, "keeping": 80}
    moved = 0

    def stage(name: str) -> None:
        nonlocal moved
        bar.label = f"{file.path.name}: {name}"
        bar.update(size * shares[name] // 100 - moved)
        moved = size * shares[name] // 100

    outcome = publish(Submission(group, file.dataset, file.body()), registry, datetime.now(UTC), stage)
    bar.update(size - moved)
    return outcome


def _say_outcome(path: Path, outcome: Outcome) -> None:
    match outcome:
        case Accepted(contribution=kept, report=report, triples=triples):
            warnings = f", {len(report.findings)} warnings" if report.findings else ""
            click.echo(f"{path.name}: contribution {kept.sequence}, {triples:,} triples{warnings}")
        case Rejected(report=report):
            click.echo(as_text(report), err=True)
            raise click.ClickException(f"{path} breaks a rule; nothing of it was stored")
        case Unreadable():
            _say_unreadable(path, outcome)
            raise click.ClickException(f"{path} is not Turtle; nothing of it was stored")
        case NotAllowed(reason=reason):
            raise click.ClickException(reason)


def _say_unreadable(path: Path, outcome: Unreadable) -> None:
    for mistake in outcome.mistakes:
        click.echo(f"{path}:{mistake.line}:{mistake.column}: {mistake.message}", err=True)


def _show_token(result: NewToken | str) -> None:
    if isinstance(result, str):
        raise click.ClickException(result)
    click.echo(f"Token of {result.group}, shown this once; keep it secret:", err=True)
    click.echo(result.token)


def _write(turtle: str, output: Path | None) -> None:
    if output is None:
        click.echo(turtle, nl=False)
    elif output.suffix == ".gz":
        output.write_bytes(gzip.compress(turtle.encode(), mtime=0))
    else:
        output.write_text(turtle, encoding="utf-8")


def _counted(what: str) -> Progress:
    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {of} {what}", nl=done == of, err=True)

    return progress


def _in_use(error: StoreInUse) -> click.ClickException:
    return click.ClickException(f"{error} is in use: stop the server of this home folder first, or ask it over HTTP")


def _today() -> date:
    return datetime.now(UTC).date()


if __name__ == "__main__":
    main()

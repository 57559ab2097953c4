"""Send a file to a registry elsewhere: the same report as `cfit check` gives here, or a receipt."""

import json
import sys
from email.message import Message
from http.client import HTTPException
from ipaddress import ip_address
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import click

from registry import keep
from registry.core.glossary import LANGUAGES
from registry.core.reading.formats import media_type_of
from registry.core.report_formats import FORMATS

_SECONDS = 300.0


class _StayHere(HTTPRedirectHandler):
    """Follow no redirect: the token is for the registry that was named, and for no other."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str) -> None:
        """Let the redirect be the answer."""


@click.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--registry", "address", required=True, help="Where the registry is, such as https://registry.example.")
@click.option("--group", required=True, help="The short name of your group.")
@click.option("--dataset", help="The dataset that the file fills; by default named like the file.")
@click.option("--token", envvar="CFIT_TOKEN", prompt=True, hide_input=True, help="Better set CFIT_TOKEN.")
@click.option("--dry-run", is_flag=True, help="Only check; nothing is kept.")
@click.option("--language", default="en", type=click.Choice(LANGUAGES))
@click.option("--format", "name", default="text", type=click.Choice(FORMATS), help="How a report is written.")
def publish_file(
    file: Path, address: str, group: str, dataset: str | None, token: str, dry_run: bool, language: str, name: str
) -> None:
    """Send FILE to a registry over HTTP, and print the receipt, or what is wrong line by line.

    The ending of its name tells the format, as for `cfit check`. The exit code is 1 when the file is refused.
    """
    _protect_token(address)
    asked = {"group": group, "dataset": dataset or keep.dataset_of(file), "format": name, "lang": language}
    asked |= {"dryRun": "true"} if dry_run else {}
    request = Request(  # noqa: S310  the scheme was looked at
        f"{address.rstrip('/')}/contributions?{urlencode(asked)}",
        data=keep.ShippedFile("", file).body(),
        method="POST",
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": media_type_of(file.name),
            "Accept": "application/json",
        },
    )
    status, body = _ask(request)
    click.echo(_readable(status, body), nl=False)
    sys.exit(0 if status in (200, 201) else 1)


def _protect_token(address: str) -> None:
    """Refuse to send a token where others on the way could read it."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not parts.hostname:
        raise click.ClickException("--registry is the address of a registry, such as https://registry.example")
    if not _is_this_machine(parts.hostname):
        raise click.ClickException("others could read your token on the way: use an address that begins with https://")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _ask(request: Request) -> tuple[int, str]:
    try:
        with build_opener(_StayHere).open(request, timeout=_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")
    except (URLError, HTTPException, OSError) as error:
        raise click.ClickException(f"the registry cannot be reached: {getattr(error, 'reason', error)}") from error


def _readable(status: int, body: str) -> str:
    """What the registry answered; of a problem, its title and what to do about it."""
    try:
        said = json.loads(body)
        return f"{said['title']}: {said['detail']}\n" if "detail" in said else body
    except (ValueError, KeyError, TypeError):
        return body if body.strip() else f"The registry answered {status}.\n"

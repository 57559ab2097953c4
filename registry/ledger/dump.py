"""The ledger as lines of JSON: all that an independent reader needs to check every hash, link and signature."""

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from registry.core.contribution import CHAIN_START, Contribution, record_of
from registry.ledger.ledger import Ledger

FORMAT = "cfit-ledger-1"


def write_ledger(ledger: Ledger, path: Path) -> int:
    """Write the ledger as JSON Lines, gzipped when the name ends in .gz, and say how many contributions it has."""
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        last = ledger.last_sequence()
        for line in ledger_lines(ledger, last):
            file.write(json.dumps(line) + "\n")
    return last


def ledger_lines(ledger: Ledger, last: int) -> Iterator[dict[str, object]]:
    """First a line with the length, the hash at the end and the public keys; then one line a contribution."""
    end = ledger.contribution(last)
    keys = [{"id": each.key.id, "group": each.group, "public_key": each.key.pem} for each in ledger.keys.all()]
    yield {"format": FORMAT, "contributions": last, "last_hash": end.hash if end else CHAIN_START, "keys": keys}
    for contribution in ledger.since(0):
        if contribution.sequence > last:
            return  # came while this was written
        yield _line(contribution)


def _line(contribution: Contribution) -> dict[str, object]:
    draft = contribution.draft
    return {
        "record": record_of(draft, contribution.sequence, contribution.sha256, contribution.previous_hash),
        "hash": contribution.hash,
        "body": base64.b64encode(draft.body).decode(),
        "report": draft.report,
        "signature": draft.signature,
        "receipt": contribution.envelope,
    }

#!/usr/bin/env python3
"""Check a dump of the ledger without the registry: every hash, every link, no gap, every signature, your receipts.

    python verify.py ledger.jsonl.gz [--keys keys.json] [--receipt receipt.json ...]

Needs Python 3.11 and nothing else; signatures are checked where the package `cryptography` is installed. The keys are
those in the dump unless you give a copy of the registry's /keys that you took earlier. A dump that somebody wrote anew
from end to end is whole in itself: a receipt that you kept, or a key that you took earlier, shows that it is another.
The exit code is 1 when there is a fault, and each fault names the number of its contribution.
"""

import argparse
import base64
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.serialization import load_pem_public_key
except ImportError:
    load_pem_public_key = None

FORMAT = "cfit-ledger-1"
START = "0" * 64
# a record says all of this, and may say the rest
REQUIRED = {"sequence", "previous", "group", "dataset", "action", "media_type", "sha256", "licence", "received_at"}
REQUIRED |= {"shapes_version", "report_sha256"}
UNREADABLE = (OSError, EOFError, ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error)


def main() -> None:
    """Read the arguments, check, and say what was found."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("dump", type=Path)
    arguments.add_argument("--keys", type=Path, help="a copy of the registry's /keys")
    arguments.add_argument("--receipt", type=Path, action="append", default=[], help="a receipt that you kept")
    given = arguments.parse_args()
    keys = json.loads(given.keys.read_text(encoding="utf-8"))["keys"] if given.keys else None
    checker = Checker(keys, [opened_receipt(path.read_text(encoding="utf-8")) for path in given.receipt])
    faults = 0
    for fault in checker.faults(given.dump):
        faults += 1
        print(fault)
    if checker.signatures and load_pem_public_key is None:
        print(f"{checker.signatures} signatures were not checked: the package `cryptography` is not installed.")
        checker.signatures = 0
    print(f"{checker.last} contributions, {checker.signatures} signatures, {faults} faults.")
    sys.exit(1 if faults else 0)


class Checker:
    """Walks the lines of a dump and remembers what the next one has to fit to."""

    def __init__(self, keys: list | None, receipts: list) -> None:
        self.keys, self.receipts = keys, {receipt["sequence"]: receipt for receipt in receipts}
        self.last, self.last_hash, self.signatures = 0, START, 0

    def faults(self, path: Path) -> Iterator[str]:
        """Every fault of the dump, in words."""
        promised = (0, START)
        try:
            with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as f:
                header = json.loads(f.readline())
                if header["format"] != FORMAT:
                    raise ValueError(f"the format is not {FORMAT}")
                promised = (int(header["contributions"]), header["last_hash"])
                self.keys = header["keys"] if self.keys is None else self.keys
                for line in f:
                    yield from self.contribution(json.loads(line))
        except UNREADABLE as error:
            yield f"after contribution {self.last}: the dump cannot be read on: {type(error).__name__}: {error}"
        yield from self.ending(*promised)

    def ending(self, length: int, last_hash: str) -> Iterator[str]:
        """Whether all are there that the first line promises, and all that somebody holds a receipt for."""
        for missing in range(self.last + 1, length + 1):
            yield f"contribution {missing} is missing at the end"
        if self.last > length:
            yield f"contribution {self.last} is beyond the {length} of the first line"
        elif self.last == length and self.last_hash != last_hash:
            yield f"contribution {self.last} is not the one that the dump ends with by its first line"
        for sequence in sorted(self.receipts):
            yield f"contribution {sequence} is not in the dump, and you hold a receipt for it"

    def contribution(self, line: dict) -> Iterator[str]:
        """Check one line and its link to the one before."""
        record, number = line["record"], line["record"]["sequence"]
        if number > self.last + 1:
            yield from (f"contribution {missing} is missing" for missing in range(self.last + 1, number))
        elif number != self.last + 1:
            yield f"contribution {number} stands behind contribution {self.last}"
        if record["previous"] != self.last_hash:
            yield f"contribution {number} does not follow the one before it"
        if not record.keys() >= REQUIRED:
            yield f"the record of contribution {number} lacks {', '.join(sorted(REQUIRED - record.keys()))}"
        if sha256(base64.b64decode(line["body"], validate=True)) != record["sha256"]:
            yield f"the bytes of contribution {number} were changed"
        if sha256(line["report"].encode()) != record["report_sha256"]:
            yield f"the report of contribution {number} was changed"
        # the record in JSON with sorted keys, as Python writes it: ", " and ": " between, other than ASCII as \uXXXX
        if sha256(json.dumps(record, sort_keys=True).encode()) != line["hash"]:
            yield f"the record of contribution {number} was changed"
        yield from self.signed(line, record, number)
        self.last, self.last_hash = max(number, self.last), line["hash"]

    def signed(self, line: dict, record: dict, number: int) -> Iterator[str]:
        """Check the group's signature, the signed receipt, and the receipt that somebody kept."""
        signature, envelope = line["signature"], line["receipt"]
        if (sha256(signature.encode()) if signature else None) != record.get("signature_sha256"):
            yield f"the group's signature of contribution {number} was changed or taken away"
        elif signature:
            author = record.get("by") or record["group"]
            yield from self.envelope(signature, author, f"the group's signature of contribution {number}")
            if json.loads(payload_of(signature))["sha256"] != record["sha256"]:
                yield f"the group's signature of contribution {number} is for other bytes"
        if envelope:
            yield from self.envelope(envelope, "registry", f"the signed receipt of contribution {number}")
            if not agrees(json.loads(payload_of(envelope)), record, line["hash"]):
                yield f"the signed receipt of contribution {number} says something else than its record"
        kept = self.receipts.pop(number, None)
        if kept is not None and not agrees(kept, record, line["hash"]):
            yield f"contribution {number} is not the one that you hold a receipt for"

    def envelope(self, text: str, group: str, what: str) -> Iterator[str]:
        """Whether an envelope was signed with a key of a group."""
        self.signatures += 1
        if load_pem_public_key is None:
            return
        content = json.loads(text)
        kind, payload = content["payloadType"].encode(), payload_of(text)
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        pems = [key["public_key"] for key in self.keys or [] if key["group"] == group]
        if not any(fits(each["sig"], message, pem) for each in content["signatures"] for pem in pems):
            yield f"{what} was made with no known key of {group}"


def fits(signature: str, message: bytes, pem: str) -> bool:
    """Whether an Ed25519 signature in base64 is that of a message."""
    try:
        load_pem_public_key(pem.encode()).verify(base64.b64decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def agrees(receipt: dict, record: dict, own_hash: str) -> bool:
    """Whether a receipt is for this record."""
    said = (receipt["sequence"], receipt["sha256"], receipt["previous_hash"], receipt["hash"])
    return said == (record["sequence"], record["sha256"], record["previous"], own_hash)


def opened_receipt(text: str) -> dict:
    """A receipt, taken out of its envelope where it is in one."""
    return json.loads(payload_of(text) if "payload" in json.loads(text) else text)


def payload_of(envelope: str) -> bytes:
    """What a DSSE envelope holds."""
    return base64.b64decode(json.loads(envelope)["payload"])


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()

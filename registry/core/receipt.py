"""What a group gets for a contribution, byte by byte the same whenever it asks; and what a group may sign itself."""

import hashlib
import json

from registry.core.contribution import Contribution
from registry.core.signing import Envelope, PublicKey, read_envelope

RECEIPT_TYPE = "application/vnd.cfit.receipt+json"
STATEMENT_TYPE = "application/vnd.cfit.statement+json"


def receipt_of(contribution: Contribution) -> dict[str, object]:
    """Say what was kept, where it stands in the chain, and from which revision of the registry on it shows."""
    draft = contribution.draft
    receipt: dict[str, object] = {
        "contribution": contribution.iri.value,
        "graph": draft.graph.value,
        "sequence": contribution.sequence,
        "revision": contribution.sequence,
        "action": draft.action.value,
        "media_type": draft.media_type,
        "bytes": len(draft.body),
        "licence": draft.licence,
        "received_at": draft.received_at.isoformat(),
        "shapes_version": draft.shapes_version,
        "sha256": contribution.sha256,
        "previous_hash": contribution.previous_hash,
        "hash": contribution.hash,
    }
    return receipt | {name: text for name, text in (("reason", draft.reason), ("by", draft.by)) if text}


def receipt_bytes(contribution: Contribution) -> bytes:
    """The receipt as it is signed and given out."""
    return (json.dumps(receipt_of(contribution), ensure_ascii=False, indent=2) + "\n").encode()


def statement(graph: str, body: bytes) -> bytes:
    """What a group signs before it sends a file: these bytes, for this graph."""
    return json.dumps({"graph": graph, "sha256": hashlib.sha256(body).hexdigest()}, sort_keys=True).encode()


def signature_fault(text: str, graph: str, body: bytes, keys: list[PublicKey]) -> str | None:
    """Why a group's signature does not hold for a file; None when it does."""
    try:
        envelope = read_envelope(text)
    except ValueError as error:
        return str(error)
    if envelope.payload_type != STATEMENT_TYPE:
        return f"the payloadType must be {STATEMENT_TYPE}"
    if not keys:
        return "your group has registered no key: send the public key to the secretariat"
    if envelope.signed_by(keys) is None:
        return "no signature was made with a key that your group has registered"
    return _statement_fault(envelope, graph, body)


def _statement_fault(envelope: Envelope, graph: str, body: bytes) -> str | None:
    try:
        said = json.loads(envelope.payload)
        about, sha256 = said["graph"], said["sha256"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 'the payload must be JSON: {"graph": ..., "sha256": ...}'
    if about != graph:
        return f"what was signed is for another graph than {graph}"
    if sha256 != hashlib.sha256(body).hexdigest():
        return "the SHA-256 that was signed is not that of the file"
    return None

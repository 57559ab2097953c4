"""How server and worker talk: a length, a JSON header, a length, a body."""

import json
import struct
from typing import IO, Any

Header = dict[str, Any]


def send(stream: IO[bytes], header: Header, body: bytes = b"") -> None:
    """Write one message and push it out."""
    head = json.dumps(header).encode()
    stream.write(struct.pack(">IQ", len(head), len(body)))
    stream.write(head)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Header, bytes] | None:
    """Read one message; None when the other side is gone."""
    lengths = stream.read(12)
    if len(lengths) < 12:
        return None
    head_length, body_length = struct.unpack(">IQ", lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    header: Header = json.loads(head)
    return header, body

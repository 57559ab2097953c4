"""Ed25519 signatures over exact bytes, in DSSE envelopes: type and length are signed too, so nothing can pass for more.

The format: https://github.com/secure-systems-lab/dsse, protocol and envelope, version 1.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

ENVELOPE_TYPE = "application/vnd.dsse.envelope.v1+json"


@dataclass(frozen=True)
class PublicKey:
    """Half of a key pair: whoever has it can check a signature."""

    pem: str

    @property
    def id(self) -> str:
        """The first 16 digits of the SHA-256 of the 32 bytes."""
        return hashlib.sha256(_public(self.pem).public_bytes_raw()).hexdigest()[:16]


@dataclass(frozen=True)
class Signer:
    """The other half, which stays with who signs."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """What others check with."""
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return PublicKey(pem.decode())

    def seal(self, payload_type: str, payload: bytes) -> str:
        """Sign the bytes and put them with the signature into an envelope."""
        signature = self.key.sign(encoded(payload_type, payload))
        envelope = {
            "payloadType": payload_type,
            "payload": base64.b64encode(payload).decode(),
            "signatures": [{"keyid": self.public.id, "sig": base64.b64encode(signature).decode()}],
        }
        return json.dumps(envelope)


@dataclass(frozen=True)
class Envelope:
    """An envelope as it was read; what it says counts only when `signed_by` names a key."""

    payload_type: str
    payload: bytes
    signatures: tuple[bytes, ...]

    def signed_by(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """The first of the keys that one of the signatures fits."""
        message = encoded(self.payload_type, self.payload)
        return next((key for key in keys for each in self.signatures if _fits(each, message, key)), None)


def encoded(payload_type: str, payload: bytes) -> bytes:
    """What is signed: DSSE's encoding of type and payload with their lengths."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def read_envelope(text: str) -> Envelope:
    """Read an envelope; ValueError says what is wrong with it."""
    try:
        content = json.loads(text)
        signatures = tuple(_decoded(each["sig"]) for each in content["signatures"])
        return Envelope(str(content["payloadType"]), _decoded(content["payload"]), signatures)
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as error:
        raise ValueError("this is not a DSSE envelope: payloadType, payload, signatures with sig in base64") from error


def read_public_key(pem: bytes) -> PublicKey:
    """Read an Ed25519 public key; ValueError says when it is none."""
    text = _public(pem.decode("ascii", "replace")).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return PublicKey(text.decode())


def read_private_key(pem: bytes) -> Signer:
    """Read an Ed25519 private key without a password; ValueError says when it is none."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("the private key must be Ed25519 in PEM, without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the private key must be Ed25519")
    return Signer(key)


def new_private_key() -> bytes:
    """Make a key pair and write its private half as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(pem: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("the public key must be Ed25519 in PEM") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the public key must be Ed25519")
    return key


def _fits(signature: bytes, message: bytes, key: PublicKey) -> bool:
    try:
        _public(key.pem).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error

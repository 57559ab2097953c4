"""How a token is written: `cfit_`, 256 random bits, a checksum; so that a mistyped one is known without a look-up."""

import hashlib
import re
import zlib
from string import ascii_lowercase, ascii_uppercase, digits

from registry.core.said import Said

PREFIX = "cfit_"
"""What scanners for leaked secrets look for, as `cfit_[0-9A-Za-z]{49}`; the last six characters are a checksum."""

_ALPHABET = digits + ascii_uppercase + ascii_lowercase
_SECRET_BYTES, _SECRET_LENGTH, _CHECKSUM_LENGTH = 32, 43, 6
_FORM = re.compile(rf"{PREFIX}([0-9A-Za-z]{{{_SECRET_LENGTH}}})([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})")
# Tokens of the first release: 256 bits in base64 without a checksum. They hold until they are revoked.
_EARLIER = re.compile(PREFIX + r"[0-9A-Za-z_-]{43}")


def write(secret: bytes) -> str:
    """Write 32 random bytes as a token."""
    if len(secret) != _SECRET_BYTES:
        raise ValueError(f"a token is made of {_SECRET_BYTES} bytes, not of {len(secret)}")
    text = _in_base_62(int.from_bytes(secret, "big"), _SECRET_LENGTH)
    return PREFIX + text + _checksum(text)


def fault_of(text: str) -> str | None:
    """Why a text cannot be a token, without a look at any list of them; None when it can be one."""
    if not text.startswith(PREFIX):
        return Said("A token begins with %(prefix)s.", prefix=PREFIX)
    parts = _FORM.fullmatch(text)
    if parts is None:
        return (
            None if _EARLIER.fullmatch(text) else Said("The token is not whole: characters are missing, or too many.")
        )
    return None if _checksum(parts[1]) == parts[2] else Said("The token is mistyped: its checksum does not fit.")


def fingerprint(token: str) -> str:
    """What is kept of a token; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _checksum(text: str) -> str:
    return _in_base_62(zlib.crc32(text.encode()), _CHECKSUM_LENGTH)


def _in_base_62(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, rest = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[rest])
    return "".join(reversed(characters))

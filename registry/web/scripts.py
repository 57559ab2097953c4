"""What a browser may load and run for a page: nothing but our own files, and scripts only where a page asks for it."""

from collections.abc import Mapping
from pathlib import Path

BUILT = Path(__file__).parent / "static/built"
"""Libraries of scripts, which are fetched when the package is built."""

_EVERYWHERE = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def policy(also: Mapping[str, str]) -> str:
    """A Content-Security-Policy: that of every page, with what one page needs besides or instead."""
    return "; ".join(f"{directive} {sources}" for directive, sources in {**_EVERYWHERE, **also}.items())


def is_built(name: str) -> bool:
    """Whether a file of a library is there; pages do without it where it is not."""
    return (BUILT / name).exists()

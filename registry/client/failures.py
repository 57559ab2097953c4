"""Why a registry did not answer, in its own words."""

import ast
import json
import re
from urllib.error import HTTPError


class Refused(Exception):
    """The registry did not answer: its status (0 where it was not reached), a title, and what to do instead."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(f"{title}: {detail}" if detail else title)
        self.status, self.title, self.detail = status, title, detail


def refusal_of(error: Exception) -> Refused:
    """What stands in the answer of the registry, or that there was none."""
    if isinstance(error, HTTPError):
        return _read(error.read(), error.code, error.reason)
    code = getattr(error.__context__, "code", 0)
    # SPARQLWrapper puts the body of the answer into its message, as Python writes bytes
    if found := re.search(r"Response:\n(b['\"].*)", str(error), re.DOTALL):
        return _read(ast.literal_eval(found[1].strip()), code, "The query was refused")
    return Refused(code, "The registry was not reached", str(getattr(error, "reason", error)))


def _read(body: bytes, status: int, otherwise: str) -> Refused:
    try:
        content = json.loads(body)
        return Refused(status, content["title"], content["detail"])
    except (ValueError, KeyError, TypeError):
        return Refused(status, otherwise, body[:200].decode(errors="replace"))

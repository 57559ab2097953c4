"""A registry somewhere on the web, as somebody sees it who asks questions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

from SPARQLWrapper import JSON, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from registry.client.failures import Refused, refusal_of
from registry.core.rows import as_values, read_part

Row = dict[str, Any]
_AGENT = "cfit-registry client"
_ATTEMPTS = 3


@dataclass(frozen=True)
class Page:
    """Some rows of an answer, how many there are in all, and the revision of the registry that they are true for."""

    columns: tuple[str, ...]
    rows: list[Row]
    total: int
    revision: int


class Registry:
    """The registry at an address; `seconds` is how long one request may take."""

    def __init__(self, address: str, seconds: float = 30.0) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise ValueError(f"write the address of the registry with http:// or https://, not {address}")
        self.address = address.rstrip("/") + "/"
        self._seconds = seconds

    def questions(self) -> dict[str, str]:
        """The questions that the registry answers: name and words."""
        listed = self._get(urljoin(self.address, "questions"))[0]["questions"]
        return {question["name"]: question["text"] for question in listed}

    def ask(self, question: str, **values: object) -> list[Row]:
        """All rows of the answer, of one revision; begun again where the registry changed between two pages."""
        for _ in range(_ATTEMPTS):
            pages = list(self.pages(question, values))
            if len({page.revision for page in pages}) == 1:
                return [row for page in pages for row in page.rows]
        raise Refused(409, "The registry keeps changing", "Ask for smaller parts with pages(), or try again later.")

    def pages(self, question: str, values: Mapping[str, object], size: int = 1_000) -> Iterator[Page]:
        """The answer page by page, for those that are too long to hold."""
        query = urlencode({**values, "pageSize": size})
        address: str | None = urljoin(self.address, f"q/{question}.json?{query}")
        while address:
            content, headers = self._get(address)
            yield Page(tuple(content["columns"]), content["rows"], content["total"], content["revision"])
            following = _next(headers)
            address = urljoin(address, following) if following else None

    def frame(self, question: str, **values: object) -> Any:  # noqa: ANN401
        """The answer as a frame of pandas, where pandas is installed."""
        import pandas

        return pandas.DataFrame(self.ask(question, **values))

    def sparql(self, query: str) -> list[Row]:
        """The rows of a SELECT query of your own; an ASK query gives one row with the column `answer`."""
        endpoint = SPARQLWrapper(urljoin(self.address, "sparql"), returnFormat=JSON, agent=_AGENT)
        endpoint.setQuery(query)
        endpoint.setMethod("POST")
        endpoint.setTimeout(int(self._seconds))
        try:
            body = endpoint.query().response.read()
        except (SPARQLWrapperException, URLError) as error:
            raise refusal_of(error) from error
        content = json.loads(body)
        if "boolean" in content:
            return [{"answer": content["boolean"]}]
        return as_values(read_part(body, len(content["results"]["bindings"]), 0))

    def _get(self, address: str) -> tuple[dict[str, Any], Mapping[str, str] | HTTPMessage]:
        request = Request(address, headers={"Accept": "application/json", "User-Agent": _AGENT})  # noqa: S310
        try:
            with urlopen(request, timeout=self._seconds) as response:  # noqa: S310  http or https, checked above
                return json.load(response), response.headers
        except (HTTPError, URLError) as error:
            raise refusal_of(error) from error


def _next(headers: Mapping[str, str] | HTTPMessage) -> str | None:
    links = (headers.get("Link") or "").split(", ")
    return next((link[1 : link.index(">")] for link in links if link.endswith('rel="next"')), None)

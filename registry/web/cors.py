"""Pages of other sites may read what is public here: the headers that let them, on failures too (WHATWG Fetch)."""

from flask import Flask, Response, request

_EXPOSED = "Content-Location, ETag, Link, Location, Registry-Revision, Retry-After"
_SENT = "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match"


def register(app: Flask) -> None:
    """Let every answer be read from anywhere, but for those to a cookie: browsers keep these closed without a word."""
    app.after_request(_open_to_all)


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS" and response.status_code < 400:
        response.status_code = 204
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = _SENT
        response.headers["Access-Control-Max-Age"] = "86400"
    return response

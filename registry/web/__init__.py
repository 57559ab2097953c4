"""HTTP in, a story called, HTTP out."""

from collections.abc import Callable

from flask import Flask, Response

from registry.assembly import Registry
from registry.core.texts import say
from registry.core.verdicts import Verdict
from registry.core.wording import plain
from registry.web import (
    access,
    contribute,
    contributions,
    doors,
    editor,
    errors,
    graphs,
    health,
    here,
    history,
    links,
    openapi,
    pages,
    proposals,
    questions,
    receipts,
    resources,
    sparql,
)

_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


_BLUEPRINTS = (
    pages.pages,
    proposals.proposals,
    resources.resources,
    questions.questions,
    openapi.openapi,
    sparql.sparql,
    graphs.graphs,
    contribute.contribute,
    contributions.contributions,
    history.history,
    receipts.receipts,
    health.health,
)


def create_app(registry: Registry) -> Flask:
    """Put the doors on a registry."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = registry.limits.upload_bytes
    app.extensions["registry"] = registry
    app.jinja_env.filters.update(_filters(registry))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    editor.register(app)
    doors.refuse_unknown_doors(app)
    errors.register(app)
    app.before_request(access.guard)
    app.before_request(_turn_the_day)
    app.after_request(_protect)
    return app


def _filters(registry: Registry) -> dict[str, Callable[..., object]]:
    """What templates may ask: where a name leads, and what the vocabulary calls a verdict."""
    glossary = registry.words.glossary

    def word(verdict: Verdict) -> str:
        return glossary.label(verdict.concept, resources.LANGUAGE).text

    def meaning(verdict: Verdict) -> str:
        return str(glossary.definition(verdict.concept, resources.LANGUAGE) or "")

    return {"href": links.href, "short": links.short, "say": say, "word": word, "meaning": meaning, "day": plain}


def _turn_the_day() -> None:
    """The first request of a day finds the criteria of that day."""
    here.registry().turn_to(here.today())


def _protect(response: Response) -> Response:
    """No page runs anything that a contributor wrote, and none is shown inside another site."""
    response.headers.setdefault("Content-Security-Policy", _CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response

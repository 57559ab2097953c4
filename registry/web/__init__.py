"""HTTP in, a story called, HTTP out."""

from collections.abc import Callable

from flask import Flask, Response

from registry.assembly import Registry
from registry.core.contribution import State
from registry.core.glossary import Label
from registry.core.texts import say
from registry.core.verdicts import Verdict
from registry.publish import Clerk
from registry.web import (
    access,
    catalogue,
    certificates,
    coding,
    compare,
    contribute,
    contributions,
    cors,
    devices,
    direct,
    doors,
    editor,
    errors,
    graphs,
    health,
    here,
    history,
    itb,
    jobs,
    languages,
    links,
    makers,
    memento,
    openapi,
    proof,
    proposals,
    questions,
    receipts,
    resources,
    sets,
    sign_in,
    sources,
    sparql,
)
from registry.web.scripts import policy

_POLICY = policy({})

_BLUEPRINTS = (
    devices.pages,
    compare.compare,
    sets.sets,
    proposals.proposals,
    resources.resources,
    memento.memento,
    proof.proofs,
    questions.questions,
    openapi.openapi,
    sparql.sparql,
    catalogue.catalogue,
    makers.makers,
    certificates.certificates,
    sources.sources,
    graphs.graphs,
    contribute.contribute,
    contributions.contributions,
    jobs.jobs,
    sign_in.sign_in,
    itb.itb,
    history.history,
    receipts.receipts,
    health.health,
)


def create_app(registry: Registry) -> Flask:
    """Put the doors on a registry."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = registry.limits.upload_bytes
    app.extensions["registry"] = registry
    sign_in.prepare(app, registry.settings)
    app.extensions["clerk"] = Clerk(registry, here.now)
    app.jinja_env.filters.update(_filters(registry))
    languages.register(app)
    memento.register(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    editor.register(app)
    doors.refuse_unknown_doors(app)
    errors.register(app)
    app.before_request(access.guard)
    app.before_request(_turn_the_day)
    app.after_request(_protect)
    cors.register(app)
    app.wsgi_app = direct.Direct(coding.coded(app.wsgi_app), app, registry)  # type: ignore[method-assign]
    return app


def _filters(registry: Registry) -> dict[str, Callable[..., object]]:
    """What templates may ask of the words: what a verdict is called and means."""
    glossary = registry.words.glossary

    def word(verdict: Verdict) -> str:
        return glossary.label(verdict.concept, languages.language()).text

    def meaning(verdict: Verdict) -> Label:
        return glossary.definition(verdict.concept, languages.language()) or Label("")

    def state_word(state: State) -> Label:
        return glossary.label(state.concept, languages.language())

    return {
        "short": links.short,
        "named": links.named,
        "say": say,
        "word": word,
        "meaning": meaning,
        "state_word": state_word,
    }


def _turn_the_day() -> None:
    """The first request of a day finds the criteria of that day."""
    here.registry().turn_to(here.today())


def _protect(response: Response) -> Response:
    """No page runs anything that a contributor wrote, and none is shown inside another site."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response

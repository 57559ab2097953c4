"""Who is asking: a token becomes somebody who acts, and the policy decides before the request goes on."""

from flask import Response, g, request

from registry.core.access import NOBODY, Actor, Refusal, Right, allowance, judge_token, may
from registry.core.names import named_by
from registry.core.secret import fault_of
from registry.ledger import Ledger
from registry.web import here
from registry.web.doors import GRAPH_STORE, JOB, right_for
from registry.web.errors import problem
from registry.web.sessions import actor_by_session

FORM = "application/x-www-form-urlencoded"


def guard() -> Response | None:
    """Let a request through to a door that changes something only when the policy says so (RFC 6750)."""
    right = right_for(request.url_rule.rule, request.method) if request.url_rule else None
    if right is None:
        return None
    registry = here.registry()
    if registry.ledger is None:
        return problem(403, "Read only", "This registry serves a copy and takes no contributions.")
    if right is Right.CONTRIBUTE and is_dry_run():
        right = Right.VALIDATE
    actor = _actor(registry.ledger)
    if isinstance(actor, Refusal):
        return _refused(actor, right)
    group, dataset = _target(registry.ledger)
    if actor is NOBODY and _is_job():
        # the page for contributing leads here; nothing can be changed through this door
        actor = actor_by_session(group) or NOBODY
    refusal = let_in(actor, right, group or actor.group, dataset)
    return None if refusal is None else _refused(refusal, right)


def named_graph() -> tuple[str, str] | None:
    """The group and dataset of the graph that the query names; None when it is none of this registry."""
    return named_by(request.args.get("graph", ""))


def _target(ledger: Ledger) -> tuple[str, str]:
    """The group and dataset that a request would change, as the view behind the door will read them."""
    if request.url_rule and request.url_rule.rule == GRAPH_STORE:
        return named_graph() or ("", "")
    if _is_job():
        job = ledger.jobs.find((request.view_args or {}).get("job", ""))
        return (job.group, job.dataset) if job else ("", "")
    # a file that comes without an address says in the query whose it is, by default that of the token
    asked = request.view_args or request.args
    return asked.get("group", ""), asked.get("dataset", "")


def _is_job() -> bool:
    return request.url_rule is not None and request.url_rule.rule.startswith(JOB)


def let_in(actor: Actor, right: Right, group: str, dataset: str) -> Refusal | None:
    """Ask the policy; whoever may come in is remembered for this request, with the room that its role has."""
    refusal = may(actor, right, group, dataset)
    if refusal is None:
        g.actor = actor
        request.max_content_length = allowance(actor.role, here.registry().limits).bytes
    return refusal


def actor_of(token: str, ledger: Ledger) -> Actor | Refusal:
    """Whom a token speaks for, or why for nobody."""
    fault, now = fault_of(token), here.now()
    return judge_token(fault, None if fault else ledger.tokens.find(token, now), now)


def is_dry_run() -> bool:
    """Whether a file is to be judged and not kept."""
    return request.args.get("dryRun", "").lower() in ("true", "1")


def own_group() -> str:
    """The group of the token that the guard has let through."""
    actor: Actor = g.actor
    return actor.group


def acting_for(group: str) -> str:
    """The group that acts, where it is not the one whose dataset it is; the guard has let it through."""
    actor: Actor = g.actor
    return actor.group if actor.group != group else ""


def _actor(ledger: Ledger) -> Actor | Refusal:
    token = _token()
    if not token:
        return NOBODY
    return actor_of(token, ledger)


def _token() -> str:
    """The token of a request: of its header, or of a form that a person filled in."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.form.get("token", "").strip() if request.mimetype == FORM else ""


def _refused(refusal: Refusal, right: Right) -> Response:
    response = problem(refusal.status, refusal.title, refusal.detail)
    challenge = 'Bearer realm="registry"'
    if refusal.error:
        challenge += f', error="{refusal.error}", error_description="{refusal.detail}"'
    if refusal.error == "insufficient_scope":
        challenge += f', scope="{right.value}"'
    response.headers["WWW-Authenticate"] = challenge
    return response

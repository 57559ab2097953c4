"""/sign-in, /sign-in/back, /sign-out: for the page for contributing, where a provider of identities is configured."""

import hmac
import logging
import os
import secrets
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, current_app, redirect, request, session
from werkzeug.wrappers import Response as AnyResponse

from registry.core.sign_in import LASTS, SignedIn, worth_keeping
from registry.settings import Settings
from registry.web import here, sessions
from registry.web.errors import problem
from registry.web.languages import N_
from registry.web.provider import NotSignedIn, Pending, Provider

sign_in = Blueprint("sign_in", __name__)

BACK = "/sign-in/back"
_log = logging.getLogger(__name__)
_LONGEST_NAME = 200


def prepare(app: Flask, settings: Settings) -> None:
    """Where a provider is configured, let the app have sessions: signed, for this site alone, not for scripts."""
    if settings.sign_in is None:
        return
    secure = settings.origin.startswith("https:")
    app.secret_key = _key(settings.session_key_file)
    app.config["SESSION_COOKIE_NAME"] = "__Host-cfit" if secure else "cfit"
    app.config["SESSION_COOKIE_SECURE"] = secure
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["PERMANENT_SESSION_LIFETIME"] = LASTS
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.extensions["provider"] = Provider(settings.sign_in, settings.origin + BACK)


@sign_in.get("/sign-in")
def leave() -> AnyResponse:
    """Send somebody to the provider."""
    provider = _provider()
    if provider is None:
        return _not_here()
    pending = Pending.fresh()
    try:
        address = provider.address(pending)
    except NotSignedIn as error:
        return _refused(error)
    session.clear()
    session["pending"] = [pending.state, pending.nonce, pending.verifier]
    return _fresh(redirect(address, 303))


@sign_in.get(BACK)
def come_back() -> AnyResponse:
    """Take somebody who comes back from the provider; each leaving is good for one coming back."""
    provider, ledger = _provider(), here.registry().ledger
    if provider is None or ledger is None:
        return _not_here()
    kept = session.pop("pending", None)
    pending = Pending(*kept) if kept else None
    state, code = request.args.get("state", ""), request.args.get("code", "")
    if pending is None or not hmac.compare_digest(state.encode(), pending.state.encode()):
        return _refused(NotSignedIn("this is not the sign-in that was begun in this browser"))
    if not code:
        return _refused(NotSignedIn(f"the provider says: {request.args.get('error', 'nothing')}"))
    try:
        claims = provider.claims(code, request.args.get("iss"), pending)
    except NotSignedIn as error:
        return _refused(error)
    name = next((str(claims[each]) for each in ("name", "email", "sub") if claims.get(each)), "")[:_LONGEST_NAME]
    said = worth_keeping(claims, ledger.sign_ins.allowed())
    sessions.begin(SignedIn(name, str(claims["sub"])[:_LONGEST_NAME], said, here.now() + LASTS))
    return _fresh(redirect("/contribute", 303))


@sign_in.post("/sign-out")
def leave_off() -> AnyResponse:
    """Sign out."""
    if _provider() is None:
        return _not_here()
    if not sessions.form_is_ours():
        return problem(403, "Sent from elsewhere", "Open the page for contributing, and sign out there.")
    sessions.end()
    return _fresh(redirect("/contribute", 303))


def _provider() -> Provider | None:
    return cast("Provider | None", current_app.extensions.get("provider"))


def _not_here() -> Response:
    return problem(404, "No sign-in here", "This registry has no provider of identities: use the token of your group.")


def _refused(error: NotSignedIn) -> Response:
    _log.warning("somebody could not sign in: %s", error)
    detail = N_("Nobody is signed in. Begin anew at /sign-in; the reason is in the log of the registry.")
    return cast(Response, _fresh(problem(400, "You could not be signed in", detail)))


def _fresh(response: AnyResponse) -> AnyResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _key(file: Path) -> bytes:
    """The key that signs cookies, made at the first start; nobody else may read it."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(secrets.token_bytes(32))
    if file.stat().st_mode & 0o077:
        raise PermissionError(f"others may read the key of sessions {file}: chmod 600 {file}")
    return file.read_bytes()

"""The provider of identities, asked as OpenID Connect Core 1.0 says: code flow with PKCE, state and nonce."""

import secrets
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry

from registry.settings import SignIn

_SECONDS = 10
_LEEWAY = 60
"""So many seconds may the clocks of provider and registry differ."""

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""With a key pair only: with a shared secret, or with none, whoever knows the public half could write a token."""

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NotSignedIn(Exception):
    """The provider does not vouch for somebody, or not in a way that can be believed."""


@dataclass(frozen=True)
class Pending:
    """What is remembered between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> "Pending":
        """Three secrets of 256 bits."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """One provider; what it says of itself is read when somebody first signs in, from its own address alone."""

    def __init__(self, sign_in: SignIn, redirect_uri: str) -> None:
        self._sign_in, self._redirect_uri = sign_in, redirect_uri
        self._said: dict[str, Any] | None = None

    def address(self, pending: Pending) -> str:
        """Where somebody who wants to sign in is sent."""
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
            )
        return str(address)

    def claims(self, code: str, issuer: str | None, pending: Pending) -> dict[str, Any]:
        """Exchange the code with which somebody came back for what the provider says of them."""
        said = self._metadata()
        stated = said.get("authorization_response_iss_parameter_supported") is True
        if (issuer is not None or stated) and issuer != self._sign_in.issuer:
            raise NotSignedIn("the answer comes from another provider")  # RFC 9207
        try:
            with self._session() as session:
                token = session.fetch_token(
                    said["token_endpoint"], code=code, code_verifier=pending.verifier, timeout=_SECONDS
                )
        except (AuthlibBaseError, requests.RequestException, ValueError) as error:
            raise NotSignedIn(f"the provider does not take the code: {error}") from error
        if not isinstance(token.get("id_token"), str):
            raise NotSignedIn("the provider sends no ID token")
        keys = KeySet.import_key_set(cast(KeySetSerialization, self._get(said["jwks_uri"])))
        return verified(token["id_token"], keys, self._sign_in, pending.nonce)

    def _metadata(self) -> dict[str, Any]:
        if self._said is None:
            issuer = self._sign_in.issuer
            said = self._get(issuer.rstrip("/") + "/.well-known/openid-configuration")
            if said.get("issuer") != issuer:
                raise NotSignedIn(f"the provider at {issuer} calls itself {said.get('issuer')}")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not _is_safe(str(said.get(name))):
                    raise NotSignedIn(f"the provider names no safe {name}")
            self._said = said
        return self._said

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self._sign_in.client,
            self._sign_in.secret,
            scope=self._sign_in.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )

    def _get(self, address: str) -> dict[str, Any]:
        try:
            answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
            answer.raise_for_status()
            content = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise NotSignedIn(f"the provider cannot be asked: {error}") from error
        if not isinstance(content, dict):
            raise NotSignedIn("the provider answers with something else")
        return content


def verified(id_token: str, keys: KeySet, sign_in: SignIn, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that was written by the provider, for us, for this sign-in, and holds now (3.1.3.7)."""
    options = {
        "iss": {"essential": True, "value": sign_in.issuer},
        "aud": {"essential": True, "value": sign_in.client},
        "exp": {"essential": True},
        "nonce": {"essential": True, "value": nonce},
    }
    try:
        token = jwt.decode(id_token, keys, registry=JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False))
        claims = CodeIDToken(token.claims, token.header, options, {"nonce": nonce, "client_id": sign_in.client})
        claims.validate(leeway=_LEEWAY)
    except (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError) as error:
        raise NotSignedIn(f"the ID token does not hold: {error or type(error).__name__}") from error
    return dict(claims)


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)

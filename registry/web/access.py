"""Who is asking: the token of a request becomes the group it speaks for, or a refusal."""

from flask import Response, request

from registry.ledger.ledger import Group
from registry.web.errors import problem
from registry.web.here import registry


def group_for(slug: str) -> Group | Response:
    """The group of the request's token, when it may write the graphs under `slug` (RFC 6750)."""
    ledger = registry().ledger
    if ledger is None:
        return problem(403, "Read only", "This registry serves a copy and takes no contributions.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    group = ledger.group_of(token.strip()) if scheme.lower() == "bearer" and token else None
    if group is None:
        response = problem(401, "A token is needed", "Send your group's token: `Authorization: Bearer cfit_...`.")
        response.headers["WWW-Authenticate"] = 'Bearer realm="registry"'
        return response
    if group.slug != slug:
        detail = f"Your token speaks for {group.slug}; it can write the graphs under /graphs/{group.slug}/ only."
        return problem(403, "Not your graph", detail)
    return group

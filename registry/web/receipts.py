"""Receipts, signatures of groups, and the public keys with which both can be checked."""

import json

from flask import Blueprint, Response, request

from registry import browse
from registry.core.contribution import Contribution
from registry.core.receipt import RECEIPT_TYPE, receipt_bytes
from registry.core.signing import ENVELOPE_TYPE, read_envelope
from registry.web import here
from registry.web.errors import problem
from registry.web.negotiation import JSON, choose_by_name

receipts = Blueprint("receipts", __name__)

_RECEIPT_TYPES = {JSON: ("json", RECEIPT_TYPE), ENVELOPE_TYPE: ("dsse",)}


@receipts.get("/contributions/<int(max=2147483647):sequence>/receipt")
def receipt(sequence: int) -> Response:
    """Give out the receipt of a contribution as it was given then; signed, in its envelope, when that is asked for."""
    found = browse.contribution(sequence, here.registry())
    if found is None:
        return _not_known(sequence)
    wanted = choose_by_name(request.accept_mimetypes, request.args.getlist("format"), _RECEIPT_TYPES) or JSON
    if wanted != ENVELOPE_TYPE:
        response = Response(_bytes(found), mimetype=wanted)
    elif found.envelope:
        response = Response(found.envelope + "\n", mimetype=ENVELOPE_TYPE)
    else:
        return problem(404, "Not signed", "The registry had no key when it accepted this contribution.")
    response.vary.add("Accept")
    if found.envelope:
        response.headers["Link"] = f'</contributions/{sequence}/receipt?format=dsse>; rel="alternate"; '
        response.headers["Link"] += f'type="{ENVELOPE_TYPE}"'
    return response


@receipts.get("/contributions/<int(max=2147483647):sequence>/signature")
def signature(sequence: int) -> Response:
    """Give out the envelope in which the group itself signed the file."""
    found = browse.contribution(sequence, here.registry())
    if found is None:
        return _not_known(sequence)
    if not found.draft.signature:
        return problem(404, "Not signed", "The group did not sign this contribution.")
    return Response(found.draft.signature + "\n", mimetype=ENVELOPE_TYPE)


@receipts.get("/keys")
def keys() -> Response:
    """List the public keys of the registry and of the groups."""
    ledger = here.registry().ledger
    known = ledger.keys.all() if ledger else []
    content = [
        {
            "id": each.key.id,
            "group": each.group,
            "algorithm": "Ed25519",
            "public_key": each.key.pem,
            "since": each.created_at.isoformat(),
        }
        for each in known
    ]
    return Response(json.dumps({"keys": content}, indent=2) + "\n", mimetype=JSON)


def _bytes(contribution: Contribution) -> bytes:
    """The bytes that were signed, where they were; equal to those that are made again."""
    return read_envelope(contribution.envelope).payload if contribution.envelope else receipt_bytes(contribution)


def _not_known(sequence: int) -> Response:
    return problem(404, "Not known", "The registry knows no contribution %(number)s.", {"number": sequence})

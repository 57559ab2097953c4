"""Whoever asks is known by the token of a group, else by an address; a header counts only where we say so."""

import pytest

from registry.core.charges import Client
from registry.web import create_app
from registry.web.clients import address_of, client_of

SEEN = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7, 10.0.0.2"}


@pytest.mark.parametrize(
    ("proxies", "address"),
    [(0, "192.0.2.1"), (1, "10.0.0.2"), (2, "198.51.100.7"), (3, "203.0.113.9"), (4, "192.0.2.1")],
)
def test_only_what_our_own_proxies_saw_counts(proxies, address):
    assert address_of(SEEN, proxies) == address


def test_without_the_header_the_connection_counts():
    assert address_of({"REMOTE_ADDR": "192.0.2.1"}, 1) == "192.0.2.1"


def test_a_group_is_known_by_its_token(registry, member):
    environ = {**SEEN, "HTTP_AUTHORIZATION": f"Bearer {member.token}"}
    assert client_of(environ, registry) == Client("nl-ict", is_trusted=True)


@pytest.mark.parametrize("given", ["Bearer cfit_nothing", "Bearer ", "Basic abc", "nonsense", ""])
def test_a_token_that_is_not_valid_counts_for_nothing(registry, given):
    assert client_of({**SEEN, "HTTP_AUTHORIZATION": given}, registry) == Client("192.0.2.1")


def test_a_client_that_used_its_share_is_told_when_to_come_back(limited):
    client = create_app(limited(client_seconds=0.0)).test_client()
    response = client.get("/sparql?query=ASK%7B%7D")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "1")
    assert response.json["title"] == "You have used your share for now"

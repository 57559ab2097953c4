"""A failure is told without giving anything away."""

import logging

import pytest


@pytest.fixture
def failing(app):
    def fail():
        raise RuntimeError("a secret of the house")

    app.add_url_rule("/fail", view_func=fail)
    return app.test_client()


def test_it_works(client):
    assert client.get("/nothing").status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_a_surprise_shows_no_stack_trace(failing, caplog, accept):
    with caplog.at_level(logging.ERROR):
        response = failing.get("/fail", headers={"Accept": accept})
    assert response.status_code == 500
    assert "secret" not in response.text and "Traceback" not in response.text and "RuntimeError" not in response.text
    assert "unexpected failure at /fail" in caplog.text and "a secret of the house" in caplog.text


@pytest.mark.parametrize("said", ["No space left on device", "IO error: No space left on device: While appending"])
def test_a_full_disk_is_told_as_one_wherever_it_is_noticed(app, said):
    def fail():
        raise OSError(said)

    app.add_url_rule("/full", view_func=fail)
    response = app.test_client().get("/full")
    assert (response.status_code, response.json["title"]) == (507, "The disk of the registry is full")


def test_the_next_request_after_a_surprise_is_answered(failing, caplog):
    failing.get("/fail")
    assert failing.get("/").status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_is_protected(client, accept):
    for address in ("/", "/nothing", "/livez", "/sparql?query=ASK{}", "/static/style.css"):
        with client.get(address, headers={"Accept": accept}) as response:
            headers = response.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_program_gets_a_problem_it_can_read(client):
    response = client.get("/nothing", headers={"Accept": "application/json"})
    assert response.mimetype == "application/problem+json"
    assert set(response.get_json(force=True)) == {"type", "title", "status", "detail"}

"""cfit publish sends a file to a registry over HTTP, and says what cfit check says."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner
from werkzeug.serving import make_server

from registry.commands import main
from tests.homes import copy_of

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;'
PHONE += " cfit:deviceKind kind:smartphone ; cfit:repairabilityIndex 4.50 .\n"


@pytest.fixture
def address(app):
    """The registry behind a real socket."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def publish(address, member, turtle, tmp_path):
    def publish(text=PHONE, *words, token=member.token, registry=address):
        file = tmp_path / "phones.ttl"
        file.write_bytes(turtle(text))
        command = ["publish", str(file), "--registry", registry, "--group", "nl-ict", *words]
        return CliRunner().invoke(main, command, env={"CFIT_TOKEN": token})

    return publish


def test_a_file_is_kept_and_the_receipt_printed(publish, registry, turtle):
    result = publish()
    assert result.exit_code == 0, result.output
    receipt = json.loads(result.output)
    assert (receipt["sequence"], receipt["graph"]) == (3, "https://w3id.org/cfit/graph/nl-ict/phones")
    assert registry.ledger.contribution(3).draft.body == turtle(PHONE)


@pytest.mark.parametrize("text", [PHONE.replace("4.50", "9.50"), PHONE + "nonsense"])
@pytest.mark.parametrize("form", [("--language", "nl"), ("--format", "sarif"), ("--format", "turtle")])
def test_a_refused_file_gets_the_report_of_the_offline_check(publish, small_home, tmp_path, registry, text, form):
    online = publish(text, *form)
    home = copy_of(small_home[0], tmp_path / "offline")
    command = ["check", str(tmp_path / "phones.ttl"), "--group", "nl-ict", *form]
    offline = CliRunner().invoke(main, command, env={"CFIT_HOME": str(home)})
    assert (online.exit_code, offline.exit_code) == (1, 1)
    assert online.stdout == offline.stdout
    assert registry.ledger.last_sequence() == 2


def test_a_dry_run_keeps_nothing(publish, registry):
    assert "Accepted by the rules" in publish(PHONE, "--dry-run").output
    assert registry.ledger.last_sequence() == 2


def test_a_token_that_is_not_known_ends_in_plain_words(publish, member):
    result = publish(token=member.token[:-1] + "_")
    assert (result.exit_code, "token" in result.output.lower()) == (1, True)
    assert member.token not in result.output


@pytest.mark.parametrize(
    "elsewhere", ["http://registry.example", "http://10.0.0.1", "file:///etc/passwd", "registry", "https://"]
)
def test_a_token_is_not_sent_where_others_could_read_it(publish, elsewhere):
    result = publish(registry=elsewhere)
    assert result.exit_code == 1
    assert "https://" in result.output


def test_a_registry_that_does_not_answer_is_told(publish):
    result = publish(registry="http://127.0.0.1:9")
    assert (result.exit_code, "cannot be reached" in result.output) == (1, True)


def test_a_redirect_does_not_carry_the_token_elsewhere(publish):
    seen = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302)
            self.send_header("Location", "/stolen")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  the name that the library looks for

        def log_message(self, *words):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    result = publish(registry=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
    assert (result.exit_code, len(seen), "302" in result.output) == (1, 1, True)

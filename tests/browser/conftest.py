"""A real browser and a real server for the session; tests skip with a reason where there is no browser."""

import os
import shutil
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from registry.web import create_app

HERE = Path(__file__).parent
AXE = HERE / "fetched/axe.js"
WATCH = """
window.seen = [];
addEventListener("securitypolicyviolation", (event) => seen.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class _Silent(WSGIRequestHandler):
    def log(self, *_):
        """Say nothing: the tests say what is wrong."""


@contextmanager
def served(registry) -> Iterator[str]:
    """Serve a registry on a free port of this machine."""
    server = make_server("127.0.0.1", 0, create_app(registry), threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    # the first request of a day judges all devices anew
    urllib.request.urlopen(address, timeout=300).close()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def site(request):
    """The address of a server with all shipped data, CFIT_SITE where one runs already; tests read it only."""
    if running := os.environ.get("CFIT_SITE"):
        yield running.rstrip("/")
        return
    with served(request.getfixturevalue("full")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Tab:
    """A page of the browser, and all that it complained about: scripts that ran, policies broken, hosts asked."""

    def __init__(self, context, site):
        """Open an empty page and listen."""
        self.site, self.complaints, self.asked = site, [], []
        context.add_init_script(WATCH)
        self.page = context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._console)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, path):
        """Open a page of the site."""
        return self.page.goto(self.site + path)

    def broken(self):
        """What went wrong since the page was opened: complaints, and reports of the policy."""
        return [*self.complaints, *self.page.evaluate("window.seen || []")]

    def elsewhere(self):
        """What was asked of other hosts."""
        return [url for url in self.asked if not url.startswith((self.site, "data:", "blob:"))]

    def _dialog(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message):
        # that a page answered 404 or 422 is no complaint about the page
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")


@pytest.fixture
def tab(browser, request):
    """Open pages as somebody with this screen, these colours, this language, with or without scripts."""
    contexts = []

    def open_tab(width=1280, scheme="light", language="en", scripts=True, at=None):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        # all shipped data takes a minute to load: only for tests that name no other place
        return Tab(context, at or request.getfixturevalue("site"))

    yield open_tab
    for context in contexts:
        context.close()

"""People sign in with a real provider of identities; nobody gets in by a stale, foreign, forged or repeated answer."""

import os
import re
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from registry.core.access import Role
from registry.core.sign_in import GroupClaim
from registry.settings import SignIn
from registry.web import create_app
from registry.web.provider import NotSignedIn, verified

HERE = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("CFIT_TEST_PROVIDER", HERE.parent / ".venv/provider"))
SITE = "http://localhost"
BACK = f"{SITE}/sign-in/back"
PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A (invented)" ; schema:brand brand:invented ;'
PHONE += " cfit:deviceKind kind:smartphone .\n"


@pytest.fixture(scope="session")
def issuer():
    """A provider that runs on this machine: the certified one that `make .venv/provider` installs by npm."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules/oidc-provider").is_dir():
        pytest.skip("no provider of identities to sign in with: Node.js and `make .venv/provider` install one")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [node, str(HERE / "provider/provider.mjs"), str(FOLDER), str(port), BACK]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    while (line := process.stdout.readline()) and "ready" not in line:
        pass
    assert process.poll() is None
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture
def site(registry, issuer):
    """Make an app that knows the provider."""

    def site(client="registry", where=SITE, **changes):
        sign_in = replace(SignIn(issuer, client, f"secret-of-{client}"), **changes)
        registry.settings = replace(registry.settings, sign_in=sign_in, site=where)
        return create_app(registry).test_client()

    return site


def at_provider(address, login="jan", until=BACK):
    """What a person does at the provider: sign in, agree, and be sent back; the address that they are sent to."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False, timeout=20)
        for _ in range(12):
            while answer.is_redirect:
                where = requests.compat.urljoin(answer.url, answer.headers["Location"])
                if where.startswith(until):
                    return where.removeprefix(SITE)
                answer = browser.get(where, allow_redirects=False, timeout=20)
            form = re.search(r'action="([^"]+)"', answer.text)[1]
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)[1]
            data = {"prompt": prompt, "login": login, "password": "any"}
            answer = browser.post(form, data=data, allow_redirects=False, timeout=20)
    raise AssertionError("the provider never sent the person back")


def signed_in(client, login="jan"):
    """Sign in, and return the page for contributing."""
    back = client.get(at_provider(client.get("/sign-in").headers["Location"], login))
    assert (back.status_code, back.headers["Location"]) == (303, "/contribute"), back.text
    return client.get("/contribute").text


def form_of(page):
    return re.search(r'name="form" value="([^"]+)"', page)[1]


def send(client, turtle, form="", group="nl-ict", **headers):
    data = {"group": group, "dataset": "phones", "text": turtle(PHONE).decode(), "do": "contribute", "form": form}
    return client.post("/contribute", data=data, headers=headers)


def test_somebody_signs_in_contributes_and_signs_out(site, registry, turtle):
    registry.ledger.sign_ins.allow(GroupClaim("nl-ict", "groups", "cfit-jan"))
    client = site()
    page = signed_in(client)
    assert "jan (invented)" in page and "for nl-ict" in page
    form = form_of(page)
    assert send(client, turtle, form).status_code == 201
    draft = registry.ledger.contribution(3).draft
    assert (draft.group, draft.by) == ("nl-ict", "")
    assert send(client, turtle, form, group="de-it").status_code == 403
    later = send(client, turtle, form, Prefer="respond-async", Accept="text/html")
    assert later.status_code == 202
    assert client.get(later.headers["Location"]).status_code == 200  # whose job it is may see it without a token
    assert site().get(later.headers["Location"]).status_code == 401
    stolen = client.get_cookie("cfit").value
    assert client.post("/sign-out", data={"form": "other"}).status_code == 403
    assert client.post("/sign-out", data={"form": form}).headers["Location"] == "/contribute"
    assert "Signed in as" not in client.get("/contribute").text
    thief = site()
    thief.set_cookie("cfit", stolen)
    assert "Signed in as" not in thief.get("/contribute").text
    assert send(thief, turtle, form).status_code == 401


def test_the_cookie_is_signed_short_lived_for_this_site_alone_and_never_set_for_reading(site, registry):
    client = site()
    for address in ("/", "/devices", "/contribute", "/doc/device/phone-1", "/sparql"):
        assert "Set-Cookie" not in client.get(address).headers, address
    leaving = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in leaving and "SameSite=Lax" in leaving and "Secure" not in leaving
    before = client.get_cookie("cfit").value
    signed_in(client)
    assert client.get_cookie("cfit").value != before
    assert "Set-Cookie" not in client.get("/devices").headers
    assert "Cookie" not in client.get("/devices").headers.get("Vary", "")
    forged = client.get_cookie("cfit").value
    client.set_cookie("cfit", forged[:-1] + ("a" if forged[-1] != "a" else "b"))
    assert "Signed in as" not in client.get("/contribute").text
    secure = site(where="https://registry.example").get("/sign-in").headers["Set-Cookie"]
    assert secure.startswith("__Host-cfit=") and "Secure" in secure and "Domain" not in secure and "Path=/" in secure
    assert (registry.settings.session_key_file.stat().st_mode & 0o777) == 0o600
    registry.settings.session_key_file.chmod(0o644)
    with pytest.raises(PermissionError, match="others may read"):
        site()


def test_forms_of_somebody_who_is_signed_in_need_the_secret_of_the_session(site, registry, turtle, member):
    registry.ledger.sign_ins.allow(GroupClaim("nl-ict", "groups", "cfit-jan"))
    client, other = site(), site()
    form, foreign = form_of(signed_in(client)), form_of(signed_in(other))
    for wrong in ("", "x", foreign):
        assert send(client, turtle, wrong).status_code == 403
    assert send(client, turtle, form, Origin="https://evil.example").status_code == 403
    assert registry.ledger.last_sequence() == 2
    # doors for programs look at tokens alone
    put = client.put("/graphs/nl-ict/phones", data=turtle(PHONE), content_type="text/turtle")
    assert put.status_code == 401
    assert client.put("/graphs/nl-ict/phones", data=turtle(PHONE), headers=member.headers).status_code == 201


def test_a_group_is_open_to_people_only_as_long_as_the_keeper_says_so(site, registry, turtle):
    client = site()
    page = signed_in(client)
    assert "for no group yet" in page
    assert send(client, turtle, form_of(page)).status_code == 403
    claim = GroupClaim("nl-ict", "groups", "cfit-piet")
    registry.ledger.sign_ins.allow(claim)
    page = signed_in(client, "piet")
    assert send(client, turtle, form_of(page)).status_code == 201
    registry.ledger.sign_ins.disallow(claim)
    assert send(client, turtle, form_of(page)).status_code == 403


def test_an_address_that_the_provider_did_not_verify_opens_nothing(site, registry):
    for login in ("anna", "unverified"):
        registry.ledger.sign_ins.allow(GroupClaim("nl-ict", "email", f"{login}@example.org"))
    assert "for nl-ict" in signed_in(site(), "anna")
    assert "for no group yet" in signed_in(site(), "unverified")


def test_a_steward_who_is_signed_in_fills_the_graphs_of_the_registry(site, registry, turtle):
    registry.ledger.sign_ins.allow(GroupClaim("de-it", "sub", "ute"))
    registry.ledger.set_role("de-it", Role.STEWARD)
    client = site()
    text = {"text": turtle('brand:o a schema:Brand ; schema:name "O (invented)" .').decode(), "do": "contribute"}
    data = {"group": "registry", "dataset": "brands", "form": form_of(signed_in(client, "ute")), **text}
    assert client.post("/contribute", data=data).status_code == 201
    assert registry.ledger.contribution(3).draft.by == "de-it"


def test_state_nonce_and_pkce_are_new_each_time(site):
    client = site()
    asked = [parse_qs(urlsplit(client.get("/sign-in").headers["Location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 43
    assert (asked[0]["code_challenge_method"], asked[0]["response_type"]) == (["S256"], ["code"])


def refused(answer):
    assert (answer.status_code, answer.json["title"]) == (400, "You could not be signed in")
    assert "code" not in answer.json["detail"]  # what went wrong is for the log
    return True


def test_an_answer_is_good_once_and_in_the_browser_that_asked_for_it(site):
    client, other = site(), site()
    back = at_provider(client.get("/sign-in").headers["Location"])
    other.get("/sign-in")
    assert refused(other.get(back))  # somebody else's browser: another state
    assert refused(site().get(back))  # one that never asked
    saved = client.get_cookie("cfit").value
    assert client.get(back).status_code == 303
    assert refused(client.get(back))
    client.set_cookie("cfit", saved)  # the cookie of before as well: the provider takes no code twice
    assert refused(client.get(back))
    assert "Signed in as" not in client.get("/contribute").text


def test_answers_that_were_changed_on_the_way_sign_nobody_in(site):
    client = site()
    for change in (
        lambda query: {**query, "state": "x"},
        lambda query: {key: value for key, value in query.items() if key != "state"},
        lambda query: {**query, "code": "x"},
        lambda query: {**query, "iss": "https://evil.example"},
        lambda query: {key: value for key, value in query.items() if key != "iss"},
        lambda query: {"error": "access_denied", "state": query["state"]},
    ):
        back = urlsplit(at_provider(client.get("/sign-in").headers["Location"]))
        query = {key: value for key, (value,) in parse_qs(back.query).items()}
        assert refused(client.get(back.path, query_string=change(query)))


def test_a_code_that_was_begun_elsewhere_is_refused_for_want_of_its_verifier(site):
    """Somebody slips his own code into the browser of another (PKCE, nonce)."""
    client, thief = site(), site()
    code = parse_qs(urlsplit(at_provider(thief.get("/sign-in").headers["Location"])).query)["code"][0]
    state = parse_qs(urlsplit(client.get("/sign-in").headers["Location"]).query)["state"][0]
    iss = client.application.extensions["provider"]._sign_in.issuer
    assert refused(client.get("/sign-in/back", query_string={"code": code, "state": state, "iss": iss}))


def test_a_token_that_has_ended_signs_nobody_in(site, caplog):
    client = site("late")
    assert refused(client.get(at_provider(client.get("/sign-in").headers["Location"])))
    assert "expired" in caplog.text


def test_a_provider_that_calls_itself_otherwise_is_not_asked(site, issuer, caplog):
    assert refused(site(issuer=issuer.replace("127.0.0.1", "localhost")).get("/sign-in"))
    assert "calls itself" in caplog.text
    assert refused(site(issuer="http://127.0.0.1:9").get("/sign-in"))
    client = site(secret="wrong")
    assert refused(client.get(at_provider(client.get("/sign-in").headers["Location"])))


def test_where_no_provider_is_configured_nobody_signs_in(client):
    assert [client.get("/sign-in").status_code, client.get("/sign-in/back").status_code] == [404, 404]
    assert client.post("/sign-out").status_code == 404
    page = client.get("/contribute")
    assert "/sign-in" not in page.text and "Set-Cookie" not in page.headers


# --- ID tokens that no honest provider writes -----------------------------------------------------------------------

SIGN_IN = SignIn("https://id.example", "registry", "secret")
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "other"))
PUBLIC = KeySet([RSAKey.import_key(KEY.as_dict(private=False))])


def claims(**changes):
    now = datetime.now(UTC)
    said = {"iss": SIGN_IN.issuer, "aud": "registry", "sub": "jan", "nonce": "n", "iat": int(now.timestamp())}
    said |= {"exp": int((now + timedelta(minutes=5)).timestamp()), **changes}
    return {name: value for name, value in said.items() if value is not None}


def token(key=KEY, algorithm="RS256", kid="one", **changes):
    return jwt.encode({"alg": algorithm, "kid": kid}, claims(**changes), key, algorithms=[algorithm])


def test_an_honest_token_is_believed():
    assert verified(token(), PUBLIC, SIGN_IN, "n")["sub"] == "jan"


PAST = int(time.time()) - 600
FORGED = {
    "of another issuer": {"iss": "https://evil.example"},
    "of no issuer": {"iss": None},
    "for another client": {"aud": "other"},
    "for no client": {"aud": None},
    "for two clients, asked by another": {"aud": ["registry", "other"], "azp": "other"},
    "for two clients, asked by nobody": {"aud": ["other", "registry"]},
    "that has ended": {"exp": PAST},
    "without an end": {"exp": None},
    "of no time": {"iat": None},
    "of tomorrow": {"iat": int(time.time()) + 86_400},
    "not valid yet": {"nbf": int(time.time()) + 86_400},
    "of another sign-in": {"nonce": "m"},
    "of no sign-in": {"nonce": None},
    "of nobody": {"sub": None},
    "with the key of somebody else": {"key": OTHER},
    "with a key that is not known": {"key": OTHER, "kid": "other"},
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_token_that_is_forged_or_stale_is_not_believed(kind):
    with pytest.raises(NotSignedIn):
        verified(token(**FORGED[kind]), PUBLIC, SIGN_IN, "n")


def test_algorithms_without_a_key_pair_are_not_believed():
    shared = OctKey.import_key(b"s" * 32)
    by_secret = jwt.encode({"alg": "HS256", "kid": "one"}, claims(), shared, algorithms=["HS256"])
    head, body, signature = token().split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    cut, changed = f"{head}.{body}.", f"{head}.{body}.{signature[:-8]}AAAAAAAA"
    for forged in (by_secret, unsigned, cut, changed, "", "x"):
        with pytest.raises(NotSignedIn):
            verified(forged, PUBLIC, SIGN_IN, "n")

"""What strangers write is shown and never obeyed: through upload into every slot of every page, in a real browser."""

import os
import urllib.request
from urllib.parse import quote

import pytest

from tests.browser.conftest import served
from tests.browser.hostile import ADDRESSES, FILE_NAMES, TAGS, texts

HOW_MANY = int(os.environ.get("CFIT_HOSTILE", "60"))
PER_DEVICE = 20
# inside of the editor and of charts stand their own icons and lengths, set by script: the policy lets no text set
# them; bars that the server draws are rectangles and nothing else
STRANGE = """
() => {
  const odd = [];
  const plain = (address) => ["http:", "https:", "mailto:"].includes(new URL(address, location.href).protocol);
  for (const each of document.querySelectorAll("*")) {
    const drawn = each.closest(location.pathname === "/sparql" ? "#yasgui" : ".spread > .chart") !== null;
    const bar = [...each.children].every((part) => part.tagName === "rect");
    for (const {name, value} of each.attributes) {
      if (name.startsWith("on") || name === "srcdoc" || (name === "style" && !drawn))
        odd.push(`${each.tagName} ${name}`);
      if (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name) && !plain(value))
        odd.push(value);
    }
    const tag = each.tagName.toLowerCase();
    if (["iframe", "object", "embed", "base", "style", "math", "template"].includes(tag)) odd.push(tag);
    if (tag === "svg" && !drawn && !bar) odd.push(tag);
    const ours = each.type === "application/ld+json" || new URL(each.src || "x:").origin === location.origin;
    if (tag === "script" && !ours) odd.push("script");
    if (tag === "meta" && each.httpEquiv) odd.push("meta");
  }
  return odd;
}
"""


def wanted():
    """All the texts, or as many of them from all over."""
    everything = list(texts())
    return everything[:: max(1, len(everything) // HOW_MANY)][:HOW_MANY]


def literal(text, tag=""):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"' + (f"@{tag}" if tag else "")


def described(number, given):
    """A device, its brand and a document that are called what a stranger wrote, with the rest of the texts as facts."""
    name, brand, *rest = given
    texts_of = " , ".join(literal(text, TAGS[at % len(TAGS)] if at % 3 else "") for at, text in enumerate(rest))
    return f"""
<https://w3id.org/cfit/id/brand/nl-ict-b{number}> a schema:Brand ; schema:name {literal(brand[:200])} .
device:nl-ict-h{number} a cfit:DeviceModel ; schema:name {literal(name[:200])} ;
    schema:brand <https://w3id.org/cfit/id/brand/nl-ict-b{number}> ; cfit:deviceKind kind:smartphone ;
    schema:description {texts_of or literal("")} ;
    schema:url <https://evil.example/%22onmouseover=alert({number})> , <urn:x:javascript:alert({number})> .
"""


SET = """<https://w3id.org/cfit/id/criteria-set/nl-ict-h/1> a cfit:CriteriaSet ;
    dcterms:title {title}@en , {source}@nl ;
    cfit:version "1" ; cfit:status <https://w3id.org/cfit/id/status/draft> ; cfit:appliesTo kind:smartphone ;
    cfit:validFrom "2026-11-21"^^xsd:date ; dcterms:bibliographicCitation {source} ; skos:editorialNote {title}@en ;
    cfit:criterionVersion <https://w3id.org/cfit/id/criterion/SW-02/1> .
"""


def put(site, member, dataset, body):
    request = urllib.request.Request(f"{site}/graphs/nl-ict/{dataset}", body, member.headers, method="PUT")
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.status


@pytest.fixture
def place(registry):
    with served(registry) as address:
        yield address


def harmless(opened, path):
    """Open a page and say what in it is not ours."""
    opened.open(path)
    return [f"{path[:80]}: {each}" for each in (*opened.broken(), *opened.page.evaluate(STRANGE), *opened.elsewhere())]


def test_a_planted_script_would_be_noticed(tab, place):
    opened = tab(at=place)
    opened.open("/")
    opened.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    opened.page.wait_for_timeout(300)
    assert opened.broken() and opened.page.evaluate(STRANGE)


def test_texts_that_were_kept_are_shown_and_never_obeyed(tab, place, member, turtle):
    given = wanted()
    devices = [given[at : at + PER_DEVICE] for at in range(0, len(given), PER_DEVICE)]
    datasets = [devices[at : at + 10] for at in range(0, len(devices), 10)]
    pages = ["/", "/devices", "/devices?q=alert", "/criteria", "/doc/criterion/SW-02", "/links", "/catalog"]
    pages += ["/makers?pageSize=1000", "/certificates", "/sources", "/contributions"]
    pages += ["/sets", "/doc/criteria-set/nl-ict-h/1", "/compare?q=alert&device=nl-ict-h0&device=nl-ict-h1"]
    for number, part in enumerate(datasets):
        title, source = literal(part[0][0]), literal(part[0][-1])
        about = f"<> a dcat:Dataset ; dcterms:title {title}@en-x-a , {source}@nl ; cfit:attribution {source} ;\n"
        about += "  dcterms:license <https://creativecommons.org/licenses/by/4.0/> .\n"
        about += SET.format(title=title, source=source) if number == 0 else ""
        body = about + "".join(described(10 * number + at, device) for at, device in enumerate(part))
        assert put(place, member, f"hostile-{number}", turtle(body)) == 201
        pages += [f"/graphs/nl-ict/hostile-{number}/history", f"/sources/nl-ict/hostile-{number}"]
    for number in range(len(devices)):
        pages += [f"/doc/device/nl-ict-h{number}", f"/doc/brand/nl-ict-b{number}"]
    pages += ["/makers/gaps?maker=https://w3id.org/cfit/id/brand/nl-ict-b0"]
    pages += ["/sparql?query=" + quote("SELECT ?s ?p ?o { ?s ?p ?o FILTER(isLiteral(?o) || isIRI(?o)) } LIMIT 2000")]
    opened = tab(at=place)
    assert [fault for path in pages for fault in harmless(opened, path)] == []


def test_what_is_asked_in_an_address_is_shown_and_never_obeyed(tab, place):
    opened, faults = tab(at=place), []
    for text in wanted()[::10]:
        asked = quote(text, safe="")
        for path in (
            f"/devices?q={asked}&brand={asked}",
            f"/compare?device={asked}&set={asked}&q={asked}",
            f"/sparql?query={asked}",
            f"/doc/{asked}",
            f"/?lang={asked}",
        ):
            faults += harmless(opened, path)
    assert faults == []


@pytest.mark.parametrize("kind", ["file names", "addresses", "tags"])
def test_what_is_refused_is_told_and_never_obeyed(tab, place, turtle, kind):
    opened, faults = tab(at=place), []
    page = opened.page
    device = "device:nl-ict-r a cfit:DeviceModel ; "
    bodies = {
        "file names": [(name, turtle(device + ".")) for name in FILE_NAMES],
        "addresses": [
            ("a.ttl", turtle("".join(f"{device} schema:url <{each}> , <<>> .\n" for each in ADDRESSES))),
            (
                "a.ttl",
                turtle("".join(f"<{each}> a cfit:DeviceModel ; schema:brand <{each}> .\n" for each in ADDRESSES)),
            ),
        ],
        "tags": [
            ("a.ttl", turtle("".join(f'{device} schema:name "<b>"@{tag} , "<i>"@{tag}-{"9" * 20} .\n' for tag in TAGS)))
        ],
    }[kind]
    for name, body in bodies:
        opened.open("/contribute")
        page.locator("#file").set_input_files({"name": name, "mimeType": "text/turtle", "buffer": body})
        page.locator("#group").fill("nl-ict")
        page.locator("#dataset").fill("hostile")
        page.get_by_role("button", name="Check only").click()
        page.locator("#outcome h2").first.wait_for()
        faults += [*opened.broken(), *page.evaluate(STRANGE), *opened.elsewhere()]
    assert faults == []


def test_the_editor_takes_a_query_with_line_separators_of_unicode(tab, place):
    opened = tab(at=place)
    assert harmless(opened, "/sparql?query=" + quote("\u2028<script>ASK {} # \u2029")) == []
    assert opened.page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()").startswith("\\u2028<")

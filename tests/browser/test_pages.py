"""Every type of page in a real browser: nothing that axe or the policy objects to, nothing too wide or too heavy."""

import os
from itertools import pairwise, product

import pytest

from tests.browser.conftest import AXE
from tests.browser.pages import LARGER, PAGES, Budget

WIDTHS = (1280, 390)
SCREENS = tuple(product(WIDTHS, ("light", "dark")))
BUDGET = Budget()

# the text of the editor scrolls with its cursor: its field of text, which has the focus, stands beside what scrolls
FOUND = """
async () => {
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly, resultTypes: ["violations"]});
  const known = (id, node) => id === "scrollable-region-focusable"
    && node.html.startsWith('<div class="CodeMirror-scroll"');
  return found.violations.flatMap(({id, nodes}) => {
    const seen = nodes.filter((node) => !known(id, node)).slice(0, 3).map((node) => node.html);
    return seen.length ? [`${id}: ${seen.join(" | ")}`] : [];
  });
}
"""
# rows and terms of the same make are looked at six times, not a thousand times
SHORTEN = """
() => document.querySelectorAll(`tbody tr:nth-child(n+7), .terms > div:nth-child(n+7), .jump li:nth-child(n+7),
  main > section:nth-of-type(n+9), article:nth-of-type(n+4), .choices label:nth-child(n+7),
  form.device details:nth-of-type(n+4)`).forEach((each) => each.remove())
"""
COST = """
() => {
  const asked = performance.getEntriesByType("resource");
  const bytes = (ending) => asked.filter((each) => new URL(each.name).pathname.endsWith(ending))
    .reduce((sum, each) => sum + each.decodedBodySize, 0);
  return {styles: bytes(".css"), scripts: bytes(".js"), requests: asked.length + 1};
}
"""
HEADINGS = """
() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((each) => Number(each.tagName[1]))
"""


def screens(name):
    """One screen of each page, by turns light on a laptop and dark on a phone; `make browser` looks at all four."""
    if os.environ.get("CFIT_SCREENS") == "all":
        return SCREENS
    return (SCREENS[0] if [*PAGES].index(name) % 2 else SCREENS[-1],)


@pytest.fixture(scope="session")
def axe():
    if not AXE.exists():
        pytest.skip("axe-core was not fetched: make .venv/installed-all with a network")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_in_light_and_dark_on_a_laptop_and_a_phone(tab, axe, name):
    opened = tab()
    answer = opened.open(PAGES[name])
    page, faults = opened.page, {}
    cost = {"html": len(answer.body()), **page.evaluate(COST)}
    assert LARGER.get(name, BUDGET).exceeded(cost) == {}
    headings = page.evaluate(HEADINGS)
    page.set_viewport_size({"width": min(WIDTHS), "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= min(WIDTHS), "wider than a phone"
    page.evaluate(SHORTEN)
    page.evaluate(axe)
    for width, scheme in screens(name):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        faults[width, scheme] = page.evaluate(FOUND)
    assert {key: found for key, found in faults.items() if found} == {}
    assert headings[0] == 1 and headings.count(1) == 1
    assert [b for a, b in pairwise(headings) if b > a + 1] == [], headings
    assert (opened.broken(), opened.elsewhere()) == ([], [])


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("name", ["home", "devices", "device", "criterion", "contribute", "links"])
def test_long_words_fit_a_phone(tab, language, name):
    opened = tab(width=390, scripts=True)
    path = PAGES[name]
    opened.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", ["device", "gaps", "makers"])
def test_the_budget_of_a_page_holds_in_each_language(tab, name):
    opened = tab()
    path = PAGES[name]
    for language in ("nl", "de", "fr", "nb"):
        answer = opened.page.request.get(f"{opened.site}{path}{'&' if '?' in path else '?'}lang={language}")
        assert len(answer.body()) <= BUDGET.html, language


def test_a_page_that_costs_too_much_is_noticed():
    assert BUDGET.exceeded({"html": 60_000, "scripts": 60_001, "requests": 7}) == {"scripts": 60_001, "requests": 7}


def test_the_editor_is_as_dark_as_the_page_and_its_words_can_be_read(tab, axe):
    opened = tab(scheme="dark", scripts=True)
    opened.open(PAGES["sparql"])
    opened.page.wait_for_selector("#yasgui .CodeMirror .cm-keyword")
    painted = opened.page.evaluate(
        "() => ['#yasgui .CodeMirror', '#yasgui .CodeMirror-gutters'].map(place => "
        "getComputedStyle(document.querySelector(place)).backgroundColor)"
    )
    assert painted == ["rgb(26, 33, 30)", "rgb(18, 23, 21)"]
    opened.page.evaluate(axe)
    assert opened.page.evaluate(FOUND) == []


def test_paper_is_white_and_has_no_menus(tab):
    opened = tab(scheme="dark")
    opened.open(PAGES["device"])
    opened.page.emulate_media(media="print")
    colours = opened.page.evaluate(
        "() => [getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert not opened.page.locator("header.site nav").first.is_visible()
    assert opened.page.locator("h1").is_visible()
    assert opened.page.locator("details.fold tr.is-unknown").first.is_visible()

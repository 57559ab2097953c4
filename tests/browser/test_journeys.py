"""What a buyer does, in a real browser: with the mouse, with the keyboard alone, and without scripts."""

import re

import pytest

HIT = re.compile(r"\d+")


def count(page):
    return int(re.sub(r"\D", "", page.locator(".count strong").first.inner_text()))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_buyer_finds_narrows_and_understands(tab, scripts):
    opened = tab(scripts=scripts)
    page = opened.page
    opened.open("/")
    page.get_by_label("Brand, model or EPREL number").fill("fairphone")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/devices?*")
    some = count(page)
    assert some > 0
    page.goto(page.url + "&meets=SW-02")
    assert 0 < count(page) <= some
    page.locator("main").get_by_role("link", name=re.compile("Fairphone")).first.click()
    page.wait_for_url("**/doc/device/**")
    assert "Fairphone" in page.locator("h1").inner_text()
    assert page.locator(".totals li").count() == 5
    page.locator("table.criteria th[scope=row] a").first.click()
    page.wait_for_url("**/doc/criterion/**")
    assert page.get_by_role("heading", name="The test").is_visible()
    page.get_by_role("link", name="Devices that meet it").click()
    assert count(page) > 0


def test_a_reader_switches_the_language_and_keeps_the_page(tab):
    opened = tab(language="fr-BE")
    page = opened.page
    opened.open("/devices?q=fairphone&meets=SW-02")
    assert page.locator("html").get_attribute("lang") == "fr"
    found = count(page)
    page.get_by_role("link", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"
    assert "q=fairphone" in page.url and "meets=SW-02" in page.url and count(page) == found
    page.locator("main").get_by_role("link", name=re.compile("Fairphone")).first.click()
    page.wait_for_url("**/doc/device/**")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Criteria").click()
    page.wait_for_url("**/criteria?lang=nl")
    page.go_back()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="In short").is_visible()
    assert page.context.cookies() == []


def test_everything_can_be_done_by_keyboard(tab):
    opened = tab()
    page = opened.page
    opened.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator("a.skip").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("fairphone 5")
    page.keyboard.press("Enter")
    page.wait_for_url("**/devices?*")
    for _ in range(80):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        if "/doc/device/" in (page.evaluate("document.activeElement.href || ''")):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/device/**")
    assert "Fairphone" in page.locator("h1").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_group_checks_a_file_and_reads_what_to_mend(tab, scripts, turtle):
    opened = tab(scripts=scripts, language="nl")
    page = opened.page
    opened.open("/contribute?lang=nl")
    broken = "device:nl-ict-1 a cfit:DeviceModel ; schema:brand brand:fairphone ; cfit:deviceKind kind:smartphone ."
    page.locator("#text").fill(turtle(broken).decode())
    page.locator("#group").fill("nl-ict")
    page.locator("#dataset").fill("phones-2026")
    page.get_by_role("button", name="Alleen controleren").click()
    page.locator("#outcome .report").wait_for()
    assert "niet nageleefd" in page.locator("#outcome h2").first.inner_text()
    assert page.locator("#outcome .broken").count() >= 1
    assert page.locator("html").get_attribute("lang") == "nl"
    assert opened.complaints == []


def test_a_form_writes_the_turtle_that_is_checked(tab):
    opened = tab(scripts=False)
    page = opened.page
    opened.open("/contribute/device?lang=de")
    page.locator("#name").fill("nl-ict-phone-9")
    for field in page.locator("form.device [required]").all():
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(index=1)
        elif not field.input_value():
            is_brand = field.get_attribute("list") == "brands"
            field.fill(page.locator("#brands option").first.get_attribute("value") if is_brand else "9")
    page.locator("form.device button").click()
    assert "cfit:DeviceModel" in page.locator("#text").input_value()
    assert page.locator("html").get_attribute("lang") == "de"


def test_a_buyer_ticks_two_devices_and_compares_them_without_scripts(tab):
    opened = tab(scripts=False, width=390)
    page = opened.page
    opened.open("/devices?q=fairphone&order=met")
    for place in (0, 1):
        page.locator("table.picked input").nth(place).check()
    page.get_by_role("button", name="Compare the ticked devices").click()
    page.wait_for_url("**/compare?*")
    assert page.get_by_role("heading", name="Where they differ").is_visible()
    page.get_by_label("Judged by").select_option(label="Proposal for the pact: smartphones, level 2, significant")
    page.locator("form", has=page.get_by_label("Judged by")).get_by_role("button").click()
    page.wait_for_url("**set=pact-smartphones-l2**")
    assert "1.02 better than asked" in page.locator("main").inner_text()


def test_a_threshold_is_moved_by_keyboard_and_counted_at_once(tab):
    opened = tab()
    page = opened.page
    opened.open("/doc/criterion/REP-03")
    left = page.locator("[data-left]")
    before = left.all_inner_texts()
    page.get_by_label("Move the threshold").focus()
    asked = len(opened.asked)
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    after = left.all_inner_texts()
    assert float(after[0]) < float(before[0])
    assert int(after[1]) > int(before[1]) == 18
    assert page.get_by_label("Threshold", exact=True).input_value() == after[0]
    assert len(opened.asked) == asked
    # the number of the form is counted by the server as the slider did
    page.get_by_role("button", name="Count").click()
    page.wait_for_url("**threshold=*")
    assert left.all_inner_texts()[1:] == after[1:]
    assert page.locator(".chart canvas").is_visible()
    assert opened.broken() == []

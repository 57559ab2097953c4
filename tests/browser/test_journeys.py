"""What a buyer does, in a real browser: with the mouse, with the keyboard alone, and without scripts."""

import re
from datetime import UTC, datetime

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


def test_a_buyer_looks_back_and_prints_a_proof(tab):
    opened = tab(scripts=False)
    page, today = opened.page, datetime.now(UTC).date().isoformat()
    opened.open("/doc/device/eprel-2378858")
    page.get_by_label("As of").fill(today)
    page.get_by_label("End of your contract").fill("2032-01-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**asOf=*")
    assert page.get_by_text("This page shows what the registry knew on").is_visible()
    assert page.get_by_text("Security updates end on 14 September 2031.").is_visible()
    page.get_by_role("link", name="Proof to print").click()
    page.wait_for_url("**/proof/**")
    page.get_by_label("Set of criteria").select_option(label="Proposal for the pact: smartphones, level 2, significant")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**set=*")
    assert page.locator("table.criteria tbody tr").count() > 20
    assert page.locator("dl.kept code").count() >= 8
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Show").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


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
    page.get_by_role("link", name="Nederlands").click()
    assert page.get_by_role("heading", name="Waar ze verschillen").is_visible()
    assert page.url.count("device=") == 2 and "set=pact-smartphones-l2" in page.url
    folded = page.locator("details.fold table.compare")
    assert folded.first.is_visible() and not folded.nth(1).is_visible() and not folded.last.is_visible()
    assert page.evaluate("document.documentElement.scrollHeight") < 9_000
    page.emulate_media(media="print")
    assert folded.nth(1).is_visible() and folded.last.is_visible()
    assert not page.get_by_role("button", name="Tonen").is_visible()


def test_what_is_unknown_is_unfolded_by_keyboard(tab):
    opened = tab(scripts=False)
    page = opened.page
    opened.open("/doc/device/eprel-2378858")
    open_rows = page.locator("details.fold tr.is-unknown")
    assert page.locator("table.criteria tr.is-meets").first.is_visible() and not open_rows.first.is_visible()
    page.locator("details.fold summary").first.focus()
    page.keyboard.press("Enter")
    assert open_rows.first.is_visible()
    page.keyboard.press("Tab")
    assert "/doc/criterion/" in page.evaluate("document.activeElement.href")


def test_a_proof_for_another_set_is_asked_for_by_keyboard_in_german(tab):
    opened = tab(scripts=False, language="de", width=390)
    page = opened.page
    opened.open("/proof/device/eprel-2378858")
    of_all = page.locator("table.criteria tbody tr").count()
    page.get_by_label("Kriterienkatalog").focus()
    page.keyboard.type("Gesetz")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**set=*")
    assert page.locator("html").get_attribute("lang") == "de"
    assert 10 < page.locator("table.criteria tbody tr").count() < of_all
    page.emulate_media(media="print")
    assert not page.get_by_label("Kriterienkatalog").is_visible()
    assert page.locator(".verdict.meets").first.evaluate("each => getComputedStyle(each).color") == "rgb(15, 107, 63)"


def test_two_sets_are_put_side_by_side_by_keyboard(tab):
    opened = tab(scripts=False)
    page = opened.page
    opened.open("/sets")
    page.get_by_role("link", name="Put two sets side by side").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sets/difference")
    for label, typed in (("One set", "Norway, adv"), ("Another set", "Norway, bas")):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.type(typed)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**left=*")
    assert page.locator("table.beside thead th").all_inner_texts()[:2] == [
        "Norway, advanced level",
        "Norway, basic level",
    ]


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

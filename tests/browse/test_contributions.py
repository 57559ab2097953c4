"""Contributions are listed, the newest first; one tells what the checks found and what came before and after."""

from registry import browse
from registry.core.pages import Page
from registry.publish import Submission, publish


def test_contributions_come_newest_first_a_page_at_a_time(full):
    newest = full.store.revision()
    first, second = (browse.contributions(full, Page(number, 10), "en") for number in (1, 2))
    numbers = [row.sequence for row in (*first.rows, *second.rows)]
    assert numbers == list(range(newest, newest - 20, -1))
    assert first.total == newest
    last = browse.contributions(full, Page(3, 10), "en")
    assert last.rows[-1].sequence == 1


def test_a_contribution_tells_what_the_checks_found(full):
    eprel = next(
        row.sequence for row in browse.contributions(full, Page(1, 50), "en").rows if row.dataset == "eprel-smartphones"
    )
    page = browse.contribution_page(eprel, full, "en")
    assert {severity.value for severity, number in page.found if number} == {"Warning"}
    assert (page.row.slug, page.before, page.after, page.step.size > 500_000) == ("registry", None, None, True)
    assert browse.contribution_page(9_999, full, "en") is None


def test_one_that_was_followed_leads_to_the_next(registry, turtle, now):
    before = registry.store.revision()
    for name in ("One", "Two"):
        publish(
            Submission("nl-ict", "x", turtle(f'brand:nl-ict-x a schema:Brand ; schema:name "{name}" .')), registry, now
        )

    first, second = (browse.contribution_page(before + each, registry, "en") for each in (1, 2))
    assert (first.after, second.before) == (second.row.sequence, first.row.sequence)
    assert (first.row.state.text, second.row.state.text) == ("superseded", "accepted")

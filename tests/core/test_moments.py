"""Moments as they are asked for and told."""

from datetime import UTC, datetime

import pytest

from registry.core.moments import read_moment, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", datetime(2026, 3, 1, 23, 59, 59, 999_999, UTC)),
        ("2026-03-01T12:00:05Z", datetime(2026, 3, 1, 12, 0, 5, 999_999, UTC)),
        ("2026-03-01T12:00", datetime(2026, 3, 1, 12, 0, 0, 999_999, UTC)),
        ("2026-03-01T12:00:05.25+01:00", datetime(2026, 3, 1, 11, 0, 5, 250_000, UTC)),
    ],
)
def test_what_is_not_written_counts_to_its_end(text, expected):
    assert read_moment(text) == expected


@pytest.mark.parametrize(
    "text", ["", "today", "2026-02-30", "20260301", "2026-03-01T24:61", "9999-12-31T23:59-23:00", "٢٠٢٦-03-01"]
)
def test_what_is_no_moment_is_none(text):
    assert read_moment(text) is None


@pytest.mark.parametrize("text", ["2026-03-01", "2026-03-01T12:00:05Z"])
def test_a_moment_is_written_as_it_was_read(text):
    assert written(read_moment(text)) == text

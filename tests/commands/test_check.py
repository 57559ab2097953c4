"""Whoever checks a file may see what it would change, and keeps nothing."""

import pytest

DEVICE = "device:phone-1 a cfit:DeviceModel ; cfit:repairabilityIndex {index} ."


@pytest.fixture
def checked(cfit, tmp_path, turtle):
    def checked(text, *words):
        path = tmp_path / "facts.ttl"
        path.write_bytes(turtle(text))
        return cfit("check", path, "--group", "nl-ict", *words)

    return checked


def test_what_a_file_would_change_is_told_in_words(checked, cfit):
    result = checked(DEVICE.format(index="3.00"), "--changes")
    assert result.exit_code == 0
    assert "REP-03 meets -> disputed" in result.stdout
    assert "sources now differ: " in result.stdout
    assert "+ cfit:repairabilityIndex 3" in result.stdout
    assert cfit("verify").stdout.startswith("2 contributions")


def test_the_words_are_those_of_the_reader(checked):
    assert "uitspraken erbij" in checked(DEVICE.format(index="3.00"), "--changes", "--language", "nl").stdout


def test_a_report_for_programs_is_not_mixed_with_words(checked):
    result = checked(DEVICE.format(index="3.00"), "--changes", "--format", "json")
    assert result.stdout.startswith("{")
    assert "REP-03" in result.stderr
    assert "REP-03" not in result.stdout


def test_a_file_that_would_be_refused_changes_nothing(checked):
    result = checked(DEVICE.format(index="30.00"), "--changes")
    assert result.exit_code == 1
    assert "What changes" not in result.stdout


def test_nobody_is_told_who_did_not_ask(checked):
    assert "What changes" not in checked(DEVICE.format(index="3.00")).stdout

"""The command line does what it says, and says what to do when it cannot."""

import csv
import gc
import gzip
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner

from registry.assembly import open_registry
from registry.commands import main
from registry.core.report_formats import FORMATS
from registry.settings import ONTOLOGY, Settings
from registry.sources.importers import IMPORTERS
from tests.homes import copy_of

PHONE = 'device:nl-ict-a a cfit:DeviceModel ; schema:name "A" ; schema:brand brand:invented ;\n'
PHONE += "  cfit:deviceKind kind:smartphone ;\n  cfit:repairabilityIndex 4.50 ."
ROW = {
    "supplierOrTrademark": "Invented",
    "modelIdentifier": "Phone 1",
    "eprelRegistrationNumber": "1234567",
    "deviceType": "SMARTPHONE",
    "repairabilityIndex": "4.20",
    "batteryEnduranceInCycles": "13",
    "batteryCyclesFromPDF": "1300",
}
COLUMNS = (
    "energyClass repairabilityClass onMarketStartDate guaranteeDuration minYearsSoftwareUpdates "
    "ratedBatteryCapacity batteryEndurancePerCycle batteryEnduranceInCycles batteryCyclesFromPDF "
    "batteryUserReplaceable chargerRequiredOutputPower chargerReceptacleType operatingSystem isFoldable "
    "ingressProtectionRating ingressProtectionRatingSolid ingressProtectionRatingWater immersionDepthWater "
    "screenScratchResistance repeatedFreeFallReliabilityClass fallsWithoutDefect disassemblyDepthScore "
    "fastenersScore toolsScore sparePartScore repairInfoScore webLinkRepairInstructions "
    "webLinkInfoSparePartsAvailability "
)


@pytest.fixture
def home(small_home, tmp_path):
    return copy_of(small_home[0], tmp_path / "home")


@pytest.fixture
def cfit(home):
    """Run a command of the registry in a home folder of its own."""

    def cfit(*words):
        gc.collect()  # a command is a process of its own outside a test, and what it held is free when it ends
        result = CliRunner().invoke(main, [str(word) for word in words], env={"CFIT_HOME": str(home)})
        gc.collect()
        return result

    return cfit


@pytest.fixture
def file(tmp_path, turtle):
    def file(text, name="phones.ttl"):
        path = tmp_path / name
        path.write_bytes(turtle(text))
        return path

    return file


@pytest.fixture
def table(tmp_path):
    """A table with all columns of EPREL's, most of them empty."""

    def table(**changes):
        path = tmp_path / "table.csv"
        columns = dict.fromkeys(COLUMNS.split(), "") | ROW | changes
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns.keys(), columns.values()])
        return path

    return table


def test_a_new_member_gets_a_token_once(cfit, home):
    result = cfit("member", "add", "no-ict", "--label", "Buyers in Norway")
    [token] = re.findall(r"^cfit_[0-9A-Za-z]{49}$", result.stdout, re.MULTILINE)
    assert (result.exit_code, result.stdout) == (0, f"{token}\n")
    assert token.encode() not in b"".join(path.read_bytes() for path in home.glob("ledger*"))


def test_a_member_is_admitted_once(cfit):
    result = cfit("member", "add", "nl-ict", "--label", "Again")
    assert result.exit_code == 1
    assert "there is a group nl-ict already" in result.output and "cfit_" not in result.stdout


def test_a_member_gets_another_token_and_the_old_ones_end(cfit):
    result = cfit("member", "token", "nl-ict", "--revoke")
    assert result.exit_code == 0
    assert "1 tokens ended." in result.stderr and result.stdout.startswith("cfit_")
    assert cfit("member", "token", "registry").exit_code == cfit("member", "token", "xx").exit_code == 1


def test_members_are_listed(cfit):
    lines = cfit("member", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["de-it", "nl-ict", "registry"]


def test_a_ledger_that_nobody_touched_is_found_whole(cfit):
    result = cfit("verify")
    assert (result.exit_code, result.stdout) == (0, "2 contributions, 0 faults.\n")


def test_a_ledger_that_was_changed_is_found_out(cfit, home):
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database, database:
        database.execute("UPDATE contributions SET licence = 'x' WHERE sequence = 1")
    result = cfit("verify")
    assert result.exit_code == 1
    assert "the record of contribution 1 was changed" in result.stdout


def test_a_good_file_is_found_good_and_not_kept(cfit, file):
    result = cfit("check", file(PHONE), "--group", "nl-ict")
    assert (result.exit_code, result.stdout) == (0, "Accepted by the rules. Errors: 0 · warnings: 0 · notes: 0\n")
    assert cfit("verify").stdout.startswith("2 contributions")


@pytest.mark.parametrize(
    ("language", "place", "word"), [("en", "column", "Write for example"), ("nl", "kolom", "Schrijf bijvoorbeeld")]
)
def test_a_bad_file_is_found_bad_with_the_line_of_the_mistake(cfit, file, language, place, word):
    path = file(PHONE.replace("4.50", "9.50"))
    result = cfit("check", path, "--group", "nl-ict", "--language", language)
    assert result.exit_code == 1
    assert f" {path.read_text().count(chr(10)) + 1}, {place} " in result.stdout and word in result.stdout


def test_a_file_that_is_not_turtle_is_told_where(cfit, file):
    path = file(PHONE + "\nnonsense")
    result = cfit("check", path)
    assert result.exit_code == 1
    assert f"line {path.read_text().count(chr(10)) + 1}, column 1" in result.stdout


def test_a_file_that_is_not_turtle_is_not_loaded_and_told_where_like_a_compiler_does(cfit, file):
    path = file(PHONE + "\nnonsense")
    assert re.search(rf"^{re.escape(str(path))}:\d+:\d+: ", cfit("load", path).stderr, re.MULTILINE)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", [PHONE.replace("4.50", "9.50"), PHONE + "\nnonsense"], ids=["wrong", "not Turtle"])
def test_a_report_is_written_in_the_format_that_is_asked_for(cfit, file, text, name):
    path = file(text)
    result = cfit("check", path, "--group", "nl-ict", "--format", name)
    assert result.exit_code == 1
    place = f"line {path.read_text().count(chr(10)) + 1}"
    if name == "sarif":
        (run,) = json.loads(result.stdout)["runs"]
        assert run["artifacts"][0]["location"]["uri"] == path.name
    elif name in ("json", "jsonld"):
        assert "findings" in json.loads(result.stdout) or "ValidationReport" in result.stdout
    else:
        assert {"text": place, "turtle": "a sh:ValidationReport"}[name] in result.stdout


def test_a_file_is_loaded_for_a_group(cfit, file):
    result = cfit("load", file(PHONE), "--group", "nl-ict", "--dataset", "phones-2026")
    assert result.exit_code == 0, result.output
    assert "phones.ttl: contribution 3, 5 triples" in result.stdout
    assert cfit("verify").stdout == "3 contributions, 0 faults.\n"


@pytest.mark.parametrize("bad", [PHONE.replace("4.50", "9.50"), PHONE + "\nnonsense"])
def test_a_bad_file_is_not_loaded(cfit, file, bad):
    result = cfit("load", file(bad), "--group", "nl-ict")
    assert result.exit_code == 1
    assert "nothing of it was stored" in result.output
    assert cfit("verify").stdout.startswith("2 contributions")


def test_a_group_that_is_not_known_loads_nothing_and_is_told_so(cfit, file):
    result = cfit("load", file(PHONE.replace("nl-ict", "xx")), "--group", "xx")
    assert result.exit_code == 1
    assert "there is no group xx" in result.output
    assert "Traceback" not in result.output and isinstance(result.exception, SystemExit)


def test_a_table_of_eprel_becomes_turtle_with_remarks(cfit, table):
    result = cfit("import", "eprel", table(minYearsSoftwareUpdates="seven"), "--read-on", "2025-07-05")
    assert result.exit_code == 0, result.output
    assert "device/eprel-1234567> a cfit:DeviceModel" in result.stdout
    assert "1 devices, 1 remarks" in result.stderr and "minYearsSoftwareUpdates" in result.stderr


def test_a_table_of_eprel_can_be_written_to_a_file_and_checked(cfit, table, tmp_path):
    output = tmp_path / "eprel-smartphones.ttl"
    assert cfit("import", "eprel", table(), "--read-on", "2025-07-05", "-o", output).exit_code == 0
    assert cfit("check", output).exit_code == 0


@pytest.mark.parametrize(("index", "code"), [("4.50", 0), ("99", 1)])
def test_a_second_opinion_is_the_same(cfit, file, index, code):
    result = cfit("check", file(PHONE.replace("4.50", index)), "--group", "nl-ict", "--second-opinion")
    assert "pySHACL agrees" in result.output
    assert result.exit_code == code


def test_a_second_opinion_that_differs_is_shown(cfit, file, monkeypatch):
    monkeypatch.setattr("registry.compare.second_opinion", lambda upload, context, judge: [])
    result = cfit("check", file(PHONE.replace("4.50", "99")), "--group", "nl-ict", "--second-opinion")
    assert "Found by our validator only" in result.output
    assert result.exit_code == 2


def test_a_second_opinion_on_what_is_not_turtle_is_not_asked_for(cfit, tmp_path):
    (tmp_path / "phones.ttl").write_text("<a> <b>")
    assert cfit("check", tmp_path / "phones.ttl", "--second-opinion").exit_code == 1


def test_the_command_line_loads_neither_rdflib_nor_pyshacl():
    loaded = (
        "import sys, registry.commands, registry.workers.check_child; print({'rdflib', 'pyshacl'} & {*sys.modules})"
    )
    result = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_a_file_that_is_written_gzipped_has_the_same_bytes_again(cfit, table, tmp_path):
    outputs = [tmp_path / "one.ttl.gz", tmp_path / "two.ttl.gz"]
    for output in outputs:
        assert cfit("import", "eprel", table(), "--read-on", "2025-07-05", "-o", output).exit_code == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert b"device/eprel-1234567" in gzip.decompress(outputs[0].read_bytes())


def test_another_table_is_refused(cfit, tmp_path):
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    for kind, more in (*((name, ["--read-on", "2025-07-05"]) for name in IMPORTERS), ("criteria", [])):
        result = cfit("import", kind, tmp_path / "table.csv", *more)
        assert result.exit_code != 0
        assert isinstance(result.exception, SystemExit), result.exception


@pytest.mark.parametrize("name", ["all.nq", "all.nq.gz"])
def test_a_dump_can_be_served_elsewhere(cfit, tmp_path, name, now):
    assert cfit("dump", tmp_path / name).exit_code == 0
    copy = open_registry(Settings(home=tmp_path / "copy", dump=tmp_path / name), now.date())
    assert (copy.store.revision(), copy.ledger) == (2, None)
    copy.close()


def test_a_store_is_made_again(cfit, tmp_path):
    cfit("dump", tmp_path / "before.nq")
    result = cfit("rebuild")
    cfit("dump", tmp_path / "after.nq")
    assert (result.exit_code, result.stdout) == (0, "The store is made again from 2 contributions.\n")
    assert _without_day(tmp_path / "before.nq") == _without_day(tmp_path / "after.nq")


def _without_day(dump):
    """The lines without the day on which the devices were judged, which is today."""
    return [line for line in dump.read_text().splitlines() if "verdictsAsOf" not in line]


@pytest.mark.parametrize("command", [["rebuild"], ["load"], ["dump", "x.nq"], ["check", "pyproject.toml"]])
def test_a_store_in_use_is_named_with_what_to_do(cfit, home, tmp_path, now, command):
    serving = open_registry(Settings(home=home), now.date())
    words = [tmp_path / word if "." in word else word for word in command]
    (tmp_path / "pyproject.toml").touch()
    result = cfit(*words)
    serving.close()
    assert result.exit_code == 1
    assert "is in use: stop the server of this home folder first" in result.output


def test_the_context_of_the_words_is_printed_as_it_is_kept(cfit):
    assert cfit("words", "context").stdout == (ONTOLOGY / "context.jsonld").read_text(encoding="utf-8")


def test_the_version_is_told(cfit):
    assert re.search(r"\d+\.\d+", cfit("--version").stdout)


def test_the_report_of_a_loaded_file_is_in_the_ledger(cfit, file, home, now):
    cfit("load", file(PHONE), "--group", "nl-ict")
    registry = open_registry(Settings(home=home), now.date())
    report = json.loads(registry.ledger.report(3))
    registry.close()
    assert report["conforms"] is True

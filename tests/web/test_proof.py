"""What a proof says can be found out again by somebody who has the ledger and not the registry."""

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from registry.ledger.dump import write_ledger
from tests.eventful import ago

VERIFIER = Path(__file__).parents[2] / "verifier/verify.py"
PROOF = "/proof/device/phone-1"


@pytest.fixture
def proof(historian):
    """The proof as JSON, as of so many days ago."""

    def proof(days, **more):
        response = historian.get(PROOF, query_string={"asOf": str(ago(days).date()), "format": "json", **more})
        assert response.status_code == 200
        return response.json

    return proof


def verdicts(proof) -> dict[str, str]:
    return {line["criterion"]: line["verdict"] for line in proof["verdicts"]}


def test_it_works(proof):
    assert proof(20)["device"]["name"] == "Phone 1"


def test_the_verdicts_are_those_of_the_day(proof):
    assert verdicts(proof(30)) == {"REP-03": "disputed", "SW-02": "fails"}
    assert verdicts(proof(20)) == {"REP-03": "meets", "SW-02": "disputed"}
    assert verdicts(proof(9)) == {"REP-03": "fails", "SW-02": "fails"}


def test_a_set_is_judged_by_the_versions_that_it_holds(proof):
    found = proof(20, set="invented/1")
    assert verdicts(found) == {"REP-03": "meets"}
    assert found["set"]["title"] == "Invented set"
    assert verdicts(proof(20, set=found["set"]["iri"])) == {"REP-03": "meets"}


def test_each_value_names_its_test_its_graph_and_its_contribution(proof):
    [line] = [line for line in proof(30)["verdicts"] if line["criterion"] == "REP-03"]
    [test] = line["tests"]
    assert test["asked"].startswith("at least") and test["property"] == "repairability index"
    assert {found["value"]: found["contributions"] for found in test["found"]} == {"3.5": [6], "4.2": [4]}


def test_a_certificate_that_counts_is_named_with_its_days(proof):
    [line] = [line for line in proof(20)["verdicts"] if line["criterion"] == "SW-02"]
    assert [(each["number"], each["expires"]) for each in line["certificates"]] == [("INVENTED-1", str(ago(12).date()))]


def test_what_it_rests_on_is_told_with_its_part(proof):
    parts = {used["sequence"]: used["usedFor"] for used in proof(9, set="invented/1")["contributions"]}
    assert parts == {1: ["criteria"], 3: ["set"], 10: ["links"], 11: ["facts"]}
    certified = {used["dataset"]: used["usedFor"] for used in proof(20)["contributions"]}
    assert certified["certificates"] == certified["schemes"] == ["certificates"]


def test_every_hash_is_in_a_dump_of_the_ledger_that_the_verifier_finds_whole(proof, eventful, tmp_path):
    dump, found = tmp_path / "ledger.jsonl.gz", proof(9)
    write_ledger(eventful.ledger, dump)
    run = subprocess.run([sys.executable, VERIFIER, dump], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    with gzip.open(dump, "rt") as lines:
        records = {each["record"]["sequence"]: each for each in map(json.loads, lines) if "record" in each}
    for used in found["contributions"]:
        record = records[used["sequence"]]
        assert used["hash"] == record["hash"]
        assert used["sha256"] == record["record"]["sha256"]
        assert used["previous_hash"] == record["record"]["previous"]
    assert found["chain"]["hash"] == records[found["chain"]["sequence"]]["hash"]
    assert found["chain"]["sequence"] == 11  # the last one before that day ended


def test_the_files_that_it_names_have_the_fingerprints_that_it_names(proof, historian):
    for used in proof(9)["contributions"]:
        body = historian.get(used["bytes"]).data
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (used["sha256"], used["size"])
        assert historian.get(used["receipt"]).json["hash"] == used["hash"]


def test_the_page_says_the_same_as_the_json(proof, historian):
    page = historian.get(f"{PROOF}?asOf={ago(9).date()}", headers={"Accept": "text/html"}).text
    for used in proof(9)["contributions"]:
        assert used["sha256"] in page and used["hash"] in page
    assert "3.9" in page and "at least 4" in page and proof(9)["chain"]["hash"] in page


def test_a_set_for_makers_alone_has_no_verdict_and_says_so(reader):
    page = reader.get("/proof/device/eprel-2378858?set=rba-silver/1", headers={"Accept": "text/html"}).text
    assert "asks nothing of a device itself" in page and "<thead>" not in page


@pytest.mark.parametrize("address", [f"{PROOF}?set=nobody/1", "/proof/device/nobody", f"{PROOF}?set=https://%20"])
def test_what_was_not_known_has_no_proof(historian, address):
    assert historian.get(address).status_code == 404


def test_there_is_no_proof_of_what_is_to_come(historian):
    assert historian.get(f"{PROOF}?asOf={ago(-2).date()}").status_code == 400

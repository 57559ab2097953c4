"""/compare takes two to five devices, helps where there are fewer or more, and gives the same as CSV and JSON."""

import csv
import io

import pytest

TWO = "device=eprel-2378858&device=eprel-2372958"


def test_two_devices_stand_beside_each_other_with_unknowns(reader):
    text = reader.get(f"/compare?{TWO}&set=pact-smartphones-l2/1").text
    assert "Where they differ" in text
    assert "Unknown for all <small>13" in text
    assert "1.02 better than asked" in text
    assert "days short of what is asked" in text


def test_the_whole_name_of_a_device_and_of_a_set_is_taken_too(reader):
    ids = "https://w3id.org/cfit/id"
    whole = f"device={ids}/device/eprel-2378858&device=eprel-2372958&set={ids}/criteria-set/pact-smartphones-l2/1"
    short = f"{TWO}&set=pact-smartphones-l2/1"
    assert reader.get(f"/compare?{whole}&format=csv").text == reader.get(f"/compare?{short}&format=csv").text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "Find two to five devices"),
        ("device=eprel-2378858", "Find another"),
        ("device=eprel-2378858&device=nobody-1", "device/nobody-1"),
        ("&".join(f"device=lineageos-{name}" for name in ("fp2", "fp4", "fp5", "a3xelte", "a5xelte", "a7xelte", "bacon",
                                                          "beryllium")), "Which five?"),
    ],
)  # fmt: skip
def test_with_fewer_or_more_it_says_what_to_do(reader, query, told):
    answer = reader.get(f"/compare?{query}")
    assert answer.status_code == 200
    assert told in answer.text


def test_the_same_can_be_had_as_rows(reader):
    answer = reader.get(f"/compare?{TWO}&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    found = next(row for row in rows if (row["criterion"], row["model"]) == ("REP-03", "Fairphone 5 5G - Model: FP5"))
    assert (found["verdict"], found["found"], found["margin"]) == ("meets", "4.37", "0.37")
    open_rows = [row for row in rows if row["verdict"] == "unknown"]
    assert open_rows
    assert all(row["asked"] and not row["found"] for row in open_rows)


def test_the_same_can_be_had_as_json(reader):
    content = reader.get(f"/compare?{TWO}", headers={"Accept": "application/json"}).get_json()
    assert [device["name"] for device in content["devices"]] == [
        "Fairphone 5 5G - Model: FP5",
        "Fairphone The Fairphone (Gen.6) Model: FP6",
    ]
    assert len(content["differing"]) + len(content["same"]) + len(content["unknownOfAll"]) > 50


def test_a_program_that_names_one_device_is_told_why_not(reader):
    answer = reader.get("/compare?device=eprel-2378858&format=json")
    assert answer.status_code == 400
    assert "two to five" in answer.get_json()["detail"]


def test_devices_are_ticked_in_the_list_and_led_to_from_their_page(reader):
    assert 'name="device" value="eprel-2378858" form="compare"' in reader.get("/devices?q=fairphone").text
    assert 'href="/compare?device=eprel-2378858"' in reader.get("/doc/device/eprel-2378858").text


@pytest.mark.parametrize("device", ["javascript:alert(1)", "http://[", "a b", "../../x", "<script>"])
def test_what_cannot_be_a_device_is_left_out(reader, device):
    answer = reader.get("/compare", query_string={"device": [device, "eprel-2378858"]})
    assert answer.status_code == 200
    assert "Find another" in answer.text
    assert "<script>" not in answer.text

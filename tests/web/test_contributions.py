"""Files in every format, kept or only checked; and what was kept is made again the same from the ledger."""

import io
import json
from functools import cache

import pytest

from registry import keep
from registry.assembly import open_registry
from registry.core.names import graph_iri
from registry.core.reading.formats import CSV, JSON_LD, XLSX
from registry.web import create_app
from tests.core.reading.conftest import with_member, workbook

DEVICE = "https://w3id.org/cfit/id/device/nl-ict-a"
HEADS = (
    ("short name", "name", "brand", "kind", "index"),
    (
        "@id cfit:DeviceModel https://w3id.org/cfit/id/device/{}", "schema:name xsd:string",
        "schema:brand https://w3id.org/cfit/id/brand/{}", "cfit:deviceKind https://w3id.org/cfit/id/device-kind/{}",
        "cfit:repairabilityIndex xsd:decimal",
    ),
)  # fmt: skip
ROW = ("nl-ict-a", "A (invented)", "invented", "smartphone", "4.50")


@cache
def written(media_type, row=ROW):
    if media_type == XLSX:
        return workbook(row, heads=HEADS)
    if media_type == CSV:
        return "\n".join(",".join(cells) for cells in (*HEADS, row)).encode()
    name, label, brand, kind, index = row
    if media_type == JSON_LD:
        said = {"id": f"https://w3id.org/cfit/id/device/{name}", "type": "DeviceModel", "name": label}
        said |= {"brand": f"https://w3id.org/cfit/id/brand/{brand}"}
        said |= {"deviceKind": f"https://w3id.org/cfit/id/device-kind/{kind}"}
        return json.dumps(said).replace("}", f', "repairabilityIndex": {index}}}').encode()
    lines = [
        f"<{DEVICE}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/cfit/ontology#DeviceModel>",
        f'<{DEVICE}> <https://schema.org/name> "{label}"',
        f"<{DEVICE}> <https://schema.org/brand> <https://w3id.org/cfit/id/brand/{brand}>",
        f"<{DEVICE}> <https://w3id.org/cfit/ontology#deviceKind> <https://w3id.org/cfit/id/device-kind/{kind}>",
        f'<{DEVICE}> <https://w3id.org/cfit/ontology#repairabilityIndex> "{index}"^^<http://www.w3.org/2001/XMLSchema#decimal>',
    ]
    graph = f" <{graph_iri('nl-ict', 'phones').value}>" if media_type == "application/n-quads" else ""
    return "".join(f"{line}{graph} .\n" for line in lines).encode()


def facts(registry):
    """What the store holds, but for the day on which it was judged."""
    return [line for line in registry.store.lines() if "verdictsAsOf" not in line]


FORMATS = (JSON_LD, CSV, XLSX, "application/n-triples", "application/trig", "application/n-quads", "text/turtle")


@pytest.fixture
def post(client, member):
    def post(body, media_type, address="/contributions?dataset=phones", **headers):
        return client.post(address, data=body, headers={**member.headers, "Content-Type": media_type, **headers})

    return post


def test_a_device_is_the_same_in_every_format_and_after_the_store_is_made_again(registry, post, copied):
    graphs = {}
    for number, media_type in enumerate(FORMATS):
        response = post(written(media_type), media_type, "/contributions?group=nl-ict&dataset=phones")
        assert response.status_code == (200 if number else 201), response.text
        kept = registry.ledger.contribution(response.json["sequence"]).draft
        assert (kept.media_type, kept.body) == (media_type, written(media_type))
        graphs[media_type] = {quad.triple for quad in registry.store.graph(kept.graph)}
        other = post(written(media_type), media_type, f"/contributions?dataset=copy-{number}")
        # N-Quads name their graph, which is that of another dataset here
        assert other.status_code == (400 if media_type == "application/n-quads" else 201)
    assert len({frozenset(triples) for triples in graphs.values()}) == 1
    before, settings = facts(registry), copied()
    keep.rebuild(settings, registry.day, lambda done, of: None)
    again = open_registry(settings, registry.day)
    assert facts(again) == before
    again.close()


@pytest.mark.parametrize(("media_type", "cell", "line"), [(CSV, "E3", 3), (XLSX, "E3", 3), (JSON_LD, None, 1)])
def test_a_finding_has_its_cell_in_a_table_and_its_line_in_a_text(post, media_type, cell, line):
    response = post(written(media_type, (*ROW[:4], "9.5")), media_type)
    finding = response.json["findings"][0]
    assert (response.status_code, finding["line"], finding.get("cell")) == (422, line, cell)
    assert "cell E3" in post(written(CSV, (*ROW[:4], "9.5")), CSV, Accept="text/plain").text


def test_a_table_that_cannot_be_read_names_its_cells(post):
    response = post(workbook(("nl-ict-a", "=1+1"), heads=HEADS), XLSX, Accept="text/plain")
    assert (response.status_code, "cell B3" in response.text, "formula" in response.text) == (400, True, True)


def test_a_file_comes_as_the_part_of_a_form_too(client, member, registry):
    headers = {"Authorization": f"Bearer {member.token}"}
    part = (io.BytesIO(written(CSV)), "phones.csv", "application/octet-stream")
    response = client.post("/contributions?dataset=phones", data={"file": part}, headers=headers)
    assert response.status_code == 201, response.text
    assert registry.ledger.contribution(response.json["sequence"]).draft.media_type == CSV
    assert client.post("/contributions?dataset=phones", data={"a": "b"}, headers=headers).status_code == 415
    form = {"other": (io.BytesIO(b""), "x.csv")}
    assert client.post("/contributions?dataset=phones", data=form, headers=headers).status_code == 400


def test_a_file_is_kept_in_the_graph_of_its_group_only(post, registry):
    assert post(written(CSV), CSV, "/contributions?dataset=phones&group=de-it").status_code == 403
    assert post(written(CSV), CSV, "/contributions?dataset=A_b").status_code == 400
    assert post(written(CSV), CSV, "/contributions").status_code == 400
    assert post(written(CSV), CSV, "/contributions?dataset=phones&dryRun=true").status_code == 200
    assert registry.ledger.last_sequence() == 2


def test_anybody_checks_a_file_and_nothing_is_kept(client, registry):
    headers = {"Content-Type": CSV}
    assert client.post("/validate", data=written(CSV), headers=headers).status_code == 200
    assert client.post("/validate?group=nl-ict", data=written(CSV), headers=headers).status_code == 200
    wrong = client.post("/validate?group=de-it", data=written(CSV), headers=headers)
    assert (wrong.status_code, wrong.json["findings"][0]["rule"]) == (422, "policy-not-yours")
    assert client.post("/validate?group=A b", data=written(CSV), headers=headers).status_code == 400
    assert registry.ledger.last_sequence() == 2


def test_a_check_without_a_token_has_the_room_of_a_member_even_for_the_registry(limited, turtle):
    client = create_app(limited(upload_triples=3, upload_bytes=2_000)).test_client()
    address, headers = "/validate?group=registry", {"Content-Type": CSV}
    response = client.post(address, data=written(CSV), headers=headers)
    assert (response.status_code, response.json["errors"][0]["rule"]) == (400, "limit-triples")
    assert client.post(address, data=written(CSV) + b"\n" * 2_000, headers=headers).status_code == 413


@pytest.mark.parametrize("media_type", ["application/rdf+xml", "application/pdf", "", "text/plain"])
def test_another_format_is_refused_with_those_that_are_taken(post, media_type):
    response = post(b"<rdf:RDF/>", media_type)
    assert response.status_code == 415
    assert ("unfold" in response.json["detail"]) == (media_type == "application/rdf+xml")


def test_what_was_received_is_given_out_byte_for_byte_under_a_fitting_name(client, post):
    sequence = post(written(XLSX), XLSX).json["sequence"]
    response = client.get(f"/contributions/{sequence}/bytes")
    assert response.data == written(XLSX)
    assert response.headers["Content-Disposition"].endswith(f"contribution-{sequence}.xlsx")
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_bomb_and_a_wide_cell_end_in_plain_words(post, limited, member):
    client = create_app(limited(unpacked_bytes=500_000)).test_client()
    bomb = with_member(written(XLSX), "xl/media/image1.png", b"\0" * 3_000_000)
    headers = {**member.headers, "Content-Type": XLSX}
    response = client.post("/contributions?dataset=phones", data=bomb, headers=headers)
    assert (response.status_code, response.json["errors"][0]["rule"]) == (400, "limit-unpacked")
    wide = post(written(CSV, ("nl-ict-a", "x" * 100_000, *ROW[2:])), CSV)
    assert (wide.status_code, wide.json["errors"][0]["rule"]) == (400, "limit-literal")

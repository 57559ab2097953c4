"""The independent verifier finds a good dump good, and names each kind of tampering with its number."""

import ast
import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from registry.core.contribution import Action, Draft
from registry.core.names import graph_iri
from registry.core.receipt import RECEIPT_TYPE, STATEMENT_TYPE, receipt_bytes, statement
from registry.core.signing import new_private_key, read_private_key
from registry.ledger import Ledger
from registry.ledger.dump import write_ledger
from registry.ledger.ledger import Group

SCRIPT = Path(__file__).parent.parent / "verifier/verify.py"
REGISTRY, MEMBER, STRANGER = (read_private_key(new_private_key()) for _ in range(3))


@pytest.fixture(scope="module")
def good(tmp_path_factory, now):
    """A dump of five contributions: one signed by the group, one of the steward, one withdrawal; receipts from 2 on."""
    ledger = Ledger("sqlite://", lambda each: _seal(each) if each.sequence > 1 else "")
    for slug in ("nl-ict", "registry"):
        ledger.add_group(Group(slug, "Buyers", "https://example.org/licence"), now)
    ledger.keys.add("registry", REGISTRY.public, now)
    ledger.keys.add("nl-ict", MEMBER.public, now)
    draft = Draft("nl-ict", "phones", Action.REPLACE, "text/turtle", b"1", "https://example.org/l", now, "0.1", "{}")
    signature = MEMBER.seal(STATEMENT_TYPE, statement(graph_iri("nl-ict", "phones").value, b"3"))
    ledger.append(draft)
    ledger.append(replace(draft, body="é\xff".encode("latin-1"), report='{"é": 1}'))
    ledger.append(replace(draft, body=b"3", signature=signature))
    ledger.append(replace(draft, group="registry", body=b"4", by="nl-ict"))
    ledger.append(replace(draft, action=Action.WITHDRAW, body=b"", reason="Wrong list, é."))
    path = tmp_path_factory.mktemp("dump") / "ledger.jsonl"
    assert write_ledger(ledger, path) == 5
    write_ledger(ledger, path.with_name("ledger.jsonl.gz"))
    ledger.close()
    return path


def _seal(contribution):
    return REGISTRY.seal(RECEIPT_TYPE, receipt_bytes(contribution))


@pytest.fixture
def lines(good):
    """The header and the five contributions."""
    return [json.loads(line) for line in good.read_text().splitlines()]


@pytest.fixture
def verify(tmp_path):
    """Run the script on lines, or on a file, as one who has no registry."""

    def verify(dump, *more):
        if isinstance(dump, list):
            path = tmp_path / "dump.jsonl"
            path.write_text("".join(json.dumps(line) + "\n" for line in dump))
            dump = path
        command = [sys.executable, "-W", "error", str(SCRIPT), str(dump), *(str(each) for each in more)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
        assert done.stderr == ""
        *faults, summary = done.stdout.splitlines()
        assert summary.endswith(f" {len(faults)} faults.")
        assert done.returncode == (1 if faults else 0)
        return faults if faults else summary

    return verify


def rehash(line):
    """Make the hash of one record fit again, as a forger would."""
    line["hash"] = hashlib.sha256(json.dumps(line["record"], sort_keys=True).encode()).hexdigest()


def encode(body):
    return base64.b64encode(body).decode()


def test_a_good_dump_is_good_gzipped_or_not(good, verify):
    for path in (good, good.with_name("ledger.jsonl.gz")):
        assert verify(path) == "5 contributions, 5 signatures, 0 faults."


def test_an_empty_ledger_is_good(verify, lines):
    assert verify([lines[0] | {"contributions": 0, "last_hash": "0" * 64}]) == (
        "0 contributions, 0 signatures, 0 faults."
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_changed_bytes_are_named(lines, verify, number):
    lines[number]["body"] = encode(b"other")
    assert verify(lines) == [f"the bytes of contribution {number} were changed"]


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("field", ["group", "licence", "received_at", "shapes_version", "action", "reason", "by"])
def test_a_changed_record_is_named(lines, verify, number, field):
    lines[number]["record"][field] = "other"
    assert f"the record of contribution {number} was changed" in verify(lines)


def test_a_reason_that_was_taken_away_is_named(lines, verify):
    del lines[5]["record"]["reason"]
    assert verify(lines) == ["the record of contribution 5 was changed"]


def test_a_changed_report_is_named(lines, verify):
    lines[2]["report"] = "{}"
    assert verify(lines) == ["the report of contribution 2 was changed"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_one_that_was_taken_out_is_named(lines, verify, number):
    del lines[number]
    assert f"contribution {number} is missing" in verify(lines)


def test_the_last_one_taken_out_is_named(lines, verify):
    assert verify(lines[:-1]) == ["contribution 5 is missing at the end"]
    assert verify(lines[:-2]) == ["contribution 4 is missing at the end", "contribution 5 is missing at the end"]


def test_one_that_was_added_at_the_end_is_named(lines, verify):
    more = json.loads(json.dumps(lines[5]))
    more["record"] |= {"sequence": 6, "previous": lines[5]["hash"]}
    rehash(more)
    assert "contribution 6 is beyond the 5 of the first line" in verify([*lines, more | {"receipt": ""}])


def test_two_that_were_swapped_are_named(lines, verify):
    lines[2], lines[3] = lines[3], lines[2]
    faults = verify(lines)
    assert "contribution 2 is missing" in faults and "contribution 2 stands behind contribution 3" in faults


def test_one_that_stands_there_twice_is_named(lines, verify):
    assert "contribution 2 stands behind contribution 2" in verify([*lines[:3], lines[2], *lines[3:]])


def test_two_that_were_swapped_and_renumbered_are_named(lines, verify):
    lines[2], lines[3] = lines[3], lines[2]
    for number in (2, 3):
        lines[number]["record"]["sequence"] = number
    assert {"contribution 2 does not follow the one before it", "the record of contribution 2 was changed"} <= set(
        verify(lines)
    )


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_hash_that_was_made_again_for_one_breaks_the_next(lines, verify, number):
    lines[number]["record"]["licence"] = "https://example.org/other"
    rehash(lines[number])
    assert f"contribution {number + 1} does not follow the one before it" in verify(lines)


def test_a_hash_that_was_made_again_for_the_last_one_is_named(lines, verify):
    lines[5]["record"]["reason"] = "Other."
    rehash(lines[5])
    faults = verify(lines)
    assert "contribution 5 is not the one that the dump ends with by its first line" in faults
    assert "the signed receipt of contribution 5 says something else than its record" in faults


def rewrite(lines, number):
    """Change one contribution and make every hash after it again, and the end in the first line."""
    lines[number]["record"]["licence"] = "https://example.org/other"
    previous = lines[number]["record"]["previous"]
    for line in lines[number:]:
        line["record"]["previous"] = previous
        rehash(line)
        previous = line["hash"]
    lines[0]["last_hash"] = previous
    return lines


def test_a_chain_that_was_made_again_is_betrayed_by_the_signed_receipts(lines, verify):
    assert verify(rewrite(lines, 3)) == [
        f"the signed receipt of contribution {number} says something else than its record" for number in (3, 4, 5)
    ]


def test_a_chain_that_was_made_again_is_betrayed_by_a_receipt_that_somebody_kept(lines, verify, tmp_path):
    envelope, payload = lines[3]["receipt"], base64.b64decode(json.loads(lines[3]["receipt"])["payload"])
    kept = []
    for name, content in (("plain.json", payload), ("signed.json", envelope.encode())):
        kept.append(tmp_path / name)
        kept[-1].write_bytes(content)
    for each in kept:
        assert verify(lines, "--receipt", each) == "5 contributions, 5 signatures, 0 faults."
    forged = [{**line, "receipt": ""} for line in rewrite(lines, 2)[1:]]
    for each in kept:
        assert verify([lines[0], *forged], "--receipt", each) == [
            "contribution 3 is not the one that you hold a receipt for"
        ]
    short = [lines[0] | {"contributions": 2, "last_hash": forged[1]["hash"]}, *forged[:2]]
    assert verify(short, "--receipt", kept[0]) == ["contribution 3 is not in the dump, and you hold a receipt for it"]


def test_a_receipt_signed_by_a_stranger_is_named_by_keys_taken_earlier(lines, verify, tmp_path):
    (tmp_path / "keys.json").write_text(json.dumps({"keys": lines[0]["keys"]}))
    receipt = base64.b64decode(json.loads(lines[4]["receipt"])["payload"])
    lines[4]["receipt"] = STRANGER.seal(RECEIPT_TYPE, receipt)
    fault = ["the signed receipt of contribution 4 was made with no known key of registry"]
    assert verify(lines) == fault
    lines[0]["keys"].append({"id": "x", "group": "registry", "public_key": STRANGER.public.pem})
    assert verify(lines, "--keys", tmp_path / "keys.json") == fault


def test_the_signature_of_a_group_that_was_changed_or_taken_away_is_named(lines, verify):
    for other in ("", MEMBER.seal(STATEMENT_TYPE, b'{"sha256": "x"}')):
        lines[3]["signature"] = other
        assert verify(lines) == ["the group's signature of contribution 3 was changed or taken away"]


def test_a_file_that_was_cut_is_named_with_the_last_whole_one(good, verify, tmp_path):
    text, packed = good.read_bytes(), good.with_name("ledger.jsonl.gz").read_bytes()
    path = tmp_path / "cut.jsonl"
    path.write_bytes(text[:-40])
    faults = verify(path)
    assert faults[0].startswith("after contribution 4: the dump cannot be read on")
    assert faults[1] == "contribution 5 is missing at the end"
    for length in (0, 20, len(packed) // 2, len(packed) - 4):
        (tmp_path / "cut.jsonl.gz").write_bytes(packed[:length])
        assert "cannot be read on" in " ".join(verify(tmp_path / "cut.jsonl.gz"))


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"{}\n", b"[]\n", b"[" * 100_000, b'{"format": "x"}\n', b"\x1f\x8b", b"null\n"]
)
def test_what_is_no_dump_is_told_so(verify, tmp_path, content):
    for name in ("dump.jsonl", "dump.jsonl.gz"):
        data = gzip.compress(content) if name.endswith("gz") else content
        (tmp_path / name).write_bytes(data)
        assert "the dump cannot be read on" in verify(tmp_path / name)[0]


def test_any_flipped_byte_of_a_dump_is_found(good, verify, tmp_path):
    content = good.read_bytes()
    start = content.index(b"\n") + 1  # the first line holds keys, which nobody can check without others
    hints = [match.span() for match in re.finditer(rb'keyid[\\": ]+[0-9a-f]{16}', content)]  # DSSE signs no key id
    for place in range(start, len(content), (len(content) - start) // 40):
        if any(begin <= place < end for begin, end in hints):
            continue
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        (tmp_path / "flipped.jsonl").write_bytes(changed)
        assert isinstance(verify(tmp_path / "flipped.jsonl"), list), (place, content[place - 20 : place + 20])


def test_the_script_is_short_and_needs_python_alone():
    text = SCRIPT.read_text()
    assert len(text.splitlines()) < 200
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in ([each.name for each in node.names] if isinstance(node, ast.Import) else [])
        + ([node.module] if isinstance(node, ast.ImportFrom) else [])
    }
    assert names - {"cryptography"} <= set(sys.stdlib_module_names)


def test_without_the_package_for_signatures_the_rest_is_checked_and_that_is_said(good, tmp_path):
    (tmp_path / "cryptography").mkdir()
    (tmp_path / "cryptography/__init__.py").write_text("raise ImportError")
    command = [sys.executable, "-c", f"import runpy, sys; sys.path.insert(0, {str(tmp_path)!r}); "]
    command[-1] += f"sys.argv = ['verify.py', {str(good)!r}]; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert "5 signatures were not checked" in done.stdout
    assert done.stdout.endswith("5 contributions, 0 signatures, 0 faults.\n")

"""Give the readers of files what a coverage-guided fuzzer comes up with, and keep what reaches something new."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "tests/corpus"
ENDINGS = ("ttl", "trig", "nq", "jsonld", "csv", "sheet")
LONGEST = 3_000
WORDS = {
    "ttl": r"@prefix @base PREFIX BASE a true false ; , . [ ] ( ) \"\"\" \x27\x27\x27 ^^ ^^xsd:integer ^^xsd:decimal "
    r"@en @nl-be <> <# <http:// _:b urn:x cfit: schema: xsd: 4.20 1e400000000 \\u0041 \\U00010000 \\ud800 # << <<( )>> "
    r"\xef\xbb\xbf \xe2\x80\x9c \xe2\x80\xae \x0d\x0a \x00 {| |} @version",
    "trig": r"GRAPH { } <https://w3id.org/cfit/graph/nl-ict/phones>",
    "nq": r"<https://w3id.org/cfit/graph/nl-ict/phones> <urn:a> _:b ^^<http://www.w3.org/2001/XMLSchema#decimal> "
    r"@en--ltr",
    "jsonld": r"\"@context\" \"@id\" \"@type\" \"@graph\" \"@value\" \"@language\" \"@list\" \"@set\" \"@reverse\" "
    r"\"@nest\" \"@included\" \"@import\" \"@base\" \"@vocab\" \"@index\" \"@container\" \"@json\" \"@direction\" "
    r"\"@propagate\" \"@protected\" \"@version\" \"https://w3id.org/cfit/ontology/context.jsonld\" \"memorySize\" "
    r"\"repairabilityIndex\" \"_:b\" \"urn:x\" 1.1 1e400 \\ud800 \\u0000 null",
    "csv": r"@id cfit:DeviceModel schema:name xsd:string xsd:decimal xsd:date xsd:boolean * | {} "
    r"https://w3id.org/cfit/id/device/{} cfit:sparePartTypes \x22 ; , \x09 \x0d\x0a 1,5 ja",
    "sheet": r"<row <c <v> <is><t> </t></is> t=\"s\" t=\"inlineStr\" t=\"b\" t=\"d\" t=\"e\" "
    r"t=\"n\" t=\"str\" s=\"1\" r=\"A1\" <f> "
    r"#N/A <mergeCell <dimension &#x0; &#xD800; &amp; ===== 1E400 2958466 -1 _x0000_ numFmtId=\"14\" "
    r"formatCode=\"yyyy\" date1904=\"1\"",
}


def main() -> None:
    """Run each reader for its share of the time, then keep what reaches something that no smaller file did."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--work", type=Path, default=Path("var/fuzz"), help="folder for what is tried and found")
    arguments.add_argument("--only", choices=ENDINGS)
    options = arguments.parse_args()
    endings = [options.only] if options.only else [*ENDINGS]
    broken = [ending for ending in endings if not run(ending, options.seconds // len(endings), options.work)]
    findings = sorted(options.work.glob("*/found/*"))
    print(f"{len(findings)} findings in {options.work}" + "".join(f"\n{path}" for path in findings))
    sys.exit(1 if findings or broken else 0)


def run(ending: str, seconds: int, work: Path) -> bool:
    """Fuzz one reader in a process of its own; what ends that process is kept, and the rest of the time used."""
    tried, found = work / ending / "tried", work / ending / "found"
    for folder in (tried, found):
        folder.mkdir(parents=True, exist_ok=True)
    for file in CORPUS.glob(f"*.{ending}"):
        shutil.copy(file, tried)
    dictionary = work / ending / "words"
    words = {*WORDS[ending].split(" "), *(WORDS["ttl"].split(" ") if ending in ("trig", "nq") else ())}
    dictionary.write_text("".join(f'"{word}"\n' for word in sorted(words)))
    command = [sys.executable, __file__, "--as-child", ending, str(found), str(tried), f"-dict={dictionary}"]
    command += [f"-max_len={LONGEST}", f"-max_total_time={seconds}", "-timeout=30", "-rss_limit_mb=4000"]
    command += [f"-artifact_prefix={found}/ended-", "-print_final_stats=1", "-close_fd_mask=1"]
    return subprocess.run(command, check=False).returncode == 0


def as_child(ending: str, found: str, arguments: list[str]) -> None:
    """Try files for ever; a fault is written down once for each kind, and the search goes on."""
    import atheris

    with atheris.instrument_imports(include=["registry.core", "openpyxl"]):
        from tests.core.reading.invariants import faults
    known = set[str]()

    def attempt(content: bytes) -> None:
        try:
            # what is traced takes many times longer
            said = [*faults(ending, content, most_seconds=20.0, thorough=hash(content) % 4 == 0)]
        except Exception as error:
            said = [f"{type(error).__name__} {_where(error)}"]
        for each in said:
            kind = "-".join("".join(sign if sign.isalpha() else " " for sign in each).split()[:3])[:60]
            if kind not in known:
                known.add(kind)
                (Path(found) / f"{kind}.{ending}").write_bytes(content)
                sys.stderr.write(f"FOUND {each[:500]}\n")

    atheris.Setup([sys.argv[0], *arguments], attempt)
    atheris.Fuzz()


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"in {os.path.basename(trace.tb_frame.f_code.co_filename)} {trace.tb_frame.f_code.co_name}" if trace else ""  # noqa: PTH119


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-child"]:
        as_child(sys.argv[2], sys.argv[3], sys.argv[4:])
    else:
        main()

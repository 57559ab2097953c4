"""Turtle: encodings, broken words, depth, floods, values, addresses, and things that are not the sender's to say."""

from collections.abc import Iterator

from tests.hostile.case import CANARY, PREFIXES, REFUSED, SOUND, TAKEN, TOO_LARGE, Case, behind, phone

TTL = "text/turtle"
NAME = b'"P (invented)"'
XSD = "^^xsd:"


def cases() -> Iterator[Case]:
    """All of them."""
    for group in (encodings, words, depths, floods, values, addresses, others_words, rules, others_things):
        for name, (body, *expected) in group().items():
            yield Case(f"{group.__name__}: {name}", TTL, body, *expected)


def encodings() -> dict[str, tuple]:
    text = SOUND.decode()
    return {
        "UTF-16 with a mark": (text.encode("utf-16"), REFUSED, "syntax-utf-16"),
        "UTF-16 without a mark": (text.encode("utf-16-le"), REFUSED, "syntax-utf-16"),
        "UTF-16, the other way round": (text.encode("utf-16-be"), REFUSED, "syntax-utf-16"),
        "UTF-32": (text.encode("utf-32"), REFUSED, "syntax-utf-16"),
        "EBCDIC": (text.encode("cp500"),),
        "UTF-7": (behind("device:nl-ict-q schema:name +AOk- ."),),
        "Latin 1": (phone('cfit:modelIdentifier "caf\xe9"').decode().encode("latin-1"), REFUSED, "syntax-not-utf-8"),
        "quotation marks of Windows": (SOUND.replace(NAME, b"\x93P\x94"), REFUSED, "syntax-not-utf-8"),
        "a mark at the beginning": (b"\xef\xbb\xbf" + SOUND, TAKEN),
        "two marks at the beginning": (b"\xef\xbb\xbf\xef\xbb\xbf" + SOUND,),
        "a mark in the middle": (behind(b"\xef\xbb\xbf<urn:a> a <urn:b> ."),),
        "a slash in two bytes": (SOUND.replace(b"P (inv", b"P\xc0\xaf(inv"), REFUSED, "syntax-not-utf-8"),
        "half a pair in UTF-8": (SOUND.replace(b"P (inv", b"P\xed\xa0\x80(inv"), REFUSED, "syntax-not-utf-8"),
        "a character cut off at the end": (behind(b"# \xe2\x82"), TAKEN),
        "beyond Unicode": (SOUND.replace(b"P (inv", b"P\xf4\x90\x80\x80"), REFUSED, "syntax-not-utf-8"),
        "bytes that are never UTF-8": (behind(b"\xff\xfe\xfd" * 5_000),),
        "NUL in a text": (SOUND.replace(b"P (inv", b"P\x00(inv"), REFUSED, "syntax-nul"),
        "NUL in a comment": (behind(b"# \x00\n"), REFUSED, "syntax-nul"),
        "NUL as an escape": (phone(r'cfit:modelIdentifier "a\u0000b"'),),
        "an escape for half a pair": (phone(r'cfit:modelIdentifier "a\ud800b"'),),
        "an escape beyond Unicode": (phone(r'cfit:modelIdentifier "a\U00110000b"'),),
        "escape sequences of a terminal": (phone('cfit:modelIdentifier "\x1b]0;owned\x07\x1b[2J"'),),
        "a text that runs from right to left": (phone('cfit:modelIdentifier "a\u202egpj.exe"'), TAKEN),
        "nothing but line ends": (b"\n" * 100_000, TAKEN),
        "old line ends only": (SOUND.replace(b"\n", b"\r"), TAKEN),
        "mixed line ends and a mistake": (SOUND.replace(b" .\n", b" .\r\r\n") + b"\r<urn:a> <urn:b> .\n",),
        "line ends of Unicode in a text": (phone('cfit:modelIdentifier "a\u2028b\x85c"'), TAKEN),
        "empty": (b"", TAKEN),
        "one mark and nothing": (b"\xef\xbb\xbf", TAKEN),
        "one byte": (b"\x80",),
    }


def words() -> dict[str, tuple]:
    return {
        "a text that never ends": (behind('<urn:a> <urn:b> "abc'),),
        "a long text that never ends": (behind('<urn:a> <urn:b> """' + "abc\n" * 20_000),),
        "an address that never ends": (behind("<urn:a> <urn:b> <http://example.org/" + "a" * 10_000),),
        "a hundred thousand quotation marks": (behind('"' * 100_000),),
        "a hundred thousand typographic quotation marks": (behind("\u201c" * 100_000),),
        "a hundred thousand single quotation marks": (behind("'" * 99_999),),
        "a hundred thousand backslashes": (behind('<urn:a> <urn:b> "' + "\\" * 99_999 + '" .'),),
        "fifty thousand unknown prefixes": (behind("".join(f"x{n}:a x:b x:c .\n" for n in range(50_000))),),
        "a hundred thousand dots": (behind("." * 100_000),),
        "a name of a million letters": (behind("cfit:" + "a" * 1_000_000 + " a cfit:DeviceModel ."),),
        "a name of dots": (behind("cfit:a" + "." * 100_000 + "b a cfit:DeviceModel ."),),
        "a prefix of dots": (behind("a" + ".b" * 10_000 + ":c a cfit:DeviceModel ."),),
        "percent signs": (behind("cfit:" + "%4" * 10_000 + " a cfit:DeviceModel ."),),
        "a number of minus signs": (phone("cfit:memorySize " + "-" * 10_000 + "1"),),
        "unfinished prefixes": (behind("@prefix " * 20_000),),
        "a tag without a text": (behind("<urn:a> <urn:b> @" + "en-" * 20_000 + " ."),),
        "SPARQL in place of Turtle": (b"SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",),
        "an update in place of Turtle": (b"DROP ALL; LOAD <http://127.0.0.1:1/>",),
        "Notation3 rules": (behind("{ ?a a cfit:DeviceModel } => { ?a cfit:meets <urn:all> } ."),),
        "HTML": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", REFUSED, "syntax-other-format"),
        "a PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 20, REFUSED, "syntax-other-format"),
        "an archive": (b"PK\x03\x04" + bytes(range(256)) * 20, REFUSED, "syntax-other-format"),
        "an image": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,),
        "gzip": (b"\x1f\x8b\x08\x00" + bytes(range(256)) * 20,),
        "a program": (b"\x7fELF\x02\x01\x01" + bytes(4_000),),
        "JSON": (b'{"@context": "http://127.0.0.1:1/"}', REFUSED, "syntax-other-format"),
        "XML with definitions": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', REFUSED),
        "the path of a file": (b"/etc/passwd",),
        "the address of a file": (b"file:///etc/passwd",),
    }


def depths() -> dict[str, tuple]:
    return {
        "65 brackets": (
            behind("<urn:a> <urn:b> " + "[ <urn:b> " * 65 + "1" + " ]" * 65 + " ."),
            REFUSED,
            "limit-nesting",
        ),
        "a hundred thousand brackets": (behind("<urn:a> <urn:b> " + "[ <urn:b> " * 100_000), REFUSED, "limit-nesting"),
        "a million lists": (behind("<urn:a> <urn:b> " + "(" * 1_000_000), REFUSED, "limit-nesting"),
        "lists and brackets": (behind("<urn:a> <urn:b> " + "([ <urn:b> " * 10_000), REFUSED, "limit-nesting"),
        "closed before they open": (behind("]" * 500_000 + ")" * 500_000),),
        "triples in triples": (behind("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 50 + "1" + " )>>" * 50 + " ."),),
        "triples in triples, very deep": (behind("<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 100_000), REFUSED),
        "reified in reified": (behind("<< " * 30_000),),
        "notes on notes": (behind("<urn:a> <urn:b> 1 " + "{| <urn:c> 1 " * 30_000),),
        "brackets in a text, which are none": (phone('cfit:modelIdentifier "' + "[" * 500 + '"'), TAKEN),
        "brackets in a comment, which are none": (behind("# " + "[" * 5_000 + "\n"), TAKEN),
        "brackets behind an address that is open": (behind("<urn:a> <urn:b <" + "[" * 10_000),),
    }


def floods() -> dict[str, tuple]:
    many = range(1_000)
    return {
        "201 prefixes": (
            behind("".join(f"@prefix p{n}: <urn:{n}> .\n" for n in range(201)) + "<urn:a> a <urn:b> ."),
            REFUSED,
            "limit-prefixes",
        ),
        "twenty thousand prefixes": (behind("".join(f"@prefix p{n}: <urn:{n}> .\n" for n in range(20_000))),),
        "one prefix, a thousand times": (behind("".join(f"@prefix p: <urn:{n}> .\n" for n in many)), TAKEN),
        "a base after a base": (behind("".join(f"@base <a{n}/> .\n" for n in range(1_000)) + "<b> a <c> ."),),
        "a prefix that stands for a million letters": (
            behind("@prefix p: <urn:" + "a" * 1_000_000 + "> .\np:a p:b p:c ."),
            REFUSED,
            "limit-iri",
        ),
        "a prefix of a thousand letters, used again and again": (
            behind("@prefix p: <urn:" + "a" * 1_500 + "> .\n" + "".join(f"p:{n} p:b 1 .\n" for n in many)),
        ),
        "a text of 20,001 letters": (phone('cfit:modelIdentifier "' + "a" * 20_001 + '"'), REFUSED, "limit-literal"),
        "a text of nine million letters": (phone('cfit:modelIdentifier "' + "a" * 9_000_000 + '"'), REFUSED),
        "a file of eleven million bytes": (behind("# " + "a" * 11_000_000), TOO_LARGE),
        "a language of ten thousand letters": (phone('cfit:modelIdentifier "a"@en' + "-abcdefgh" * 1_200), TAKEN),
        "a type of ten thousand letters": (phone('cfit:modelIdentifier "a"^^<urn:' + "a" * 10_000 + ">"),),
        "100,001 statements": (
            behind("".join(f"<urn:{n}> <urn:a> 1 .\n" for n in range(100_001))),
            REFUSED,
            "limit-triples",
        ),
        "a thousand things without a name": (behind("[] a cfit:DeviceModel .\n" * 1_000),),
        "a list of a thousand": (phone("cfit:modelIdentifier (" + "1 " * 1_000 + ")"),),
        "a thousand names of one phone": (phone(" ; ".join(f'schema:name "{n}"' for n in many)),),
        "a thousand properties of one phone": (phone(" ; ".join(f"<urn:{n}> {n}" for n in many)), TAKEN),
        "a thousand types of one phone": (phone(" ; ".join(f"a <urn:{n}>" for n in many)), TAKEN),
        "five hundred dates by five hundred dates": (
            behind(
                "<urn:c> a cfit:Certificate ;"
                + " ; ".join(
                    f'schema:validFrom "{2000 + n}-01-01"^^xsd:date ; schema:expires "{1000 + n}-01-01"^^xsd:date'
                    for n in range(500)
                )
                + " ."
            ),
        ),
        "the same statement, two thousand times": (
            behind('device:nl-ict-p schema:name "P (invented)" .\n' * 2_000),
            TAKEN,
        ),
        "a thousand things in a ring": (
            behind("".join(f"_:b{n} <urn:next> _:b{(n + 1) % 1_000} .\n" for n in range(1_000))),
        ),
        "all are linked to all": (
            behind("".join(f"_:a{n} <urn:b> _:a{m} .\n" for n in range(100) for m in range(100))),
        ),
        "a list that is its own rest": (phone("cfit:modelIdentifier _:l") + b"_:l rdf:first 1 ; rdf:rest _:l .",),
        "a list with two rests": (phone("cfit:modelIdentifier _:l") + b"_:l rdf:first 1 ; rdf:rest rdf:nil, _:l .",),
        "a thing that is about itself": (behind("_:e a cfit:Evidence ; cfit:aboutDevice _:e ; cfit:property _:e ."),),
        "a chain of a thousand replacements": (
            behind("".join(f"<urn:c{n}> dcterms:replaces <urn:c{n + 1}> .\n" for n in range(1_000))),
        ),
    }


def values() -> dict[str, tuple]:
    def number(text: str) -> bytes:
        return phone(f"cfit:memorySize {text}")

    def released(text: str, kind: str = "date") -> bytes:
        return phone(f'schema:releaseDate "{text}"{XSD}{kind}')

    def written(text: str) -> bytes:
        return phone(f"cfit:modelIdentifier {text}")

    return {
        "twenty thousand digits": (number("9" * 19_999),),
        "two hundred thousand digits": (number("9" * 200_000), REFUSED, "limit-literal"),
        "a decimal with an exponent": (phone(f'cfit:repairabilityIndex "1E400000000"{XSD}decimal'),),
        "a double beyond all": (phone("cfit:repairabilityIndex 1e400000"),),
        "infinite": (phone(f'cfit:repairabilityIndex "INF"{XSD}decimal'),),
        "infinite as a double": (phone(f'cfit:repairabilityIndex "-INF"{XSD}double'),),
        "not a number": (phone(f'cfit:repairabilityIndex "NaN"{XSD}float'),),
        "digits of another script": (number(f'"\u0663"{XSD}integer'), REFUSED, "value-number"),
        "an underscore in a number": (number(f'"1_000"{XSD}integer'), REFUSED, "value-number"),
        "hexadecimal": (number(f'"0x10"{XSD}integer'),),
        "a minus nobody sees": (number(f'"\u22121"{XSD}integer'),),
        "space in a number": (number(f'" 16\u00a0"{XSD}integer'),),
        "less than nothing": (number("-1"),),
        "an integer of a small type": (number(f'"999"{XSD}byte'),),
        "the year 99999": (released("99999-01-01"), TAKEN),
        "a year of twenty digits": (released("99999999999999999999-01-01"), TAKEN),
        "the year 0": (released("0000-01-01"), TAKEN),
        "before Christ": (released("-44-03-15"),),
        "30 February": (released("2026-02-30"), REFUSED),
        "hour 24": (released("2026-01-01T24:00:00", "dateTime"),),
        "a zone of 14 hours and a minute": (released("2026-01-01+14:01"),),
        "a leap second": (released("2026-12-31T23:59:60Z", "dateTime"),),
        "a duration of all time": (written(f'"P99999999999999999999Y"{XSD}duration'), TAKEN),
        "a truth that is neither": (phone(f'cfit:isFoldable "2"{XSD}boolean'),),
        "odd hexadecimal": (written(f'"ABC"{XSD}hexBinary'),),
        "broken base 64": (written(f'"=A="{XSD}base64Binary'),),
        "a type that XML Schema has not": (written(f'"a"{XSD}nonsense'),),
        "HTML as a value": (written('"<script>alert(1)</script>"^^rdf:HTML'), REFUSED, "value-type"),
        "XML as a value": (
            written("\"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>\"^^rdf:XMLLiteral"),
            REFUSED,
            "value-type",
        ),
        "JSON as a value": (written('"{}"^^rdf:JSON'), REFUSED, "value-type"),
        "a type of one's own": (written('"a"^^cfit:Mine'), REFUSED, "value-type"),
        "a geometry": (
            written('"POINT(1 1)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'),
            REFUSED,
            "value-type",
        ),
        "language text without a language": (written('"a"^^rdf:langString'),),
        "a language that runs from right to left": (written('"a"@ar--rtl'),),
        "a language of nine letters": (written('"a"@abcdefghi'),),
        "a language that is none": (written('"a"@en-'),),
        "a script in a name": (phone('cfit:modelIdentifier "<script>alert(1)</script>"'), TAKEN),
        "a template in a name": (phone('cfit:modelIdentifier "{{ 7*7 }}{% raw %}${7*7}%s%n"'), TAKEN),
        "a formula for a spreadsheet in a name": (phone('''cfit:modelIdentifier "=cmd|'/c calc'!A0"'''), TAKEN),
        "SQL in a name": (phone('''cfit:modelIdentifier "'; DROP TABLE contributions; --"'''), TAKEN),
        "SPARQL in a name": (phone('cfit:modelIdentifier "\\" } ; DROP ALL ; INSERT DATA { \\""'), TAKEN),
        "a path in a name": (phone('cfit:modelIdentifier "../../../../etc/passwd"'), TAKEN),
        "lines of a log in a name": (phone(r'cfit:modelIdentifier "a\r\n127.0.0.1 - - GET / 200"'), TAKEN),
        "what keeps a careless pattern busy": (phone('cfit:ipRating "' + "a" * 19_990 + '!"'),),
        "what keeps a pattern for numbers busy": (phone('cfit:freeFallClass "' + "1" * 19_990 + 'x"'),),
        "what keeps a pattern for dates busy": (released("2" * 19_990 + "x"),),
        "marks upon marks on one letter": (phone('cfit:modelIdentifier "a' + "\u0301" * 19_000 + '"'), TAKEN),
        "signs that show nothing": (phone('cfit:modelIdentifier "' + "\u200b\u2060\ufeff" * 1_000 + '"'), TAKEN),
    }


def addresses() -> dict[str, tuple]:
    def page(iri: str) -> bytes:
        return phone(f"cfit:repairInstructions <{iri}>")

    odd = "policy-odd-address"
    return {
        "a script": (page("javascript:alert(1)"), REFUSED, odd),
        "a script, written differently": (page("JaVaScRiPt:alert(1)"), REFUSED, odd),
        "data": (page("data:text/html;base64,PHNjcmlwdD4="), REFUSED, odd),
        "a file": (page("file:///etc/passwd"), REFUSED, odd),
        "FTP": (page("ftp://example.org/a"), REFUSED, odd),
        "gopher": (page("gopher://127.0.0.1:25/_HELO"), REFUSED, odd),
        "a user before the host": (page("https://w3id.org@example.org/"), REFUSED, odd),
        "a user and a password": (page("https://user:secret@example.org/"), REFUSED, odd),
        "backwards": (page("https://example.org/\u202egpj.exe"), REFUSED, odd),
        "a space that shows nothing": (page("https://example.org/a\u200bb"), REFUSED, odd),
        "a host that is broken": (page("http://[::1"),),
        "a port that is none": (page("http://example.org:99999999/"),),
        "a space": (page("https://example.org/a b"),),
        "a quotation mark as an escape": (page(r"https://example.org/\u0022onclick=\u0022"),),
        "an end of the line as an escape": (page(r"https://example.org/\u000d\u000aSet-Cookie:a"),),
        "an end of the address as an escape": (page(r"https://example.org/\u003e . <urn:a> <urn:b> <urn:c"),),
        "up and out of the graph": (behind("<../../../registry/cfit> schema:name 'Mine' ."), REFUSED),
        "a host without a scheme": (behind("<//example.org/a> a cfit:DeviceModel ."),),
        "a base elsewhere": (behind("@base <https://w3id.org/cfit/ontology#> .\n<DeviceModel> a <Class> ."),),
        "a base that is a script": (behind("@base <javascript:alert(1)> .\n<a> a <b> ."),),
        "a subject of 2,001 letters": (behind("<urn:" + "a" * 1_998 + "> a cfit:DeviceModel ."), REFUSED, "limit-iri"),
        "an address of a million letters": (
            behind("<urn:" + "a" * 1_000_000 + "> a cfit:DeviceModel ."),
            REFUSED,
            "limit-iri",
        ),
        "a server that must not be asked": (page(CANARY + "/page"), TAKEN),
        "a document that must not be asked for": (
            behind(f"<urn:e> a cfit:Evidence ; cfit:document <{CANARY}/document> ; rdfs:seeAlso <{CANARY}/more> ."),
        ),
    }


def others_words() -> dict[str, tuple]:
    return {
        "a device is something else now": (behind("cfit:DeviceModel rdfs:subClassOf schema:Brand ."), REFUSED),
        "a class of one's own": (
            behind("<urn:c> rdfs:subClassOf cfit:DeviceModel .\n<urn:x> a <urn:c> ."),
            REFUSED,
            "policy-rule",
        ),
        "a property of one's own": (behind("<urn:p> rdfs:subPropertyOf cfit:memorySize ."), REFUSED, "policy-rule"),
        "a property is another": (behind("cfit:memorySize owl:equivalentProperty schema:name ."), REFUSED),
        "two things are one": (phone("owl:sameAs device:de-it-p"), REFUSED, "policy-rule"),
        "a class is another": (behind("<urn:c> owl:equivalentClass cfit:DeviceModel ."), REFUSED, "policy-rule"),
        "a property with one value": (behind("cfit:memorySize a owl:FunctionalProperty ."), REFUSED),
        "an import": (behind(f"<> owl:imports <{CANARY}/ontology> ."), REFUSED, "policy-rule"),
        "an ontology": (behind(f"<{CANARY}/o> a owl:Ontology ."), REFUSED, "policy-rule"),
        "another label for a word": (
            behind('cfit:DeviceModel rdfs:label "Toaster"@en .'),
            REFUSED,
            "policy-shared-word",
        ),
        "another label for a word of all": (
            behind('schema:name rdfs:label "Price"@en .'),
            REFUSED,
            "policy-shared-word",
        ),
        "another unit": (behind("cfit:memorySize cfit:unit <http://qudt.org/vocab/unit/KiloGM> ."), REFUSED),
        "another kind": (behind('kind:smartphone <http://www.w3.org/2004/02/skos/core#prefLabel> "x"@en .'), REFUSED),
        "a range of one's own": (behind("<urn:p> rdfs:range xsd:string ; a rdf:Property ."), REFUSED, "policy-rule"),
    }


def rules() -> dict[str, tuple]:
    shape = "https://w3id.org/cfit/shapes#device-model"
    return {
        "a shape": (behind("<urn:s> a sh:NodeShape ; sh:targetClass cfit:DeviceModel ."), REFUSED, "policy-rule"),
        "our shape is switched off": (behind(f"<{shape}> sh:deactivated true ."), REFUSED, "policy-rule"),
        "our shape is another": (behind(f"<{shape}> sh:property [ sh:path schema:name ; sh:minCount 0 ] ."), REFUSED),
        "a rule that asks elsewhere": (
            behind(f'<urn:s> sh:sparql [ sh:select "SELECT $this {{ SERVICE <{CANARY}/> {{ $this ?b ?c }} }}" ] .'),
            REFUSED,
            "policy-rule",
        ),
        "a rule that is a program": (
            behind(f'<urn:s> sh:js [ sh:jsLibrary [ sh:jsLibraryURL "{CANARY}/a.js" ] ] .'),
            REFUSED,
            "policy-rule",
        ),
        "a target that is a query": (
            behind('<urn:s> sh:target [ sh:select "SELECT ?this {}" ] .'),
            REFUSED,
            "policy-rule",
        ),
        "a shape of itself": (
            behind("<urn:s> sh:node <urn:s> ; sh:targetNode device:nl-ict-p ."),
            REFUSED,
            "policy-rule",
        ),
        "a pattern that takes for ever": (behind('<urn:s> sh:path schema:name ; sh:pattern "^(a+)+$" .'), REFUSED),
        "names of shapes elsewhere": (behind(f"<> sh:shapesGraph <{CANARY}/shapes> ."), REFUSED, "policy-rule"),
        "severity by the sender": (phone("sh:severity sh:Info"), REFUSED, "policy-rule"),
        "a phone that says it is a shape": (phone("a sh:NodeShape"), REFUSED, "policy-rule"),
    }


def others_things() -> dict[str, tuple]:
    graphs = "https://w3id.org/cfit/graph/"
    device = "device:nl-ict-x schema:name 'No type' ; cfit:memorySize 1 ."
    verdict = "device:nl-ict-p cfit:meets <https://w3id.org/cfit/id/criterion/REP-03/1.0> ."
    return {
        "a thing without a type": (behind(device), REFUSED, "policy-no-shape"),
        "a type that nobody knows": (
            behind("device:nl-ict-x a <urn:Thing> ; schema:name 'x' ."),
            REFUSED,
            "policy-no-shape",
        ),
        "a type nearly like ours": (behind("device:nl-ict-x a cfit:deviceModel ; schema:name 'x' ."), REFUSED),
        "a type with a letter of another script": (behind("device:nl-ict-x a cfit:D\u0435viceModel ."), REFUSED),
        "a type that is a class": (behind("device:nl-ict-x a rdfs:Class, owl:Class ."), REFUSED, "policy-rule"),
        "a phone that is a brand too": (phone("a schema:Brand"), REFUSED, "policy-two-kinds"),
        "a device of another group": (
            behind("device:de-it-x a cfit:DeviceModel ; schema:name 'x' ."),
            REFUSED,
            "policy-not-yours",
        ),
        "another's graph": (behind(f"<{graphs}de-it/phones> dcterms:title 'Mine' ."), REFUSED, "policy-other-graph"),
        "the graph of contributions": (behind(f"<{graphs}registry/contributions> prov:value 1 ."), REFUSED),
        "a verdict of one's own": (behind(verdict), REFUSED, "policy-verdict"),
        "a state of one's own": (behind("<> prov:wasDerivedFrom <https://w3id.org/cfit/id/contribution/1> ."), REFUSED),
        "a criterion of one's own": (
            behind("<https://w3id.org/cfit/id/criterion/REP-03> a cfit:Criterion ."),
            REFUSED,
            "policy-not-yours",
        ),
        "a group of one's own": (behind("<https://w3id.org/cfit/id/group/nl-ict> a cfit:BuyerGroup ."), REFUSED),
        "names that the registry gives": (
            behind("<https://w3id.org/cfit/.well-known/genid/0/1> a cfit:DeviceModel ."),
            REFUSED,
        ),
        "an address of ours that is none": (
            behind("<https://w3id.org/cfit/id/device/../group/x> a cfit:BuyerGroup ."),
            REFUSED,
        ),
        "a device with a slash more": (behind("<https://w3id.org/cfit/id/device//nl-ict-x> a cfit:DeviceModel ."),),
        "percent signs in a name of ours": (
            behind("<https://w3id.org/cfit/id/device/de-it%2Fx> a cfit:DeviceModel ."),
            REFUSED,
            "policy-not-yours",
        ),
        "evidence for nothing": (
            behind(PREFIXES + "<urn:e> a cfit:Evidence ; cfit:aboutDevice device:nowhere ."),
            REFUSED,
        ),
        "a certificate that decides itself": (
            behind("<urn:c> a cfit:Certificate ; schema:about <urn:c> ; cfit:schemeVersion <urn:c> ."),
            REFUSED,
        ),
    }

"""Reports to test with: a plain finding, and any finding at all."""

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from registry.core.report import Finding, Report, Severity
from registry.vocabulary import SCHEMA, XSD

PHONE, WRONG, ODD = NamedNode("https://example.org/phone"), Severity.VIOLATION, Severity.WARNING
UNNAMED = NamedNode("https://w3id.org/cfit/genid/0123456789abcdef/1")


def finding(severity=WRONG, line=3, said="Give a name.", value=None, **more):
    return Finding(severity, (("en", said), ("nl", "Geef een naam.")), PHONE, SCHEMA.name, value, line=line, **more)


IRIS = st.text("abc/é()'", max_size=6).map(lambda text: NamedNode(f"https://example.org/{text}"))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TERMS = st.one_of(
    IRIS,
    st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True).map(BlankNode),
    st.builds(Literal, TEXTS),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "nl", "nb-no"])),
    st.builds(lambda number: Literal(str(number), datatype=XSD.integer), st.integers()),
)
MESSAGES = st.dictionaries(st.sampled_from(["", "en", "nl", "fr"]), TEXTS).map(
    lambda texts: tuple(sorted(texts.items()))
)
NODES = st.none() | IRIS
LINES = st.none() | st.integers(1, 10**6)
FINDINGS = st.builds(
    Finding, st.sampled_from(Severity), MESSAGES, TERMS | st.just(UNNAMED), NODES, st.none() | TERMS | st.just(UNNAMED),
    NODES, NODES, LINES, LINES, LINES, TEXTS, LINES, st.sampled_from(["", "policy-rule", "syntax-other"]),
)  # fmt: skip
REPORTS = st.builds(Report, st.lists(FINDINGS, max_size=3).map(tuple), st.integers(0, 9), st.booleans())

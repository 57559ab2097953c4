"""A contribution as the ledger keeps it, its link in the chain of hashes, and the triples that describe it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pyoxigraph import Literal, NamedNode, Quad

from registry.core.names import CONTRIBUTIONS_GRAPH, contribution_iri, graph_iri, group_iri
from registry.settings import IDS
from registry.vocabulary import CFIT, DCTERMS, PROV, RDF, SKOS, XSD

CHAIN_START = "0" * 64


class CannotBeReadAgain(Exception):
    """A contribution was accepted once and cannot be read any more: a fault of the readers, not of the store."""


class Action(Enum):
    """What a contribution does to its graph."""

    REPLACE = "replace"
    WITHDRAW = "withdraw"


class State(Enum):
    """What became of a contribution, by the vocabulary of states of a dataset."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def concept(self) -> NamedNode:
        """The state as a word of the vocabulary."""
        return NamedNode(f"{IDS}dataset-state/{self.value}")


def state_when_new(action: Action) -> State:
    """What a contribution is that nothing has followed yet."""
    return State.WITHDRAWN if action is Action.WITHDRAW else State.ACCEPTED


def state_after(action: Action) -> State:
    """What the contribution before becomes when this is done to its graph."""
    return State.WITHDRAWN if action is Action.WITHDRAW else State.SUPERSEDED


@dataclass(frozen=True)
class Draft:
    """A contribution that has been checked and waits for its place in the ledger.

    `reason` says why a dataset was withdrawn, `by` which group acted where it is not the group itself, `signature` is
    the group's own envelope over the file.
    """

    group: str
    dataset: str
    action: Action
    media_type: str
    body: bytes
    licence: str
    received_at: datetime
    shapes_version: str
    report: str
    reason: str = ""
    by: str = ""
    signature: str = ""

    @property
    def graph(self) -> NamedNode:
        """The graph that the contribution fills or empties."""
        return graph_iri(self.group, self.dataset)


@dataclass(frozen=True)
class Contribution:
    """A draft with its place: number, fingerprint of the bytes, the hash before it and its own.

    `envelope` is the receipt that the registry signed when it accepted the contribution, where it had a key.
    """

    draft: Draft
    sequence: int
    group_label: str
    sha256: str
    previous_hash: str
    hash: str
    envelope: str = ""

    @property
    def iri(self) -> NamedNode:
        """The contribution as a thing that can be talked about."""
        return contribution_iri(self.sequence)


def place(draft: Draft, sequence: int, group_label: str, previous_hash: str) -> Contribution:
    """Give a draft the place after the contribution with that hash."""
    sha256 = hashlib.sha256(draft.body).hexdigest()
    own = link_hash(draft, sequence, sha256, previous_hash)
    return Contribution(draft, sequence, group_label, sha256, previous_hash, own)


def record_of(draft: Draft, sequence: int, sha256: str, previous_hash: str) -> dict[str, object]:
    """Everything that a contribution says, and the hash before it; what came with later releases only where it is."""
    record: dict[str, object] = {
        "sequence": sequence,
        "previous": previous_hash,
        "group": draft.group,
        "dataset": draft.dataset,
        "action": draft.action.value,
        "media_type": draft.media_type,
        "sha256": sha256,
        "licence": draft.licence,
        "received_at": draft.received_at.isoformat(),
        "shapes_version": draft.shapes_version,
        "report_sha256": hashlib.sha256(draft.report.encode()).hexdigest(),
    }
    if draft.reason:
        record["reason"] = draft.reason
    if draft.by:
        record["by"] = draft.by
    if draft.signature:
        record["signature_sha256"] = hashlib.sha256(draft.signature.encode()).hexdigest()
    return record


def link_hash(draft: Draft, sequence: int, sha256: str, previous_hash: str) -> str:
    """Hash the record: SHA-256 over JSON with sorted keys."""
    record = record_of(draft, sequence, sha256, previous_hash)
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def faults_of(contribution: Contribution, previous: Contribution | None) -> Iterator[str]:
    """Say in words what does not fit when a contribution is held against the one before it."""
    before, expected_hash = (previous.sequence, previous.hash) if previous else (0, CHAIN_START)
    if contribution.sequence != before + 1:
        yield f"contribution {before + 1} is missing"
    if contribution.previous_hash != expected_hash:
        yield f"contribution {contribution.sequence} does not follow the one before it"
    if hashlib.sha256(contribution.draft.body).hexdigest() != contribution.sha256:
        yield f"the bytes of contribution {contribution.sequence} were changed"
    own = link_hash(contribution.draft, contribution.sequence, contribution.sha256, contribution.previous_hash)
    if own != contribution.hash:
        yield f"the record of contribution {contribution.sequence} was changed"


def describe(contribution: Contribution) -> list[Quad]:
    """Say who contributed what and when, as triples for the graph of contributions."""
    draft, iri, group = contribution.draft, contribution.iri, group_iri(contribution.draft.group)
    time = draft.received_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    statements: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (iri, RDF.type, CFIT.Contribution),
        (iri, CFIT.sequence, Literal(str(contribution.sequence), datatype=XSD.integer)),
        (iri, CFIT.group, group),
        (iri, CFIT.namedGraph, draft.graph),
        (iri, CFIT.state, state_when_new(draft.action).concept),
        (iri, CFIT.sha256, Literal(contribution.sha256)),
        (iri, CFIT.shapesVersion, Literal(draft.shapes_version)),
        (iri, DCTERMS.license, NamedNode(draft.licence)),
        (iri, PROV.generatedAtTime, Literal(time, datatype=XSD.dateTime)),
        (group, RDF.type, CFIT.BuyerGroup),
        (group, SKOS.prefLabel, Literal(contribution.group_label)),
    ]
    if draft.reason:
        statements.append((iri, CFIT.reason, Literal(draft.reason)))
    if draft.action is Action.REPLACE:
        statements.append((draft.graph, PROV.wasDerivedFrom, iri))
    return [Quad(*statement, CONTRIBUTIONS_GRAPH) for statement in statements]

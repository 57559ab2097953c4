"""The policy lets each do what is theirs to do, and nobody more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.access import (
    EVERYTHING,
    NOBODY,
    Actor,
    Grant,
    KnownToken,
    Refusal,
    Right,
    Role,
    allowance,
    judge_token,
    may,
)
from registry.settings import Limits

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GROUPS = ("nl-ict", "de-it", "registry")
DATASETS = ("phones", "laptops")
GRANTS = st.builds(Grant, st.frozensets(st.sampled_from(Right)), st.frozensets(st.sampled_from(DATASETS)))
ACTORS = st.builds(Actor, st.sampled_from(GROUPS[:2]), st.sampled_from(Role), GRANTS)
ASKED = (st.sampled_from(Right), st.sampled_from(GROUPS), st.sampled_from(DATASETS))
TOKEN = KnownToken("abc", "nl-ict", Role.MEMBER, EVERYTHING, "", NOW, NOW + timedelta(days=1), None, None)


@given(ACTORS, *ASKED)
def test_what_is_allowed_is_granted_and_of_a_group_that_the_actor_writes(actor, right, group, dataset):
    if may(actor, right, group, dataset) is None:
        assert actor.role is not Role.READER
        assert group == actor.group or (group == "registry" and actor.role is Role.STEWARD)
        assert right in actor.grant.rights or (right is Right.VALIDATE and Right.CONTRIBUTE in actor.grant.rights)
        assert dataset in (actor.grant.datasets or {dataset})


@given(ACTORS, *ASKED)
def test_who_may_do_all_may_do_it_in_their_own_graphs(actor, right, group, dataset):
    whole = replace(actor, grant=EVERYTHING)
    refusal = may(whole, right, actor.group, dataset)
    assert (refusal is None) == (actor.role is not Role.READER)


@given(ACTORS, GRANTS, *ASKED)
def test_a_narrower_token_never_opens_more(actor, grant, right, group, dataset):
    narrow = Grant(actor.grant.rights & grant.rights, actor.grant.datasets or grant.datasets)
    if may(replace(actor, grant=narrow), right, group, dataset) is None:
        assert may(actor, right, group, dataset) is None


@given(ACTORS, *ASKED)
def test_a_refusal_says_which_kind_and_why(actor, right, group, dataset):
    refusal = may(actor, right, group, dataset)
    if refusal is not None:
        expected = (401, "") if actor.role is Role.READER else (403, "insufficient_scope")
        assert (refusal.status, refusal.error) == expected
        assert refusal.title and refusal.detail.endswith(".") and '"' not in refusal.detail


def test_nobody_may_change_nothing():
    assert all(may(NOBODY, right, group, "phones") for right in Right for group in (*GROUPS, ""))


def test_only_stewards_write_the_graphs_of_the_registry():
    allowed = [role for role in Role if may(Actor("x", role, EVERYTHING), Right.CONTRIBUTE, "registry", "a") is None]
    assert allowed == [Role.STEWARD]


def test_a_living_token_speaks_for_its_group():
    assert judge_token(None, TOKEN, NOW) == Actor("nl-ict", Role.MEMBER, EVERYTHING)
    assert judge_token(None, replace(TOKEN, expires_at=None), NOW) == TOKEN.actor


@pytest.mark.parametrize(
    ("fault", "known", "word"),
    [
        ("The token is mistyped.", None, "mistyped"),
        (None, None, "not known"),
        (None, replace(TOKEN, revoked_at=NOW), "revoked on 2026-11-21"),
        (None, replace(TOKEN, expires_at=NOW), "ended on 2026-11-21"),
    ],
)
def test_another_token_speaks_for_nobody_and_is_told_why(fault, known, word):
    refusal = judge_token(fault, known, NOW)
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.error) == (401, "invalid_token")
    assert word in refusal.detail


@given(st.timedeltas(timedelta(days=-5), timedelta(days=5)))
def test_a_token_holds_up_to_its_end_and_not_a_moment_longer(later):
    assert isinstance(judge_token(None, TOKEN, NOW + later), Actor) == (later < timedelta(days=1))


def test_coordinators_may_send_larger_files():
    limits = Limits(upload_bytes=1, upload_triples=2, coordinator_bytes=3, coordinator_triples=4, steward_triples=5)
    assert {role: allowance(role, limits).triples for role in Role} == {
        Role.READER: 2,
        Role.MEMBER: 2,
        Role.COORDINATOR: 4,
        Role.STEWARD: 5,
    }
    assert allowance(Role.COORDINATOR, limits).bytes == 3
    assert Limits().coordinator_triples == 1_000_000

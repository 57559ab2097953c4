"""A person decides on links: each decision is a contribution, checked, in the ledger, and can be taken back."""

import gc
from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode

from registry.assembly import open_registry
from registry.commands import main
from registry.commands.links import decide
from registry.core.links import ACCEPTED, PROPOSED, REJECTED, is_accepted, read_decisions, read_links
from registry.core.names import graph_iri, group_iri
from registry.publish import Accepted, Rejected, Submission, publish
from registry.settings import IDS, Settings
from registry.store.decisions import links_of
from registry.vocabulary import CFIT
from tests.homes import copy_of

KIND = "cfit:deviceKind kind:smartphone ; schema:brand brand:invented ."
PHONES = f'device:phone-2 a cfit:DeviceModel ; schema:name "Phone 2" ; {KIND}\n'
LINK = """
<https://w3id.org/cfit/id/link/{name}> a cfit:LinkAssertion ; cfit:linkFrom device:{source} ;
    cfit:linkTo device:{target} ; cfit:linkMethod <https://w3id.org/cfit/id/link-method/name> ; cfit:confidence 0.8 .
"""
OURS = LINK.format(name="phone-1-phone-2", source="phone-1", target="phone-2")
AGAIN = LINK.format(name="phone-2-phone-1", source="phone-2", target="phone-1").replace("0.8", "0.6")


@pytest.fixture
def linked(registry, turtle, now):
    """A registry that knows two phones, and two links between them."""
    _accepted(publish(Submission("registry", "more", turtle(PHONES)), registry, now))
    _accepted(publish(Submission("registry", "crosswalk", turtle(OURS + AGAIN)), registry, now))
    return registry


@pytest.fixture
def cfit(small_home, tmp_path, turtle):
    """Run a command in a home folder with two phones and two links between them."""
    home = copy_of(small_home[0], tmp_path / "home")

    def cfit(*words):
        gc.collect()  # a command is a process of its own outside a test, and what it held is free when it ends
        return CliRunner().invoke(main, [str(word) for word in words], env={"CFIT_HOME": str(home)})

    for name, text in (("more", PHONES), ("crosswalk", OURS + AGAIN)):
        (tmp_path / f"{name}.ttl").write_bytes(turtle(text))
        assert cfit("load", tmp_path / f"{name}.ttl").exit_code == 0
    cfit.home = home
    return cfit


def _accepted(outcome):
    assert isinstance(outcome, Accepted), outcome
    return outcome


def _link(registry, name="phone-1-phone-2"):
    return next(each.link for each in links_of(registry.store) if each.link.iri.value == f"{IDS}link/{name}")


def _standings(registry):
    return {each.link.iri.value.removeprefix(f"{IDS}link/"): each.standing for each in links_of(registry.store)}


def _decide(registry, now, decision=ACCEPTED, name="phone-1-phone-2", note=None, by=None):
    return decide(_link(registry, name), decision, by or group_iri("registry"), note, registry, now)


def test_links_are_listed_the_surest_first_and_are_proposed_until_somebody_decides(linked):
    assert [(each.link.confidence, each.standing) for each in links_of(linked.store)] == [
        (Decimal("0.8"), PROPOSED),
        (Decimal("0.6"), PROPOSED),
    ]


def test_a_decision_is_a_contribution_of_the_registrys_own_group(linked, now):
    before = linked.ledger.last_sequence()
    kept = _accepted(_decide(linked, now, note="Same maker, same name.")).contribution
    assert (kept.sequence, kept.draft.group, kept.draft.dataset) == (before + 1, "registry", "decisions")
    assert b"Same maker, same name." in kept.draft.body
    assert _standings(linked) == {"phone-1-phone-2": ACCEPTED, "phone-2-phone-1": PROPOSED}


def test_a_new_decision_takes_the_place_of_the_older_one_and_leaves_the_others(linked, now):
    _decide(linked, now)
    _decide(linked, now, name="phone-2-phone-1")
    _accepted(_decide(linked, now, REJECTED, note="Another year."))
    assert _standings(linked) == {"phone-1-phone-2": REJECTED, "phone-2-phone-1": ACCEPTED}
    assert len(linked.store.instances(CFIT.LinkDecision)) == 2


def test_a_decision_can_be_taken_back(linked, now):
    _decide(linked, now)
    _accepted(_decide(linked, now, PROPOSED))
    assert _standings(linked)["phone-1-phone-2"] == PROPOSED


def test_a_decision_outlives_the_links_being_imported_again(linked, turtle, now):
    _decide(linked, now)
    _accepted(publish(Submission("registry", "crosswalk", turtle(OURS)), linked, now))
    assert _standings(linked) == {"phone-1-phone-2": ACCEPTED}


def test_a_decision_by_a_person_is_refused_like_any_other_file(linked, now):
    outcome = _decide(linked, now, by=NamedNode("mailto:somebody@example.org"))
    assert isinstance(outcome, Rejected)
    assert _standings(linked)["phone-1-phone-2"] == PROPOSED


def _proposed_by_a_member(registry, turtle, now, target="phone-2"):
    link = LINK.format(name="nl-ict-a", source="phone-1", target=target)
    _accepted(publish(Submission("nl-ict", "links", turtle(link)), registry, now))


def _holding(registry):
    """The things that accepted links lead to, as a device page would ask."""
    quads = registry.store.about(_link(registry, "nl-ict-a").iri)
    decisions = [quad for each in registry.store.instances(CFIT.LinkDecision) for quad in registry.store.about(each)]
    return [link.target.value for link in read_links(quads) if is_accepted(link, read_decisions(decisions))]


def test_an_accepted_link_of_a_member_holds_as_it_was_when_it_was_accepted(linked, turtle, now):
    _proposed_by_a_member(linked, turtle, now)
    _accepted(_decide(linked, now, name="nl-ict-a"))
    assert _holding(linked) == [f"{IDS}device/phone-2"]


def test_a_link_that_a_member_turns_elsewhere_after_it_was_accepted_does_not_hold_there(linked, turtle, now):
    _proposed_by_a_member(linked, turtle, now)
    _accepted(_decide(linked, now, name="nl-ict-a"))
    phone = f'device:nl-ict-b a cfit:DeviceModel ; schema:name "B" ; {KIND}\n'
    _accepted(publish(Submission("nl-ict", "phones", turtle(phone)), linked, now))
    _proposed_by_a_member(linked, turtle, now, "nl-ict-b")
    assert _holding(linked) == [f"{IDS}device/phone-2"]


def test_a_link_of_a_member_that_is_open_again_is_no_longer_stated_by_the_registry(linked, turtle, now):
    _proposed_by_a_member(linked, turtle, now)
    _decide(linked, now, name="nl-ict-a")
    _accepted(_decide(linked, now, PROPOSED, name="nl-ict-a"))
    assert (_holding(linked), _link(linked, "nl-ict-a").graph) == ([], graph_iri("nl-ict", "links"))


def test_links_are_accepted_rejected_and_listed_on_the_command_line(cfit):
    assert cfit("links", "accept", f"{IDS}link/phone-1-phone-2", "--note", "Seen.").exit_code == 0
    result = cfit("links", "reject", "phone-2-phone-1", "--note", "Another year.")
    assert (result.exit_code, result.stdout.split(",")[0]) == (0, "decisions: contribution 6")
    assert [line.split()[0] for line in cfit("links", "list").stdout.splitlines()] == ["accepted", "rejected"]
    assert cfit("links", "list", "--undecided").stdout == ""
    assert cfit("links", "reopen", "phone-2-phone-1").exit_code == 0
    assert "phone-2-phone-1" in cfit("links", "list", "--undecided").stdout
    assert cfit("verify").stdout == "7 contributions, 0 faults.\n"


def test_a_decision_survives_the_store_being_made_again(cfit, now):
    cfit("links", "accept", "phone-1-phone-2")
    assert cfit("rebuild").exit_code == 0
    registry = open_registry(Settings(home=cfit.home), now.date())
    assert _standings(registry)["phone-1-phone-2"] == ACCEPTED
    registry.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["accept", "no-such-link"], "the registry knows no link no-such-link"),
        (["reject", "phone-1-phone-2"], "Missing option '--note'"),
        (["accept", "phone-1-phone-2", "--by", "not an address"], "not an address is not a web address"),
        (["accept", "phone-1-phone-2", "--by", "mailto:a@example.org"], "breaks a rule; nothing of it was stored"),
    ],
)
def test_what_cannot_be_decided_is_said_and_not_kept(cfit, words, said):
    result = cfit("links", *words)
    assert (result.exit_code != 0, isinstance(result.exception, SystemExit)) == (True, True)
    assert said in result.output
    assert cfit("verify").stdout.startswith("4 contributions")


def test_a_decision_that_another_of_the_same_day_outweighs_says_so(cfit, tmp_path, turtle):
    text = f"""<https://w3id.org/cfit/id/link-decision/x> a cfit:LinkDecision ;
    cfit:ofLink <https://w3id.org/cfit/id/link/phone-1-phone-2> ;
    cfit:decision <https://w3id.org/cfit/id/link-decision/rejected> ;
    cfit:decidedBy <https://w3id.org/cfit/id/group/registry> ; dcterms:date "{date.max}"^^xsd:date ."""
    (tmp_path / "later.ttl").write_bytes(turtle(text))
    assert cfit("load", tmp_path / "later.ttl").exit_code == 0
    result = cfit("links", "accept", "phone-1-phone-2")
    assert "The link stays rejected" in result.stderr

"""A token can be told from a mistyped one without asking anybody."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.secret import fault_of, fingerprint, write

SECRETS = st.binary(min_size=32, max_size=32)
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@given(SECRETS)
def test_every_token_has_the_form_that_scanners_look_for_and_no_fault(secret):
    token = write(secret)
    assert re.fullmatch(r"cfit_[0-9A-Za-z]{49}", token)
    assert fault_of(token) is None


@given(SECRETS, SECRETS)
def test_two_secrets_give_two_tokens(one, other):
    assert (write(one) == write(other)) == (one == other)


@given(SECRETS, st.integers(5, 53), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_noticed(secret, place, character):
    token = write(secret)
    wrong = token[:place] + character + token[place + 1 :]
    assert (fault_of(wrong) is None) == (wrong == token)


@given(SECRETS, st.integers(5, 46))
def test_two_characters_in_the_wrong_order_are_noticed(secret, place):
    token = write(secret)
    wrong = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert (fault_of(wrong) is None) == (wrong == token)


@given(SECRETS, st.integers(0, 53))
def test_a_lost_character_is_noticed(secret, place):
    token = write(secret)
    assert fault_of(token[:place] + token[place + 1 :]) is not None


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_and_never_its_own_words_back(text):
    fault = fault_of(text)
    assert fault is None or (fault.isascii() and '"' not in fault)


@pytest.mark.parametrize("text", ["", "cfit_", "cfit_x", "CFIT_" + "a" * 49, "ghp_" + "a" * 36, "cfit_" + "é" * 49])
def test_what_is_no_token_is_told_so(text):
    assert fault_of(text) is not None


def test_a_token_of_the_first_release_can_still_be_one():
    assert fault_of("cfit_" + "A-_z" * 10 + "abc") is None


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_token_has_256_bits(length):
    with pytest.raises(ValueError, match="32"):
        write(b"x" * length)


def test_only_a_hash_is_kept():
    assert fingerprint("cfit_x") == hashlib.sha256(b"cfit_x").hexdigest()

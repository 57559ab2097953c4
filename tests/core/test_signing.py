"""A signature holds for exactly the bytes and the type that were signed, by exactly that key."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from registry.core.signing import encoded, new_private_key, read_envelope, read_private_key, read_public_key

SIGNER, OTHER = (read_private_key(new_private_key()) for _ in range(2))
TYPE = "application/vnd.example+json"


def test_what_is_signed_is_encoded_as_the_specification_shows():
    assert encoded("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(st.binary(max_size=200))
def test_a_sealed_payload_comes_back_signed(payload):
    envelope = read_envelope(SIGNER.seal(TYPE, payload))
    assert (envelope.payload_type, envelope.payload) == (TYPE, payload)
    assert envelope.signed_by([OTHER.public, SIGNER.public]) == SIGNER.public
    assert envelope.signed_by([OTHER.public]) is envelope.signed_by([]) is None


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_one_flipped_bit_of_the_payload_or_the_signature_ends_it(place, bit):
    content = json.loads(SIGNER.seal(TYPE, b"a receipt"))
    for holder, name in ((content, "payload"), (content["signatures"][0], "sig")):
        raw = bytearray(base64.b64decode(holder[name]))
        raw[place % len(raw)] ^= 1 << bit
        before, holder[name] = holder[name], base64.b64encode(raw).decode()
        assert read_envelope(json.dumps(content)).signed_by([SIGNER.public]) is None
        holder[name] = before


def test_another_type_ends_it():
    content = json.loads(SIGNER.seal(TYPE, b"a receipt")) | {"payloadType": TYPE + "x"}
    assert read_envelope(json.dumps(content)).signed_by([SIGNER.public]) is None


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["payloadType", "payload", "signatures", "sig"]), inner)
        ),
    )
)
def test_whatever_is_no_envelope_is_a_value_error(content):
    try:
        read_envelope(json.dumps(content))
    except ValueError:
        return
    assert isinstance(content, dict) and {"payloadType", "payload", "signatures"} <= content.keys()


@pytest.mark.parametrize("text", ["", "x", "[" * 100_000, '{"payload": "é"}', '{"payload": "a"}'])
def test_a_text_that_is_no_json_is_a_value_error_too(text):
    with pytest.raises(ValueError, match="DSSE"):
        read_envelope(text)


def test_keys_are_read_as_they_are_written():
    assert read_public_key(SIGNER.public.pem.encode()) == SIGNER.public
    assert len(SIGNER.public.id) == 16 and SIGNER.public.id != OTHER.public.id


def test_another_kind_of_key_is_refused():
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for wrong in (public, b"", b"\xff", private):
        with pytest.raises(ValueError):
            read_public_key(wrong)
    for wrong in (private, b"", public):
        with pytest.raises(ValueError):
            read_private_key(wrong)

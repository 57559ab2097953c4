"""However a stream of messages is cut into pieces, each message comes whole, once, and in its order."""

from hypothesis import given
from hypothesis import strategies as st

from registry.workers.frames import Incoming, packed, written

messages = st.lists(st.tuples(st.dictionaries(st.text(max_size=5), st.integers(), max_size=3), st.binary(max_size=30)))


@given(messages, st.integers(1, 40))
def test_messages_come_whole_and_in_their_order(sent, length):
    stream = b"".join(packed(written(header), body) for header, body in sent)
    incoming, heard = Incoming(), []
    for start in range(0, len(stream), length):
        heard += incoming.add(stream[start : start + length])
    assert heard == sent

"""Links that were sent years ago must open: what is keyed here is what the stdlib's `hmac` says."""

from __future__ import annotations

import hmac

from hypothesis import given
from hypothesis import strategies as st

from publisher.audience.keyed import keyed


@given(key=st.text(max_size=100), begins=st.binary(max_size=100), rest=st.binary(max_size=200))
def test_it_is_hmac(key: str, begins: bytes, rest: bytes) -> None:
    try:
        octets = key.encode()
    except UnicodeEncodeError:  # half a surrogate is no key
        return
    assert keyed(key, begins).digest(rest) == hmac.digest(octets, begins + rest, "sha256")
    assert keyed(key, begins).digest(rest) == hmac.digest(octets, begins + rest, "sha256")  # nothing of the first stays

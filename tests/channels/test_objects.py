"""What a network would refuse of a text that fits is said before it is queued."""

from __future__ import annotations

import pytest

from publisher.channels import CHANNELS, limits


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("The harbour lost $5 and $12.5m", ""), ("Shares of $EST rose", ""), ("$EST up, $est down", ""),
        ("$EST and $BRK.B rose", "2: $EST, $BRK.B"), ("$est,\n$HRB; $ABCDEFG", "2: $EST, $HRB"),
        ("a$EST b$HRB $$EST", ""), ("https://example.org/?a=$EST $HRB", ""),
    ],
)  # fmt: skip
def test_x_takes_one_cashtag(text, refused):
    said = limits("x").objects(text)
    assert refused in said if refused else said == ""


def test_threads_takes_five_different_links():
    five = " ".join(f"https://example.org/{n}" for n in range(5))
    assert limits("threads").objects(f"{five} https://example.org/4") == ""
    assert "here are 6" in limits("threads").objects(f"{five} https://example.org/5")


def test_of_the_others_no_such_rule_is_known():
    known = {kind for kind in CHANNELS if kind != "mail" and limits(kind).objects}
    assert known == {"x", "threads"}

"""What leaves, byte for byte, in four scripts. After a wanted change: GOLDEN=write, then read the diff."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from publisher.rendering import personal
from publisher.rendering.email import render_email
from publisher.rendering.social import render_social

from .limits import LIMITS
from .stories import ASKS, IMAGES, READER, REFERENCE, STORIES, VIEW_URL, sender

GOLDEN = Path(__file__).parent.parent / "golden"


def same_as_golden(name: str, made: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode())
    assert made == path.read_bytes().decode(), f"{name} changed; if that is wanted, run again with GOLDEN=write."


@pytest.mark.parametrize("script", STORIES)
def test_a_letter_looks_as_it_did(script: str) -> None:
    letter = render_email(
        STORIES[script],
        sender=sender(),
        ask=ASKS[script],
        reference=REFERENCE,
        view_url=VIEW_URL,
        picture_urls=IMAGES,
    )
    same_as_golden(f"letters/{script}.subject.txt", letter.subject + "\n")
    same_as_golden(f"letters/{script}.txt", personal.fill(letter.text, READER, nonce=letter.nonce, html=False))
    same_as_golden(f"letters/{script}.html", personal.fill(letter.html, READER, nonce=letter.nonce, html=True))


@pytest.mark.parametrize("rule", ["same", "follows", "none"])
@pytest.mark.parametrize("kind", LIMITS)
@pytest.mark.parametrize("script", STORIES)
def test_a_post_looks_as_it_did(script: str, kind: str, rule: str) -> None:
    parts = render_social(
        STORIES[script],
        kind=kind,
        limits=LIMITS[kind],
        ask=ASKS[script],
        reference=REFERENCE,
        rule=rule,
        sender=sender(),
    )
    shown = "\n\n--8<--\n\n".join(f"{part.text}\n[{part.length} of {part.limit}]" for part in parts)
    same_as_golden(f"posts/{script}.{kind}.{rule}.txt", shown + "\n")

"""Reading apart: foreign bytes are understood by a process of its own, with an end, little memory and no secrets."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

from ..story import Story
from .paste import NotAnArticle
from .taught import Taught

SECONDS = 10
TOO_TANGLED = "This page is too large or too tangled to be read; paste the article's text."

_ROOT = Path(__file__).resolve().parents[2]
log = logging.getLogger(__name__)


def read_apart(data: bytes, **told: str | bool | Taught | None) -> Story:
    """What document.read_here(data, **told) makes of it, but nothing in the bytes costs more than 10 s and 300 MB.

    Raises NotAnArticle: the reader's own, or TOO_TANGLED where the reader came to its end first.
    """
    order = json.dumps(told).encode() + b"\n" + data
    try:
        reader = subprocess.run(
            [sys.executable, "-m", f"{__package__}.reader"],
            input=order,
            capture_output=True,
            cwd=_ROOT,
            env={"PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"},  # nothing secret of ours goes along
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotAnArticle(TOO_TANGLED) from None
    if reader.returncode:
        log.warning("A reader ended with %d. %s", reader.returncode, reader.stderr[-300:].decode("utf-8", "replace"))
        raise NotAnArticle(TOO_TANGLED)
    answer = json.loads(reader.stdout)
    if "no" in answer:
        raise NotAnArticle(answer["no"])
    return Story.from_json(answer)

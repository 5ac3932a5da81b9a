"""What stands around articles in languages that nobody has written a whole file for: words/labels/, a few lists each.

They are looked for in every text of their script, as the whole files' lists are; no text is read by them alone, and
nobody is written to in these languages. `stop`, where it is there, tells the language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

FOLDER = Path(__file__).parent / "words" / "labels"


@cache
def labels() -> dict[str, dict[str, Any]]:
    """Each language's lists, by its tag; in NFC."""
    texts = {path.stem: normalize("NFC", path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    return {tag: tomllib.loads(text) for tag, text in texts.items()}

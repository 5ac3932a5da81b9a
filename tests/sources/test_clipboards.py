"""What editors' software puts on the clipboard: real shapes, words of our own, and what must come out.

After a change that is meant, look at the difference, then write the files anew: python -m tests.sources.test_clipboards
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from publisher.sources import paste
from publisher.sources.clean import clean_text
from publisher.sources.part import words_of
from publisher.story import Story

from .test_articles import everything

CLIPBOARDS = Path(__file__).parent / "clipboards"
CASES = sorted(CLIPBOARDS.glob("*.html"))


def read(path: Path) -> Story:
    return paste.read(path.read_text("utf-8"), html=True)


def shown(story: Story) -> dict[str, Any]:
    """The story with the HTML of its blocks, since how words are set is what is tested here."""
    data = story.to_json()
    data["blocks"] = [f"{block.kind}: {block.html or block.text}" for block in story.blocks]
    data["dropped"] = [f"{one.text} ({one.why})" for one in story.dropped]
    return json.loads(json.dumps({name: value for name, value in data.items() if value not in ("", [], (), None)}))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_clipboard_is_understood(path: Path) -> None:
    assert shown(read(path)) == json.loads(path.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_no_word_of_a_clipboard_is_lost(path: Path) -> None:
    pasted = re.sub(r"(?s)<head.*?</head>|<!--.*?-->|<!\[.*?\]>", " ", path.read_text("utf-8"))
    pasted = re.sub(r"<span style='mso-list:Ignore'>.*?</span></span>", " ", pasted)
    pasted = html.unescape(re.sub(r"</?(?:b|i|em|span|strong)\b[^>]*>", "", pasted))
    said = set(words_of(clean_text(re.sub(r"<[^>]*>", " ", pasted))))
    assert said - set(words_of(everything(read(path)))) == set()


if __name__ == "__main__":
    for case in CASES:
        text = json.dumps(shown(read(case)), ensure_ascii=False, indent=1)
        case.with_suffix(".json").write_text(text + "\n", "utf-8")

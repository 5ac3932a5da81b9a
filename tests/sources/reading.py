"""An article of tests/sources/articles/ and what must come out of it.

After a change that is meant, look at the difference that the test shows, then write the files anew, or those named:
python -m tests.sources.reading
python -m tests.sources.reading ukrainian
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from publisher.sources import paste
from publisher.story import Story

ARTICLES = Path(__file__).parent / "articles"
CASES = sorted(path for path in ARTICLES.iterdir() if path.suffix in (".txt", ".html"))
LINKS = {"cms-en": "https://harbour.example/news/ferry", "sinhala-page": "https://himidiriya.example/2"}


def read(path: Path) -> Story:
    """The article as an editor would paste it, with its link where one is needed for relative links."""
    return paste.read(path.read_text("utf-8"), html=path.suffix == ".html", url=LINKS.get(path.stem, ""))


def parts(story: Story) -> dict[str, Any]:
    """The story as the expected files hold it: everything but the reasons, the HTML and where things stood."""
    data = story.to_json()
    if data["appeal"]:
        del data["appeal"]["after"]
    data["blocks"] = [f"{block.kind}: {block.text}" for block in story.blocks]
    data["dropped"] = [dropped.text for dropped in story.dropped]
    return json.loads(json.dumps({name: value for name, value in data.items() if value not in ("", [], (), None)}))


def expected(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


if __name__ == "__main__":
    for case in [path for path in CASES if path.stem in sys.argv[1:] or not sys.argv[1:]]:
        text = json.dumps(parts(read(case)), ensure_ascii=False, indent=1)
        case.with_suffix(".json").write_text(text + "\n", "utf-8")

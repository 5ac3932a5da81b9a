"""Lists that are none in HTML: Word's paragraphs that only look like items."""

from __future__ import annotations

from itertools import groupby

from .part import Part


def with_lists(parts: list[Part]) -> list[Part]:
    """Word writes a list as paragraphs that only look like items: neighbours of them are one list."""
    made: list[Part] = []
    for item, run in groupby(parts, key=lambda part: "item" in part.boxes and part.shape == "line"):
        if not item:
            made += run
            continue
        items = list(run)
        html = nested([(_level(part), "ol" if "ordered" in part.boxes else "ul", part.html) for part in items])
        boxes = frozenset.intersection(*(part.boxes for part in items)) - {"item", "ordered", "bold", "marked"}
        links = tuple(link for part in items for link in part.links)
        made.append(
            Part(
                "\n".join(part.text for part in items),
                html,
                "list",
                boxes=boxes,
                links=links,
                path=items[0].path[:-1],
                looks=items[0].looks[:-1],
            )
        )
    return made


def _level(part: Part) -> int:
    return next((level for level in range(2, 10) if f"level{level}" in part.boxes), 1)


def nested(items: list[tuple[int, str, str]]) -> str:
    """Items as (level from 1 on, ul or ol, HTML), one list inside of the other."""
    out: list[str] = []
    open_lists: list[tuple[int, str]] = []  # the level and the element; each has an open item
    for level, tag, html in items:
        while open_lists and open_lists[-1][0] > level:
            out.append(f"</li></{open_lists.pop()[1]}>")
        if open_lists and open_lists[-1] == (level, tag):
            out.append("</li>")
        else:
            if open_lists and open_lists[-1][0] == level:
                out.append(f"</li></{open_lists.pop()[1]}>")
            open_lists.append((level, tag))
            out.append(f"<{tag}>")
        out.append(f"<li>{html}")
    out += [f"</li></{tag}>" for _, tag in reversed(open_lists)]
    return "".join(out)

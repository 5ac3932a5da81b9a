"""Lists that are none in HTML: Word's paragraphs that only look like items, and its lists of one item each."""

from __future__ import annotations

import re
from itertools import groupby

from .part import Part

_LONE = re.compile(r'<(ul|ol)( start="\d{1,4}")?>(<li>(?:(?!<li>).){0,20000}</li>)</\1>', re.DOTALL)


def with_lists(parts: list[Part]) -> list[Part]:
    """Word writes a list as paragraphs that only look like items: neighbours of them are one list."""
    if not any("item" in part.boxes for part in parts):
        return parts
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


def joined(parts: list[Part]) -> list[Part]:
    """Word in a browser puts each item into a list of its own, and that into an element: neighbours are one list."""
    made: list[Part] = []
    for kind, run in groupby(parts, key=_lone):
        lists = list(run)
        made += [_one_of(lists)] if kind and len({part.path for part in lists}) == len(lists) > 1 else lists
    return made


def _lone(part: Part) -> tuple[object, ...]:
    """What neighbours must share that hold an item each; nothing for all else."""
    found = _LONE.fullmatch(part.html) if part.shape == "list" and part.path else None
    return (found[1], part.looks, part.path[:-1]) if found else ()


def _one_of(lists: list[Part]) -> Part:
    """The first of these lists, with the items of the others."""
    found = [one for part in lists if (one := _LONE.fullmatch(part.html))]
    tag, start = found[0][1], (found[0][2] or "").replace(' start="1"', "")
    links = tuple(link for part in lists for link in part.links)
    text = "\n".join(part.text for part in lists)
    return Part(
        text,
        f"<{tag}{start}>{''.join(one[3] for one in found)}</{tag}>",
        "list",
        boxes=frozenset.intersection(*(part.boxes for part in lists)),
        links=links,
        linked=min(1.0, sum(len(link.text) for link in links) / max(len(text), 1)),
        path=lists[0].path[:-1],
        looks=lists[0].looks[:-1],
    )


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

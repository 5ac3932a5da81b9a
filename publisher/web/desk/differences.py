"""What two saves of an article say differently, for people."""

from __future__ import annotations

import difflib
import re

from markupsafe import Markup, escape

from publisher.story import Story

from .lines import LABELS, lines


def differences(mine: Story, theirs: Story) -> list[tuple[str, Markup]]:
    """Part by part, what another save says now (struck) and what this form says (underlined)."""
    pairs = [
        ("Title", theirs.title, mine.title),
        ("Standfirst", theirs.standfirst, mine.standfirst),
        ("Byline", ", ".join(theirs.byline), ", ".join(mine.byline)),
        ("Date", theirs.published_on, mine.published_on),
        ("Link", theirs.canonical_url, mine.canonical_url),
        ("Body", "\n".join(_described(theirs)), "\n".join(_described(mine))),
        ("Related", "\n".join(r.title for r in theirs.related), "\n".join(r.title for r in mine.related)),
    ]
    return [(name, _difference(old, new)) for name, old, new in pairs if old != new]


def _described(story: Story) -> list[str]:
    return [
        f"{LABELS[line.block.kind]}: {line.block.text}" + (f" [{line.picture.alt}]" if line.picture else "")
        for line in lines(story)
    ]


def _difference(old: str, new: str) -> Markup:
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    out = Markup("")
    for verb, i, j, k, m in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        was, now = "".join(before[i:j]), "".join(after[k:m])
        if verb == "equal":
            out += was if len(was) < 400 else was[:150] + " … " + was[-150:]
            continue
        if was:
            out += Markup("<del>{}</del>").format(escape(was))
        if now:
            out += Markup("<ins>{}</ins>").format(escape(now))
    return out

"""What two saves of an article say differently, for people."""

from __future__ import annotations

import difflib
import re

from markupsafe import Markup

from publisher.story import Story

from .lines import LABELS, lines


def differences(mine: Story, theirs: Story) -> list[tuple[str, Markup]]:
    """Part by part, what another save says now (struck) and what this form says (underlined)."""
    pairs = [
        ("Title", theirs.title, mine.title),
        ("Standfirst", theirs.standfirst, mine.standfirst),
        ("Byline", ", ".join(theirs.byline), ", ".join(mine.byline)),
        ("Date", theirs.published_on, mine.published_on),
        ("Content warning", theirs.content_warning, mine.content_warning),
        ("Link", theirs.canonical_url, mine.canonical_url),
        ("Body", "\n".join(_described(theirs)), "\n".join(_described(mine))),
        ("Related", "\n".join(r.title for r in theirs.related), "\n".join(r.title for r in mine.related)),
    ]
    return [(name, difference(old, new)) for name, old, new in pairs if old != new]


def _described(story: Story) -> list[str]:
    return [
        f"{LABELS[line.block.kind]}: {line.block.text}"
        + (f" [{line.picture.alt}]" if line.picture else "")
        + (f" [stays visible: {line.picture.focus}]" if line.picture and line.picture.focus else "")
        for line in lines(story)
    ]


def difference(old: str, new: str) -> Markup:
    """What is gone struck, what is new underlined; long stretches that stay are cut."""
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    out, was, now = Markup(""), "", ""
    for verb, i, j, k, m in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i:j]), "".join(after[k:m])
        if verb != "equal" or (gone.isspace() and (was or now)):  # blanks between two changes: they are one
            was, now = was + gone, now + come
            continue
        out += _changed(was, now) + (gone if len(gone) < 400 else gone[:150] + " … " + gone[-150:])
        was = now = ""
    return out + _changed(was, now)


def _changed(was: str, now: str) -> Markup:
    return (Markup("<del>{}</del>").format(was) if was else Markup("")) + (
        Markup("<ins>{}</ins>").format(now) if now else Markup("")
    )

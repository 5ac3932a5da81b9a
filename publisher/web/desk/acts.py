"""What can be done with an article's parts: moved, joined, left out, taken back. Pure: no form, no database.

A row is the parts in their order, with what was left out between them where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from publisher.story import ADDED, Block, Dropped, Story, StoryPicture

from .lines import LABELS, WORDED
from .marks import from_marks, to_marks

LEFT_OUT = "Left out by you."
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}，。、！？：；「」]")


@dataclass(frozen=True, eq=False)
class Kept:
    """A part that stays: its block, and its picture if it is one. Two that say the same are still two."""

    block: Block
    picture: StoryPicture | None = None


Row = list[Kept | Dropped]


def row(kept: Sequence[Sequence[Kept | Dropped]], dropped: Sequence[Dropped]) -> Row:
    """`kept` holds what became of each block; each thing left out goes before the block that it stood before."""
    found: Row = []
    for n, those in enumerate([*kept, ()]):
        found += [one for one in dropped if one.after == n or (n == len(kept) and one.after > n)]
        found += those
    return found + [one for one in dropped if one.after < 0]


def kept(row: Row) -> list[Kept]:
    return [piece for piece in row if isinstance(piece, Kept)]


def told(row: Row, story: Story) -> Story:
    """The story with the parts of this row."""
    dropped, before = list[Dropped](), 0
    for piece in row:
        if isinstance(piece, Kept):
            before += 1
        else:
            dropped.append(replace(piece, after=before if piece.after >= 0 else -1))
    those = kept(row)
    return replace(
        story,
        blocks=tuple(one.block for one in those),
        pictures=tuple(one.picture for one in those if one.picture),
        dropped=tuple(dropped),
    )


def move(row: Row, piece: Kept, to: int) -> None:
    """Make it the `to`-th part, counted from 0; beyond an edge is at the edge."""
    row.remove(piece)
    others = kept(row)
    to = min(max(to, 0), len(others))
    row.insert(row.index(others[to - 1]) + 1 if to else 0, piece)


def added(picture: StoryPicture) -> Kept:
    """A picture that the editor gave, as a part."""
    return Kept(Block("picture", picture.caption or picture.alt, "", ADDED), picture)


def put_below(row: Row, piece: Kept, above: Sequence[Sequence[Kept | Dropped]]) -> None:
    """Make it the part below the last of these, each what a part became, of which something is left; else the first."""
    for those in reversed(above):
        places = [n for n, one in enumerate(row) if any(one is mine for mine in those)]
        if places:
            row.insert(places[-1] + 1, piece)
            return
    row.insert(0, piece)


def can_join(above: Block, below: Block) -> bool:
    """Words read on from words, and may be a picture's caption."""
    return below.kind in WORDED and (above.kind in WORDED or above.kind == "picture")


def join(above: Kept, below: Kept) -> Kept:
    """Both as one part, labelled as the upper one. `can_join` them."""
    if above.picture:
        caption = " ".join(filter(None, (above.picture.caption, below.block.text.replace("\n", " "))))
        return Kept(replace(above.block, text=caption), replace(above.picture, caption=caption))
    first, second = to_marks(above.block.html), to_marks(below.block.html)
    if above.block.kind == "list":
        between = "\n"
    elif above.block.kind in ("quotation", "pull_quote"):
        between = "\n\n"
    else:
        between = "" if _UNSPACED.match(first[-1:]) and _UNSPACED.match(second[:1]) else " "
    return Kept(replace(from_marks(first + between + second, above.block.kind), why="Joined by you."))


def left_out(one: Kept, why: str = LEFT_OUT) -> Dropped:
    """The part as something left out, which can be taken back as it was."""
    shown = one.picture and (
        one.picture.alt or one.picture.caption or ("" if one.picture.uploaded else one.picture.url)
    )
    text = one.block.text or shown or "a " + LABELS[one.block.kind].lower()
    return Dropped(text, why, 0, "furniture", one.block.kind, one.block.html, one.picture)


def taken_back(one: Dropped) -> Kept:
    """What was left out, as the part it was."""
    why = "Taken back by you."
    if one.picture:
        return Kept(Block("picture", one.picture.caption or one.picture.alt, "", why), one.picture)
    if one.html:
        return Kept(Block(one.kind, "" if one.kind == "rule" else one.text, one.html, why))
    return Kept(replace(from_marks(one.text, one.kind if one.kind in WORDED else "paragraph"), why=why))

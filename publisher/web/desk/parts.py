"""The form of an article's parts as a story again, and the one act that its button named. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from publisher.editing.lessons import FORGET, Mend
from publisher.sources.clean import one_line
from publisher.story import FOCUSES, KINDS, Dropped, Kind, Story, StoryPicture

from . import acts
from .acts import Kept, Row
from .elsewhere import Elsewhere
from .head import NotSaved, head
from .lines import ELSEWHERE, LABELS, LEAVE_OUT, WORDED, Line, lines
from .marks import from_marks

_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Given:
    """Pictures that came with a form: one to be added, and others for parts whose own could not be had."""

    added: StoryPicture | None = None
    instead: Mapping[int, str] = field(default_factory=dict)  # the address, by the part's number from 0


@dataclass
class Edited:
    """What a form makes of a story: how it reads now, what to say and which part to show, and what it teaches."""

    story: Story
    said: str = "Saved."
    shown: int | None = None  # the part, counted from 0, that was acted on
    mends: list[Mend] = field(default_factory=list)


@dataclass
class _Work:
    """The row while the form is read: what became of each part of the page, and what goes elsewhere."""

    became: list[list[Kept | Dropped]]
    elsewhere: Elsewhere
    mends: list[Mend] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def edited(form: Mapping[str, str], story: Story, given: Given | None = None, *, untitled: bool = False) -> Edited:
    """The story with what the form says and what came with it; what the form does not mention stays. Raises NotSaved.

    Only where it is `untitled` may it be without a title.
    """
    given = given or Given()
    story = head(form, story, untitled=untitled)
    do, which, to = _order(form)
    if do in ("label", LEAVE_OUT):
        label = form["do"].split(":")[2] if do == "label" else LEAVE_OUT
        form = dict(form.items()) | {f"kind-{which}": label}
    work = _Work([], Elsewhere(story))
    for n, line in enumerate(lines(story)):
        if line.picture and n in given.instead:
            line = replace(line, picture=replace(line.picture, url=given.instead[n]))
        work.became.append(_read(form, n, line, work, split=(do, which) == ("split", n)))
    row = acts.row(work.became, story.dropped)
    place = len(acts.kept(acts.row(work.became[:which], ())))
    shown = _act(row, work, do, which, to)
    if given.added:
        shown = _add(row, work, given.added, form.get("picture-below", ""))
    after = work.elsewhere.told(acts.told(row, story))
    those = acts.kept(row)
    at = those.index(shown) if shown in those else min(place, len(those) - 1) if do != "save" or given.added else None
    return Edited(after, " ".join(work.said) or "Saved.", at if those else None, work.mends)


def salvage(form: Mapping[str, str], story: Story) -> Story:
    """The story with all that the form says and that can be meant: nobody types anything twice."""
    said = dict(form.items())
    while True:
        try:
            return edited(said | {"do": ""}, story, untitled=True).story
        except NotSaved as why:
            said[why.field] = str(getattr(story, why.field, ""))


# -- what was pressed ------------------------------------------------------------------------------------------


def _order(form: Mapping[str, str]) -> tuple[str, int, int]:
    """The button's verb, the part it names, and where to; "save" for whatever is none of them."""
    verb, *rest = form.get("do", "").split(":")
    numbers = [int(one) if one.isascii() and one.isdecimal() and len(one) < 7 else -1 for one in rest]
    which, to = [*numbers, -1, -1][:2]
    if verb == "label" and len(rest) == 2 and which >= 0:
        return verb, which, to
    known = verb in ("up", "down", "to", "join", "split", "back", LEAVE_OUT) and which >= 0
    return (verb, which, to) if known else ("unappeal", 0, 0) if verb == "unappeal" else ("save", 0, 0)


def _act(row: Row, work: _Work, do: str, which: int, to: int) -> Kept | None:
    """Do it. The part to show then; None if there is none."""
    if do == "back":
        return _take_back(row, work, which)
    if do == "unappeal":
        return work.elsewhere.no_appeal(row, work.mends, work.said)
    mine = [one for one in work.became[which] if isinstance(one, Kept)] if which < len(work.became) else []
    if not mine:
        return None
    part, at = mine[0], acts.kept(row).index(mine[0])
    if do in ("up", "down", "to"):
        goal = {"up": at - 1, "down": at + 1}.get(do, to)
        acts.move(row, part, at if goal < 0 else goal)
        now = acts.kept(row).index(part)
        work.said.append(f"Part {at + 1} is part {now + 1} now." if now != at else f"It stays part {at + 1}.")
    elif do == "join" and at:
        above = acts.kept(row)[at - 1]
        if not acts.can_join(above.block, part.block):
            raise NotSaved(
                "do", f"Part {at + 1} cannot be joined with the {LABELS[above.block.kind].lower()} above it."
            )
        one = acts.join(above, part)
        row[row.index(above)] = one
        row.remove(part)
        work.said.append(f"Parts {at} and {at + 1} are one.")
        return one
    elif do == "split":
        if len(mine) < 2:
            raise NotSaved("do", f"Say where: put an empty line into part {at + 1} where it is to be split.")
        return mine[1]
    return part


def _take_back(row: Row, work: _Work, which: int) -> Kept | None:
    """What was left out is a part again, where it stood. `which` counts as the page lists them."""
    if which >= len(work.elsewhere.story.dropped):
        return None
    one = work.elsewhere.story.dropped[which]
    part = acts.taken_back(one)
    row[next(n for n, piece in enumerate(row) if piece is one)] = part
    work.said.append(f"Taken back; it is part {acts.kept(row).index(part) + 1}.")
    known_by = _known_by(one.picture) if one.picture else one.text
    if one.why == acts.LEFT_OUT:
        work.mends.append(Mend(known_by, FORGET))
    elif one.label in ("furniture", "share", "related"):
        work.mends.append(Mend(known_by, one.kind if one.kind in ("heading", "list") else "paragraph"))
    return part


def _add(row: Row, work: _Work, picture: StoryPicture, below: str) -> Kept:
    """A picture becomes a part: the first, or below one of the page's parts, counted from 1."""
    part = acts.added(picture)
    above = int(below) if below.isascii() and below.isdecimal() and len(below) < 7 else 0
    acts.put_below(row, part, work.became[:above])
    work.said.append(f"The picture is part {acts.kept(row).index(part) + 1}.")
    return part


def _known_by(picture: StoryPicture) -> str:
    """What a picture is known by when it comes again; one that came as a file never does."""
    return "" if picture.uploaded else picture.url


# -- what the form says ----------------------------------------------------------------------------------------


def _read(form: Mapping[str, str], n: int, line: Line, work: _Work, *, split: bool) -> list[Kept | Dropped]:
    """What became of the n-th part: itself, several, something left out, or nothing where it goes elsewhere."""
    block, kind = line.block, form.get(f"kind-{n}", line.block.kind)
    text = form.get(f"text-{n}", line.marks).replace("\r\n", "\n")
    if kind == LEAVE_OUT:
        work.mends.append(Mend(_known_by(line.picture) if line.picture else block.text, "furniture"))
        work.said.append(f"Part {n + 1} is left out.")
        return [acts.left_out(Kept(block, line.picture))]
    if line.picture:
        return [Kept(block, replace(
            line.picture,
            alt=one_line(form.get(f"alt-{n}", line.picture.alt)),
            credit=one_line(form.get(f"credit-{n}", line.picture.credit)),
            caption=one_line(form.get(f"caption-{n}", line.picture.caption)),
            focus=next((focus for focus in FOCUSES if focus == form.get(f"focus-{n}")), line.picture.focus),
        ))]  # fmt: skip
    typed = text.strip() != line.marks
    if not line.worded or not (split or typed or kind != block.kind):
        return [Kept(block)]
    if not text.strip():
        return [acts.left_out(Kept(block), "Emptied by you.")]
    if kind in ELSEWHERE:
        work.elsewhere.take(kind, from_marks(text, "paragraph"), n)
        work.mends.append(Mend(block.text, kind))
        work.said.append(f"Part {n + 1} is the {ELSEWHERE[kind].lower()} now." if kind == "title" else
                         f"Part {n + 1} went to {ELSEWHERE[kind]}.")  # fmt: skip
        return []
    chosen: Kind = next((known for known in KINDS if known == kind and known in WORDED), block.kind)
    apart = split or (typed and chosen in ("paragraph", "heading", "list"))
    texts = [one.strip() for one in _EMPTY_LINE.split(text.strip()) if one.strip()] if apart else [text]
    why = block.why
    if chosen != block.kind:
        why = "Labelled by you."
        work.mends.append(Mend(block.text, chosen))
        work.said.append(f"Part {n + 1} is a {LABELS[chosen].lower()} now.")
    if len(texts) > 1:
        work.said.append(f"Part {n + 1} is {len(texts)} parts now.")
    return [Kept(replace(from_marks(one, chosen), why=why)) for one in texts]

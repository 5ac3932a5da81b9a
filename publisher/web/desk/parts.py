"""The form of an article's parts as a story again, and the one act that its button named. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from publisher.editing import languages
from publisher.editing.lessons import FORGET, Mend
from publisher.sources.clean import clean_text, clean_url, one_line, warning_of
from publisher.story import FOCUSES, KINDS, LONGEST_WARNING, Dropped, Kind, Related, Story

from . import acts
from .acts import Kept, Row
from .elsewhere import Elsewhere
from .lines import ELSEWHERE, LABELS, LEAVE_OUT, WORDED, Line, lines
from .marks import from_marks

_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


class NotSaved(ValueError):
    """The form's `field` says something that cannot be meant; the sentence names it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


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


def edited(form: Mapping[str, str], story: Story, *, untitled: bool = False) -> Edited:
    """The story with what the form says; what the form does not mention stays. Raises NotSaved.

    Only where it is `untitled` may it be without a title.
    """
    story = _head(form, story, untitled=untitled)
    do, which, to = _order(form)
    if do in ("label", LEAVE_OUT):
        label = form["do"].split(":")[2] if do == "label" else LEAVE_OUT
        form = dict(form.items()) | {f"kind-{which}": label}
    work = _Work([], Elsewhere(story))
    for n, line in enumerate(lines(story)):
        work.became.append(_read(form, n, line, work, split=(do, which) == ("split", n)))
    row = acts.row(work.became, story.dropped)
    place = len(acts.kept(acts.row(work.became[:which], ())))
    shown = _act(row, work, do, which, to)
    after = work.elsewhere.told(acts.told(row, story))
    those = acts.kept(row)
    at = those.index(shown) if shown in those else min(place, len(those) - 1) if do != "save" else None
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
    known_by = one.picture.url if one.picture else one.text
    if one.why == acts.LEFT_OUT:
        work.mends.append(Mend(known_by, FORGET))
    elif one.label in ("furniture", "share", "related"):
        work.mends.append(Mend(known_by, one.kind if one.kind in ("heading", "list") else "paragraph"))
    return part


# -- what the form says ----------------------------------------------------------------------------------------


def _read(form: Mapping[str, str], n: int, line: Line, work: _Work, *, split: bool) -> list[Kept | Dropped]:
    """What became of the n-th part: itself, several, something left out, or nothing where it goes elsewhere."""
    block, kind = line.block, form.get(f"kind-{n}", line.block.kind)
    text = form.get(f"text-{n}", line.marks).replace("\r\n", "\n")
    if kind == LEAVE_OUT:
        work.mends.append(Mend(line.picture.url if line.picture else block.text, "furniture"))
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


def _head(form: Mapping[str, str], story: Story, *, untitled: bool) -> Story:
    """Title, standfirst and the other fields above and below the body. Raises NotSaved."""
    title = one_line(form.get("title", ""))
    if not title and not untitled:
        raise NotSaved("title", "The article needs a title.")
    link = form.get("canonical_url", "").strip()
    if link and not clean_url(link).startswith("http"):
        raise NotSaved(
            "canonical_url", f"“{link[:80]}” is not a link; it starts with https:// and is where the article stands."
        )
    day = form.get("published_on", "").strip()
    if day and not _is_date(day):
        raise NotSaved("published_on", f"“{day[:20]}” is not a date; write it as 2026-12-01.")
    try:
        language = languages.tag(form.get("language", "").strip() or "und")
    except languages.NoLanguage as why:
        raise NotSaved("language", str(why)) from why
    warning = warning_of(form.get("content_warning", story.content_warning))
    if len(warning) > LONGEST_WARNING or "://" in warning:
        raise NotSaved(
            "content_warning", f"A content warning is one line of up to {LONGEST_WARNING} characters without a link."
        )
    standfirst = clean_text(form.get("standfirst", "")).strip()
    return replace(
        story,
        title=title,
        standfirst=standfirst,
        standfirst_proposed=story.standfirst_proposed and standfirst == story.standfirst,
        byline=tuple(filter(None, (one_line(name) for name in form.get("byline", "").split(",")))),
        published_on=day,
        language=language,
        canonical_url=clean_url(link) if link else "",
        content_warning=warning,
        related=_related_from(form),
    )


def _related_from(form: Mapping[str, str]) -> tuple[Related, ...]:
    found = []
    for n in range(100):
        if f"related-title-{n}" not in form:
            break
        title, day = one_line(form[f"related-title-{n}"]), form.get(f"related-date-{n}", "").strip()
        url = form.get(f"related-url-{n}", "").strip()
        if day and not _is_date(day):
            raise NotSaved(f"related-date-{n}", f"“{day[:20]}” is not a date; write it as 2026-12-01.")
        if url and not clean_url(url):
            raise NotSaved(f"related-url-{n}", f"“{url[:80]}” is not a link; it starts with https://.")
        if title:
            found.append(Related(title, day, clean_url(url) if url else ""))
    return tuple(found)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

"""An article's parts as a form, and the form as a story again. Pure: no database."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup, escape

from publisher.sources.clean import clean_text, clean_url, one_line
from publisher.story import KINDS, Block, Dropped, Kind, Related, Story, StoryPicture

from .marks import from_marks, to_marks

LABELS: dict[str, str] = {
    "paragraph": "Paragraph", "heading": "Heading", "quotation": "Quotation", "pull_quote": "Pull quote",
    "list": "List", "picture": "Picture", "table": "Table", "embed": "Embed", "rule": "Line",
}  # fmt: skip
WORDED: tuple[Kind, ...] = ("paragraph", "heading", "quotation", "pull_quote", "list")
LEAVE_OUT = "out"


class NotSaved(ValueError):
    """The form's `field` says something that cannot be meant; the sentence names it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


@dataclass(frozen=True)
class Line:
    """One block as the page shows it."""

    block: Block
    picture: StoryPicture | None
    marks: str

    @property
    def kinds(self) -> tuple[str, ...]:
        return WORDED if self.block.kind in WORDED else (self.block.kind,)


def lines(story: Story) -> list[Line]:
    """The story's blocks, each picture with its block."""
    pictures = iter(story.pictures)
    return [
        Line(
            block,
            next(pictures, None) if block.kind == "picture" else None,
            to_marks(block.html) if block.kind in WORDED else "",
        )
        for block in story.blocks
    ]


def words(story: Story) -> tuple[int, int]:
    """How many words were kept, and how many there were."""
    kept = len(
        " ".join(
            [story.title, "" if story.standfirst_proposed else story.standfirst, *story.byline]
            + [block.text for block in story.blocks]
            + [related.title for related in story.related]
            + ([story.appeal.headline, *story.appeal.paragraphs] if story.appeal else [])
        ).split()
    )
    return kept, kept + sum(len(dropped.text.split()) for dropped in story.dropped)


def story_from(form: Mapping[str, str], story: Story) -> Story:
    """The story with what the form says; what the form does not mention stays. Raises NotSaved."""
    title = one_line(form.get("title", ""))
    if not title:
        raise NotSaved("title", "The article needs a title.")
    link = form.get("canonical_url", "").strip()
    if link and not clean_url(link).startswith("http"):
        raise NotSaved(
            "canonical_url", f"“{link[:80]}” is not a link; it starts with https:// and is where the article stands."
        )
    day = form.get("published_on", "").strip()
    if day and not _is_date(day):
        raise NotSaved("published_on", f"“{day[:20]}” is not a date; write it as 2026-12-01.")
    language = form.get("language", "").strip() or "und"
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language):
        raise NotSaved("language", f"“{language[:20]}” is not a language; write “en”, “ta”, “si”, “ar” …")
    standfirst = clean_text(form.get("standfirst", "")).strip()
    kept, left = _lines_from(form, lines(story))
    do, _, which = form.get("do", "").partition(":")
    dropped = list(story.dropped) + left
    if do in ("up", "down") and which.isascii() and which.isdecimal() and len(which) < 10:
        _move(kept, int(which) - len([n for n in _gone(form, len(story.blocks)) if n < int(which)]), do)
    if do == "back" and which.isascii() and which.isdecimal() and len(which) < 10 and int(which) < len(story.dropped):
        again = dropped.pop(int(which))
        kept.append((replace(from_marks(again.text, "paragraph"), why="Taken back by you."), None))
    return replace(
        story,
        title=title,
        standfirst=standfirst,
        standfirst_proposed=story.standfirst_proposed and standfirst == story.standfirst,
        byline=tuple(filter(None, (one_line(name) for name in form.get("byline", "").split(",")))),
        published_on=day,
        language=language,
        canonical_url=clean_url(link) if link else "",
        blocks=tuple(block for block, _ in kept),
        pictures=tuple(picture for _, picture in kept if picture),
        related=_related_from(form),
        dropped=tuple(dropped),
    )


def salvage(form: Mapping[str, str], story: Story) -> Story:
    """The story with all that the form says and that can be meant: nobody types anything twice."""
    said = dict(form.items())
    while True:
        try:
            return story_from(said | {"do": ""}, story)
        except NotSaved as why:
            said[why.field] = str(getattr(story, why.field, ""))


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


def _lines_from(
    form: Mapping[str, str], before: list[Line]
) -> tuple[list[tuple[Block, StoryPicture | None]], list[Dropped]]:
    kept: list[tuple[Block, StoryPicture | None]] = []
    left: list[Dropped] = []
    for n, line in enumerate(before):
        block, kind = line.block, form.get(f"kind-{n}", line.block.kind)
        text = form.get(f"text-{n}", line.marks).replace("\r\n", "\n")
        if kind == LEAVE_OUT:
            left.append(Dropped(block.text or "a " + LABELS[block.kind].lower(), "Left out by you."))
            continue
        if block.kind in WORDED and kind in WORDED and (kind != block.kind or text.strip() != line.marks):
            if not text.strip():
                left.append(Dropped(block.text, "Emptied by you."))
                continue
            chosen = next(known for known in KINDS if known == kind)
            block = replace(from_marks(text, chosen), why="Labelled by you." if kind != block.kind else block.why)
        picture = line.picture
        if picture:
            picture = replace(
                picture,
                alt=one_line(form.get(f"alt-{n}", picture.alt)),
                credit=one_line(form.get(f"credit-{n}", picture.credit)),
                caption=one_line(form.get(f"caption-{n}", picture.caption)),
            )
        kept.append((block, picture))
    return kept, left


def _gone(form: Mapping[str, str], count: int) -> list[int]:
    return [n for n in range(count) if form.get(f"kind-{n}") == LEAVE_OUT or form.get(f"text-{n}", "x").strip() == ""]


def _move(kept: list[tuple[Block, StoryPicture | None]], at: int, way: str) -> None:
    to = at - 1 if way == "up" else at + 1
    if 0 <= at < len(kept) and 0 <= to < len(kept):
        kept[at], kept[to] = kept[to], kept[at]


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

"""What editors mend, remembered: the same line is labelled that way in the next article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from publisher.models import Article, Lesson, Member
from publisher.sources.taught import AS_TAUGHT, key, recurs
from publisher.story import Story

MOST = 2_000  # lessons; the oldest go first
COMPARED = 50  # newest articles in which a whole paragraph may have stood before
FORGET = ""  # in place of a label: what was taught of this line was a slip


@dataclass(frozen=True, slots=True)
class Mend:
    """A line, and the label that an editor gave it: "furniture" for left out, "" for as if nothing had been said."""

    text: str
    label: str


def taught() -> dict[str, str]:
    """Everything taught, as plain data for `sources`: from a line's key to its label."""
    return dict(Lesson.objects.order_by("-taught_at", "-id").values_list("key", "label")[:MOST])


@transaction.atomic
def teach(mends: Iterable[Mend], article: Article, *, member: Member | None, now: datetime) -> list[Lesson]:
    """Remember what is worth it: lines that come again, never the article's title or its running text."""
    learnt: list[Lesson] = []
    for mend in mends:
        known = key(mend.text)
        if mend.label == FORGET:
            Lesson.objects.filter(key=known).delete()
        elif known and known != key(article.title) and _worth_it(mend, known, article):
            lesson, _ = Lesson.objects.update_or_create(
                key=known,
                defaults={
                    "label": mend.label, "sample": _sample(mend.text), "taught_by": member, "taught_at": now,
                    "used": 0, "last_used_on": None,
                },
            )  # fmt: skip
            learnt.append(lesson)
    if learnt:
        newest = Lesson.objects.order_by("-taught_at", "-id").values_list("id", flat=True)
        Lesson.objects.filter(id__in=list(newest[MOST:])).delete()
    return learnt


def remembered(mends: Iterable[Mend]) -> bool:
    """Whether one of these is a lesson now."""
    known = {key(mend.text): mend.label for mend in mends if mend.label}
    return any(known[one] == label for one, label in Lesson.objects.filter(key__in=known).values_list("key", "label"))


def note_use(story: Story, now: datetime) -> None:
    """Count which lessons this story was read with."""
    lines = [one.picture.url if one.picture else one.text for one in story.dropped if one.why == AS_TAUGHT]
    lines += [block.text for block in story.blocks if block.why == AS_TAUGHT]
    lines += [related.title for related in story.related]
    if story.appeal:
        lines += [story.appeal.headline, *story.appeal.paragraphs, story.appeal.call_to_action]
    keys = {key(line) for line in lines} - {""}
    Lesson.objects.filter(key__in=list(keys)[:MOST]).update(used=F("used") + 1, last_used_on=now.date())


def _worth_it(mend: Mend, known: str, article: Article) -> bool:
    return recurs(mend.text, mend.label) or (mend.label == "furniture" and _stood_elsewhere(known, article))


def _stood_elsewhere(known: str, article: Article) -> bool:
    """A paragraph that another article came with, too, is a box of the site."""
    others = Article.objects.exclude(id=article.id).exclude(canonical_url=article.canonical_url or "-")
    return any(known in _keys(story) for story in others.order_by("-id").values_list("story", flat=True)[:COMPARED])


def _keys(story: Mapping[str, list[dict[str, str]]]) -> set[str]:
    return {key(one["text"]) for one in (*story["blocks"], *story["dropped"])}


def _sample(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= 200 else said[:199] + "…"

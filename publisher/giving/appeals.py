"""Which request for donations rides on which article, and in which words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from django.db import transaction

from ..models import Appeal, Article, Newsroom, Wording
from ..story import PastedAppeal

LETTERS = 2  # a mail post carries at most so many wordings, one per reader


class NoLink(ValueError):
    """An appeal that says nowhere where to give."""


def appeal_of(article: Article) -> Appeal | None:
    """The appeal that rides on this article: its own, else the standing one; None where the article wants none."""
    if article.no_appeal:
        return None
    if article.appeal is not None and article.appeal.active:
        return article.appeal
    return Appeal.objects.filter(standing=True, active=True).first()


def wordings(article: Article, language: str) -> list[Wording]:
    """The words a mail post carries: at most two, in order of their labels; empty where no appeal rides.

    All are in one language: the story's (its exact tag, then its first part), else the newsroom's, else the first
    that there is.
    """
    appeal = appeal_of(article)
    if appeal is None:
        return []
    active = list(appeal.wordings.filter(active=True).select_related("appeal").order_by("language", "label"))
    return _in_one_language(active, [language, *Newsroom.objects.values_list("language", flat=True)])[:LETTERS]


def wording(article: Article, language: str, *, key: str) -> Wording | None:
    """The one wording that a network post carries, chosen by the post's key for life: the same at every retry.

    A hash of the key, not the post's number, decides: numbers alternate with the channels, so that each network
    would see one wording only and the two could not be compared.
    """
    choice = wordings(article, language)
    if not choice:
        return None
    return choice[int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % len(choice)]


def foreign(article: Article, language: str) -> str:
    """A sentence for the editor when the appeal speaks another language than the story; empty when it does not."""
    riding = wordings(article, language)
    if not riding or language in ("", "und") or _primary(riding[0].language) == _primary(language):
        return ""
    theirs, ours = _named(language), _named(riding[0].language)
    return f"“{riding[0].appeal}” has no words in {theirs}, so it rides in {ours}: give it a wording in {theirs}."


@dataclass(frozen=True, slots=True)
class Offer:
    """What a pasted appeal is to us.

    `wording`: we know these very words. Else `appeal`: we know where they lead, these words would be a new wording of
    it. Neither: a new appeal.
    """

    pasted: PastedAppeal
    appeal: Appeal | None = None
    wording: Wording | None = None


def offer(pasted: PastedAppeal) -> Offer:
    """Compare with what we have: the words first (spacing, case and quotes do not matter), then the link."""
    said = _essence(pasted.headline, *pasted.paragraphs)
    for known in Wording.objects.select_related("appeal").order_by("id"):
        if _essence(known.headline, known.body) == said:
            return Offer(pasted, known.appeal, known)
    place = _place(pasted.url)
    for appeal in Appeal.objects.order_by("-active", "-standing", "id"):
        if place and _place(appeal.link) == place:
            return Offer(pasted, appeal)
    return Offer(pasted)


def keep(pasted: PastedAppeal, *, language: str, link: str = "") -> Wording:
    """Make of a pasted appeal what `offer` proposed, and return its wording; twice is the same as once.

    `link` is for one that was pasted without. Raises NoLink (a sentence) when there is neither.
    """
    with transaction.atomic():
        found = offer(pasted)
        if found.wording is not None:
            return found.wording
        appeal = found.appeal
        if appeal is None:
            link = link or pasted.url
            if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).hostname:
                raise NoLink("Say where people can give: an address that starts with https://.")
            appeal = Appeal.objects.create(name=_name(pasted), link=link)
        return Wording.objects.create(
            appeal=appeal,
            label=_next_label(appeal, language),
            language=language,
            headline=pasted.headline,
            body="\n\n".join(pasted.paragraphs),
            call_to_action=pasted.call_to_action or pasted.headline,
        )


def _name(pasted: PastedAppeal) -> str:
    """As the newsroom finds it again among others: its headline, or how its words begin."""
    if pasted.headline:
        return pasted.headline[:200]
    words = " ".join([*pasted.paragraphs, pasted.call_to_action]).strip() or "Appeal"
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"


def _in_one_language(active: list[Wording], wanted: list[str]) -> list[Wording]:
    """Those in the first wanted language that any is in; else those in the language of the first."""
    spoken = [w.language.casefold() for w in active]
    for tag in (t.casefold() for t in wanted if t and t != "und"):
        same = [s for s in spoken if s == tag] or [s for s in spoken if _primary(s) == _primary(tag)]
        if same:
            return [w for w in active if w.language.casefold() == same[0]]
    return [w for w in active if w.language.casefold() == spoken[0]]


def _primary(tag: str) -> str:
    return tag.casefold().replace("_", "-").split("-")[0]


def _named(tag: str) -> str:
    """The English name of a language; its tag, where it has none."""
    try:
        return str(Locale.parse(_primary(tag)).get_display_name("en") or tag)
    except (UnknownLocaleError, ValueError):
        return tag


def _next_label(appeal: Appeal, language: str) -> str:
    taken = set(appeal.wordings.filter(language=language).values_list("label", flat=True))
    letters = [chr(ord("A") + n) for n in range(26)]
    return next(label for label in [*letters, *map(str, range(1, len(taken) + 2))] if label not in taken)


def _essence(*parts: str) -> str:
    text = unicodedata.normalize("NFKC", " ".join(parts)).casefold()
    return " ".join(re.findall(r"[\w%$€£¥]+", text))


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}" if parts.hostname else ""

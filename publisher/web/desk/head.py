"""The fields above and below an article's body: title, standfirst, byline, date, language, link, warning, related."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from publisher.editing import languages
from publisher.sources.clean import clean_text, clean_url, one_line, warning_of
from publisher.story import LONGEST_WARNING, Related, Story


class NotSaved(ValueError):
    """The form's `field` says something that cannot be meant; the sentence names it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def head(form: Mapping[str, str], story: Story, *, untitled: bool) -> Story:
    """The story with what the form says of these. Raises NotSaved."""
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

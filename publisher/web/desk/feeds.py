"""Where articles arrive by themselves: the feeds, their health, and what they ask. A worker does the looking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.editing import answers, entries, intake
from publisher.editing import feeds as following
from publisher.models import Act, Article, Feed, FeedEntry
from publisher.models.feed import ACTIVE, WAITING
from publisher.web.words import plural

from .pages import error, first_time, me, needs, once_token, posted, refuse, say, show, signed_in, whole

ASKED = 50  # entries of one question are shown
LATEST = 30
PACES = {"": "as the feed asks", "10": "10 minutes", "30": "30 minutes", "60": "hour", "240": "4 hours", "1440": "day"}


class Settings(forms.Form):
    every = forms.ChoiceField(label="Look every", choices=list(PACES.items()), required=False)
    full_text = forms.ChoiceField(label="Read the article", choices=Feed.FULL_TEXT, initial=Feed.AUTO)

    def clean_every(self) -> timedelta | None:
        said = str(self.cleaned_data["every"])
        return timedelta(minutes=int(said)) if said else None


class Add(Settings):
    address = forms.CharField(
        label="Address", max_length=600, help_text="Of the feed (RSS, Atom, JSON Feed), or of a page that names it."
    )
    field_order = ("address", "every", "full_text")


@signed_in
def feeds(request: HttpRequest) -> HttpResponse:
    return _feeds(request, Add())


def _feeds(request: HttpRequest, form: Add) -> HttpResponse:
    asked = Count("entries", filter=Q(entries__state=WAITING))
    brought = Count("entries", filter=Q(entries__article__isnull=False))
    rows = list(Feed.objects.annotate(asked=asked, brought=brought).order_by("title", "address"))
    return show(
        request, "desk/feeds.html", status=422 if form.errors else 200,
        feeds=rows, looking=_looking(rows), add=form, once=once_token(request),
    )  # fmt: skip


def _looking(rows: list[Feed]) -> set[int]:
    now = timezone.now()
    return {feed.id for feed in rows if feed.looking(now)}


@needs("follow")
@posted
def add(request: HttpRequest) -> HttpResponse:
    form = Add(request.POST)
    if form.is_valid():
        if not first_time(request):
            return redirect("feeds")
        try:
            feed = following.add(**form.cleaned_data, member=me(request), now=timezone.now())
        except following.NotAdded as why:
            form.add_error("address", str(why))
        else:
            Act.objects.create(member=me(request), verb="add feed", what=feed.address[:200])
            say(
                request,
                "Added. It is looked at now; its newest articles become drafts, and you are asked about the rest.",
            )
            return redirect("feed", feed.id)
    return _feeds(request, form)


@signed_in
def feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    found = get_object_or_404(Feed, id=feed_id)
    minutes = str(int(found.every.total_seconds() // 60)) if found.every else ""
    asked = found.entries.filter(state=WAITING).order_by("-id")
    fresh, changed = asked.filter(article__isnull=True), asked.filter(article__isnull=False)
    reading = found.entries.due(timezone.now()).count()
    return show(
        request, "desk/feed.html",
        feed=found, looking=_looking([found]), reading=reading, pace=following.pace(found),
        settings=Settings(initial={"every": minutes, "full_text": found.full_text}),
        questions=[(kind, list(rows[:ASKED]), rows.count()) for kind, rows in (("new", fresh), ("changed", changed))],
        entries=found.entries.exclude(state=WAITING).select_related("article").order_by("-changed_at", "-id")[:LATEST],
    )  # fmt: skip


@needs("write")
@posted
def look(request: HttpRequest, feed_id: int) -> HttpResponse:
    found = get_object_or_404(Feed, id=feed_id)
    if not following.look_now(found.id, timezone.now()):
        refuse(request, "It is not looked at while it is paused or gone. Resume it first.")
    return redirect("feed", found.id)


@needs("follow")
@posted
def pause(request: HttpRequest, feed_id: int) -> HttpResponse:
    found = get_object_or_404(Feed, id=feed_id)
    if following.pause(found.id, f"Paused by {me(request)}."):
        Act.objects.create(member=me(request), verb="pause", what=f"feed {found}"[:200])
        say(request, "Paused. Nothing arrives from it until somebody resumes it.")
    return redirect("feed", found.id)


@needs("follow")
@posted
def resume(request: HttpRequest, feed_id: int) -> HttpResponse:
    found = get_object_or_404(Feed, id=feed_id)
    if following.resume(found.id, timezone.now()):
        Act.objects.create(member=me(request), verb="resume", what=f"feed {found}"[:200])
        say(request, "It is looked at again.")
    return redirect("feed", found.id)


@needs("follow")
@posted
def change(request: HttpRequest, feed_id: int) -> HttpResponse:
    found, form = get_object_or_404(Feed, id=feed_id), Settings(request.POST)
    if not form.is_valid():
        refuse(request, "Not saved: choose one of the list.")
        return redirect("feed", found.id)
    Feed.objects.filter(id=found.id).update(**form.cleaned_data)
    found.refresh_from_db()
    due = (found.looked_at or timezone.now()) + following.pace(found)
    Feed.objects.filter(id=found.id, state=ACTIVE, claimed_at=None, failures=0).update(next_at=due)
    Act.objects.create(member=me(request), verb="change", what=f"feed {found}"[:200])
    say(request, "Saved.")
    return redirect("feed", found.id)


@needs("follow")
def remove(request: HttpRequest, feed_id: int) -> HttpResponse:
    """GET says what it means; POST forgets the feed. Its articles stay."""
    found = get_object_or_404(Feed, id=feed_id)
    if request.method != "POST":
        return show(request, "desk/feed_remove.html", feed=found)
    found.delete()
    Act.objects.create(member=me(request), verb="remove", what=f"feed {found}"[:200])
    say(request, f"{found} is not looked at any more. Its articles are still here.")
    return redirect("feeds")


@needs("write")
@posted
def answer(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Yes or no to what a feed asks about: the entries ticked, or all of one kind."""
    found, now = get_object_or_404(Feed, id=feed_id), timezone.now()
    ticked = [number for text in request.POST.getlist("entry") if (number := whole(text))]
    match request.POST.get("do", ""):
        case "take" if ticked:
            say(request, f"{plural(answers.take(found, ticked, now), 'entry is', 'entries are')} being read.")
        case "ignore" if ticked:
            say(request, f"{plural(answers.ignore(found, ticked, now), 'entry was', 'entries were')} ignored.")
        case "ignore all":
            kind = {"new": True, "changed": False}.get(request.POST.get("kind", ""))
            waiting = FeedEntry.objects.filter(feed=found, state=WAITING, article__isnull=kind is not False)
            done = answers.ignore(found, waiting.values_list("id", flat=True), now)
            say(request, f"{plural(done, 'entry was', 'entries were')} ignored.")
        case _:
            refuse(request, "Nothing was ticked, so nothing was done.")
    return redirect("feed", found.id)


@needs("write")
@posted
def offer(request: HttpRequest, article_id: int, entry_id: int) -> HttpResponse:
    """What becomes of a feed's newer version of an article: taken, or not."""
    kept = get_object_or_404(Article, id=article_id)
    entry = get_object_or_404(FeedEntry, id=entry_id, article=kept)
    entry.text_hash = request.POST.get("seen", "")  # the version that was shown, and no other
    now = timezone.now()
    try:
        if request.POST.get("do") == "take":
            version = whole(request.POST.get("version", ""))
            answers.accept(entry, version=version, member=me(request), now=now)
            say(request, "The feed’s version was taken. Posts that have not left want approval again.")
        elif request.POST.get("do") == "keep":
            kept_ours = answers.decline(entry, now)
            say(request, "Yours stays as it is." if kept_ours else "The feed’s version is no longer offered.")
    except intake.Stale as stale:
        return error(request, 409, "Nothing was changed.", f"{stale} Open the article again and compare anew.")
    except answers.Moot as why:
        refuse(request, f"Nothing was changed. {why}")
    return redirect("article", kept.id)


def offers(kept: Article) -> list[dict[str, Any]]:
    """What feeds offer for an article: the entry, the story, whether something was sent."""
    found = kept.feed_entries.filter(story__isnull=False).select_related("feed").order_by("id")
    sent = entries.was_sent(kept)
    return [
        {"entry": entry, "story": story, "sent": sent}
        for entry in found
        if entry.offer and (story := answers.offered(entry, kept))
    ]

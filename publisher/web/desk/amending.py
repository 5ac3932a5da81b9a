"""Correct or take down what is out: where an article is, what each network allows, one action for all, and what came
of it, alive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.channels import CHANNELS, limits
from publisher.editing import amending, notes, what_happens
from publisher.editing.approval import NotAllowed, may, who_may
from publisher.editing.schedule import Blocked, Cannot
from publisher.models import Amendment, Article, Newsroom
from publisher.models.amendment import CORRECT, DONE, FAILED, OPEN
from publisher.models.post import QUEUED, SENDING, SENT
from publisher.web.words import plural

from .differences import difference
from .pages import first_time, me, needs, once_token, part, posted, say, show, signed_in, whole

VERBS = ("correct", "take-down", "note")


@signed_in
def out(request: HttpRequest, article_id: int) -> HttpResponse:
    """Where the article is, and what may happen to it there."""
    article = get_object_or_404(Article, id=article_id)
    return show(request, "desk/out.html", article=article, who_may=who_may("approve"), **_rows(request, article))


@signed_in
def live(request: HttpRequest, article_id: int) -> HttpResponse:
    """The same rows, for htmx to look again; it stops when nothing can change by itself."""
    article = get_object_or_404(Article, id=article_id)
    return part(request, "desk/_out.html", article=article, **_rows(request, article))


def _rows(request: HttpRequest, article: Article) -> dict[str, Any]:
    there = amending.places(article)
    rows = [
        {
            "place": place,
            "known": CHANNELS[place.post.channel.kind],
            "stopped": place.last is not None and place.last.state in OPEN and _kept_by(place),
            "differs": _differs(place),
        }
        for place in there
    ]
    return {
        "rows": rows,
        "moving": any((place.last and place.last.state in OPEN) or _soon(place) for place in there),
        "to_correct": sum(place.corrects for place in there),
        "to_take_down": sum(place.takes_down for place in there),
        "notable": any(place.notable for place in there),
        "may_act": may(me(request), "approve"),
    }


def _soon(place: amending.Place) -> bool:
    return place.post.state == SENDING or bool(place.post.note and place.post.state == QUEUED)


def _differs(place: amending.Place) -> str:
    """What a correction that is done has changed."""
    last = place.last
    if last is None or (last.verb, last.state) != (CORRECT, DONE):
        return ""
    return difference(_brief(last.before), _brief(place.post.content.get("text", "")))


def _brief(text: str) -> str:
    """A post's text for people, its links without what is behind the question mark."""
    return re.sub(r"(https?://[^\s?]+)\?\S+", r"\1?…", text)


def _whole(place: amending.Place, content: Mapping[str, Any]) -> str:
    """A post's text, after its content warning where the network has a field for that."""
    channel, warning = place.post.channel, content.get("warning", "")
    apart = warning and limits(channel.kind, channel.options).count_warning
    return (f"⚠ {warning}\n\n" if apart else "") + _brief(content.get("text", ""))


def _kept_by(place: amending.Place) -> str:
    """What keeps a wanted change, in a sentence; empty if nothing does."""
    if place.post.channel.paused_at:
        return f"The channel is paused: {place.post.channel.paused_why}"
    if place.last and place.last.verb == CORRECT and Newsroom.objects.filter(stopped_at__isnull=False).exists():
        return "Everything is stopped: it goes on when somebody presses resume."
    if place.post.state != SENT:
        return "It waits until it is known whether the post is there."
    return ""


# -- the one action ----------------------------------------------------------------------------------------------


@signed_in
def confirm(request: HttpRequest, article_id: int, what: str) -> HttpResponseBase:
    """What would happen where, and a button that says so."""
    article = get_object_or_404(Article, id=article_id)
    if what not in VERBS:
        raise Http404
    return _act(request, article, what) if request.method == "POST" else _page(request, article, what)


def _page(
    request: HttpRequest, article: Article, verb: str, *, status: int = 200, why: str = "", words: str = ""
) -> HttpResponse:
    there = amending.places(article)
    happens = {"correct": what_happens.correcting, "take-down": what_happens.taking_down}.get(verb)
    lines = [
        {
            "place": place,
            "said": happens(place),
            "differs": difference(_whole(place, place.post.content), _whole(place, place.content))
            if place.then
            else "",
            "done": place.corrects if verb == "correct" else place.takes_down,
        }
        for place in there
        if happens
    ]
    ticked = set(map(whole, request.POST.getlist("note"))) if request.method == "POST" else _proposed(there, verb)
    return show(
        request,
        "desk/out_confirm.html",
        status=status,
        article=article,
        verb=verb,
        happens=[line for line in lines if line["done"]],
        stays=[line for line in lines if not line["done"]],
        own=[(place, request.POST.get(f"own-{place.post.id}", place.own)) for place in there if place.own],
        notable=[place for place in there if place.notable],
        ticked=ticked,
        button=what_happens.button(verb, there),
        typed=words,
        why=why,
        once=once_token(request),
        who_may=who_may("approve"),
    )


def _proposed(there: list[amending.Place], verb: str) -> set[int]:
    """Where a note goes unless an editor says otherwise: where the post itself cannot be changed, or was not."""
    if verb == "take-down":
        return set()
    failed = {place.post.id for place in there if place.last and place.last.state == FAILED}
    return {place.post.id for place in there if place.notable and not place.down and not place.amends} | failed


@needs("approve")
def _act(request: HttpRequest, article: Article, verb: str) -> HttpResponse:
    if not first_time(request):
        return redirect("out", article.id)
    now, member, words = timezone.now(), me(request), request.POST.get("words", "").strip()
    chosen = list(map(whole, request.POST.getlist("note")))
    try:
        with transaction.atomic():
            done = []
            wanted = {place.post.id for place in amending.places(article) if place.notable} & set(chosen)
            if verb == "take-down":
                done = amending.take_down(article.id, member=member, now=now)
            elif verb == "correct":
                amending.own_words(article.id, _own(request), member=member)
            if verb == "correct" and not (words and wanted and not _corrects(article)):
                done = amending.correct(article.id, member=member, now=now)
            sent = notes.send(wanted, words, member=member, now=now) if words or verb == "note" else []
    except (Blocked, Cannot, NotAllowed) as why:
        return _page(request, article, verb, status=409, why=str(why), words=words)
    say(request, _summary(verb, len(done), len(sent)))
    return redirect("out", article.id)


def _own(request: HttpRequest) -> dict[int, str]:
    """The words of an editor's own that the form brought, by post."""
    names = [name for name in request.POST if name.startswith("own-")]
    return {whole(name.removeprefix("own-")): str(request.POST.get(name, "")) for name in names}


def _corrects(article: Article) -> bool:
    return any(place.corrects for place in amending.places(article))


def _summary(verb: str, done: int, sent: int) -> str:
    """What was set going."""
    what = {"correct": "corrected", "take-down": "taken down"}.get(verb, "")
    said = [f"{plural(done, 'post')} {'is' if done == 1 else 'are'} being {what}"] if done else []
    said += [f"{sent} correction {'note is' if sent == 1 else 'notes are'} on the way"] if sent else []
    return f"{', and '.join(said).capitalize()}. What comes of it stands below."


@needs("approve")
@posted
def by_hand(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """One that failed, and that somebody did on the network."""
    one = get_object_or_404(Amendment.objects.select_related("post"), id=amendment_id)
    amending.by_hand(one.id, member=me(request), now=timezone.now())
    say(request, "Noted that it was done by hand.")
    return redirect("out", one.post.article_id)


@needs("approve")
@posted
def again(request: HttpRequest, amendment_id: int) -> HttpResponse:
    """One that failed, once more."""
    one = get_object_or_404(Amendment.objects.select_related("post"), id=amendment_id)
    amending.again(one.id, member=me(request), now=timezone.now())
    say(request, "It is tried again.")
    return redirect("out", one.post.article_id)

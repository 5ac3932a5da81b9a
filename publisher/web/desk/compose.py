"""An article's posts as readers will see them, and what the editor changes of each."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from publisher.channels import CHANNELS, limits
from publisher.editing import correction, posts, schedule
from publisher.giving import appeals
from publisher.models import Article, Picture, Post, Subscription, Wording
from publisher.models.post import CANCELLED, DRAFT, OPEN
from publisher.rendering import fit, personal
from publisher.sources.clean import clean_text
from publisher.web.security import LETTER_POLICY
from publisher.web.words import outlet

from . import unsaved
from .pages import me, needs, part, posted, say, show, whole
from .testing import reader_values, send_test

A_READER = {"name": "Amina Perera", "address": "reader@example.org"}  # the preview's, never a real one


@needs("write")
def article_posts(request: HttpRequest, article_id: int) -> HttpResponse:
    return _all_posts(request, get_object_or_404(Article.objects.select_related("edited_by"), id=article_id))


def _all_posts(request: HttpRequest, article: Article, *, status: int = 200, overtaken: int = 0) -> HttpResponse:
    """The page; `overtaken` is the post whose text somebody else changed while this request's was typed."""
    drafts = _posts(article)
    if not drafts:
        return redirect("article", article.id)
    shown = [_shown(post) | _typed(request, post, overtaken=post.id == overtaken) for post in drafts]
    now = timezone.now()
    open_ones = [one for one in shown if one["post"].state in OPEN]
    heads = [
        one["post"]
        for one in open_ones
        if (one["post"].follows_id is None or one["post"].note) and one["post"].state == DRAFT
    ]
    return show(
        request,
        "desk/posts.html",
        status=status,
        article=article,
        editing=unsaved.editing(request, article),
        shown=shown,
        blocked=[check for one in open_ones for check in one["blocked"]],
        heads=heads,
        slots={post.id: schedule.next_slot(post.channel, now) for post in heads},
        grace=int(settings.GRACE_SECONDS.total_seconds()),
    )


def _posts(article: Article) -> list[Post]:
    return list(
        Post.objects.select_related("channel", "article", "mailing_list", "follows", "wording")
        .filter(article=article)
        .exclude(state=CANCELLED)
        .order_by("-edition", "channel_id", "part", "id")
    )


def _shown(post: Post) -> dict[str, Any]:
    preview = posts.preview(post)
    story = post.article.read() if post.article else None
    return {
        "post": post,
        "network": CHANNELS[post.channel.kind].name,
        "preview": preview,
        "blocked": [check for check in preview["checks"] if check["level"] == "blocked"],
        "wordings": appeals.wordings(post.article, story.language) if post.article and story else [],
        "own": post.override or _common_words(preview),
        "was": _mark(post.override),
        "readers": readers(post),
        "count": _count(preview),
        "texts": [_as_text(letter) for letter in preview["letters"]],
        "thumbs": _thumbs(post),
        "covers": post.channel.kind != "mail" and limits(post.channel.kind, post.channel.options).covers,
        "sends_card": post.channel.kind != "mail" and limits(post.channel.kind, post.channel.options).sends_card,
    }


def _typed(request: HttpRequest, post: Post, *, overtaken: bool) -> dict[str, Any]:
    """What was typed into the post's text and is not used yet, if that is something else than what it says."""
    if overtaken:
        text = _own(request.POST)
        return {"unsaved": unsaved.fields(request, "post", post.id), "typed": text, "overtaken": True}
    row, typed = unsaved.restored(request, "post", post.id) or (None, QueryDict())
    text = _own(typed)
    if row is None or post.state not in OPEN or text == post.override:
        return {"unsaved": unsaved.fields(request, "post", post.id), "typed": "", "overtaken": False}
    return {"unsaved": unsaved.fields(request, "post", post.id, row), "typed": text, "overtaken": False}


def _own(form: QueryDict) -> str:
    return clean_text(form.get("text", "")).strip()


def _mark(text: str) -> str:
    """Knows a text again, in a form's field."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _count(preview: dict[str, Any]) -> dict[str, Any]:
    part = preview["parts"][0] if preview["parts"] else {"length": 0, "limit": 0}
    return {"length": part["length"], "limit": part["limit"], "over": part["length"] > part["limit"]}


def _as_text(letter: dict[str, Any]) -> str:
    return personal.fill(letter["text"], reader_values(letter, **A_READER), nonce=letter["nonce"], html=False)


def readers(post: Post) -> int:
    """How many are on the post's list now; who leaves before it goes gets nothing. Of a correction, the rest."""
    if post.corrects is not None:
        return correction.rest(post.corrects)
    return Subscription.objects.filter(mailing_list=post.mailing_list_id, state=Subscription.ACTIVE).count()


def _common_words(preview: dict[str, Any]) -> str:
    """The article's words in a post, without the warning, the link and the appeal that go along by themselves."""
    if not preview["parts"]:
        return ""
    first = preview["parts"][0]
    return str(first["text"]).removeprefix(first["head"]).lstrip().partition("\n\n")[0]


def _thumbs(post: Post) -> dict[str, Picture]:
    ready = post.article.files.filter(state=Picture.READY) if post.article else Picture.objects.none()
    return {picture.source_url: picture for picture in ready}


# -- the letter, in a frame of its own -----------------------------------------------------------------------


@needs("write")
def letter(request: HttpRequest, post_id: int, number: int) -> HttpResponse:
    """The mail as a reader gets it, at an address of its own; nothing in it runs and its links lead nowhere new."""
    post = get_object_or_404(Post.objects.select_related("channel", "article", "mailing_list"), id=post_id)
    letters = posts.preview(post)["letters"]
    if number >= len(letters):
        raise Http404
    shown = letters[number]
    html = personal.fill(shown["html"], reader_values(shown, **A_READER), nonce=shown["nonce"], html=True)
    return framed(_with_our_pictures(html))


def framed(html: str) -> HttpResponse:
    """Foreign or mailed HTML as a document that cannot do anything."""
    return HttpResponse(html, headers={"Content-Security-Policy": LETTER_POLICY, "Cache-Control": "no-store"})


def _with_our_pictures(html: str) -> str:
    """A sandboxed frame has no session, and pictures are not public before release: their addresses carry a pass."""

    def passed(found: re.Match[str]) -> str:
        return reverse("picture-preview", args=[signing.dumps(found[1], salt="picture")])

    return re.sub(rf"{re.escape(settings.SITE_URL)}/pictures/([\w.-]+)", passed, html)


def picture_preview(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        name = str(signing.loads(token, salt="picture", max_age=3600))
    except signing.BadSignature:
        raise Http404 from None
    picture = get_object_or_404(Picture, file=name, state=Picture.READY)
    path = settings.MEDIA_ROOT / picture.file
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type=picture.media_type)


# -- what the editor changes ---------------------------------------------------------------------------------


@needs("write")
@posted
def own_text(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _open_post(post_id)
    text, said = _own(request.POST), "your own text was saved."
    match request.POST.get("do"):
        case "common":
            text, said = "", "back to the common text."
        case "shorten":
            room = posts.count(post, text)["limit"]
            short = fit.shorten(text, room=room, count=lambda words: int(posts.count(post, words)["length"]))
            text, said = short or text, "shortened; link and appeal were kept."
    fresh = request.POST.get("was", _mark(post.override)) == _mark(post.override)
    if not (fresh and posts.override(post.id, text, me(request), before=post.override)):
        article = get_object_or_404(Article.objects.select_related("edited_by"), posts=post_id)
        return _all_posts(request, article, status=409, overtaken=post_id)
    unsaved.done(request, "post", post.id)
    say(request, f"{outlet(post.channel)}: {said}")
    return _back(post)


@needs("write")
@posted
def count(request: HttpRequest, post_id: int) -> HttpResponse:
    """How long the post would be; the worker's own count, for the page, as one types."""
    post = get_object_or_404(Post.objects.select_related("channel", "article", "follows"), id=post_id)
    return part(request, "desk/_count.html", count=posts.count(post, _own(request.POST)), post=post)


@needs("write")
@posted
def wording(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _open_post(post_id)
    chosen = Wording.objects.filter(id=whole(request.POST.get("wording", ""))).first()
    posts.choose_wording(post.id, chosen.id if chosen else None, me(request))
    say(request, f"{outlet(post.channel)}: the appeal’s words were chosen.")
    return _back(post)


@needs("write")
@posted
def test_letter(request: HttpRequest, post_id: int) -> HttpResponse:
    """This letter to the member's own address, marked [TEST]; it is counted nowhere."""
    post = get_object_or_404(Post.objects.select_related("channel", "article", "mailing_list"), id=post_id)
    say(request, send_test(post, me(request).email))
    return _back(post)


def _open_post(post_id: int) -> Post:
    post = get_object_or_404(Post.objects.select_related("channel", "article", "follows"), id=post_id)
    if post.state not in OPEN:
        raise schedule.Cannot(
            f"The post for {outlet(post.channel)} is {post.state}; its text can no longer be changed."
        )
    return post


def _back(post: Post) -> HttpResponse:
    return redirect(reverse("posts", args=[post.article_id]) + f"#post-{post.id}")

"""From a paste, a link or a file to an article."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from publisher.editing import incoming, intake, lessons
from publisher.models import Article, Incoming
from publisher.outside import Forbidden
from publisher.sources import page, paste
from publisher.story import Story

from . import unsaved
from .pages import first_time, me, needs, once_token, show

MOST_BYTES = 5 * 1024 * 1024
TOO_BIG = "That is more than 5 MB. Paste the article’s text without its pictures’ data, or give its link."


@needs("write")
def new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return new_form(request)
    try:
        if link := _only_a_link(request):
            return _have_read(request, link)
        story = _read(request)
    except (paste.NotAnArticle, Forbidden) as why:
        return new_form(request, status=422, why=str(why))
    again = request.POST.get("again") == "yes"
    if not first_time(request):
        article = Article.objects.filter(created_by=me(request), text_hash=intake.text_hash(story)).last()
        return redirect("article", article.id) if article else redirect("home")
    try:
        article = intake.keep(story, member=me(request), again=again)
    except intake.Known as known:
        return new_form(request, status=409, known=known.article)
    intake.ride(article, story, member=me(request))
    unsaved.done(request, "new", 0)
    return redirect("article", article.id)


def new_form(
    request: HttpRequest, *, status: int = 200, why: str = "", known: Article | None = None, link: str = ""
) -> HttpResponse:
    found = unsaved.restored(request, "new", 0) if request.method == "GET" and not link else None
    row, typed = found or (None, request.POST)
    text = typed.get("text", "")
    return show(
        request,
        "desk/article_new.html",
        status=status,
        why=why,
        known=known,
        text=text if len(text) < 200_000 else "",
        html=typed.get("html", "") if known or row else "",
        link=link or typed.get("link", ""),
        unread=bool(link),
        once=once_token(request),
        unsaved=unsaved.fields(request, "new", 0, row),
        again=bool(row),
    )


def _only_a_link(request: HttpRequest) -> str:
    """The link that came without the article itself; else empty."""
    if request.FILES.get("file") or request.POST.get("text", "").strip() or request.POST.get("html", "").strip():
        return ""
    return request.POST.get("link", "").strip()


def _have_read(request: HttpRequest, link: str) -> HttpResponse:
    """A worker reads it; the page that waits for that leads on. Raises Forbidden."""
    again = request.POST.get("again") == "yes"
    with transaction.atomic():  # a second click finds the first one's row; a link that is none uses up no token
        if first_time(request):
            given = incoming.add(link, member=me(request), again=again, now=timezone.now())
            unsaved.done(request, "new", 0)
            return redirect("article-reading", given.id)
    before = Incoming.objects.filter(member=me(request), link=link).last()
    return redirect("article-reading", before.id) if before else redirect("home")


def _read(request: HttpRequest) -> Story:
    text, html = request.POST.get("text", ""), request.POST.get("html", "")
    taught = lessons.taught()
    link = request.POST.get("link", "").strip()
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        return _read_upload(upload, link, taught)
    if len(text.encode("utf-8", "replace")) > MOST_BYTES or len(html.encode("utf-8", "replace")) > MOST_BYTES:
        raise paste.NotAnArticle(TOO_BIG)
    if html.strip():
        return page.read_paste(html, html=True, url=link, taught=taught, pictures=True)
    return page.read_paste(text, url=link, taught=taught)


def _read_upload(upload: UploadedFile, link: str, taught: Mapping[str, str]) -> Story:
    """The article in a file; its own link, if one is given, is the article's. Raises NotAnArticle."""
    data = upload.read(page.MOST_FILE_BYTES + 1)
    return page.read_named(data, name=upload.name or "", url=link, taught=taught, pictures=True)

"""What is typed is kept at once: the address that a form's page tells, and what the page says then."""

from __future__ import annotations

import re
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string

from publisher.editing import unsaved
from publisher.models import Article, Newsroom, Unsaved
from publisher.story import Story
from publisher.web.words import clock, since

from .pages import me, needs, posted, say, whole

NOT_KEPT = ("csrfmiddlewaretoken", "once", "do", "again", "page", "takes")
HERE = {
    "new": "Nothing is lost if this page is closed.",
    "article": "For you alone, until you save.",
    "post": "For you alone, until you use it.",
}


def place(kind: str, number: int) -> str:
    return f"{kind}/{number}"


@needs("write")
def keep(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """GET: a fresh token for a page that outlived its session. POST: keep the form. Answers JSON with what to say."""
    article = _article(kind, number)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    form = request.POST.copy()
    for name in NOT_KEPT:
        form.pop(name, None)
    now, member = timezone.now(), me(request)
    page, takes = _page(request)
    try:
        unsaved.keep(member, place(kind, number), form.urlencode(), page=page, takes=takes, article=article, now=now)
    except unsaved.TooLong as why:
        return JsonResponse({"said": str(why)}, status=413)
    said = [f"Saved {clock(now, Newsroom.objects.get().zone)}. {HERE[kind]}"]
    if article:
        said += editing(request, article)
        if kind == "article" and article.version != whole(form.get("version", "")):
            said.append(newer(article))
    return JsonResponse({"said": " ".join(said)})


def _article(kind: str, number: int) -> Article | None:
    """The article that a form belongs to; none yet for a new one."""
    if (kind, number) == ("new", 0):
        return None
    rows = Article.objects.filter(id=number) if kind == "article" else Article.objects.filter(posts=number)
    if kind not in HERE or not (found := rows.select_related("edited_by").first()):
        raise Http404
    return found


@needs("write")
@posted
def drop(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Take what was typed off the form again."""
    article = _article(kind, number)
    unsaved.drop(me(request), place(kind, number), page="", takes=request.POST.get("takes", ""))
    say(request, "What you had typed was dropped.")
    match kind:
        case "article":
            return redirect("article", number)
        case "post" if article:
            return redirect("posts", article.id)
        case _:
            return redirect("article-new")


def editing(request: HttpRequest, article: Article) -> list[str]:
    """Who else is at it, a sentence each."""
    now = timezone.now()
    return [
        f"{one.member} is editing {'this article' if one.place.startswith('article') else 'a post of this article'}, "
        f"too (typed {since(one.typed_at, now)}, not saved yet)."
        for one in unsaved.editors(article, me(request), now)
    ]


def newer(article: Article) -> str:
    return (
        f"{article.edited_by or 'Somebody'} saved this article while you typed: when you save, you see both, and "
        "nothing is overwritten."
    )


def restored(request: HttpRequest, kind: str, number: int) -> tuple[Unsaved, QueryDict] | None:
    """What this member typed into that form and did not save, with the form as it stood."""
    row = unsaved.newest(me(request), place(kind, number))
    return (row, QueryDict(row.form, encoding="utf-8")) if row else None


def fields(request: HttpRequest, kind: str, number: int, row: Unsaved | None = None) -> dict[str, Any]:
    """What a form carries so that it can be kept: its address, its page's name, and the row whose words it shows."""
    page, takes = _page(request)
    row = row or unsaved.shown(me(request), place(kind, number), page=page, takes=takes)
    return {
        "kind": kind,
        "number": number,
        "page": get_random_string(22),
        "takes": f"{row.id}:{row.saves}" if row else "",
        "since": row.typed_at if row else None,
    }


def done(request: HttpRequest, kind: str, number: int) -> None:
    """The form of this request was saved."""
    page, takes = _page(request)
    unsaved.drop(me(request), place(kind, number), page=page, takes=takes)


def _page(request: HttpRequest) -> tuple[str, str]:
    """The name of the page that a form stands on, and the row whose words it began with."""
    return re.sub(r"[^A-Za-z0-9]", "", request.POST.get("page", ""))[:32], request.POST.get("takes", "")


def signed(story: Story) -> str:
    """A story as a form's field: what the form was made from, where that is not what the article says."""
    return signing.dumps(story.to_json(), salt="base", compress=True)


def base(form: QueryDict) -> Story | None:
    """The story that this form carries; None if it carries none that is ours."""
    try:
        return Story.from_json(signing.loads(form.get("base", ""), salt="base"))
    except signing.BadSignature:
        return None

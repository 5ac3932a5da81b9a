"""An article's parts on one page, and every edit of them; how they came here is in new_article.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from publisher.editing import intake, languages, lessons, posts
from publisher.giving import appeals
from publisher.models import Appeal, Article, Channel, MailingList, Picture, Post, Unsaved
from publisher.models.post import LIVE
from publisher.story import FOCUSES, UPLOADED, Story

from . import adding, unsaved
from .acts import can_join
from .differences import differences
from .feeds import offers
from .head import NotSaved
from .lines import KEYED, USUAL, lines, words
from .pages import me, needs, posted, refuse, say, show, whole
from .parts import edited, salvage


@needs("write")
def article(request: HttpRequest, article_id: int) -> HttpResponse:
    kept = get_object_or_404(Article, id=article_id)
    if request.method != "POST":
        return _restored(request, kept) or _parts(request, kept, kept.read(), kept.version)
    version = whole(request.POST.get("version", ""))
    stood = _version(kept, version)
    if stood is None:
        return _parts(request, kept, kept.read(), kept.version, status=409, why="This page was too old to be saved.")
    before = unsaved.base(request.POST) or stood
    try:
        done = edited(request.POST, before)
        if given := adding.given(request):
            done = edited(request.POST, before, given)
        story, saved = done.story, kept
        if story != stood:
            saved = intake.edit(kept.id, version=version, story=story, member=me(request), mends=done.mends)
        _choose_appeal(request, saved, story, fresh=saved is not kept or version == kept.version)
    except NotSaved as why:
        mine, adds = salvage(request.POST, before), adding.typed(request.POST, why)
        return _parts(request, kept, mine, version, status=422, why=str(why), adds=adds)
    except appeals.NoLink as why:
        return _parts(request, saved, story, saved.version, status=422, why=str(why), no_link=True)
    except intake.Stale as stale:
        return _stale(request, stale.article, story)
    unsaved.done(request, "article", saved.id)
    if given and given.added:
        adding.want_again(saved, given.added)
    if request.POST.get("do", "").startswith("fetch:"):
        failed = saved.files.filter(state=Picture.FAILED).exclude(source_url__startswith=UPLOADED)
        failed.update(state=Picture.WANTED, why="")
        saved.posts.render_anew()
    if request.POST.get("do") == "posts":
        return _make_posts(request, saved)
    said = done.said
    if lessons.remembered(done.mends):
        said += " The next article with these words is read that way, too."
    if request.headers.get("X-Parts"):  # asked by parts.js, which shows the page in place and keeps the focus
        adds = {} if given and given.added else adding.typed(request.POST)
        return _parts(request, saved, saved.read(), saved.version, told=said, shown=done.shown, adds=adds)
    say(request, said)
    anchor = f"#part-{done.shown + 1}" if done.shown is not None else ""
    return redirect(reverse("article", args=[saved.id]) + anchor)


def _restored(request: HttpRequest, kept: Article) -> HttpResponse | None:
    """The page with what this member typed and did not save; None if that is nothing else than what is saved.

    What was typed on an older version is offered above what is saved, and shown when it is asked for.
    """
    row, typed = unsaved.restored(request, "article", kept.id) or (None, QueryDict())
    version = whole(typed.get("version", ""))
    before = unsaved.base(typed) or _version(kept, version)
    if row is None or before is None:
        return None
    story = salvage(typed, before)
    adds = adding.typed(typed)
    if story == kept.read() and not adds and typed.get("appeal", "") in ("", _rides(kept)):
        return None
    if version != kept.version and request.GET.get("typed") != str(row.id):
        return _parts(request, kept, kept.read(), kept.version, older=row)
    return _parts(request, kept, story, version, typed=typed, row=row, adds=adds)


def _version(kept: Article, version: int) -> Story | None:
    """The story that the form was made from."""
    if not version:
        return None
    if version == kept.version:
        return kept.read()
    # A change of the appeal makes a new version without a new text: then the newest text before it is meant.
    old = kept.history.filter(version__gte=version).order_by("version").first()
    return Story.from_json(old.story) if old else kept.read()


def _stale(request: HttpRequest, theirs: Article, mine: Story) -> HttpResponse:
    """Somebody saved in between: nothing is overwritten; the page holds my words and shows the difference."""
    return _parts(
        request, theirs, mine, theirs.version, status=409, stale=differences(mine, theirs.read()),
        why=f"{theirs.edited_by or 'Somebody'} saved this article while you were editing it. Nothing of yours was "
        "saved yet, and nothing of theirs was overwritten.",
    )  # fmt: skip


def _choose_appeal(request: HttpRequest, kept: Article, story: Story, *, fresh: bool) -> None:
    """Raises Stale if the form is not `fresh` and would undo what somebody else chose, NoLink (a sentence)."""
    choice = request.POST.get("appeal", "")
    if choice == "found" and story.appeal:
        wording = appeals.keep(
            story.appeal, language=story.language if story.language != "und" else "en",
            link=request.POST.get("appeal_link", "").strip(),
        )  # fmt: skip
        choice = str(wording.appeal_id)
    none = choice == "none"
    chosen = Appeal.objects.filter(id=whole(choice)).first()
    if choice and (none != kept.no_appeal or (not none and chosen != kept.appeal)):
        if not fresh:
            raise intake.Stale(kept)
        intake.choose_appeal(kept.id, appeal=chosen, none=none, member=me(request))


def _make_posts(request: HttpRequest, kept: Article) -> HttpResponse:
    """Draft posts for the channels ticked; one that has a live post was ticked as *again* and gets a new edition."""
    wanted = list(Channel.objects.filter(deleted_at__isnull=True, id__in=map(whole, request.POST.getlist("channel"))))
    live = set(Post.objects.filter(article=kept, state__in=sorted(LIVE)).values_list("channel_id", flat=True))
    if not wanted and not live:
        say(request, "Saved. Choose at least one channel to make posts for.")
        return redirect("article", kept.id)
    chosen = MailingList.objects.filter(id=whole(request.POST.get("mailing_list", ""))).first()
    fresh = [channel for channel in wanted if channel.id not in live]
    repeated = [channel for channel in wanted if channel.id in live]
    try:
        posts.prepare(kept, fresh, member=me(request), mailing_list=chosen)
        posts.prepare(kept, repeated, member=me(request), mailing_list=chosen, again=True)
    except posts.AlreadyLive as why:
        refuse(request, str(why))
    return redirect("posts", kept.id)


def _parts(
    request: HttpRequest,
    kept: Article,
    story: Story,
    version: int,
    *,
    status: int = 200,
    why: str = "",
    stale: Sequence[tuple[str, str]] = (),
    no_link: bool = False,
    told: str = "",
    shown: int | None = None,
    typed: QueryDict | None = None,
    row: Unsaved | None = None,
    older: Unsaved | None = None,
    adds: Mapping[str, str] | None = None,
) -> HttpResponse:
    before = words(story)
    offered = [offer | {"differences": differences(offer["story"], kept.read())} for offer in offers(kept)]
    if typed is None:  # what was chosen on a page that is refused stays chosen
        typed = request.POST if status == 422 else QueryDict()
    channels = Channel.objects.filter(deleted_at__isnull=True).order_by("id")
    live = Post.objects.filter(article=kept, state__in=sorted(LIVE), part=0, note="")
    return show(
        request,
        "desk/article.html",
        status=status,
        article=kept,
        story=story,
        version=version,
        lines=lines(story),
        keyed=[f"{n} {label.lower()}" for n, label in enumerate(KEYED, 1)],
        usual=USUAL,
        can_join=can_join,
        focuses=FOCUSES,
        adds=adds or {},
        taken=adding.TAKEN,
        told=told,
        shown=shown,
        words_kept=before[0],
        words_given=before[1],
        files={picture.source_url: picture for picture in kept.files.all()},
        appeals=Appeal.objects.filter(active=True).order_by("-standing", "name"),
        offer=appeals.offer(story.appeal) if story.appeal else None,
        foreign=appeals.foreign(kept, story.language),
        languages=languages.spoken(),
        channels=channels,
        lists=MailingList.objects.order_by("name"),
        live={post.channel_id: post for post in live},
        why=why,
        stale=stale,
        offers=offered,
        arrived=kept.feed_entries.select_related("feed").order_by("id").first(),
        chosen=typed.get("appeal", _rides(kept)),
        appeal_link=typed.get("appeal_link", ""),
        unticked={str(channel.id) for channel in channels} - set(typed.getlist("channel")) if typed else set(),
        chosen_list=typed.get("mailing_list", ""),
        no_link=no_link,
        unsaved=unsaved.fields(request, "article", kept.id, row),
        again=bool(row),
        older=older,
        base=unsaved.signed(story) if story != _version(kept, version) else "",
        editing=unsaved.editing(request, kept),
        newer=unsaved.newer(kept) if row and version != kept.version else "",
    )


def _rides(kept: Article) -> str:
    """The choice of the form that is in force: which appeal rides on this article."""
    return "none" if kept.no_appeal else str(kept.appeal_id or "standing")


@needs("write")
@posted
def discard(request: HttpRequest, article_id: int) -> HttpResponse:
    """Remove an article that no post was ever made of."""
    kept = get_object_or_404(Article, id=article_id)
    if kept.posts.exists():
        refuse(request, "This article has posts, so it is kept with what became of them. Cancel its posts instead.")
        return redirect("article", kept.id)
    intake.discard(kept)
    say(request, f"“{kept.title[:120]}” was discarded.")
    return redirect("home")

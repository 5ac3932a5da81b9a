"""The mails of one newsletter: those in question, those that failed and why, and the whole book as a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.models import Event, Outcome, Post, Subscriber
from publisher.models.event import BOUNCED, COMPLAINED
from publisher.models.ledger import ACCEPTED, DEFERRED, UNSURE
from publisher.models.post import SENDING, SENT
from publisher.responses import reasons, report, table
from publisher.sending import pardon
from publisher.sending.again import try_again
from publisher.web.words import plural

from .pages import me, needs, posted, say, show, whole

SHOWN = 100  # mails on a page
FIRST = 5  # of each reason, beside the others
KINDS = {
    DEFERRED: "deferred: tried again later",
    UNSURE: "uncertain: may have arrived when something broke",
}
CAME_BACK = {
    "bounced": (BOUNCED, "bounced: servers gave them back after they had left"),
    "complained": ((COMPLAINED,), "called spam: these readers get nothing more"),
}


@needs("approve")
def mails(request: HttpRequest, post_id: int, kind: str) -> HttpResponse:
    """The mails of one newsletter that are deferred or uncertain now, may have arrived twice, or came back."""
    post, after = _post(post_id), whole(request.GET.get("after", ""))
    if kind == "left":
        gone = report.with_last_words(post, (ACCEPTED, UNSURE)).filter(sequence__gt=after)
        sequences = list(gone.values_list("sequence", flat=True)[: SHOWN + 1])
        title = "what has left: accepted by the mail server, or perhaps"
    elif kind == "twice":
        sequences = [number for number in report.possibly_twice(post) if number > after][: SHOWN + 1]
        title = "possibly twice: on the wire when something broke"
    elif kind in CAME_BACK:
        kinds, title = CAME_BACK[kind]
        back = Event.objects.filter(post=post, kind__in=kinds, sequence__gt=after).order_by("sequence", "at")
        last = {event.sequence: event for event in back[: 2 * SHOWN]}  # a mail may bounce softly, and then for good
        listed = _listed(post, list(last)[: SHOWN + 1], SHOWN)
        listed["rows"] = [(number, reader, _as_outcome(last[number])) for number, reader, _ in listed["rows"]]
        return show(request, "desk/mails.html", post=post, title=title, after=after, **listed)
    elif kind in KINDS:
        found = report.with_last_word(post, kind).filter(sequence__gt=after)
        sequences = list(found.values_list("sequence", flat=True)[: SHOWN + 1])
        title = KINDS[kind]
    else:
        raise Http404
    listed = _listed(post, sequences, SHOWN)
    return show(request, "desk/mails.html", post=post, title=title, after=after, **listed)


@needs("approve")
def failed(request: HttpRequest, post_id: int) -> HttpResponse:
    """The mails that failed, by reason; of one reason (?reason=) all of them, a page at a time."""
    post, after = _post(post_id), whole(request.GET.get("after", ""))
    wanted = request.GET.get("reason", "")
    shown = SHOWN if wanted else FIRST
    groups = []
    for reason, count, found in reasons.failed(post):
        if wanted in ("", reason.key):
            found = found.filter(sequence__gt=after if wanted else 0)
            sequences = list(found.values_list("sequence", flat=True)[: shown + 1])
            groups.append({"reason": reason, "count": count, **_listed(post, sequences, shown)})
    return show(
        request, "desk/failed.html", post=post, groups=groups, wanted=wanted, after=after,
        goes=post.state in (SENDING, SENT) and not post.channel.deleted_at,
        suppressed=pardon.suppressed_by(post).count(),
    )  # fmt: skip


@needs("approve")
@posted
def again(request: HttpRequest, post_id: int) -> HttpResponse:
    """Those that failed for one reason go again."""
    done = try_again(_post(post_id).id, request.POST.get("reason", ""), member=me(request), now=timezone.now())
    words = [f"{plural(done.again, 'mail goes', 'mails go')} again."]
    if done.left:
        words.append(f"{plural(done.left, 'reader has', 'readers have')} left or been suppressed meanwhile: not tried.")
    if done.busy:
        words.append(f"{plural(done.busy, 'mail is', 'mails are')} in a worker’s hands: press again in a minute.")
    say(request, " ".join(words))
    return redirect("mails-failed", post_id)


@needs("approve")
@posted
def ledger(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """The whole book of a newsletter as a CSV file, written as it is read."""
    post = _post(post_id)
    name = f"newsletter-{post.id}.csv"
    return StreamingHttpResponse(
        table.noted(post, me(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _post(post_id: int) -> Post:
    posts = Post.objects.select_related("article", "channel").filter(channel__kind="mail")
    return get_object_or_404(posts, id=post_id)


def _as_outcome(event: Event) -> Outcome:
    """What came back, as a row shows it."""
    return Outcome(kind=event.kind, reply=f"{event.code} {event.words}".strip(), at=event.at)


def _listed(post: Post, sequences: Sequence[int], most: int) -> dict[str, Any]:
    """Rows of (sequence, address, last outcome) for a page, and after which number the next page begins; 0: none."""
    numbers = dict(post.messages.filter(sequence__in=sequences[:most]).values_list("sequence", "subscriber"))
    addresses = dict(Subscriber.objects.filter(id__in=numbers.values()).values_list("id", "address"))
    outcomes = Outcome.objects.filter(post=post, sequence__in=list(numbers)).order_by("attempt")
    last = {outcome.sequence: outcome for outcome in outcomes}
    rows = [
        (sequence, addresses.get(number, "a reader who was erased"), last.get(sequence))
        for sequence, number in sorted(numbers.items())
    ]
    return {"rows": rows, "next": sequences[most - 1] if len(sequences) > most else 0}

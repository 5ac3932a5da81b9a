"""Connected outlets: their health, what members choose, their standing times; connecting and parting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify

from publisher.channels import CHANNELS
from publisher.editing import costs
from publisher.models import Act, Channel, Post, Slot
from publisher.models.post import CANCELLED, HELD, OPEN, QUEUED, SENDING
from publisher.web.words import DAYS

from . import testing
from .choosing import MailOptions, NewSlot, Options
from .connecting import FORMS, SECRET
from .mailboxes import form_of
from .pages import error, me, needs, posted, refuse, say, show, signed_in, whole

# What connecting again changes of a channel.
CONNECTED = ["name", "mailing_list", "credentials_locked", "paused_at", "paused_reason", "paused_why"]


@signed_in
def channels(request: HttpRequest) -> HttpResponse:
    found = Channel.objects.filter(deleted_at__isnull=True).select_related("mailing_list").prefetch_related("slots")
    return show(
        request, "desk/channels.html",
        channels=found.order_by("id"), connectable=[(kind, CHANNELS[kind].name) for kind in FORMS],
    )  # fmt: skip


@needs("connect")
def connect_one(request: HttpRequest, kind: str, channel_id: int = 0) -> HttpResponse:
    """Connect a new channel, or give an old one new credentials. Kept only if the other side says yes."""
    if kind not in FORMS:
        raise Http404
    old = get_object_or_404(Channel, id=channel_id, kind=kind, deleted_at__isnull=True) if channel_id else None
    form = FORMS[kind](request.POST or None, initial=_initial(old))
    if request.method == "POST" and form.is_valid():
        channel = old or Channel(kind=kind)
        problem = keep(channel, form.cleaned_data, request)
        if not problem:
            channel.refresh_from_db()
            say(request, f"{CHANNELS[kind].name} is connected{' as ' + channel.account if channel.account else ''}.")
            return redirect("channel", channel.id)
        form.add_error(None, problem)
    status = 422 if form.errors else 200
    return show(
        request, "desk/connect.html", status=status, form=form, kind=CHANNELS[kind], slug=kind, secret=SECRET, old=old
    )


def _initial(old: Channel | None) -> dict[str, Any]:
    return {"name": old.name, "mailing_list": old.mailing_list_id} if old else {}


def keep(channel: Channel, said: dict[str, Any], request: HttpRequest) -> str:
    """Keep what somebody gave, if the other side says yes: their name for it, its list, its credentials.

    Empty, or why not.
    """
    name = said.pop("name")
    if Channel.objects.filter(name=name, deleted_at__isnull=True).exclude(id=channel.id).exists():
        return f"There is a channel called “{name}” already; choose another name."
    channel.name = name
    channel.mailing_list = said.pop("mailing_list", None)
    if said:  # a mail channel is given none here, and keeps those of its mailbox
        channel.credentials = said
    answer, problem = testing.probe(channel, new=True)
    if problem:
        return problem
    if user_id := answer.pop("user_id", ""):
        channel.credentials = channel.credentials | {"user_id": user_id}
    fresh = channel.pk is None
    with transaction.atomic():
        channel.paused_at, channel.paused_reason, channel.paused_why = None, "", ""
        # An old one's options are its members', and somebody may have chosen since this page was asked for.
        channel.save(update_fields=None if fresh else CONNECTED)
        channel.keep_found(answer, timezone.now())
        if fresh:
            Slot.objects.create(channel=channel, days="1234567", time="08:00")
        Act.objects.create(member=me(request), verb="connect", what=f"channel {channel.name}")
    return ""


@signed_in
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = _channel(channel_id)
    waiting = Post.objects.filter(channel=found, state__in=[QUEUED, SENDING, HELD]).count()
    options: forms.Form = (
        MailOptions(initial=model_to_dict(found) | {"warms_up": found.warms_up_since is not None})
        if found.kind == "mail"
        else Options(kind=found.kind, initial={"appeal": "same"} | found.options)
    )
    return show(
        request, "desk/channel.html",
        channel=found, kind=CHANNELS[found.kind], options=options, waiting=waiting, all_days=DAYS.items(),
        month=costs.month(found, timezone.now()), dollars=costs.dollars, mailbox=form_of(found),
    )  # fmt: skip


def _channel(channel_id: int) -> Channel:
    return get_object_or_404(Channel, id=channel_id, deleted_at__isnull=True)


def _back(request: HttpRequest, found: Channel) -> HttpResponse:
    """To the page whose button it was: a newsletter's that is on its way, or the channel's."""
    if article_id := whole(request.POST.get("article", "")):
        return redirect("progress", article_id)
    return redirect("channel", found.id)


@needs("approve")
@posted
def resume(request: HttpRequest, channel_id: int) -> HttpResponse:
    """End a pause, if the other side says that all is well."""
    found = _channel(channel_id)
    answer, problem = testing.probe(found)
    if problem:
        refuse(request, f"Still paused. {problem}")
    else:
        found.keep_found(answer, timezone.now())
        found.resume()
        Act.objects.create(member=me(request), verb="resume", what=f"channel {found.name}")
        say(request, f"{CHANNELS[found.kind].name} goes on; what waited goes now, what is late asks you first.")
    return _back(request, found)


@needs("approve")
@posted
def pause(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = _channel(channel_id)
    found.pause("by hand", f"Paused by {me(request)}.", timezone.now())
    Act.objects.create(member=me(request), verb="pause", what=f"channel {found.name}")
    say(request, "Paused. Its posts wait until somebody resumes it.")
    return _back(request, found)


@needs("approve")
@posted
def test(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = _channel(channel_id)
    said = testing.test_mail(me(request).email) if found.kind == "mail" else testing.test_post(found, me(request))
    say(request, said)
    return redirect("channel", found.id)


@needs("connect")
@posted
def options(request: HttpRequest, channel_id: int) -> HttpResponse:
    """What members choose. Posts that are not sending yet are rendered anew."""
    found = _channel(channel_id)
    form: forms.Form = MailOptions(request.POST) if found.kind == "mail" else Options(request.POST, kind=found.kind)
    if form.is_valid():
        with transaction.atomic():
            if found.kind == "mail":
                chosen = dict(form.cleaned_data)
                since = (found.warms_up_since or timezone.now()) if chosen.pop("warms_up") else None
                Channel.objects.filter(id=found.id).update(**chosen, warms_up_since=since, rests_until=None)
            else:
                row = Channel.objects.select_for_update().get(id=found.id)  # a probe keeps what it found there, too
                row.options |= form.cleaned_data
                row.save(update_fields=["options"])
                Post.objects.filter(channel=found).render_anew()
            Act.objects.create(member=me(request), verb="options", what=f"channel {found.name}")
        say(request, "Saved.")
    else:
        wrong = "; ".join(f"{form[name].label}: {errors[0]}" for name, errors in form.errors.items())
        refuse(request, f"Not saved. {wrong}")
    return redirect("channel", found.id)


@needs("approve")
@posted
def add_slot(request: HttpRequest, channel_id: int) -> HttpResponse:
    found, form = _channel(channel_id), NewSlot(request.POST)
    if form.is_valid():
        Slot.objects.create(
            channel=found, days="".join(sorted(form.cleaned_data["days"])), time=form.cleaned_data["time"]
        )
        say(request, "The slot was added.")
    else:
        refuse(request, "Not added: choose at least one day, and a time like 07:30.")
    return redirect("channel", found.id)


@needs("approve")
@posted
def drop_slot(request: HttpRequest, channel_id: int, slot_id: int) -> HttpResponse:
    Slot.objects.filter(id=slot_id, channel=_channel(channel_id)).delete()
    say(request, "The slot was removed. What was queued for it keeps its time.")
    return redirect("channel", channel_id)


@needs("connect")
def delete(request: HttpRequest, channel_id: int) -> HttpResponse:
    """GET says what it means; POST parts for good: the row stays for its posts, the credentials are gone."""
    found = _channel(channel_id)
    open_ones = Post.objects.filter(channel=found, state__in=sorted(OPEN))
    if request.method != "POST":
        return show(
            request, "desk/channel_delete.html", channel=found, kind=CHANNELS[found.kind], count=open_ones.count()
        )
    if found.kind == "mail" and Post.objects.filter(channel=found, state=SENDING).exists():
        advice = "A newsletter is on its way through this channel. Wait until it is out, or withdraw it first."
        return error(request, 409, "Nothing was changed.", advice)
    now = timezone.now()
    with transaction.atomic():
        for post in open_ones:
            Post.objects.filter(id=post.id).move(post.state, CANCELLED, why="Its channel was disconnected.")
        Channel.objects.filter(id=found.id).update(
            deleted_at=now, credentials_locked="", name=f"{found.name}-{slugify(str(now.date()))}-{found.id}"[:60]
        )
        Act.objects.create(member=me(request), verb="disconnect", what=f"channel {found.name}")
    say(request, f"{CHANNELS[found.kind].name} was disconnected; its credentials are gone.")
    return redirect("channels")

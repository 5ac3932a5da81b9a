"""Going, or staying on one's own terms, by the links at the end of each mail."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from publisher.audience import addresses
from publisher.audience import preferences as keeping
from publisher.audience import unsubscribe as leaving
from publisher.audience.links import read_token
from publisher.models import MailingList, Newsroom, Subscriber, Subscription, Wording
from publisher.sending import pace

from .pages import HOUR, gone, show, too_often
from .subscribing import ask_by_mail

PRESSES = 120  # of one link in an hour


@csrf_exempt  # RFC 8058: mail providers post here without cookie or context; the token says who it is
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and changes nothing. POST leaves at once and answers 200, whatever its body is."""
    found = read_token(token, "u")
    if found is None:
        return gone(request)
    number, list_id = found
    now = timezone.now()
    pressed = _pressed(request)
    if pressed and not pace.allow("leave", token, limit=PRESSES, per=HOUR, open_if_down=True):
        return too_often(request)
    if pressed == "undo":
        back = leaving.come_back(number, list_id, now)
        return _leave_page(request, number, list_id, said="back" if back else "too late")
    if pressed:
        leaving.leave(number, list_id, now)
        return _leave_page(request, number, list_id, said="left")
    return _leave_page(request, number, list_id, said="")


def _pressed(request: HttpRequest) -> str:
    """ "undo", or "leave" for every other POST: a provider's one-click, an empty or broken body."""
    if request.method != "POST":
        return ""
    try:
        return "undo" if request.POST.get("action") == "undo" else "leave"
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return "leave"


def _leave_page(request: HttpRequest, number: int, list_id: int, *, said: str) -> HttpResponse:
    subscription = (
        Subscription.objects.filter(subscriber=number, mailing_list=list_id)
        .select_related("subscriber", "mailing_list")
        .first()
    )
    if subscription is None:  # erased meanwhile: there is nothing to leave, which is what was wanted
        return gone(request)
    state = subscription.state
    undo = said == "left" and subscription.consented_at is not None
    return show(
        request,
        "unsubscribe.html",
        said=said or ("left" if state == Subscription.LEFT else ""),
        undo=undo,
        reader=subscription.subscriber,
        list=subscription.mailing_list,
        address=addresses.masked(subscription.subscriber.address),
    )


@csrf_exempt  # the token says who it is
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Lists, name and language of the reader whose link this is; and a way out of everything."""
    found = read_token(token, "p")
    reader = found and Subscriber.objects.filter(id=found[0]).first()
    if not reader:
        return gone(request)
    said, waiting = "", []
    if request.method == "POST":
        if not pace.allow("preferences", token, limit=PRESSES, per=HOUR, open_if_down=True):
            return too_often(request)
        if request.POST.get("action") == "leave everything":
            leaving.leave_everything(reader.pk, timezone.now())
            said = "left"
        else:
            waiting = _keep(request, reader)
            said = "kept" if not waiting or ask_by_mail(reader, waiting) else "later"
    active = reader.subscriptions.filter(state=Subscription.ACTIVE).values_list("mailing_list_id", flat=True)
    return show(
        request,
        "preferences.html",
        reader=reader,
        address=addresses.masked(reader.address),
        lists=list(MailingList.objects.order_by("id")),
        active=set(active),
        languages=_languages(reader),
        said=said,
        waiting=waiting,
    )


def _keep(request: HttpRequest, reader: Subscriber) -> list[MailingList]:
    """Keep what the form says; the lists that now wait for a confirmation by mail."""
    language = request.POST.get("language", "")
    return keeping.change(
        reader,
        name=request.POST.get("name", ""),
        language=language if language in dict(_languages(reader)) else reader.language,
        wanted={int(one) for one in request.POST.getlist("lists") if one.isdecimal() and len(one) < 10},
        now=timezone.now(),
    )


def _languages(reader: Subscriber) -> list[tuple[str, str]]:
    """The languages there are words in, as (tag, its own name); none is the newsroom's."""
    spoken = set(Wording.objects.filter(active=True, appeal__active=True).values_list("language", flat=True))
    spoken |= set(Newsroom.objects.values_list("language", flat=True)) | (
        {reader.language} if reader.language else set()
    )
    return [("", ""), *sorted((tag, _own_name(tag)) for tag in spoken)]


def _own_name(tag: str) -> str:
    try:
        return str(Locale.parse(tag, sep="-").display_name).capitalize()
    except (UnknownLocaleError, ValueError):
        return tag

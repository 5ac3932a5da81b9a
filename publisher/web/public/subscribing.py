"""Coming in: a form with one field, a mail, a button. The answer is the same whether or not we know the address."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from publisher.audience import addresses
from publisher.audience import subscribe as coming
from publisher.audience.links import reader_token
from publisher.audience.speech import speech
from publisher.models import MailingList, Newsroom, Subscriber
from publisher.sending import notices, pace

from .pages import HOUR, gone, in_time, show, too_often

FASTEST, LONGEST = timedelta(seconds=2), timedelta(hours=24)  # within which people fill in a form
_opened = signing.TimestampSigner(salt="subscribe form")
FOLD = 50  # addresses one network may ask for in an hour: an office, not a machine
MAILS = 3  # confirmations to one address in an hour


@csrf_exempt  # whoever sends this form in another's name gets them one mail, which they can ignore
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form; and for every address that reads like one, the page that says: check your mail."""
    lists = list(MailingList.objects.order_by("id"))
    typed = request.POST.get("address", "")[:400]
    chosen = lists if len(lists) == 1 else [one for one in lists if str(one.pk) in request.POST.getlist("lists")]
    if request.method != "POST" or not lists:
        return _form(request, lists)
    if request.POST.get("website"):  # a field that people do not see
        return _check_your_mail(request, typed, chosen)
    if not in_time(request, "subscribe", limit=FOLD):
        return too_often(request)
    say = speech(Newsroom.objects.get())
    try:
        wire = addresses.read(typed)
    except addresses.BadAddress as why:  # what exactly is wrong is told in English alone
        return _form(request, lists, typed, chosen, why=str(why) if say.language == "en" else say("unreadable"))
    if not chosen:
        return _form(request, lists, typed, chosen, why=say("tick"))
    if not _human_pace(request.POST.get("opened", "")):
        return _form(request, lists, typed, chosen, why=say("once_more"))
    if pace.allow("confirmation", wire.casefold(), limit=MAILS, per=HOUR):
        words, now = _consent(lists, chosen), timezone.now()
        subscription = coming.ask(wire, chosen, consent=words, now=now)
        if subscription is not None:
            notices.request("confirmation", subscription=subscription, words=words, lists=chosen, now=now)
    return _check_your_mail(request, wire, chosen)


@csrf_exempt  # the token says who it is
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button, because mail scanners open every link; POST confirms, once."""
    now = timezone.now()
    what = coming.confirm(token, now) if request.method == "POST" else coming.asked(token, now)
    if what is None:
        return gone(request)
    done = request.method == "POST" or not what.lists
    lists = what.lists or what.already
    return show(
        request,
        "confirm.html",
        reader=what.reader,
        done=done,
        lists=lists,
        address=addresses.masked(what.reader.address),
        preferences=reader_token(what.reader.pk, lists[0].pk, purpose="p") if done else "",
    )


def ask_by_mail(reader: Subscriber, lists: list[MailingList]) -> bool:
    """Ask a known reader to confirm these lists, too; False if that was asked too often."""
    if not pace.allow("confirmation", reader.address.casefold(), limit=MAILS, per=HOUR):
        return False
    words, now = _consent(lists, lists, reader), timezone.now()
    subscription = coming.ask(reader.address, lists, consent=words, now=now)
    if subscription is not None:
        notices.request("confirmation", subscription=subscription, words=words, lists=lists, now=now)
    return True


def _agreed(offered: list[MailingList], reader: Subscriber | None = None) -> str:
    newsroom = Newsroom.objects.get()
    return coming.consent_words(newsroom, offered, speech(newsroom, reader))


def _consent(offered: list[MailingList], chosen: list[MailingList], reader: Subscriber | None = None) -> str:
    return coming.consent_kept(_agreed(offered, reader), chosen, speech(Newsroom.objects.get(), reader))


def _form(
    request: HttpRequest,
    lists: list[MailingList],
    typed: str = "",
    chosen: list[MailingList] | None = None,
    *,
    why: str = "",
) -> HttpResponse:
    opened = request.POST.get("opened", "")
    return show(
        request,
        "subscribe.html",
        status=422 if why else 200,
        lists=lists,
        chosen=chosen or [],
        typed=typed,
        why=why,
        opened=opened if _is_ours(opened) else _opened.sign("form"),
        consent=_agreed(lists) if lists else "",
    )


def _check_your_mail(request: HttpRequest, address: str, chosen: list[MailingList]) -> HttpResponse:
    return show(
        request,
        "asked.html",
        address=address,
        chosen=chosen,
        hint=addresses.hint(address),
        opened=request.POST.get("opened", ""),
        days=coming.OPEN_FOR.days,
    )


def _is_ours(opened: str) -> bool:
    try:
        _opened.unsign(opened, max_age=LONGEST)
    except signing.BadSignature:
        return False
    return True


def _human_pace(opened: str) -> bool:
    """Whether the form was open for as long as a person needs, and not for days."""
    if not _is_ours(opened):
        return False
    try:
        _opened.unsign(opened, max_age=FASTEST)
    except signing.SignatureExpired:
        return True
    return False

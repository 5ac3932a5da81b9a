"""One reader, found by address: what is kept of them; off every list, or forgotten, when they ask for it.

The address travels in forms only: it stands in no address of a page, and in no log.
"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from publisher.audience import one_reader
from publisher.audience.addresses import BadAddress
from publisher.web.words import plural

from .pages import me, needs, posted, refuse, say, show


class Find(forms.Form):
    address = forms.CharField(label="Address", max_length=320)


@needs("approve")
@posted
def find(request: HttpRequest) -> HttpResponse:
    try:
        reader = one_reader.find(_address(request))
    except BadAddress as why:
        return _not_so(request, why)
    return show(request, "desk/reader.html", reader=reader)


@needs("approve")
@posted
def take_off(request: HttpRequest) -> HttpResponse:
    try:
        lists = one_reader.take_off(_address(request), member=me(request), now=timezone.now())
    except BadAddress as why:
        return _not_so(request, why)
    say(request, f"The reader is off {plural(lists, 'list')}." if lists else "The reader is on no list.")
    return redirect("readers")


@needs("people")
@posted
def forget(request: HttpRequest) -> HttpResponse:
    try:
        gone = one_reader.forget(_address(request), member=me(request))
    except BadAddress as why:
        return _not_so(request, why)
    say(request, "Everything about this reader is deleted." if gone else "Nobody has this address.")
    return redirect("readers")


def _address(request: HttpRequest) -> str:
    return request.POST.get("address", "")[:320]


def _not_so(request: HttpRequest, why: BadAddress) -> HttpResponse:
    refuse(request, str(why))
    return redirect("readers")

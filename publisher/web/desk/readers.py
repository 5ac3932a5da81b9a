"""Who reads: lists with their counts, an import with its report, one reader by hand."""

from __future__ import annotations

import csv
from itertools import chain
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from publisher.audience import reader_files, subscribe, tables
from publisher.audience.addresses import BadAddress
from publisher.editing.schedule import Cannot
from publisher.models import Act, MailingList, ReaderFile, Suppression
from publisher.sending import pardon

from .one_reader import Find
from .pages import me, needs, posted, say, show, signed_in

LINES = 200  # of a report are shown


class Import(forms.Form):
    file = forms.FileField(
        label="CSV file", help_text="A heading row with email; name, language and status are understood."
    )
    mailing_list = forms.ModelChoiceField(MailingList.objects.order_by("name"), label="Onto")
    consent = forms.CharField(
        label="How and when they agreed", max_length=2000,
        help_text="For example “Ticked the box on our donation form, 2023 to 2026”. Kept with each of them.",
    )  # fmt: skip


class One(forms.Form):
    address = forms.CharField(label="Address", max_length=320)
    name = forms.CharField(label="Name", max_length=200, required=False)
    mailing_list = forms.ModelChoiceField(MailingList.objects.order_by("name"), label="Onto")
    consent = forms.CharField(label="How and when they agreed", max_length=2000)


class Again(forms.Form):
    address = forms.CharField(label="Address", max_length=320)


class NewList(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    slug = forms.SlugField(
        label="Short name", max_length=50, help_text="Stands in every mail’s List-Id; never changes."
    )
    frequency = forms.CharField(label="How often", max_length=100, required=False)
    description = forms.CharField(label="What it is", max_length=2000, required=False)

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if MailingList.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another list has this short name.")
        return slug


@signed_in
def readers(request: HttpRequest) -> HttpResponse:
    return _readers(request)


def _readers(request: HttpRequest, *, status: int = 200, **forms_given: Any) -> HttpResponse:
    lists = MailingList.objects.order_by("name").annotate(
        active=Count("subscriptions", filter=Q(subscriptions__state="active")),
        unconfirmed=Count("subscriptions", filter=Q(subscriptions__state="unconfirmed")),
        left=Count("subscriptions", filter=Q(subscriptions__state="left")),
    )
    first = lists.first()
    context = {
        "lists": lists, "suppressed": Suppression.objects.count(),
        "importing": Import(initial={"mailing_list": first and first.id}),
        "files": ReaderFile.objects.select_related("mailing_list").order_by("-id")[:5],
        "one": One(initial={"mailing_list": first and first.id}, auto_id="one_%s"),
        "new_list": NewList(auto_id="list_%s"),
        "again": Again(auto_id="again_%s"),
        "find": Find(auto_id="find_%s"),
        "sign_up": settings.SITE_URL + reverse("subscribe"),
    }  # fmt: skip
    return show(request, "desk/readers.html", status=status, **(context | forms_given))


@needs("approve")
@posted
def import_file(request: HttpRequest) -> HttpResponse:
    form = Import(request.POST, request.FILES)
    if not form.is_valid():
        return _readers(request, status=422, importing=form)
    upload: UploadedFile = form.cleaned_data["file"]
    try:
        given = reader_files.add(
            upload.chunks(), form.cleaned_data["mailing_list"], name=upload.name or "",
            consent=form.cleaned_data["consent"], member=me(request), now=timezone.now(),
        )  # fmt: skip
    except (subscribe.MayNot, tables.BadFile) as why:
        form.add_error("file", str(why))
        return _readers(request, status=422, importing=form)
    return redirect("readers-file", given.id)


@needs("approve")
def file(request: HttpRequest, file_id: int) -> HttpResponse:
    """How far the import is, and what became of each row that was not simply added."""
    given = get_object_or_404(ReaderFile.objects.select_related("mailing_list", "member"), id=file_id)
    lines = given.lines.order_by("line", "id")
    return show(request, "desk/reader_file.html", given=given, lines=lines[:LINES], count=lines.count(), most=LINES)


@needs("approve")
def file_report(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Every such row, as a file."""
    given = get_object_or_404(ReaderFile, id=file_id)
    lines = given.lines.order_by("line", "id").values_list("line", "outcome", "why")
    writer = csv.writer(SimpleNamespace(write=lambda row: row))
    told = (writer.writerow(row) for row in chain([("line", "outcome", "why")], lines.iterator(chunk_size=2000)))
    name = f'attachment; filename="import-{given.id}.csv"'
    return StreamingHttpResponse(told, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


@needs("approve")
@posted
def add(request: HttpRequest) -> HttpResponse:
    form = One(request.POST, auto_id="one_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            subscribe.add(
                said["address"], said["mailing_list"], consent=said["consent"], name=said["name"],
                now=timezone.now(), member=me(request),
            )  # fmt: skip
        except (BadAddress, subscribe.MayNot) as why:
            form.add_error("address", str(why))
        else:
            say(request, f"One reader was added to {said['mailing_list']}.")
            return redirect("readers")
    return _readers(request, status=422, one=form)


@needs("people")
@posted
def unsuppress(request: HttpRequest) -> HttpResponse:
    """An address that bounced is written to again."""
    form = Again(request.POST, auto_id="again_%s")
    if form.is_valid():
        try:
            if pardon.of_address(form.cleaned_data["address"], member=me(request)):
                say(request, "The address is written to again, where its reader is on a list.")
                return redirect("readers")
            form.add_error("address", "This address is not suppressed.")
        except (BadAddress, Cannot) as why:
            form.add_error("address", str(why))
    return _readers(request, status=422, again=form)


@needs("approve")
@posted
def new_list(request: HttpRequest) -> HttpResponse:
    form = NewList(request.POST, auto_id="list_%s")
    if form.is_valid():
        made = MailingList.objects.create(**form.cleaned_data)
        Act.objects.create(member=me(request), verb="new list", what=made.name)
        say(request, f"The list {made} was made.")
        return redirect("readers")
    return _readers(request, status=422, new_list=form)

"""A link that a worker reads: the page that waits for it, and leads on."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from publisher.models import Incoming
from publisher.models.incoming import DONE, READING

from .new_article import new_form
from .pages import me, needs, show

LONG = timedelta(seconds=40)  # longer than a page may take to be fetched and read


@needs("write")
def reading(request: HttpRequest, incoming_id: int) -> HttpResponse:
    """Wait, then go on to the article, or show the form again with what is to be done."""
    incoming = get_object_or_404(Incoming.objects.select_related("article"), id=incoming_id, member=me(request))
    if incoming.state == READING:
        late = timezone.now() - incoming.created_at > LONG
        return show(request, "desk/reading.html", incoming=incoming, late=late)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": request.path})
    if incoming.state == DONE and incoming.article_id:
        return redirect("article", incoming.article_id)
    return new_form(request, why=incoming.why, known=incoming.article, link=incoming.link)

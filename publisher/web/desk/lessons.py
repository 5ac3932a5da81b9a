"""What editors taught the judge: looked at, and forgotten again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from publisher.models import Lesson

from .lines import ELSEWHERE, LABELS
from .pages import needs, posted, say, show, signed_in

SHOWN = 200
READ_AS = {"furniture": "Left out"} | LABELS | ELSEWHERE


@signed_in
def lessons(request: HttpRequest) -> HttpResponse:
    """The newest lessons; `find` narrows them."""
    find = request.GET.get("find", "").replace("\0", "").strip()[:200]
    found = Lesson.objects.select_related("taught_by").order_by("-taught_at", "-id")
    if find:
        found = found.filter(sample__icontains=find)
    return show(
        request,
        "desk/lessons.html",
        lessons=found[:SHOWN],
        count=found.count(),
        find=find,
        shown=SHOWN,
        read_as=READ_AS,
    )


@needs("approve")
@posted
def forget(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """The judge decides again by itself. What it read before stays as it is."""
    lesson = Lesson.objects.filter(id=lesson_id).first()
    if lesson:
        lesson.delete()
        say(request, f"Forgotten: “{lesson.sample[:80]}”. Articles that are here already stay as they are.")
    return redirect("lessons")

"""The web copy of a letter, and the pictures in it."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from publisher.models import Picture, Reference
from publisher.models.post import SENDING, SENT, UNCERTAIN
from publisher.rendering import personal
from publisher.web.security import LETTER_POLICY

from .pages import gone

OUT = (SENDING, SENT, UNCERTAIN)  # states in which readers may have it
YEAR = 365 * 24 * 3600


@require_safe
def view(request: HttpRequest, reference: str) -> HttpResponse:
    """A letter as anyone may read it: without the parts that are one reader's own. From when it goes out until it is
    taken down."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", reference):
        return gone(request)
    there = Reference.objects.filter(token=reference, post__state__in=OUT, post__recalled_at=None)
    found = there.select_related("post").first()
    letters = found.post.content.get("letters", []) if found else []
    letter = next((one for one in letters if one["reference"] == reference), None)
    if letter is None:
        return gone(request)
    way_in = settings.SITE_URL + reverse("subscribe")
    nobody = {"name": "", "address": "", "since": "", "unsubscribe_url": way_in, "preferences_url": way_in}
    html = personal.without_reader(letter["html"], nonce=letter["nonce"])
    return HttpResponse(
        personal.fill(html, nobody, nonce=letter["nonce"], html=True),
        headers={
            "Content-Security-Policy": LETTER_POLICY,
            "Cache-Control": "public, max-age=300",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )


@require_safe
def picture(request: HttpRequest, file: str) -> HttpResponseBase:
    """A picture of ours: for everyone once its article went out, before that for members."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}\.(jpg|png)", file):
        return gone(request)
    found = Picture.objects.filter(file=file, state=Picture.READY).first()
    if found is None or not (found.released_at or request.user.is_authenticated):
        return gone(request)
    # A name that passed cannot lead out of the folder; a link there could.
    path = (settings.MEDIA_ROOT / found.file).resolve()
    if path.parent != settings.MEDIA_ROOT.resolve() or not path.is_file():
        return gone(request)
    # Its name is random and its bytes never change. A member's preview is kept by nobody.
    keep = f"public, max-age={YEAR}, immutable" if found.released_at else "private, no-store"
    return FileResponse(
        path.open("rb"),
        content_type=found.media_type,
        headers={
            "Cache-Control": keep,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )

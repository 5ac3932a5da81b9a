"""Pictures of an article: fetched or given once, drawn anew, kept under a random name, not public before release."""

from __future__ import annotations

import secrets

from django.conf import settings

from publisher.models import Picture, Post
from publisher.outside import Guard
from publisher.rendering.pictures import BadPicture, redraw
from publisher.sources.fetch import Unreachable, fetch
from publisher.story import UPLOADED

from . import uploads

PICTURE_BYTES = 20 * 1024 * 1024
PICTURE_SECONDS = 20
DRAWN = ("state", "why", "file", "media_type", "width", "height", "bytes")


def fetch_pictures(article_id: int, *, guard: Guard | None = None) -> None:
    """Draw what is wanted, fetched or given; each becomes ready, or failed and says why. Then posts are rendered anew.

    Twice in the same moment is the same as once: the first to be done counts.
    """
    changed = False
    for picture in Picture.objects.filter(article_id=article_id, state=Picture.WANTED).order_by("id")[:50]:
        try:
            _draw(picture, _bytes(picture.source_url, guard or Guard()))
        except (Unreachable, BadPicture, uploads.NoPicture) as why:
            picture.state, picture.why = Picture.FAILED, str(why)
        drawn = {name: getattr(picture, name) for name in DRAWN}
        if Picture.objects.filter(id=picture.id, state=Picture.WANTED).update(**drawn):
            changed = True
        elif picture.file:
            (settings.MEDIA_ROOT / picture.file).unlink(missing_ok=True)
        uploads.drop([picture.source_url])  # drawn or not: what came with it is not kept
    if changed:
        Post.objects.filter(article_id=article_id).render_anew()


def _bytes(address: str, guard: Guard) -> bytes:
    """The picture as it came. Raises Unreachable, and uploads.NoPicture."""
    if address.startswith(UPLOADED):
        return uploads.read(address)
    return fetch(address, guard=guard, limit_bytes=PICTURE_BYTES, seconds=PICTURE_SECONDS).body


def keep_upload(article_id: int, source_url: str, data: bytes) -> Picture:
    """A picture of our own making, ready at once. Raises BadPicture."""
    picture = Picture(article_id=article_id, source_url=source_url)
    _draw(picture, data)
    picture.save()
    return picture


def _draw(picture: Picture, data: bytes) -> None:
    drawn = redraw(data)
    name = f"{secrets.token_urlsafe(16)}.{'png' if drawn.media_type == 'image/png' else 'jpg'}"
    settings.MEDIA_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = settings.MEDIA_ROOT / f".{name}"
    draft.write_bytes(drawn.data)
    draft.replace(settings.MEDIA_ROOT / name)  # never half a picture
    picture.state, picture.why, picture.file, picture.media_type = Picture.READY, "", name, drawn.media_type
    picture.width, picture.height, picture.bytes = drawn.width, drawn.height, len(drawn.data)

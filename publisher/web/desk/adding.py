"""A picture that an editor adds to an article: a file or an address, what is said of it, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from publisher.editing import uploads
from publisher.models import Article, Picture
from publisher.sources.clean import clean_url, one_line
from publisher.story import StoryPicture

from .head import NotSaved
from .pages import needs, part, whole
from .parts import Given

FIELDS = ("address", "alt", "credit", "caption", "below")  # each with “picture-” before it
TAKEN = "image/jpeg,image/png,image/webp,image/gif,image/avif"  # what a browser offers; a phone makes JPEG of HEIC then
WHICH = "Which picture? Choose a file or give its address; or empty what is said of it."
_INSTEAD = re.compile(r"file-([0-9]{1,5})")


def typed(form: Mapping[str, str], why: NotSaved | None = None) -> dict[str, str]:
    """What was said of a picture that is not added yet, and why it was not."""
    said = {name: form[f"picture-{name}"] for name in FIELDS if form.get(f"picture-{name}", "").strip()}
    return said | ({f"why-{why.field}": str(why)} if why and why.field.startswith("picture-") else {})


def given(request: HttpRequest) -> Given | None:
    """What came with the form, each file kept as an upload. None if nothing did. Raises NotSaved."""
    form, file = request.POST, request.FILES.get("picture-file")
    address = form.get("picture-address", "").strip()
    if file and address:
        raise NotSaved("picture-file", "Choose a file or give the picture’s address, not both.")
    if address and not clean_url(address).startswith("http"):
        why = f"“{address[:80]}” is not a picture’s address; it starts with https://."
        raise NotSaved("picture-address", why)
    if not file and not address and (form.get("do") == "add" or _left_behind(form)):
        raise NotSaved("picture-file", WHICH)
    others = {int(found[1]): one for name, one in request.FILES.items() if (found := _INSTEAD.fullmatch(name))}
    if not file and not address and not others:
        return None
    kept: list[str] = []
    try:
        url = _kept(file, kept) if isinstance(file, UploadedFile) else clean_url(address) if address else ""
        instead = {n: _kept(one, kept) for n, one in others.items() if isinstance(one, UploadedFile)}
    except uploads.NoPicture as why:
        uploads.drop(kept)
        raise NotSaved("picture-file", str(why)) from why
    return Given(_said(form, url) if url else None, instead)


def _left_behind(form: Mapping[str, str]) -> bool:
    """Whether words of a picture would be gone after this: a page that is saved is shown afresh."""
    return form.get("do") in ("save", "posts") and bool(typed(form).keys() & {"alt", "credit", "caption"})


def _kept(file: UploadedFile, kept: list[str]) -> str:
    if (file.size or 0) > uploads.MOST_BYTES:
        raise uploads.NoPicture(uploads.TOO_LARGE)
    kept.append(uploads.keep(file.chunks()))
    return kept[-1]


def _said(form: Mapping[str, str], url: str) -> StoryPicture:
    return StoryPicture(
        url,
        alt=one_line(form.get("picture-alt", "")),
        credit=one_line(form.get("picture-credit", "")),
        caption=one_line(form.get("picture-caption", "")),
    )


def want_again(article: Article, picture: StoryPicture) -> None:
    """One that could not be had before is wanted anew where the editor gives its address once more."""
    failed = article.files.filter(source_url=picture.url, state=Picture.FAILED)
    failed.update(state=Picture.WANTED, why="")


@needs("write")
def drawn(request: HttpRequest, article_id: int, picture_id: int) -> HttpResponse:
    """What the page shows of one picture: asked again while it is under way."""
    file = get_object_or_404(Picture, id=picture_id, article_id=article_id)
    said = next((one for one in file.article.read().pictures if one.url == file.source_url), StoryPicture(""))
    return part(
        request, "desk/_picture.html", article=file.article, file=file, picture=said, taken=TAKEN,
        n=whole(request.GET.get("n", "")),
    )  # fmt: skip

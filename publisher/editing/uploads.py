"""Pictures that came as files: kept where nothing serves them until a worker has drawn them anew, then deleted.

The bytes are a stranger's. Whoever takes them looks at the first few, which say what it is, and unpacks nothing. What
the file was called is not asked. In a story such a picture has an address of its own, `upload:` and a random word.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from publisher.models import Picture
from publisher.sources.brought import bytes_of, objection
from publisher.story import UPLOADED, Story, StoryPicture

MOST_BYTES = 20 * 1024 * 1024
TRIES = 5  # whoever rings again while one is drawing counts, too
STRAY = timedelta(hours=1)  # what no picture speaks of by then was never saved, or its worker was killed
TOO_LARGE = f"This picture is larger than {MOST_BYTES // 2**20} MB. Save it smaller, and choose it once more."
STOPPED = f"Drawing it stopped a worker {TRIES} times. Save it smaller, as JPEG, and choose that."
GONE = "Its file is not here any more. Choose it once more."
_TOKEN = re.compile(rf"{UPLOADED}([A-Za-z0-9_-]{{22}})")


class NoPicture(ValueError):
    """This file is not taken; a sentence for the editor."""


def keep(data: Iterable[bytes]) -> str:
    """Keep a file that says of itself that it is a picture. Its address in a story. Raises NoPicture."""
    address = UPLOADED + secrets.token_urlsafe(16)
    path = _path(address)
    for folder in (settings.MEDIA_ROOT, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    try:
        with path.open("wb") as file:
            for piece in _bounded(data):
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return address


def _bounded(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes. Raises NoPicture as soon as they are too many or no picture."""
    size = 0
    for piece in data:
        if not size and (why := objection(piece[:4096])):
            raise NoPicture(why)
        size += len(piece)
        if size > MOST_BYTES:
            raise NoPicture(TOO_LARGE)
        yield piece
    if not size:
        raise NoPicture("This file is empty.")


def unpacked(story: Story) -> Story:
    """The story as it is kept: what a file brought along of its pictures waits here, too.

    What read the file had foreign bytes in its hands and is not believed: what is no picture has no address then.
    """
    return replace(story, pictures=tuple(_unpacked(picture) for picture in story.pictures))


def _unpacked(picture: StoryPicture) -> StoryPicture:
    data = bytes_of(picture)
    if data is None:
        return picture
    try:
        return replace(picture, url=keep([data]))
    except NoPicture:
        return replace(picture, url="")


def read(address: str) -> bytes:
    """The bytes that wait under this address. Raises NoPicture: they are gone, or killed whoever drew them."""
    path = _path(address)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NoPicture(GONE) from None
    with _tries(path).open("ab") as tries:
        tries.write(b".")
        tries.flush()
        if tries.tell() > TRIES:
            raise NoPicture(STOPPED)
    return data


def drop(addresses: Iterable[str]) -> None:
    """Delete what waits under these, where they are addresses of uploads."""
    for address in addresses:
        if _TOKEN.fullmatch(address):
            for path in (_path(address), _tries(_path(address))):
                path.unlink(missing_ok=True)


def sweep(now: datetime) -> None:
    """Delete what waits for nobody: its picture was drawn, was never saved, or went with its article."""
    if not _folder().exists():
        return
    there = {path.name: path for path in _folder().iterdir()}
    ours = Picture.objects.filter(source_url__startswith=UPLOADED)
    wanted = {
        url.removeprefix(UPLOADED) for url in ours.filter(state=Picture.WANTED).values_list("source_url", flat=True)
    }
    for name, path in there.items():
        with suppress(FileNotFoundError):
            if name.partition(".")[0] not in wanted and path.stat().st_mtime < (now - STRAY).timestamp():
                path.unlink()


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads"


def _tries(path: Path) -> Path:
    """Beside an upload, a sign for each time that somebody began to draw it."""
    return path.with_suffix(".tries")


def _path(address: str) -> Path:
    """Where an upload's bytes lie. Raises NoPicture for what is no address of ours: it could name any file."""
    found = _TOKEN.fullmatch(address)
    if found is None:
        raise NoPicture(GONE)
    return _folder() / found[1]

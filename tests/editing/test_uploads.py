"""A picture that came as a file is a stranger's: a worker draws it anew, and what came is gone, whatever it was."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from publisher.editing import intake, pictures, posts, uploads
from publisher.models import Article, Picture, Post
from publisher.sources import api
from publisher.sources.clean import clean_url
from publisher.sources.strict_json import Wrong
from publisher.story import StoryPicture
from tests.making import a_channel, a_list, a_newsroom, a_story

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n"


class Killed(BaseException):
    """The process is no more: nothing that waits for errors sees it."""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "pictures"
    return Path(settings.MEDIA_ROOT)


def picture(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, **options)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *others: bytes, depth: int = 1) -> bytes:
    """A PNG of one shade, as small as it can be packed."""
    row = b"\0" + bytes((width * depth + 7) // 8)
    pixels = zlib.compressobj(9)
    packed = b"".join(pixels.compress(row) for _ in range(min(height, 3000))) + pixels.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return PNG + head + b"".join(others) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def with_upload(data: bytes) -> Article:
    address = uploads.keep([data])
    story = a_story(pictures=(StoryPicture(address, alt="A ferry"),)).led_by(StoryPicture(address, alt="A ferry"), "")
    a_newsroom()
    return intake.keep(story, member=None)


def drawn(article: Article) -> Picture:
    """What a worker makes of it, by doing it."""
    pictures.fetch_pictures(article.id)
    return Picture.objects.get(article=article)


def waiting(media: Path) -> list[str]:
    return [path.name for path in (media / "uploads").iterdir()]


# -- from a file to what readers see -----------------------------------------------------------------------------


def test_it_is_in_the_newsletter_and_the_posts_and_its_own_address_is_nowhere(media: Path) -> None:
    article = with_upload(picture())
    made = posts.prepare(article, [a_channel("mail"), a_channel("mastodon")], member=None, mailing_list=a_list())
    ready = drawn(article)
    posts.render_article(article.id)
    mail, network = (Post.objects.get(id=post.id).content for post in made)
    [letter] = mail["letters"]
    assert f"/pictures/{ready.file}" in letter["html"]
    assert network["pictures"] == [ready.id]
    assert uploads.UPLOADED not in f"{mail}{network}"
    assert waiting(media) == []


def test_before_it_is_drawn_a_newsletter_goes_without_it(media: Path) -> None:
    article = with_upload(picture())
    [post] = posts.prepare(article, [a_channel("mail")], member=None, mailing_list=a_list())
    posts.render_article(article.id)
    [letter] = Post.objects.get(id=post.id).content["letters"]
    assert uploads.UPLOADED not in letter["html"] + letter["text"]


def test_only_whoever_runs_the_desk_may_look_into_the_folder(media: Path) -> None:
    with_upload(picture())
    [path] = (media / "uploads").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_nothing_serves_it(client: Any, media: Path) -> None:
    with_upload(picture())
    [name] = waiting(media)
    for address in (f"/pictures/{name}", f"/pictures/uploads/{name}", f"/pictures/{name}.jpg"):
        assert client.get(address).status_code in (404, 410)


# -- hostile files -----------------------------------------------------------------------------------------------


def test_where_it_was_taken_goes_and_it_stands_upright(media: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "Noor's phone"
    exif[0x8825] = {1: "N", 2: (9.0, 39.0, 41.0), 3: "E", 4: (80.0, 1.0, 12.0)}
    article = with_upload(picture(exif=exif, comment=b"Noor at home"))
    ready = drawn(article)
    data = (media / ready.file).read_bytes()
    assert (ready.width, ready.height) == (48, 64)
    assert not Image.open(io.BytesIO(data)).getexif()
    assert b"Noor" not in data
    assert b"Exif" not in data


def test_a_picture_that_is_a_page_too_is_a_picture_only(media: Path) -> None:
    page = b"<html><script>alert(document.domain)</script></html>"
    data = (media / drawn(with_upload(picture(comment=page) + page + b"PK\x05\x06")).file).read_bytes()
    assert b"script" not in data
    assert b"PK\x05\x06" not in data


BOMBS: dict[str, Callable[[], bytes]] = {
    "30,000 × 30,000": lambda: png(30_000, 30_000),
    "a line of 100,000,000": lambda: png(100_000_000, 1),
    "words that unpack to 60 MB": lambda: png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(60_000_000), 9))),
    "a profile that unpacks to 60 MB": lambda: png(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(60_000_000)))),
    "half a JPEG": lambda: picture(size=(640, 480))[:300],
    "only how it begins": lambda: b"\xff\xd8\xff\xe0" + b"\0" * 500,
    "a PNG without a picture": lambda: PNG + chunk(b"IHDR", b"\0" * 13),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_that_would_hurt_costs_little_and_is_gone(bomb: str, media: Path) -> None:
    article = with_upload(BOMBS[bomb]())
    became = drawn(article)
    assert waiting(media) == []
    if became.state == "ready":
        assert (became.width, became.height) == (8, 8)
    else:
        assert (became.state, became.file) == ("failed", "")
        assert became.why.startswith("This ")
    assert Image.MAX_IMAGE_PIXELS


def test_a_picture_is_what_its_bytes_say_not_what_it_is_called(media: Path) -> None:
    assert drawn(with_upload(picture("PNG"))).media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not a picture"),
        (b"PK\x03\x04", "not a picture"),
        (b"<!doctype html><img src=x onerror=alert(1)>", "not a picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "can hold programs"),
        (b"\0\0\0\x24ftypheic\0\0\0\0", "HEIC"),
        (b"BM" + b"\0" * 60, "not a picture"),
    ],
)
def test_what_is_none_is_not_kept_and_says_what_to_do(data: bytes, words: str, media: Path) -> None:
    with pytest.raises(uploads.NoPicture, match=words):
        uploads.keep([data] if data else [])
    assert waiting(media) == []


def test_more_than_20_mb_is_not_kept(media: Path) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield picture().ljust(1_000_000, b"\0")

    with pytest.raises(uploads.NoPicture, match="larger than 20 MB"):
        uploads.keep(endless())
    assert waiting(media) == []


# -- what is left behind -------------------------------------------------------------------------------------------


def test_one_that_kills_its_worker_is_not_tried_for_ever(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(data: bytes) -> None:
        raise Killed

    monkeypatch.setattr(pictures, "redraw", killed)
    article = with_upload(picture())
    for _ in range(uploads.TRIES):
        with pytest.raises(Killed):
            pictures.fetch_pictures(article.id)
    became = drawn(article)
    assert (became.state, "stopped a worker 5 times" in became.why) == ("failed", True)
    assert waiting(media) == []


def test_drawn_twice_in_the_same_moment_the_first_counts(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article, read = with_upload(picture()), uploads.read

    def read_after_another_is_done(address: str) -> bytes:
        monkeypatch.setattr(uploads, "read", read)
        pictures.fetch_pictures(article.id)
        return read(address)

    monkeypatch.setattr(uploads, "read", read_after_another_is_done)
    assert drawn(article).state == "ready"
    assert waiting(media) == []


def test_what_waits_for_nobody_is_swept_after_an_hour(media: Path) -> None:
    wanted = Picture.objects.get(article=with_upload(picture())).source_url
    fresh, stray, done = (uploads.keep([picture()]) for _ in range(3))
    Picture.objects.create(article=Article.objects.get(), source_url=done, state=Picture.FAILED)
    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    for address in (wanted, stray, done):
        uploads.read(address)
        for path in (media / "uploads").glob(address.removeprefix("upload:") + "*"):
            os.utime(path, (long_ago, long_ago))
    uploads.sweep(timezone.now())
    left = {name.partition(".")[0] for name in waiting(media)}
    assert left == {address.removeprefix("upload:") for address in (wanted, fresh)}


def test_with_a_discarded_article_all_its_files_go(media: Path) -> None:
    article = with_upload(picture())
    drawn(article)
    later = uploads.keep([picture()])
    Picture.objects.create(article=article, source_url=later)
    intake.discard(article)
    assert [path.name for path in media.iterdir()] == ["uploads"]
    assert waiting(media) == []


@pytest.mark.parametrize("said", ["TVqQAAMAAAA=", "%%%", ""], ids=["a program", "no base64", "nothing"])
def test_what_read_a_file_is_not_believed(said: str, media: Path) -> None:
    brought = StoryPicture(f"data:application/octet-stream;base64,{said}", alt="A ferry")
    a_newsroom()
    [left] = intake.keep(a_story().led_by(brought, ""), member=None).read().pictures
    assert (left.url, left.alt) == ("", "A ferry")
    assert not Picture.objects.exists()


# -- its address -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["upload:../../keys", "upload:", "upload:" + "a" * 23, "upload:/etc/passwd", ""])
def test_an_address_that_is_none_of_ours_names_no_file(address: str) -> None:
    with pytest.raises(uploads.NoPicture, match="not here any more"):
        uploads.read(address)
    uploads.drop([address])


def test_nobody_outside_can_name_an_upload() -> None:
    address = uploads.keep([picture()])
    assert clean_url(address) == ""
    with pytest.raises(Wrong):
        api.read({"title": "T", "blocks": [{"kind": "picture"}], "pictures": [{"url": address}]})

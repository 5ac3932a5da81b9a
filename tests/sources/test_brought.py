"""Pictures inside of a Word document come along where they are wanted: few, bounded, as they lie in the file."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import pytest
from PIL import Image

from publisher.sources import apart, brought, page
from publisher.sources.brought import Brought, bytes_of
from publisher.sources.files import read_file_here
from publisher.story import Dropped, Story, StoryPicture

from .docx_making import docx, paragraph, picture, relations
from .test_docx import FIRST, LAST, article


def a_jpeg(shade: int = 0, more: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 80, 90)).save(out, "JPEG")
    return out.getvalue() + more


def with_pictures(files: Mapping[str, bytes], extra: str = "") -> bytes:
    """A document in which these stand one below the other, described by their names."""
    body = article("".join(paragraph(picture(f"Boats of {name}", f"rId{n}")) for n, name in enumerate(files)) + extra)
    made = [(f"rId{n}", "image", f"media/{name}") for n, name in enumerate(files)]
    members = {f"word/media/{name}": data for name, data in files.items()}
    return docx(body, {"word/_rels/document.xml.rels": relations(*made, outside=False), **members})


def read(data: bytes, *, pictures: bool = True) -> Story:
    return read_file_here(data, name="island.docx", pictures=pictures)


def test_a_picture_comes_along_where_it_stood_with_its_alt_text_and_caption() -> None:
    caption = paragraph("The boats at six in the morning. Photo: Ilse Maron", "Caption")
    story = read(with_pictures({"a.jpg": a_jpeg()}, caption))
    [one] = story.pictures
    assert bytes_of(one) == a_jpeg()
    assert one.alt == "Boats of a.jpg"
    assert "at six in the morning" in one.caption
    assert [block.kind for block in story.blocks] == ["paragraph", "picture", "paragraph"]
    assert not [line for line in story.dropped if "picture" in line.why]


def test_where_nobody_keeps_them_they_are_listed_as_left_out() -> None:
    story = read(with_pictures({"a.jpg": a_jpeg()}), pictures=False)
    assert story.pictures == ()
    assert [line.text for line in story.dropped if "by hand" in line.why] == ["Boats of a.jpg"]


def test_they_come_in_their_order_and_ten_at_the_most() -> None:
    files = {f"{n}.jpg": a_jpeg(n) for n in range(12)}
    story = read(with_pictures(files))
    assert [bytes_of(one) for one in story.pictures] == list(files.values())[:10]
    assert [line.text for line in story.dropped if "by hand" in line.why] == ["Boats of 10.jpg", "Boats of 11.jpg"]


@pytest.mark.parametrize(
    "files",
    [
        {"a.jpg": a_jpeg(more=b"\0" * 5_000_000)},
        {"a.emf": b"\x01\0\0\0" * 50},
        {"a.png": b"<svg onload='alert(1)'/>"},
        {"a.jpg": b"MZ\x90\x00" * 50},
        {"../../a.jpg": a_jpeg()},
    ],
    ids=["too large", "a drawing of Office", "a drawing with programs", "a program", "a name that climbs"],
)
def test_what_is_too_large_or_no_picture_stays_in_the_file_and_is_listed(files: Mapping[str, bytes]) -> None:
    story = read(with_pictures(files))
    assert story.pictures == ()
    assert [block.text for block in story.blocks] == [FIRST, LAST]
    assert [line for line in story.dropped if "by hand" in line.why]


def test_all_of_them_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brought, "MOST_IN_ALL", 2 * len(a_jpeg()) + 10)
    assert len(read(with_pictures({f"{n}.jpg": a_jpeg() for n in range(4)})).pictures) == 2


def test_a_document_full_of_what_is_none_is_not_looked_through() -> None:
    files = {f"{n}.jpg": b"MZ" for n in range(40)} | {"last.jpg": a_jpeg()}
    assert read(with_pictures(files)).pictures == ()


def test_one_that_stands_there_twice_comes_twice() -> None:
    again = paragraph(picture("The same boats", "rId0"))
    assert [bytes_of(one) for one in read(with_pictures({"a.jpg": a_jpeg()}, again)).pictures] == [a_jpeg()] * 2


def test_what_the_judge_leaves_out_is_told_by_its_words_and_leads_nowhere() -> None:
    come = Brought()
    shown = StoryPicture(come.take(a_jpeg()), caption="The newsroom’s logo")
    story = Story("Ferry", dropped=(Dropped(shown.url, "It is a logo.", 1, "furniture", "picture", "", shown),))
    [left] = come.into(story).dropped
    assert (left.text, left.kind, left.picture, left.after) == ("The newsroom’s logo", "paragraph", None, 1)


def pasted(data: bytes) -> str:
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return f"<h1>The island that moved</h1><p>{FIRST}</p><p><img alt='Boats' src='{address}'></p><p>{LAST}</p>"


def test_a_picture_inside_of_pasted_html_comes_along_too() -> None:
    data = a_jpeg(more=b"\0" * 10_000)
    story = page.read_paste(pasted(data), html=True, pictures=True)
    assert [(bytes_of(one), one.alt) for one in story.pictures] == [(data, "Boats")]
    spoofed = pasted(data) + "<img alt='Boats' src='https://brought.invalid/9x'>"
    assert bytes_of(page.read_paste(spoofed, html=True, pictures=True).pictures[0]) == data
    saved = page.read_named(pasted(data).encode(), name="island.html", pictures=True)
    assert saved.pictures == story.pictures


@pytest.mark.parametrize("data", [a_jpeg(), b"MZ" * 8000], ids=["an icon", "a program"])
def test_what_is_small_or_none_stays_in_the_html(data: bytes) -> None:
    story = page.read_named(pasted(data).encode(), name="island.html", pictures=True)
    assert story.pictures == ()
    assert [block.text for block in story.blocks] == [FIRST, LAST]


def test_they_come_through_the_process_that_reads_apart() -> None:
    story = apart.read_apart(with_pictures({"a.jpg": a_jpeg()}), name="island.docx", pictures=True)
    assert [bytes_of(one) for one in story.pictures] == [a_jpeg()]

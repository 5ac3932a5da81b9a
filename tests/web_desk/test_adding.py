"""An editor adds a picture to an article: a file or an address, with its words, where it is to stand."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from publisher.editing import answers, intake, pictures
from publisher.models import Article, FeedEntry, Lesson, Member, Picture, Unsaved
from publisher.story import Block, Dropped, Story
from tests.making import a_story
from tests.sources.docx_making import docx, paragraph, picture, relations
from tests.web_desk.conftest import BACKEND, field, said
from tests.web_desk.test_article import PASTE, form_of, now_says, paste

NAME = "Noor at home IMG_2041.JPG"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "pictures"
    return Path(settings.MEDIA_ROOT)


def a_file(data: bytes = b"") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG")
    return SimpleUploadedFile(NAME, data or out.getvalue())


def waiting(media: Path) -> int:
    return len(list((media / "uploads").iterdir())) if media.exists() else 0


def add(desk: Client, article: Article, do: str = "add", **changes: Any) -> str:
    """Press “Add the picture”, or another button; what the desk says then."""
    page = f"/articles/{article.id}/"
    form = form_of(Article.objects.get(id=article.id), do=do)
    answer = desk.post(page, form | {name.replace("_", "-"): value for name, value in changes.items()})
    return said(desk.get(page) if answer.status_code == 302 else answer)


def story_of(article: Article) -> Story:
    return Article.objects.get(id=article.id).read()


def kinds(article: Article) -> list[str]:
    return [kind for kind, _ in now_says(article)]


# -- a file ------------------------------------------------------------------------------------------------------


def test_a_file_becomes_the_lead_picture_with_its_words(desk: Client, article: Article) -> None:
    page = add(
        desk, article, picture_file=a_file(), picture_alt=" A ferry ", picture_credit="Noor", picture_caption="At six"
    )
    assert "The picture is part 1." in page
    assert "Being drawn …" in page
    assert kinds(article) == ["picture", "paragraph", "paragraph"]
    [picture] = story_of(article).pictures
    assert (picture.alt, picture.credit, picture.caption) == ("A ferry", "Noor", "At six")
    assert picture.uploaded


def test_the_page_leads_to_the_new_part_and_shows_it_when_it_is_drawn(desk: Client, article: Article) -> None:
    form = form_of(article, do="add") | {"picture-file": a_file(), "picture-below": "1"}
    assert desk.post(f"/articles/{article.id}/", form).headers["Location"] == f"/articles/{article.id}/#part-2"
    piece = f"/articles/{article.id}/pictures/{Picture.objects.get().id}/?n=1"
    assert f'hx-get="{piece}"' in desk.get(f"/articles/{article.id}/").content.decode()
    assert "Being drawn" in said(desk.get(piece))
    pictures.fetch_pictures(article.id)
    assert f"/pictures/{Picture.objects.get().file}" in desk.get(piece).content.decode()


def test_how_the_file_is_called_is_nowhere(desk: Client, article: Article, media: Path) -> None:
    add(desk, article, picture_file=a_file())
    pictures.fetch_pictures(article.id)
    everywhere = f"{list(Article.objects.values())}{list(Picture.objects.values())}{list(media.rglob('*'))}"
    assert "2041" not in everywhere + desk.get(f"/articles/{article.id}/").content.decode()


def test_a_chosen_file_is_added_whatever_is_pressed(desk: Client, article: Article) -> None:
    add(desk, article, "down:0", picture_file=a_file(), picture_below="1")
    assert [text[:11] for _, text in now_says(article)] == ["Fishermen o", "The morning", ""]


def test_it_moves_and_is_left_out_and_comes_back_like_any_part(desk: Client, article: Article) -> None:
    add(desk, article, picture_file=a_file())
    add(desk, article, "down:0")
    assert kinds(article) == ["paragraph", "picture", "paragraph"]
    page = add(desk, article, "out:1")
    assert "upload:" not in page
    assert [one.text for one in story_of(article).dropped] == ["a picture"]
    add(desk, article, "back:0")
    assert kinds(article) == ["paragraph", "picture", "paragraph"]
    assert Picture.objects.get().state == "wanted"
    assert not Lesson.objects.exists()


# -- an address ----------------------------------------------------------------------------------------------------


def test_an_address_is_fetched_by_a_worker_through_the_guard(desk: Client, article: Article) -> None:
    add(desk, article, picture_address="https://127.0.0.1/ferry.jpg", picture_alt="A ferry", picture_below="2")
    assert kinds(article) == ["paragraph", "paragraph", "picture"]
    pictures.fetch_pictures(article.id)
    page = said(desk.get(f"/articles/{article.id}/"))
    assert "127.0.0.1 is inside a private network" in page
    add(desk, article, picture_address="https://127.0.0.1/ferry.jpg")
    assert Picture.objects.get().state == "wanted"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "upload:AAAAAAAAAAAAAAAAAAAAAA", "file:///etc/passwd", "ferry.jpg", "data:,x"]
)
def test_what_is_no_address_is_said_and_nothing_typed_is_lost(address: str, desk: Client, article: Article) -> None:
    page = add(desk, article, picture_address=address, picture_caption="At six o’clock")
    assert "is not a picture’s address" in page
    assert kinds(article) == ["paragraph", "paragraph"]
    answer = desk.post(
        f"/articles/{article.id}/", form_of(article, do="add") | {"picture-address": address, "picture-caption": "At 6"}
    )
    assert (answer.status_code, field(answer, "picture-caption")) == (422, "At 6")


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "This is not a picture that can be read"),
        (b"<svg onload='alert(1)'/>", "which can hold programs"),
        (b"\xff\xd8\xff".ljust(20 * 2**20 + 1, b"\0"), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    data: bytes, words: str, desk: Client, article: Article, media: Path
) -> None:
    assert words in add(desk, article, picture_file=a_file(data), title="New title")
    assert kinds(article) == ["paragraph", "paragraph"]
    assert waiting(media) == 0


def test_nothing_chosen_is_said_and_so_is_too_much(desk: Client, article: Article, media: Path) -> None:
    assert "Which picture?" in add(desk, article)
    assert "not both" in add(desk, article, picture_file=a_file(), picture_address="https://a.example/a.jpg")
    assert waiting(media) == 0


def test_of_two_files_none_is_kept_if_one_is_no_picture(desk: Client, article: Article, media: Path) -> None:
    page = add(desk, article, picture_file=a_file(), **{"file-0": a_file(b"%PDF-1.7")})
    assert "This is not a picture that can be read" in page
    assert waiting(media) == 0


def test_a_form_that_cannot_be_saved_keeps_no_file(desk: Client, article: Article, media: Path) -> None:
    assert "needs a title" in add(desk, article, picture_file=a_file(), title="")
    assert waiting(media) == 0


@pytest.mark.parametrize("do", ["save", "posts"])
def test_words_without_their_picture_are_not_lost_by_a_save(do: str, desk: Client, article: Article) -> None:
    assert "Which picture?" in add(desk, article, do, picture_caption="At six")
    add(desk, article, do, picture_below="1")
    assert Article.objects.get().version == 1


def test_words_without_their_picture_stay_while_parts_move(desk: Client, article: Article) -> None:
    form = form_of(article, do="down:0") | {"picture-caption": "At six"}
    answer = desk.post(f"/articles/{article.id}/", form, headers={"X-Parts": "1"})
    assert (answer.status_code, field(answer, "picture-caption")) == (200, "At six")
    form = form_of(Article.objects.get(), do="add") | {"picture-caption": "At six", "picture-file": a_file()}
    answer = desk.post(f"/articles/{article.id}/", form, headers={"X-Parts": "1"})
    assert field(answer, "picture-caption") == ""


def test_strangers_and_foreign_forms_add_nothing(article: Article, admin: Member, media: Path) -> None:
    form = form_of(article, do="add")
    assert Client().post(f"/articles/{article.id}/", form | {"picture-file": a_file()}).status_code == 302
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(admin, backend=BACKEND)
    assert browser.post(f"/articles/{article.id}/", form | {"picture-file": a_file()}).status_code == 403
    assert kinds(article) == ["paragraph", "paragraph"]
    assert waiting(media) == 0


# -- when it goes wrong --------------------------------------------------------------------------------------------


def test_one_that_cannot_be_drawn_says_why_and_another_file_takes_its_place(desk: Client, article: Article) -> None:
    add(desk, article, picture_file=a_file(b"\xff\xd8\xff\xe0 and no more"), picture_alt="A ferry")
    pictures.fetch_pictures(article.id)
    page = said(desk.get(f"/articles/{article.id}/"))
    assert "Could not be drawn" in page
    assert "This is not a picture that can be read" in page
    assert "Fetch it again" not in page
    add(desk, article, "fetch:0")
    assert Picture.objects.get().state == "failed"
    add(desk, article, "save", **{"file-0": a_file()})
    pictures.fetch_pictures(article.id)
    [picture] = story_of(article).pictures
    assert picture.alt == "A ferry"
    assert Picture.objects.get(source_url=picture.url).state == "ready"


def test_a_stale_save_keeps_the_picture_for_the_second_try(desk: Client, article: Article) -> None:
    old = form_of(article, do="add") | {"picture-file": a_file(), "picture-alt": "A ferry"}
    add(desk, article, "save", title="Theirs")
    answer = desk.post(f"/articles/{article.id}/", old)
    assert answer.status_code == 409
    assert not Picture.objects.exists()
    add(desk, article, "save", base=field(answer, "base"))
    pictures.fetch_pictures(article.id)
    assert (kinds(article)[0], Picture.objects.get().state) == ("picture", "ready")


def test_what_was_typed_of_a_picture_and_not_added_stands_there_again(desk: Client, article: Article) -> None:
    form = form_of(article) | {"picture-alt": "A ferry at six", "picture-below": "2", "page": "one"}
    desk.post(f"/unsaved/article/{article.id}/", form)
    assert Unsaved.objects.count() == 1
    page = desk.get(f"/articles/{article.id}/")
    assert field(page, "picture-alt") == "A ferry at six"
    assert '<option value="2" selected>Below part 2' in page.content.decode()


def test_what_the_article_said_before_is_kept_with_its_picture(desk: Client, article: Article) -> None:
    add(desk, article, picture_file=a_file())
    add(desk, article, "out:0")
    before = Story.from_json(Article.objects.get(id=article.id).history.get(version=2).story)
    assert before.pictures[0].uploaded


def test_a_discarded_article_takes_the_file_along(desk: Client, article: Article, media: Path) -> None:
    add(desk, article, picture_file=a_file())
    desk.post(f"/articles/{article.id}/discard/")
    assert not Article.objects.exists()
    assert waiting(media) == 0


def test_a_newer_version_from_a_feed_keeps_what_the_editor_added(
    desk: Client, article: Article, admin: Member, entry: FeedEntry
) -> None:
    add(desk, article, picture_address="https://gazette.example/second.jpg", picture_below="1", picture_alt="Second")
    add(desk, article, picture_file=a_file(), picture_alt="First")
    newer = replace(article.read(), blocks=(Block("heading", "New", "<h2>New</h2>"), *article.read().blocks))
    FeedEntry.objects.filter(id=entry.id).update(story=newer.to_json())
    after = answers.accept(entry, version=3, member=admin, now=timezone.now()).read()
    assert [block.kind for block in after.blocks] == ["picture", "heading", "paragraph", "picture", "paragraph"]
    assert [picture.alt for picture in after.pictures] == ["First", "Second"]


# -- what a paste or a document brings along -------------------------------------------------------------------------


def a_document() -> bytes:
    parts = PASTE.strip().split("\n\n")
    body = paragraph(parts[0], "Titel") + paragraph(parts[1]) + paragraph(picture("The ferry", "rIdPic"))
    rels = relations(("rIdPic", "image", "media/image1.jpeg"), outside=False)
    members = {"word/_rels/document.xml.rels": rels, "word/media/image1.jpeg": a_file().read()}
    return docx(body + paragraph(parts[2]) + paragraph(parts[3]), members)


def test_a_word_document_brings_its_pictures(desk: Client, media: Path) -> None:
    once = field(desk.get("/articles/new/"), "once")
    desk.post("/articles/new/", {"text": "", "once": once, "file": SimpleUploadedFile("ferry.docx", a_document())})
    article = Article.objects.get()
    [shown] = article.read().pictures
    assert (shown.alt, shown.uploaded) == ("The ferry", True)
    pictures.fetch_pictures(article.id)
    assert (Picture.objects.get().state, waiting(media)) == ("ready", 0)


def test_a_document_that_is_here_already_leaves_no_file_behind(desk: Client, media: Path) -> None:
    for _ in range(2):
        once = field(desk.get("/articles/new/"), "once")
        desk.post("/articles/new/", {"text": "", "once": once, "file": SimpleUploadedFile("f.docx", a_document())})
    assert (Article.objects.count(), waiting(media)) == (1, 1)


def test_pasted_html_brings_the_pictures_that_it_holds(desk: Client, media: Path) -> None:
    data = base64.b64encode(a_file().read() + b"\0" * 20_000).decode()
    words = "".join(f"<p>{part}</p>" for part in PASTE.strip().split("\n\n")[1:])
    paste(desk, html=f'<h1>Ferry returns</h1>{words}<img src="data:image/jpeg;base64,{data}" alt="The ferry">')
    article = Article.objects.get()
    assert [picture.alt for picture in article.read().pictures if picture.uploaded] == ["The ferry"]
    pictures.fetch_pictures(article.id)
    assert (Picture.objects.get().state, waiting(media)) == ("ready", 0)


def test_what_no_file_could_bring_leads_to_where_it_is_added(desk: Client, admin: Member) -> None:
    why = "It is a picture without an address on the web; add it by hand."
    article = intake.keep(a_story(dropped=(Dropped("The ferry", why, 1, "picture"),)), member=admin)
    assert 'href="#picture-file"' in desk.get(f"/articles/{article.id}/").content.decode()

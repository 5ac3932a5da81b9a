from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from publisher.editing import incoming, intake
from publisher.models import Appeal, Article, Channel, Incoming, Member, Picture, Post
from publisher.sources.page import FILES
from publisher.story import Block, PastedAppeal, StoryPicture
from tests.making import a_story
from tests.sources.docx_making import docx, paragraph
from tests.web_desk.conftest import field, said

PASTE = """Ferry returns after three years

The morning ferry left the harbour at six with forty people on board, the first since the storm of 2023.

Fishermen on the north quay stopped their work to watch it go, and some of them cheered when the horn sounded.

The company says that it will sail every day of the week, and twice on Sundays, until the end of the season.
"""


def paste(desk: Client, text: str = PASTE, **fields: str) -> str:
    """Paste it; where the desk leads then, or what it says."""
    once = field(desk.get("/articles/new/"), "once")
    response = desk.post("/articles/new/", {"text": text, "once": once, **fields})
    return response.headers.get("Location") or said(response)


def form_of(article: Article, **changes: str) -> dict[str, str]:
    story = article.read()
    return {
        "version": str(article.version), "title": story.title, "standfirst": story.standfirst,
        "canonical_url": story.canonical_url, "language": "en", "do": "save",
    } | changes  # fmt: skip


def now_says(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in Article.objects.get(id=article.id).read().blocks]


def test_pasted_text_becomes_an_article(desk: Client) -> None:
    assert paste(desk) == f"/articles/{Article.objects.get().id}/"
    page = said(desk.get(f"/articles/{Article.objects.get().id}/"))
    assert "Ferry returns after three years" in page
    assert "words." in page


def test_pasted_html_counts_where_the_browser_sent_it(desk: Client) -> None:
    html = "<h1>Ferry returns</h1>" + "".join(f"<p>{part}</p>" for part in PASTE.split("\n\n")[1:])
    paste(desk, html=html.replace("the first", '<a href="https://gazette.example/storm">the first</a>'))
    story = Article.objects.get().read()
    assert any("https://gazette.example/storm" in block.html for block in story.blocks)


def test_a_file_becomes_an_article(desk: Client) -> None:
    once = field(desk.get("/articles/new/"), "once")
    file = SimpleUploadedFile("ferry.txt", PASTE.encode(), content_type="text/plain")
    desk.post("/articles/new/", {"text": "", "once": once, "file": file})
    assert Article.objects.get().title == "Ferry returns after three years"


@pytest.mark.parametrize("text", ["", "   \n", "\x00\x01\x02" * 50])
def test_what_is_no_article_is_refused_with_a_sentence(desk: Client, text: str) -> None:
    page = paste(desk, text)
    assert "New article" in page
    assert "Traceback" not in page
    assert not Article.objects.exists()


def test_a_link_into_the_house_is_never_fetched(desk: Client) -> None:
    where = paste(desk, "", link="http://127.0.0.1:6379/")
    incoming.take(Incoming.objects.get().id, timezone.now)
    assert "127.0.0.1 is inside a private network" in said(desk.get(where))
    assert not Article.objects.exists()


def test_a_second_click_keeps_nothing_twice(desk: Client) -> None:
    once = field(desk.get("/articles/new/"), "once")
    sent = {"text": PASTE, "once": once, "again": "yes"}
    first = desk.post("/articles/new/", sent)
    second = desk.post("/articles/new/", sent)
    assert Article.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_form_without_a_once_token_is_refused(desk: Client) -> None:
    assert desk.post("/articles/new/", {"text": PASTE}).status_code == 403
    assert not Article.objects.exists()


def test_the_same_article_again_is_asked_about(desk: Client) -> None:
    paste(desk)
    assert "here already" in paste(desk)
    assert Article.objects.count() == 1
    paste(desk, again="yes")
    assert Article.objects.count() == 2


def test_a_part_is_labelled_anew(desk: Client, article: Article) -> None:
    desk.post(f"/articles/{article.id}/", form_of(article, **{"kind-1": "pull_quote"}))
    assert [kind for kind, _ in now_says(article)] == ["paragraph", "pull_quote"]


def test_words_are_edited_and_links_stay(desk: Client, article: Article) -> None:
    desk.post(f"/articles/{article.id}/", form_of(article, **{"text-0": "New [words](https://a.example/)."}))
    block = Article.objects.get(id=article.id).read().blocks[0]
    assert block.text == "New words."
    assert block.html == '<p>New <a href="https://a.example/">words</a>.</p>'


def test_a_part_moves(desk: Client, article: Article) -> None:
    before = now_says(article)
    desk.post(f"/articles/{article.id}/", form_of(article, do="up:1"))
    assert now_says(article) == before[::-1]


def test_a_part_is_left_out_and_taken_back(desk: Client, article: Article) -> None:
    first, second = now_says(article)
    desk.post(f"/articles/{article.id}/", form_of(article, **{"kind-0": "out"}))
    assert now_says(article) == [second]
    assert "Left out by you." in said(desk.get(f"/articles/{article.id}/"))
    desk.post(f"/articles/{article.id}/", form_of(Article.objects.get(), do="back:0"))
    assert now_says(article) == [first, second]


def test_a_picture_without_alt_text_is_flagged_and_keeps_its_place(desk: Client, admin: Member) -> None:
    pictured = a_story(
        blocks=(Block("paragraph", "Words.", "<p>Words.</p>"), Block("picture", "", "")),
        pictures=(StoryPicture("https://gazette.example/a.jpg"),),
    )
    article = intake.keep(pictured, member=admin)
    assert "Readers who cannot see the picture" in said(desk.get(f"/articles/{article.id}/"))
    desk.post(f"/articles/{article.id}/", form_of(article, **{"alt-1": "A ferry", "do": "up:1"}))
    story = Article.objects.get(id=article.id).read()
    assert [block.kind for block in story.blocks] == ["picture", "paragraph"]
    assert story.pictures[0].alt == "A ferry"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "needs a title"),
        ({"canonical_url": "javascript:alert(1)"}, "is not a link"),
        ({"published_on": "2026-02-31"}, "is not a date"),
        ({"language": "<b>"}, "is not a language"),
        ({"language": "sorani"}, "“sorani” is not a language that is known here"),
    ],
)
def test_what_cannot_be_meant_is_said_and_not_saved(
    desk: Client, article: Article, changes: dict[str, str], words: str
) -> None:
    response = desk.post(f"/articles/{article.id}/", form_of(article, **changes))
    assert response.status_code == 422
    assert words in said(response)
    assert Article.objects.get().version == 1


def test_a_language_may_be_written_by_its_name(desk: Client, article: Article) -> None:
    desk.post(f"/articles/{article.id}/", form_of(article, language="Swahili"))
    assert Article.objects.get().read().language == "sw"
    assert '<option value="sw">Swahili</option>' in desk.get(f"/articles/{article.id}/").content.decode()


def test_a_stale_save_shows_the_difference_and_overwrites_nothing(desk: Client, article: Article) -> None:
    mine, theirs = form_of(article, title="My title"), form_of(article, title="Their title")
    desk.post(f"/articles/{article.id}/", theirs)
    response = desk.post(f"/articles/{article.id}/", mine)
    assert response.status_code == 409
    assert "<del>Their</del><ins>My</ins>" in response.content.decode()
    assert Article.objects.get().title == "Their title"
    assert field(response, "version") == "2"


def test_no_appeal_on_a_death(desk: Client, article: Article) -> None:
    Appeal.objects.create(name="Winter", link="https://give.example/", standing=True)
    desk.post(f"/articles/{article.id}/", form_of(article, appeal="none"))
    assert Article.objects.get().no_appeal


def test_an_appeal_found_in_the_paste_is_offered_and_kept(desk: Client, admin: Member) -> None:
    found = PastedAppeal("We need your support", ("One reason.",), "Support us today.")
    article = intake.keep(a_story(appeal=found), member=admin)
    assert "The one found in the paste, as a new appeal" in said(desk.get(f"/articles/{article.id}/"))
    nowhere = desk.post(f"/articles/{article.id}/", form_of(article, appeal="found"))
    assert "Say where people can give" in said(nowhere)
    desk.post(f"/articles/{article.id}/", form_of(article, appeal="found", appeal_link="https://give.example/"))
    assert Article.objects.get().appeal == Appeal.objects.get()


def test_the_same_form_makes_the_posts(desk: Client, article: Article, channels: dict[str, Channel]) -> None:
    chosen = [str(channel.id) for channel in channels.values()]
    response = desk.post(f"/articles/{article.id}/", form_of(article, do="posts") | {"channel": chosen})
    assert response.headers["Location"] == f"/articles/{article.id}/posts/"
    assert Post.objects.filter(state="draft").count() == 3


def test_an_article_with_posts_is_not_discarded(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    desk.post(f"/articles/{article.id}/discard/")
    assert Article.objects.exists()


def test_an_article_without_posts_is_discarded(desk: Client, article: Article) -> None:
    desk.post(f"/articles/{article.id}/discard/")
    assert not Article.objects.exists()


def test_a_picture_that_failed_is_fetched_again(desk: Client, admin: Member, article: Article) -> None:
    Picture.objects.create(article=article, source_url="https://a.example/a.jpg", state="failed", why="404")
    desk.post(f"/articles/{article.id}/", form_of(article, do="fetch:0"))
    assert Picture.objects.get().state == "wanted"


def test_what_is_refused_loses_nothing_that_was_typed(desk: Client, article: Article) -> None:
    sent = form_of(article, canonical_url="nonsense", title="A better title", **{"text-0": "Better words."})
    page = said(desk.post(f"/articles/{article.id}/", sent))
    assert "“nonsense” is not a link" in page
    assert "A better title" in page
    assert "Better words." in page


def test_an_appeal_without_a_link_can_be_mended_on_the_same_page(desk: Client, admin: Member) -> None:
    article = intake.keep(a_story(appeal=PastedAppeal("Help us", ("One reason.",), "Give.")), member=admin)
    page = desk.post(f"/articles/{article.id}/", form_of(article, title="New title", appeal="found"))
    again = form_of(Article.objects.get(), appeal="found", appeal_link="https://give.example/")
    desk.post(f"/articles/{article.id}/", again | {"version": field(page, "version")})
    assert Article.objects.get().appeal is not None


def test_what_was_chosen_stays_chosen_on_a_page_that_is_refused(
    desk: Client, admin: Member, channels: dict[str, Channel]
) -> None:
    article = intake.keep(a_story(appeal=PastedAppeal("Help us", ("One reason.",), "Give.")), member=admin)
    sent = form_of(article, appeal="found") | {"channel": [str(channels["mail"].id)]}
    page = desk.post(f"/articles/{article.id}/", sent).content.decode()
    assert 'id="appeal-found" value="found" checked' in page
    assert 'id="appeal-link-why"' in page
    assert [f'id="channel-{c.id}" value="{c.id}" checked' in page for c in channels.values()].count(True) == 1


def test_an_old_page_does_not_undo_the_appeal_that_somebody_chose(desk: Client, article: Article) -> None:
    old = form_of(article, appeal="standing")
    desk.post(f"/articles/{article.id}/", form_of(article, appeal="none"))
    assert desk.post(f"/articles/{article.id}/", old).status_code == 409
    assert Article.objects.get().no_appeal


def test_a_word_document_becomes_an_article(desk: Client) -> None:
    body = paragraph("The island that moved", "Titel") + paragraph(
        "The first to see it was the ferryman, who steered for the pier and found open water where it had been."
    )
    file = SimpleUploadedFile("island.docx", docx(body))
    desk.post(
        "/articles/new/",
        {
            "text": "",
            "link": "https://harbour.example/i",
            "once": field(desk.get("/articles/new/"), "once"),
            "file": file,
        },
    )
    kept = Article.objects.get()
    assert (kept.title, kept.canonical_url) == ("The island that moved", "https://harbour.example/i")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"%PDF-1.7\n%", "This is a PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Word (.doc)"),
        ("a.rtf", b"{\\rtf1 words}", "This is an RTF document"),
        ("a.docx", docx("")[:50], "broken"),
    ],
    ids=["pdf", "doc", "rtf", "docx"],
)
def test_a_file_that_cannot_be_read_is_a_sentence_and_the_form_is_kept(
    desk: Client, name: str, data: bytes, why: str
) -> None:
    form = {
        "link": "https://harbour.example/i",
        "once": field(desk.get("/articles/new/"), "once"),
        "file": SimpleUploadedFile(name, data),
    }
    answer = desk.post("/articles/new/", {"text": "half a thought", **form})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert "half a thought" in page
    assert "https://harbour.example/i" in page
    assert Article.objects.count() == 0


def test_the_form_names_every_kind_of_file(desk: Client) -> None:
    form = desk.get("/articles/new/").content.decode()
    accepted = form.partition('type="file" accept="')[2].partition('"')[0].split(",")
    assert set(accepted) == set(FILES)

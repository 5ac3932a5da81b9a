"""Nothing typed is lost, and nobody writes over anybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from publisher.editing import intake, unsaved
from publisher.models import Article, Member, Post, Unsaved
from publisher.sending import plan
from tests.making import a_member
from tests.web_desk.conftest import field, said
from tests.web_desk.test_article import PASTE, form_of

ASKED = {"X-Unsaved": "1"}


def type_into(client: Client, article: Article, page: str = "first", **words: str) -> str:
    form = form_of(article, **words) | {"page": page}
    return str(client.post(f"/unsaved/article/{article.id}/", form, headers=ASKED).json()["said"])


def test_what_was_typed_stands_in_the_form_again_and_the_article_is_as_it_was(desk: Client, article: Article) -> None:
    words = type_into(desk, article, standfirst="Half a sentence about the ferry")
    assert words.startswith("Saved ")
    assert "Colombo. For you alone, until you save." in words
    page = desk.get(f"/articles/{article.id}/")
    assert "Half a sentence about the ferry</textarea>" in page.content.decode()
    assert "You typed this 0 seconds ago and did not save it." in said(page)
    assert Article.objects.get().read() == article.read()
    assert Article.objects.get().version == 1


def test_saving_it_forgets_what_was_kept(desk: Client, article: Article) -> None:
    type_into(desk, article, standfirst="All of it")
    page = desk.get(f"/articles/{article.id}/")
    restored = {name: field(page, name) for name in ("version", "base", "page", "takes")}
    desk.post(f"/articles/{article.id}/", form_of(article, standfirst="All of it") | restored)
    assert Article.objects.get().read().standfirst == "All of it"
    assert not Unsaved.objects.exists()


def test_parts_that_were_split_and_relabelled_are_saved_as_they_were_restored(desk: Client, article: Article) -> None:
    first = article.read().blocks[0].text
    one, other = first[: first.index(" with")], first[first.index("with") :]
    type_into(desk, article, **{"text-0": f"{one}\n\n{other}", "kind-1": "pull_quote"})
    page = desk.get(f"/articles/{article.id}/")
    assert said(page).count("Words of part") == 3
    form = {name: field(page, name) for name in ("version", "base", "page", "takes")}
    desk.post(f"/articles/{article.id}/", form_of(article) | form | {"text-2": "Fishermen cheered."})
    blocks = [(block.kind, block.text) for block in Article.objects.get().read().blocks]
    assert blocks == [("paragraph", one), ("paragraph", other), ("pull_quote", "Fishermen cheered.")]


def test_what_was_typed_on_an_old_version_shows_both_and_overwrites_nothing(
    desk: Client, author: Client, article: Article
) -> None:
    type_into(desk, article, standfirst="Mine")
    author.post(f"/articles/{article.id}/", form_of(article, standfirst="Theirs"))
    assert "Ravi saved this article while you typed" in type_into(desk, article, standfirst="Mine, longer")
    page = desk.get(f"/articles/{article.id}/")
    assert "since then Ravi saved the article" in said(page)
    assert "Theirs</textarea>" in page.content.decode()
    page = desk.get(f"/articles/{article.id}/?typed={Unsaved.objects.get().id}")
    assert "Mine, longer</textarea>" in page.content.decode()
    form = {name: field(page, name) for name in ("version", "base", "page", "takes")}
    stale = desk.post(f"/articles/{article.id}/", form_of(article, standfirst="Mine, longer") | form)
    assert stale.status_code == 409
    assert Article.objects.get().read().standfirst == "Theirs"
    mine = {name: field(stale, name) for name in ("version", "base", "page", "takes")}
    desk.post(f"/articles/{article.id}/", form_of(article, standfirst="Mine, longer") | mine)
    assert Article.objects.get().read().standfirst == "Mine, longer"
    assert not Unsaved.objects.exists()


def test_after_a_stale_save_with_fewer_parts_none_of_theirs_stays_behind(
    desk: Client, author: Client, article: Article
) -> None:
    author.post(f"/articles/{article.id}/", form_of(article, standfirst="Theirs"))
    stale = desk.post(f"/articles/{article.id}/", form_of(article, **{"kind-0": "out", "text-1": "Only this stays."}))
    assert stale.status_code == 409
    form = {name: field(stale, name) for name in ("version", "base")}
    desk.post(f"/articles/{article.id}/", form_of(article, **form))
    assert [block.text for block in Article.objects.get().read().blocks] == ["Only this stays."]


def test_two_editors_are_told_of_each_other_and_never_see_each_others_words(
    desk: Client, author: Client, article: Article
) -> None:
    assert "editing" not in type_into(desk, article, standfirst="A secret")
    assert "Amara is editing this article, too" in type_into(author, article, standfirst="Another")
    page = said(author.get(f"/articles/{article.id}/"))
    assert "Amara is editing this article, too" in page
    assert "A secret" not in page
    Unsaved.objects.update(typed_at=timezone.now() - timedelta(minutes=16))
    assert "is editing" not in said(author.get(f"/articles/{article.id}/"))


def test_two_windows_of_one_member_never_write_over_one_another(desk: Client, article: Article) -> None:
    type_into(desk, article, standfirst="Typed in the first")
    second = field(desk.get(f"/articles/{article.id}/"), "takes")
    type_into(desk, article, page="second", takes=second, standfirst="Typed on in the second")
    type_into(desk, article, page="first", standfirst="Typed on in the first")
    kept = sorted(row.form.partition("standfirst=")[2].partition("&")[0] for row in Unsaved.objects.all())
    assert kept == ["Typed+on+in+the+first", "Typed+on+in+the+second"]


def test_a_page_that_is_pressed_twice_or_came_late_makes_no_second_row(desk: Client, article: Article) -> None:
    for words in ("One", "One two", "One two three"):
        type_into(desk, article, standfirst=words)
    assert Unsaved.objects.get().saves == 3


def test_what_is_dropped_is_gone_and_the_page_says_what_is_saved(desk: Client, article: Article) -> None:
    type_into(desk, article, standfirst="Never mind")
    takes = field(desk.get(f"/articles/{article.id}/"), "takes")
    desk.post(f"/unsaved/article/{article.id}/drop/", {"takes": takes})
    page = said(desk.get(f"/articles/{article.id}/"))
    assert "Never mind" not in page
    assert "What you had typed was dropped." in page


def test_a_paste_that_was_never_read_stands_there_again(desk: Client) -> None:
    html = "<p>" + PASTE.replace("\n\n", "</p><p>") + "</p>"
    desk.post("/unsaved/new/0/", {"text": PASTE, "html": html, "link": "", "page": "a"}, headers=ASKED)
    page = desk.get("/articles/new/")
    assert "Fishermen on the north quay" in said(page)
    assert 'id="html" value="&lt;p&gt;Ferry' in page.content.decode()
    names = {name: field(page, name) for name in ("once", "page", "takes")}
    desk.post("/articles/new/", {"text": PASTE, **names})
    assert Article.objects.count() == 1
    assert not Unsaved.objects.exists()


def test_a_posts_own_text_is_kept_and_restored(desk: Client, drafts: dict[str, Post]) -> None:
    post = drafts["x"]
    desk.post(f"/unsaved/post/{post.id}/", {"text": "The ferry, at last", "page": "a"}, headers=ASKED)
    page = desk.get(f"/articles/{post.article_id}/posts/")
    assert ">The ferry, at last</textarea>" in page.content.decode()
    assert not Post.objects.get(id=post.id).override
    desk.post(f"/posts/{post.id}/text/", {"text": "The ferry, at last", "page": "a", "was": field(page, "was")})
    assert Post.objects.get(id=post.id).override == "The ferry, at last"
    assert not Unsaved.objects.exists()


def test_a_posts_text_that_somebody_changed_meanwhile_is_shown_beside_mine(
    desk: Client, author: Client, drafts: dict[str, Post]
) -> None:
    post = drafts["x"]
    was = field(desk.get(f"/articles/{post.article_id}/posts/"), "was")
    author.post(f"/posts/{post.id}/text/", {"text": "Theirs", "was": was})
    answer = desk.post(f"/posts/{post.id}/text/", {"text": "Mine", "was": was})
    assert answer.status_code == 409
    assert "Ravi changed this text while you typed." in said(answer)
    assert ">Mine</textarea>" in answer.content.decode()
    assert Post.objects.get(id=post.id).override == "Theirs"
    desk.post(f"/posts/{post.id}/text/", {"text": "Mine", "was": field(answer, "was")})
    assert Post.objects.get(id=post.id).override == "Mine"


def test_a_session_that_ended_is_told_to_the_page_and_leads_back_to_it(client: Client, article: Article) -> None:
    assert client.post(f"/unsaved/article/{article.id}/", form_of(article), headers=ASKED).status_code == 401
    where = f"/articles/{article.id}/"
    answer = client.post(f"{where}", form_of(article), headers={"Referer": f"http://testserver{where}"})
    assert answer.headers["Location"] == f"/sign-in/?next={quote(where)}"
    answer = client.post(f"{where}", form_of(article), headers={"Referer": "https://evil.example/articles/1/"})
    assert answer.headers["Location"] == "/sign-in/?next=/"


def test_a_form_without_our_token_is_refused_and_a_new_token_is_handed_out(admin: Member, article: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    where = f"/unsaved/article/{article.id}/"
    assert strict.post(where, form_of(article), headers=ASKED).status_code == 403
    token = strict.get(where, headers=ASKED).json()["token"]
    form = form_of(article) | {"csrfmiddlewaretoken": token, "page": "a"}
    assert strict.post(where, form, headers=ASKED).status_code == 200
    assert "csrf" not in Unsaved.objects.get().form


def test_what_is_kept_is_bounded(desk: Client, admin: Member, article: Article) -> None:
    answer = desk.post("/unsaved/new/0/", {"text": "a" * unsaved.MOST_BYTES, "page": "a"}, headers=ASKED)
    assert answer.status_code == 413
    assert "too long to be kept" in answer.json()["said"]
    for number in range(unsaved.MOST + 3):
        type_into(desk, article, page=f"p{number}", standfirst=str(number))
    assert Unsaved.objects.count() == unsaved.MOST
    assert not Unsaved.objects.filter(page__in=["p0", "p1", "p2"]).exists()


def test_what_nobody_came_back_for_is_forgotten_after_a_month(desk: Client, article: Article) -> None:
    type_into(desk, article, standfirst="Old")
    plan.tidy(timezone.now() + timedelta(days=29))
    assert Unsaved.objects.exists()
    plan.tidy(timezone.now() + timedelta(days=31))
    assert not Unsaved.objects.exists()


@pytest.mark.parametrize("place", ["article/999", "post/999", "new/1", "newsroom/1"])
def test_only_forms_that_there_are_can_be_kept(desk: Client, place: str) -> None:
    assert desk.post(f"/unsaved/{place}/", {"page": "a"}, headers=ASKED).status_code == 404


def test_a_base_that_is_not_ours_is_not_believed(desk: Client, article: Article) -> None:
    story = replace(article.read(), blocks=())
    desk.post(f"/articles/{article.id}/", form_of(article, base=str(story.to_json())))
    assert Article.objects.get().read() == article.read()


def test_a_colleague_keeps_nothing_over_mine(
    desk: Client, article: Article, signed_in: Callable[[Member], Client]
) -> None:
    type_into(desk, article, standfirst="Mine")
    other = signed_in(a_member(role=Member.EDITOR, name="Omar"))
    type_into(other, article, takes=f"{Unsaved.objects.get().id}:1", standfirst="Omar's")
    other.post(f"/unsaved/article/{article.id}/drop/", {"takes": f"{Unsaved.objects.earliest('id').id}:1"})
    assert "Mine</textarea>" in desk.get(f"/articles/{article.id}/").content.decode()
    assert intake.text_hash(article.read()) == Article.objects.get().text_hash

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import MailingList, Picture, Post, Reference
from publisher.rendering import personal
from tests.making import a_mail_post, a_member, a_newsroom, an_article

NONCE = "0123456789abcdef"


@pytest.fixture
def post(db: None) -> Post:
    a_newsroom()
    mine = [personal.token(slot, NONCE) for slot in ("name", "address", "unsubscribe_url", "preferences_url")]
    post = a_mail_post(readers=0)
    post.content["letters"][0] |= {
        "nonce": NONCE,
        "html": f"<p>Dear{mine[0]},</p><p>Ferry</p>{personal.mark('open', NONCE)}<p>To {mine[1]} "
        f'<a href="{mine[2]}">Leave</a><a href="{mine[3]}">Preferences</a></p>{personal.mark("close", NONCE)}',
    }
    post.save()
    Reference.objects.create(token="ref", post=post)
    return post


def send(post: Post) -> None:
    Post.objects.filter(id=post.id).update(state="sent", sent_at=timezone.now())


def test_the_web_copy_has_the_words_and_nothing_of_any_reader(browser: Client, post: Post) -> None:
    send(post)
    response = browser.get("/view/ref/")
    assert response.content.decode() == "<p>Dear,</p><p>Ferry</p>"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not response.cookies


def test_nobody_reads_it_before_it_goes_out(browser: Client, post: Post) -> None:
    assert browser.get("/view/ref/").status_code == 404


@pytest.mark.parametrize("reference", ["other", "ref%00", "%F0%9F%98%80", "r" * 500])
def test_an_unknown_reference_leads_nowhere(browser: Client, post: Post, reference: str) -> None:
    send(post)
    assert browser.get(f"/view/{reference}/").status_code == 404


@pytest.fixture
def picture(db: None, settings: Any, tmp_path: Any) -> Picture:
    a_newsroom()
    settings.MEDIA_ROOT = tmp_path / "pictures"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "k3j2h1.jpg").write_bytes(b"\xff\xd8jpeg")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return Picture.objects.create(
        article=an_article(), source_url="https://x.example/a.jpg", state="ready", file="k3j2h1.jpg",
        media_type="image/jpeg",
    )  # fmt: skip


def test_a_picture_is_for_members_until_its_article_went_out(browser: Client, picture: Picture) -> None:
    assert browser.get("/pictures/k3j2h1.jpg").status_code == 404
    browser.force_login(a_member())
    seen = browser.get("/pictures/k3j2h1.jpg")
    assert b"".join(seen.streaming_content) == b"\xff\xd8jpeg"
    assert seen.headers["Cache-Control"] == "private, no-store"


def test_a_released_picture_is_for_everyone_and_may_be_kept(browser: Client, picture: Picture) -> None:
    Picture.objects.update(released_at=timezone.now())
    seen = browser.get("/pictures/k3j2h1.jpg")
    assert b"".join(seen.streaming_content) == b"\xff\xd8jpeg"
    assert seen.headers["Content-Type"] == "image/jpeg"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in seen.headers["Cache-Control"]
    assert not seen.cookies


@pytest.mark.parametrize(
    "path", ["../secret.jpg", "..%2fsecret.jpg", "%2e%2e/secret.jpg", "....//secret.jpg", "k3j2h1.jpg%00", ""]
)
def test_no_path_leads_out_of_the_folder(browser: Client, picture: Picture, path: str) -> None:
    Picture.objects.update(released_at=timezone.now())
    assert browser.get(f"/pictures/{path}").status_code == 404


def test_a_link_in_the_folder_that_points_outside_is_not_followed(
    browser: Client, picture: Picture, settings: Any
) -> None:
    Picture.objects.update(released_at=timezone.now())
    (settings.MEDIA_ROOT / "k3j2h1.jpg").unlink()
    (settings.MEDIA_ROOT / "k3j2h1.jpg").symlink_to(settings.MEDIA_ROOT.parent / "secret.jpg")
    assert browser.get("/pictures/k3j2h1.jpg").status_code == 404


def test_a_picture_that_is_gone_from_disk_leads_nowhere(browser: Client, picture: Picture, settings: Any) -> None:
    Picture.objects.update(released_at=timezone.now())
    (settings.MEDIA_ROOT / "k3j2h1.jpg").unlink()
    assert browser.get("/pictures/k3j2h1.jpg").status_code == 404


def test_a_public_page_weighs_little(browser: Client, weekly: MailingList) -> None:
    css = b"".join(browser.get("/static/public.css").streaming_content)
    assert len(browser.get("/subscribe/").content) + len(css) < 15_000

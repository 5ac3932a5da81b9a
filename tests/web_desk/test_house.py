from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from publisher.audience import reader_files
from publisher.models import (
    Appeal,
    Channel,
    MailingList,
    Member,
    Newsroom,
    Notice,
    Post,
    ReaderFile,
    Subscriber,
    Subscription,
    Wording,
)
from publisher.web.colour import NIGHT, PAPER, contrast, ink_on
from publisher.web.words import both_zones
from tests.making import a_list, a_reader
from tests.web_desk.conftest import field, said


def approve(post: Post) -> None:
    Post.objects.filter(id=post.id).update(approved_hash=post.content_hash)


# -- channels ------------------------------------------------------------------------------------------------


def test_a_connection_that_does_not_work_is_not_kept(desk: Client) -> None:
    sent = {"name": "mastodon", "server": "https://social.example/@us", "token": "secret-token", "visibility": "public"}
    response = desk.post("/channels/connect/mastodon/", sent)
    assert response.status_code == 422
    assert not Channel.objects.exists()
    assert "secret-token" not in response.content.decode()


def test_credentials_are_never_shown_again(desk: Client, channels: dict[str, Channel]) -> None:
    channels["x"].credentials = {"access_token": "very-secret"}
    channels["x"].save()
    for page in ("", f"{channels['x'].id}/", f"connect/x/{channels['x'].id}/"):
        assert "very-secret" not in desk.get(f"/channels/{page}").content.decode()


def test_a_paused_channel_says_why_and_is_asked_before_it_goes_on(desk: Client, channels: dict[str, Channel]) -> None:
    channels["x"].pause("credentials", "X no longer accepts the keys.", timezone.now())
    page = f"/channels/{channels['x'].id}/"
    assert "X no longer accepts the keys." in said(desk.get(page))
    desk.post(page + "resume/")
    assert Channel.objects.get(id=channels["x"].id).paused_at is not None
    assert "Still paused." in said(desk.get(page))


def test_a_test_post_that_cannot_leave_says_so(desk: Client, channels: dict[str, Channel]) -> None:
    desk.post(f"/channels/{channels['mastodon'].id}/test/")
    assert "The test did not go" in said(desk.get("/channels/"))


def test_while_stopped_no_test_leaves_either(desk: Client, channels: dict[str, Channel]) -> None:
    Newsroom.objects.update(stopped_at=timezone.now())
    desk.post(f"/channels/{channels['mail'].id}/test/")
    assert "no test leaves either" in said(desk.get("/channels/"))


def test_the_appeals_rule_is_chosen_and_posts_are_rendered_anew(
    desk: Client, channels: dict[str, Channel], drafts: dict[str, Post]
) -> None:
    desk.post(f"/channels/{channels['mastodon'].id}/options/", {"appeal": "follows"})
    assert Channel.objects.get(id=channels["mastodon"].id).options["appeal"] == "follows"
    assert Post.objects.get(id=drafts["mastodon"].id).content_hash == ""
    assert Post.objects.get(id=drafts["x"].id).content_hash != ""


def test_slots_come_and_go(desk: Client, channels: dict[str, Channel]) -> None:
    page = f"/channels/{channels['x'].id}/"
    desk.post(page + "slots/", {"days": ["5", "1"], "time": "07:30"})
    slot = channels["x"].slots.get()
    assert (slot.days, f"{slot.time:%H:%M}") == ("15", "07:30")
    desk.post(page + f"slots/{slot.id}/drop/")
    assert not channels["x"].slots.exists()
    desk.post(page + "slots/", {"time": "soon"})
    assert "Not added" in said(desk.get(page))


def test_a_disconnected_channel_loses_its_credentials_and_cancels_what_waits(
    desk: Client, channels: dict[str, Channel], drafts: dict[str, Post]
) -> None:
    desk.post(f"/channels/{channels['x'].id}/delete/")
    gone = Channel.objects.get(id=channels["x"].id)
    assert (gone.credentials, gone.deleted_at is None) == ({}, False)
    assert Post.objects.get(id=drafts["x"].id).state == "cancelled"
    assert desk.get(f"/channels/{channels['x'].id}/").status_code == 404
    assert desk.get("/").status_code == 200


# -- appeals -------------------------------------------------------------------------------------------------


def test_an_appeal_gets_wordings_and_stands(desk: Client) -> None:
    desk.post("/appeals/new/", {"name": "Winter", "link": "https://give.example/", "active": "on"})
    appeal = Appeal.objects.get()
    words = {"label": "A", "language": "en", "headline": "H", "body": "B", "call_to_action": "Give.", "active": "on"}
    desk.post(f"/appeals/{appeal.id}/wordings/new/", words)
    twice = desk.post(f"/appeals/{appeal.id}/wordings/new/", words)
    assert twice.status_code == 422
    assert Wording.objects.count() == 1
    desk.post(f"/appeals/{appeal.id}/stand/")
    assert Appeal.objects.get().standing


def test_an_edited_appeal_takes_approval_back(desk: Client, drafts: dict[str, Post]) -> None:
    appeal = Appeal.objects.create(name="Winter", link="https://give.example/")
    desk.post(f"/appeals/{appeal.id}/", {"name": "Winter", "link": "https://other.example/", "active": "on"})
    assert not Post.objects.exclude(content_hash="").exists()


def test_a_link_that_is_none_is_refused(desk: Client) -> None:
    response = desk.post("/appeals/new/", {"name": "Winter", "link": "javascript:alert(1)"})
    assert response.status_code == 422
    assert "This is not a link" in said(response)


# -- people --------------------------------------------------------------------------------------------------


def test_an_invitation_makes_a_member_and_a_mail_once(desk: Client) -> None:
    once = field(desk.get("/people/"), "once")
    sent = {"name": "Ravi", "email": "Ravi@Gazette.example", "role": "editor", "once": once}
    desk.post("/people/invite/", sent)
    assert Member.objects.get(email="ravi@gazette.example").role == "editor"
    assert Notice.objects.filter(kind="invitation").count() == 1
    assert desk.post("/people/invite/", sent).status_code == 422


def test_the_last_admin_stays_admin(desk: Client, admin: Member) -> None:
    desk.post(f"/people/{admin.id}/", {"role": "author"})
    desk.post(f"/people/{admin.id}/", {"active": "no"})
    kept = Member.objects.get(id=admin.id)
    assert (kept.role, kept.is_active) == ("admin", True)
    page = desk.get("/people/")
    assert "somebody must stay admin" in said(page)
    assert 'class="notice bad" role="alert"' in page.content.decode()  # never in the colour of a success


def test_a_password_is_changed_and_this_session_stays(desk: Client, admin: Member) -> None:
    weak = desk.post("/people/password/", {"password": "short", "again": "short"})
    assert weak.status_code == 422
    strong = {"password": "a quiet harbour at six", "again": "a quiet harbour at six"}
    assert desk.post("/people/password/", strong).status_code == 302
    assert desk.get("/").status_code == 200
    assert Member.objects.get(id=admin.id).check_password("a quiet harbour at six")


# -- readers -------------------------------------------------------------------------------------------------


def csv(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("readers.csv", text.encode(), content_type="text/csv")


def test_an_import_reports_every_row_and_brings_nobody_back(desk: Client) -> None:
    weekly = a_list()
    left = a_reader(weekly, "left@readers.example")
    Subscription.objects.filter(subscriber=left).update(state="left")
    sent = {
        "mailing_list": weekly.id,
        "consent": "At the fair.",
        "file": csv("email\nnew@a.example.org\nleft@readers.example\nnone\n"),
    }
    where = desk.post("/readers/import/", sent).headers["Location"]
    assert "About to begin" in said(desk.get(where))
    reader_files.run(ReaderFile.objects.get().id, timezone.now)
    page = said(desk.get(where))
    assert "Done: 3 rows" in page
    assert "not an address" in page
    assert Subscription.objects.get(subscriber=left).state == "left"
    assert "left@readers.example" not in page
    lines = b"".join(desk.get(where + "report.csv")).decode().splitlines()
    assert lines[:2] == ["line,outcome,why", "3,left before,This reader left the list; only they can come back."]
    assert "readers.csv" in said(desk.get("/readers/"))


def test_what_is_no_table_is_refused_before_a_worker_hears_of_it(desk: Client) -> None:
    sent = {"mailing_list": a_list().id, "consent": "At the fair.", "file": csv("Name,Town\nAna,Jaffna\n")}
    page = said(desk.post("/readers/import/", sent))
    assert "No column is called “email”." in page
    assert not ReaderFile.objects.exists()


def test_an_import_without_consent_is_refused(desk: Client) -> None:
    response = desk.post("/readers/import/", {"mailing_list": a_list().id, "file": csv("email\na@a.example.org\n")})
    assert response.status_code == 422
    assert not Subscriber.objects.exists()


def test_one_reader_is_added_with_consent(desk: Client) -> None:
    sent = {"address": "ana@readers.example.org", "mailing_list": a_list().id, "consent": "By letter."}
    desk.post("/readers/add/", sent)
    assert Subscription.objects.get().consent == "By letter."
    bad = desk.post("/readers/add/", sent | {"address": "x\r\nBcc: y@z.example"})
    assert bad.status_code == 422
    assert Subscriber.objects.count() == 1


def test_a_list_is_made(desk: Client) -> None:
    desk.post("/readers/lists/", {"name": "Daily", "slug": "daily"})
    assert MailingList.objects.get().name == "Daily"


# -- newsroom ------------------------------------------------------------------------------------------------

SETTINGS = {
    "name": "The Gazette", "website": "https://gazette.example/", "language": "en", "zone": "Europe/Berlin",
    "colour": "#0b5563", "sender_name": "The Gazette", "sender_address": "letters@gazette.example.org",
}  # fmt: skip


def test_settings_are_saved_and_posts_want_approval_again(desk: Client, drafts: dict[str, Post]) -> None:
    approve(drafts["mail"])
    desk.post("/newsroom/", SETTINGS)
    assert Newsroom.objects.get().zone == "Europe/Berlin"
    assert Post.objects.get(id=drafts["mail"].id).content_hash == ""
    assert Newsroom.objects.get().practice


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Moon/Base"}, {"colour": "red;}"}, {"sender_address": "a@b\r\nBcc: c@d.example"}, {"website": "ftp://x"}],
)
def test_settings_that_cannot_be_are_refused(desk: Client, wrong: dict[str, str]) -> None:
    before = Newsroom.objects.values().get()
    assert desk.post("/newsroom/", SETTINGS | wrong).status_code == 422
    assert Newsroom.objects.values().get() == before


def test_an_editor_may_not_change_them(signed_in: Any, newsroom: Newsroom) -> None:
    editor = Member.objects.create_user("ed@gazette.example", role="editor")
    assert signed_in(editor).post("/newsroom/", SETTINGS).status_code == 403


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", "#0b5563", "#8a1c1c", "#777777"])
def test_any_colour_can_be_read_on_light_and_dark(colour: str) -> None:
    for ground in (PAPER, NIGHT):
        ink = ink_on(colour, ground)
        assert contrast(ink, ground) >= 4.5


def test_a_time_names_both_zones_and_the_other_day() -> None:
    at = timezone.now().replace(year=2026, month=11, day=30, hour=20, minute=0)
    assert both_zones(at, "Asia/Colombo") == "Tue 1 Dec 01:30 Colombo (Mon 30 Nov 20:00 UTC)"


def test_the_practice_inbox_says_when_the_world_is_not_running(desk: Client) -> None:
    assert "`publisher up` starts it" in said(desk.get("/practice/"))


def test_the_pace_of_the_mail_is_kept_and_ends_a_rest(desk: Client, channels: dict[str, Channel]) -> None:
    mail = channels["mail"]
    Channel.objects.filter(id=mail.id).update(rests_until=timezone.now() + timedelta(hours=5), mails_per_day=2)
    assert "today’s 2 mails are used" in said(desk.get(f"/channels/{mail.id}/"))
    numbers = {"mailing_list": mail.mailing_list_id, "mails_per_minute": "840", "mails_per_day": ""}
    desk.post(f"/channels/{mail.id}/options/", numbers)
    mail.refresh_from_db()
    assert (mail.mails_per_minute, mail.mails_per_day, mail.rests_until) == (840, None, None)


def test_a_new_domain_warms_up_from_the_day_it_was_ticked_until_it_is_unticked(
    desk: Client, channels: dict[str, Channel]
) -> None:
    mail = channels["mail"]
    begun = timezone.now() - timedelta(days=2)
    Channel.objects.filter(id=mail.id).update(warms_up_since=begun)
    assert "today at most 200 mails" in said(desk.get(f"/channels/{mail.id}/"))
    for ticked, since in ((["on"], begun), ([], None)):
        desk.post(f"/channels/{mail.id}/options/", {"mailing_list": mail.mailing_list_id, "warms_up": ticked})
        mail.refresh_from_db()
        assert mail.warms_up_since == since


def test_a_pace_that_is_no_number_is_named_and_changes_nothing(desk: Client, channels: dict[str, Channel]) -> None:
    mail = channels["mail"]
    page = desk.post(
        f"/channels/{mail.id}/options/", {"mailing_list": mail.mailing_list_id, "mails_per_minute": "0"}, follow=True
    )
    assert "Not saved. Mails per minute: Ensure this value is greater than or equal to 1." in said(page)


def test_the_readers_page_says_where_people_sign_up(desk: Client, channels: dict[str, Channel]) -> None:
    assert MailingList.objects.exists()
    assert 'href="/subscribe/">http' in desk.get("/readers/").content.decode()
    assert "They sign up at" in said(desk.get("/readers/"))

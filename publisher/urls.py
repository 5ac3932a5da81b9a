"""The whole address map on one page."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from publisher.web.api import articles as api
from publisher.web.api import openapi
from publisher.web.desk import (
    adding,
    amending,
    appeals,
    articles,
    channels,
    compose,
    errors,
    feeds,
    health,
    home,
    incoming,
    lessons,
    letting_in,
    look,
    mailboxes,
    mails,
    new_article,
    newsroom,
    one_reader,
    people,
    progress,
    readers,
    sign_in,
    tokens,
    unsaved,
    when,
)
from publisher.web.hooks import mail as mail_hook
from publisher.web.practice import inbox
from publisher.web.public import leaving, reading, subscribing

signing_in = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/<str:token>/", sign_in.sign_in_link, name="sign-in-link"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]

desk = [
    path("", home.home, name="home"),
    path("colour.css", look.colour, name="colour"),
    # an article, from paste to what became of it
    path("articles/new/", new_article.new, name="article-new"),
    path("articles/reading/<int:incoming_id>/", incoming.reading, name="article-reading"),
    path("articles/<int:article_id>/", articles.article, name="article"),
    path("articles/<int:article_id>/pictures/<int:picture_id>/", adding.drawn, name="article-picture"),
    path("articles/<int:article_id>/discard/", articles.discard, name="article-discard"),
    path("articles/<int:article_id>/offers/<int:entry_id>/", feeds.offer, name="article-offer"),
    path("articles/<int:article_id>/posts/", compose.article_posts, name="posts"),
    path("articles/<int:article_id>/when/", when.confirm, name="confirm-posts"),
    path("articles/<int:article_id>/ask/", when.ask_approval, name="ask-approval"),
    path("articles/<int:article_id>/progress/", progress.progress, name="progress"),
    path("articles/<int:article_id>/progress/live/", progress.live, name="progress-live"),
    path("articles/<int:article_id>/undo/", progress.undo_all, name="undo-all"),
    path("articles/<int:article_id>/out/", amending.out, name="out"),
    path("articles/<int:article_id>/out/live/", amending.live, name="out-live"),
    path("articles/<int:article_id>/out/<slug:what>/", amending.confirm, name="out-confirm"),
    path("amendments/<int:amendment_id>/again/", amending.again, name="out-again"),
    path("amendments/<int:amendment_id>/by-hand/", amending.by_hand, name="out-by-hand"),
    # one post of it
    path("posts/<int:post_id>/text/", compose.own_text, name="post-text"),
    path("posts/<int:post_id>/count/", compose.count, name="post-count"),
    path("posts/<int:post_id>/wording/", compose.wording, name="post-wording"),
    path("posts/<int:post_id>/test/", compose.test_letter, name="post-test"),
    path("posts/<int:post_id>/letter/<int:number>/", compose.letter, name="letter"),
    path("posts/<int:post_id>/mails/", mails.ledger, name="ledger"),
    path("posts/<int:post_id>/mails/failed/", mails.failed, name="mails-failed"),
    path("posts/<int:post_id>/mails/failed/again/", mails.again, name="mails-again"),
    path("posts/<int:post_id>/mails/<slug:kind>/", mails.mails, name="mails"),
    path("posts/<int:post_id>/do/<slug:verb>/", progress.act, name="post-act"),
    # what is typed and not saved yet
    path("unsaved/<slug:kind>/<int:number>/", unsaved.keep, name="unsaved"),
    path("unsaved/<slug:kind>/<int:number>/drop/", unsaved.drop, name="unsaved-drop"),
    path("preview-pictures/<str:token>/", compose.picture_preview, name="picture-preview"),
    # the house
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/add/", feeds.add, name="feed-add"),
    path("feeds/<int:feed_id>/", feeds.feed, name="feed"),
    path("feeds/<int:feed_id>/look/", feeds.look, name="feed-look"),
    path("feeds/<int:feed_id>/answer/", feeds.answer, name="feed-answer"),
    path("feeds/<int:feed_id>/pause/", feeds.pause, name="feed-pause"),
    path("feeds/<int:feed_id>/resume/", feeds.resume, name="feed-resume"),
    path("feeds/<int:feed_id>/change/", feeds.change, name="feed-change"),
    path("feeds/<int:feed_id>/remove/", feeds.remove, name="feed-remove"),
    path("channels/", channels.channels, name="channels"),
    path("channels/connect/<slug:kind>/", channels.connect_one, name="connect"),
    path("channels/connect/<slug:kind>/<int:channel_id>/", channels.connect_one, name="connect-again"),
    path("channels/sign-in-at/<slug:kind>/", letting_in.begin, name="sign-in-at"),
    path("channels/sign-in-at/<slug:kind>/<int:channel_id>/", letting_in.begin, name="sign-in-at-again"),
    path("channels/choose/", letting_in.choose, name="choose-outlet"),
    path("channels/signed-in/", letting_in.come_back, name="signed-in-at"),
    path("channels/<int:channel_id>/", channels.channel, name="channel"),
    path("channels/<int:channel_id>/resume/", channels.resume, name="channel-resume"),
    path("channels/<int:channel_id>/pause/", channels.pause, name="channel-pause"),
    path("channels/<int:channel_id>/test/", channels.test, name="channel-test"),
    path("channels/<int:channel_id>/options/", channels.options, name="channel-options"),
    path("channels/<int:channel_id>/mailbox/", mailboxes.mailbox, name="channel-mailbox"),
    path("channels/<int:channel_id>/delete/", channels.delete, name="channel-delete"),
    path("channels/<int:channel_id>/slots/", channels.add_slot, name="slot-add"),
    path("channels/<int:channel_id>/slots/<int:slot_id>/drop/", channels.drop_slot, name="slot-drop"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/new/", appeals.new, name="appeal-new"),
    path("appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/stand/", appeals.stand, name="appeal-stand"),
    path("appeals/<int:appeal_id>/wordings/new/", appeals.wording, name="wording-new"),
    path("appeals/<int:appeal_id>/wordings/<int:wording_id>/", appeals.wording, name="wording"),
    path("readers/", readers.readers, name="readers"),
    path("readers/import/", readers.import_file, name="readers-import"),
    path("readers/files/<int:file_id>/", readers.file, name="readers-file"),
    path("readers/files/<int:file_id>/report.csv", readers.file_report, name="readers-file-report"),
    path("readers/add/", readers.add, name="reader-add"),
    path("readers/find/", one_reader.find, name="reader-find"),
    path("readers/leave/", one_reader.take_off, name="reader-leave"),
    path("readers/forget/", one_reader.forget, name="reader-forget"),
    path("readers/unsuppress/", readers.unsuppress, name="reader-unsuppress"),
    path("readers/lists/", readers.new_list, name="list-new"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/password/", people.password, name="password"),
    path("people/<int:member_id>/", people.change, name="person"),
    path("people/<int:member_id>/invite/", people.invite_again, name="invite-again"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("newsroom/", newsroom.newsroom, name="newsroom"),
    path("newsroom/taught/", lessons.lessons, name="lessons"),
    path("newsroom/taught/<int:lesson_id>/forget/", lessons.forget, name="lesson-forget"),
    path("stop/", newsroom.stop, name="stop"),
    path("resume/", newsroom.resume, name="resume"),
    path("practice/", inbox.inbox, name="practice"),
    path("practice/mails/<int:mail_id>/", inbox.mail, name="practice-mail"),
    path("practice/mails/<int:mail_id>/html/", inbox.mail_html, name="practice-mail-html"),
]

# For readers: no sign-in, no cookie. The tokens in these addresses never reach a log (web/security.py).
public = [
    path("subscribe/", subscribing.subscribe, name="subscribe"),
    path("confirm/<str:token>/", subscribing.confirm, name="confirm"),
    path("u/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("p/<str:token>/", leaving.preferences, name="preferences"),
    path("view/<str:reference>/", reading.view, name="view"),
    path("pictures/<str:file>", reading.picture, name="picture"),
]

machines = [
    path("api/articles", api.articles, name="api-articles"),
    path("api/articles/<int:article_id>", api.article, name="api-article"),
    path("api/openapi.json", openapi.openapi, name="api-openapi"),
    path("hooks/mail/<slug:provider>/", mail_hook.mail, name="hook-mail"),
    path("healthz", health.healthz, name="healthz"),
    path("favicon.ico", RedirectView.as_view(url="/static/desk.svg")),
]

urlpatterns: list[URLPattern] = signing_in + desk + public + machines

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken

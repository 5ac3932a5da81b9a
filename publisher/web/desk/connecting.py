"""What is asked of somebody who connects a channel: a form per kind. Adding a network adds a class and two lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from django import forms
from django.utils import timezone

from publisher.channels import discord
from publisher.models import MailingList

VISIBILITY = [("public", "everyone, and public timelines"), ("unlisted", "everyone, but not on public timelines")]
NAME = "Tells two accounts of one network apart, here and on the command line."


def server_named(said: str, example: str) -> str:
    """The name of a server that a member gave. Raises ValidationError."""
    server = re.sub(r"^https?://|/.*$", "", said.strip().lower())
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z0-9-]+(:\d+)?|[\w.-]+\.\w+", server):
        raise forms.ValidationError(f"This is not the name of a server; it looks like {example}.")
    return server


class ConnectMail(forms.Form):
    name = forms.SlugField(label="Name", initial="mail", max_length=60, help_text=NAME)
    mailing_list = forms.ModelChoiceField(
        MailingList.objects.order_by("name"), label="Usual list", empty_label="choose one"
    )


class ConnectX(forms.Form):
    name = forms.SlugField(label="Name", initial="x", max_length=60, help_text=NAME)
    consumer_key = forms.CharField(
        label="API key", max_length=200, help_text="From the app’s page “Keys and tokens” at developer.x.com."
    )
    consumer_secret = forms.CharField(label="API key secret", max_length=200)
    access_token = forms.CharField(label="Access token", max_length=200, help_text="With the right to read and write.")
    access_token_secret = forms.CharField(label="Access token secret", max_length=200)


class ConnectMastodon(forms.Form):
    name = forms.SlugField(label="Name", initial="mastodon", max_length=60, help_text=NAME)
    server = forms.CharField(label="Server", max_length=200, help_text="For example mastodon.social.")
    token = forms.CharField(
        label="Access token", max_length=500,
        help_text="On your server: Preferences, Development, New application, with write:statuses and write:media.",
    )  # fmt: skip
    visibility = forms.ChoiceField(label="Who sees the posts", choices=VISIBILITY)

    def clean_server(self) -> str:
        return server_named(self.cleaned_data["server"], "mastodon.social")


class ConnectBluesky(forms.Form):
    name = forms.SlugField(label="Name", initial="bluesky", max_length=60, help_text=NAME)
    handle = forms.CharField(label="Handle", max_length=253, help_text="For example gazette.bsky.social.")
    app_password = forms.CharField(
        label="App password", max_length=100,
        help_text="On Bluesky: Settings, Privacy and security, App passwords. Never the account’s own password.",
    )  # fmt: skip
    server = forms.CharField(
        label="Server", max_length=200, initial="bsky.social", help_text="Where the account lives; most are there."
    )

    def clean_handle(self) -> str:
        handle = str(self.cleaned_data["handle"]).strip().lstrip("@").lower()
        if not re.fullmatch(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*", handle):
            raise forms.ValidationError("This is not a handle; it looks like gazette.bsky.social.")
        return handle

    def clean_app_password(self) -> str:
        password = str(self.cleaned_data["app_password"]).strip().lower()
        if not re.fullmatch(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", password):
            raise forms.ValidationError("This is not an app password; it looks like abcd-efgh-ijkl-mnop.")
        return password

    def clean_server(self) -> str:
        return server_named(self.cleaned_data["server"], "bsky.social")


class ConnectTelegram(forms.Form):
    name = forms.SlugField(label="Name", initial="telegram", max_length=60, help_text=NAME)
    channel = forms.CharField(
        label="Channel", max_length=100, help_text="For example @gazette; of a private channel its number, -100…"
    )
    token = forms.CharField(
        label="Bot’s token", max_length=200,
        help_text="From @BotFather. Then make the bot an administrator of the channel who may post messages.",
    )  # fmt: skip

    def clean_channel(self) -> str:
        channel = re.sub(r"^(https?://)?t\.me/", "@", str(self.cleaned_data["channel"]).strip())
        if not re.fullmatch(r"@\w{4,64}|-100\d{5,20}", channel):
            raise forms.ValidationError("This is not a channel; it looks like @gazette.")
        return channel

    def clean_token(self) -> str:
        token = str(self.cleaned_data["token"]).strip()
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise forms.ValidationError("This is not a bot’s token; it looks like 123456:ABC-DEF.")
        return token


class _WithToken(forms.Form):
    def clean_token(self) -> str:
        return "".join(str(self.cleaned_data["token"]).split())  # copied over several lines


class ConnectFacebook(_WithToken):
    name = forms.SlugField(label="Name", initial="facebook", max_length=60, help_text=NAME)
    token = forms.CharField(
        label="The Page’s access token", max_length=1000,
        help_text="The Page’s own, from /me/accounts, with pages_manage_posts and pages_read_engagement.",
    )  # fmt: skip


class ConnectThreads(_WithToken):
    name = forms.SlugField(label="Name", initial="threads", max_length=60, help_text=NAME)
    token = forms.CharField(
        label="Access token", max_length=1000,
        help_text="The long-lived one, with the rights that its page in the docs names.",
    )  # fmt: skip


class ConnectLinkedIn(_WithToken):
    name = forms.SlugField(label="Name", initial="linkedin", max_length=60, help_text=NAME)
    organization = forms.RegexField(
        r"^\d{1,20}$", label="Number of the page", required=False,
        error_messages={"invalid": "This is not the number of a page; it looks like 1234567."},
        help_text="As it stands in the address of the page for its admins. Empty: you post as yourself.",
    )  # fmt: skip
    token = forms.CharField(label="Access token", max_length=2000, help_text="With the rights that the docs name.")
    ends_at = forms.DateField(
        label="The token ends on",
        help_text="LinkedIn says so when it makes one; mostly 60 days later, like 2027-01-30.",
    )

    def clean_ends_at(self) -> str:
        ends = datetime.combine(self.cleaned_data["ends_at"], time(), UTC)
        if ends < timezone.now():
            raise forms.ValidationError("This day has passed; make a new token.")
        return ends.isoformat()


class ConnectDiscord(forms.Form):
    name = forms.SlugField(label="Name", initial="discord", max_length=60, help_text=NAME)
    webhook = forms.CharField(
        label="The webhook’s address", max_length=300,
        help_text="On Discord: the channel’s settings, Integrations, Webhooks, New webhook, Copy webhook URL.",
    )  # fmt: skip

    def clean_webhook(self) -> str:
        webhook = "".join(str(self.cleaned_data["webhook"]).split())
        if not discord.address({"webhook": webhook})[0]:
            example = "https://discord.com/api/webhooks/…"
            raise forms.ValidationError(f"This is not the address of a webhook; it looks like {example}")
        return webhook


FORMS: dict[str, type[forms.Form]] = {
    "mail": ConnectMail, "x": ConnectX, "mastodon": ConnectMastodon, "bluesky": ConnectBluesky,
    "telegram": ConnectTelegram, "facebook": ConnectFacebook, "threads": ConnectThreads, "linkedin": ConnectLinkedIn,
    "discord": ConnectDiscord,
}  # fmt: skip

# Never sent back to the browser.
SECRET = {
    "client_secret",
    "consumer_key",
    "consumer_secret",
    "access_token",
    "access_token_secret",
    "token",
    "app_password",
    "webhook",
}

"""What is asked of somebody who connects a channel by signing in at its network: a form per kind."""

from __future__ import annotations

from django import forms

from .connecting import NAME, VISIBILITY, server_named


class OfAnApp(forms.Form):
    """For networks where the newsroom has an app of its own."""

    name = forms.SlugField(label="Name", max_length=60, help_text=NAME)
    client_id = forms.CharField(label="Client ID", max_length=200)
    client_secret = forms.CharField(label="Client secret", max_length=200)

    def clean_client_id(self) -> str:
        return "".join(str(self.cleaned_data["client_id"]).split())

    def clean_client_secret(self) -> str:
        return "".join(str(self.cleaned_data["client_secret"]).split())


class AtX(OfAnApp):
    client_id = forms.CharField(label="Client ID", max_length=200, help_text="Of your app, from “Keys and tokens”.")
    client_secret = forms.CharField(
        label="Client secret", max_length=200, required=False, help_text="Empty if the app has none (a public client)."
    )


class AtMastodon(forms.Form):
    """A server gives an app to whoever asks."""

    name = forms.SlugField(label="Name", max_length=60, help_text=NAME)
    server = forms.CharField(label="Server", max_length=200, help_text="Where the account lives, as mastodon.social.")
    visibility = forms.ChoiceField(label="Who sees the posts", choices=VISIBILITY)

    def clean_server(self) -> str:
        return server_named(self.cleaned_data["server"], "mastodon.social")


class AtFacebook(OfAnApp):
    client_id = forms.CharField(
        label="App ID", max_length=200, help_text="At developers.facebook.com: Settings, Basic."
    )
    client_secret = forms.CharField(label="App secret", max_length=200, help_text="On the same page.")


class AtThreads(OfAnApp):
    client_id = forms.CharField(
        label="Threads app ID", max_length=200, help_text="Of the use case for Threads: not the app’s own ID."
    )
    client_secret = forms.CharField(label="Threads app secret", max_length=200, help_text="On the same page.")


class AtLinkedIn(OfAnApp):
    client_id = forms.CharField(
        label="Client ID", max_length=200, help_text="Of your app at linkedin.com/developers, on its page “Auth”."
    )
    client_secret = forms.CharField(label="Primary client secret", max_length=200, help_text="On the same page.")
    who = forms.ChoiceField(label="Who posts", choices=[("page", "a page of ours"), ("member", "I myself")])


SIGN_IN: dict[str, type[forms.Form]] = {
    "x": AtX, "mastodon": AtMastodon, "facebook": AtFacebook, "threads": AtThreads, "linkedin": AtLinkedIn,
}  # fmt: skip

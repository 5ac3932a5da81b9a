"""What members choose of a channel that is connected: where its appeal goes, how fast its mails, its standing times."""

from __future__ import annotations

from typing import Any

from django import forms

from publisher.channels import CHANNELS, limits
from publisher.models import MailingList
from publisher.models.channel import FIRST_DAY, WARM_AFTER
from publisher.web.words import DAYS

APPEAL = [("same", "in the same post"), ("follows", "in a post that follows"), ("none", "not at all")]


class Options(forms.Form):
    appeal = forms.ChoiceField(label="The appeal goes", choices=APPEAL)

    measure = forms.BooleanField(
        label="Count likes, reposts, replies and views", required=False,
        help_text="Each look costs $0.001 if the account owns the app, else $0.005: ten per post in its first month.",
    )  # fmt: skip

    dollars_a_month = forms.IntegerField(
        label="Dollars a month, at most", required=False, min_value=0, max_value=1_000_000,
        help_text="What would cost more is not queued. Empty: no limit.",
    )  # fmt: skip

    def __init__(self, *given: Any, kind: str, **more: Any) -> None:
        super().__init__(*given, **more)
        if not limits(kind).threads:
            self.fields["appeal"].choices = [one for one in APPEAL if one[0] != "follows"]  # type: ignore[attr-defined]
        if CHANNELS[kind].measures != "paid":
            del self.fields["measure"]
        if CHANNELS[kind].price is None:
            del self.fields["dollars_a_month"]


class MailOptions(forms.Form):
    mailing_list = forms.ModelChoiceField(
        MailingList.objects.order_by("name"), label="Usual list", empty_label="choose one"
    )
    mails_per_minute = forms.IntegerField(
        label="Mails per minute", required=False, min_value=1, max_value=1_000_000,
        help_text="What your mail provider allows. Empty: as fast as it takes them. A change works at once.",
    )  # fmt: skip
    mails_per_day = forms.IntegerField(
        label="Mails per day", required=False, min_value=1, max_value=100_000_000,
        help_text="In any 24 hours. What is left of a newsletter then waits, and goes on by itself.",
    )  # fmt: skip
    warms_up = forms.BooleanField(
        label="New sending domain: begin small", required=False,
        help_text=f"{FIRST_DAY} mails on the first day, then twice as many each day for {WARM_AFTER} days.",
    )  # fmt: skip


class NewSlot(forms.Form):
    days = forms.MultipleChoiceField(label="Days", choices=list(DAYS.items()))
    time = forms.TimeField(label="Time")

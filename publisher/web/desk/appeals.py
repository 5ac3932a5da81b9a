"""Requests for donations and their wordings."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from publisher.editing import languages
from publisher.models import Act, Appeal, Article, Post, Wording
from publisher.sources.clean import clean_url

from .pages import me, needs, posted, say, show, signed_in


class AppealForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200, help_text="For the newsroom; readers do not see it.")
    link = forms.CharField(
        label="Where people give",
        max_length=2000,
        help_text="The donation page, without any tracking: the reference is added.",
    )
    goal = forms.CharField(
        label="Goal", max_length=200, required=False, help_text="For example “40,000 € by New Year”."
    )
    active = forms.BooleanField(label="In use", required=False, initial=True)
    standing = forms.BooleanField(
        label="Standing appeal", required=False, help_text="Rides on every article that names no other.",
    )  # fmt: skip

    def clean_link(self) -> str:
        link = clean_url(str(self.cleaned_data["link"]))
        if not link.startswith("http"):
            raise forms.ValidationError("This is not a link; it starts with https://.")
        return link


class WordingForm(forms.Form):
    label = forms.SlugField(label="Label", max_length=10, help_text="A, B …")
    language = forms.CharField(label="Language", max_length=35, initial="en")
    headline = forms.CharField(label="Headline", max_length=300)
    body = forms.CharField(
        label="Words", max_length=5000, help_text="Thanks first, one reason, one ask. An empty line between paragraphs."
    )
    call_to_action = forms.CharField(
        label="Button", max_length=120, help_text="A verb and what it does: “Support our work today.”"
    )
    short = forms.CharField(
        label="Line for networks", max_length=200, required=False, help_text="Empty: the button’s words."
    )
    active = forms.BooleanField(label="In use", required=False, initial=True)

    def clean_language(self) -> str:
        try:
            return languages.tag(str(self.cleaned_data["language"]))
        except languages.NoLanguage as why:
            raise forms.ValidationError(str(why)) from why


@signed_in
def appeals(request: HttpRequest) -> HttpResponse:
    found = Appeal.objects.prefetch_related("wordings").order_by("-active", "-standing", "name")
    return show(request, "desk/appeals.html", appeals=found)


@needs("approve")
def new(request: HttpRequest) -> HttpResponse:
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        appeal = _save(Appeal(), form, request)
        say(request, "Kept. Now write its first wording.")
        return redirect("appeal", appeal.id)
    return show(request, "desk/appeal_new.html", status=422 if form.errors else 200, form=form)


@needs("approve")
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    kept = get_object_or_404(Appeal, id=appeal_id)
    form = AppealForm(
        request.POST or None,
        initial={
            "name": kept.name, "link": kept.link, "goal": kept.goal, "active": kept.active, "standing": kept.standing,
        },
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        _save(kept, form, request)
        say(request, "Saved. Posts that have not left are rendered with it anew and want approval again.")
        return redirect("appeal", kept.id)
    return show(
        request, "desk/appeal.html", status=422 if form.errors else 200,
        appeal=kept, form=form, wordings=kept.wordings.order_by("language", "label"),
    )  # fmt: skip


@transaction.atomic
def _save(kept: Appeal, form: AppealForm, request: HttpRequest) -> Appeal:
    said = form.cleaned_data
    if said["standing"]:
        Appeal.objects.filter(standing=True).exclude(id=kept.id).update(standing=False)
    for name in ("name", "link", "goal", "active", "standing"):
        setattr(kept, name, said[name])
    kept.save()
    Act.objects.create(member=me(request), verb="edit appeal", what=kept.name[:200])
    _render_anew()
    return kept


@needs("approve")
def wording(request: HttpRequest, appeal_id: int, wording_id: int = 0) -> HttpResponse:
    """One variant of an appeal's words: a new one, or an edit."""
    kept = get_object_or_404(Appeal, id=appeal_id)
    old = get_object_or_404(Wording, id=wording_id, appeal=kept) if wording_id else None
    fields = list(WordingForm.base_fields)
    initial = {name: getattr(old, name) for name in fields} if old else {"label": _next(kept)}
    form = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        same = kept.wordings.filter(language=said["language"], label=said["label"]).exclude(id=wording_id or 0)
        if same.exists():
            form.add_error("label", f"There is a wording {said['label']} in {said['language']} already.")
        else:
            with transaction.atomic():
                Wording.objects.update_or_create(id=wording_id or None, defaults={"appeal": kept, **said})
                what = f"{said['label']} ({said['language']}) of {kept.name}"[:200]
                Act.objects.create(member=me(request), verb="edit wording", what=what)
                _render_anew()
            say(request, "Saved. Posts that have not left are rendered with it anew and want approval again.")
            return redirect("appeal", kept.id)
    return show(
        request, "desk/wording.html", status=422 if form.errors else 200, appeal=kept, form=form, old=old
    )  # fmt: skip


def _next(kept: Appeal) -> str:
    taken = set(kept.wordings.values_list("label", flat=True))
    return next((label for label in "ABCDEFGHIJ" if label not in taken), "")


def _render_anew() -> None:
    """Words or link of an appeal changed: nothing that was approved before may be claimed as it was."""
    riding = Article.objects.filter(no_appeal=False)
    Post.objects.filter(article__in=riding).render_anew()


@needs("approve")
@posted
def stand(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Make this the standing appeal."""
    kept = get_object_or_404(Appeal, id=appeal_id, active=True)
    with transaction.atomic():
        Appeal.objects.filter(standing=True).update(standing=False)
        Appeal.objects.filter(id=kept.id).update(standing=True)
        Act.objects.create(member=me(request), verb="make standing", what=kept.name[:200])
        _render_anew()
    say(request, f"“{kept}” rides on every article that names no other.")
    return redirect("appeals")

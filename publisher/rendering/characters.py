"""Characters that must not leave: what a mail, a network or an encoder would choke on or be fooled by."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

from ..story import Story
from .letter import Ask, Sender

Plain = TypeVar("Plain", Ask, Sender)
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e]")
SURROGATES = re.compile(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without control characters and direction overrides; a lone surrogate becomes U+FFFD."""
    return SURROGATES.sub("\ufffd", UNFIT.sub("", text)) if not text.isascii() or UNFIT.search(text) else text


def clean_story(story: Story) -> Story:
    """The same story, fit to leave. A story made by `sources` is already; one from elsewhere may not be."""
    return Story.from_json(_clean(story.to_json()))


def clean_fields(data: Plain) -> Plain:
    """The same for other plain data (who sends, the appeal)."""
    return replace(data, **{field.name: _clean(getattr(data, field.name)) for field in fields(data)})


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_clean(inner) for inner in value)
    return value

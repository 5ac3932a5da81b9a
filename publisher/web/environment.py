"""The Jinja2 of the desk and of the public pages: escaped, strict about misspellings."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    options |= {"autoescape": True, "undefined": StrictUndefined}
    made = Environment(**options)  # noqa: S701 (autoescape is the line above)
    made.globals.update(static=static, url=lambda name, *args: reverse(name, args=args))
    return made

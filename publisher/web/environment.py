"""The Jinja2 of the desk and of the public pages: escaped, strict about misspellings."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from . import words


def environment(**options: Any) -> Environment:
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(**options)  # noqa: S701 (autoescape is the line above)
    made.globals.update(static=static, url=lambda name, *args: reverse(name, args=args))
    made.filters.update(
        number=words.number,
        plural=words.plural,
        clock=words.clock,
        moment=words.moment,
        both_zones=words.both_zones,
        day=words.day,
        long_day=words.long_day,
        since=words.since,
        zone_name=words.zone_name,
        days=words.days,
        outlet=words.outlet,
        tracked=words.tracked,
        opening=words.opening,
        asks=words.asks,
    )
    return made

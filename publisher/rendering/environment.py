"""Jinja2 for what readers see: escaped by file name, and an unknown name raises."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@cache
def environment() -> Environment:
    """One environment for letters, posts and appeals. `.html` is escaped, `.txt` and `.css` are not."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        auto_reload=False,
    )


def render(template: str, **values: object) -> str:
    """One template filled. Raises jinja2.UndefinedError on a misspelt name."""
    return environment().get_template(template).render(**values)

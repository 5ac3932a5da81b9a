"""A post of the practice world as a page for people: what *open* on the desk shows. No script, nothing foreign."""

from __future__ import annotations

import html
from collections.abc import Sequence

from .http import Reply
from .store import Kept, Medium

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 1.5rem 1rem; font: 1.06rem/1.5 system-ui, sans-serif;
  background: light-dark(#f9f8f3, #16171b); color: light-dark(#1a1a1a, #f2efe8); }
main { max-width: 36rem; margin: 0 auto; padding: 1.2rem 1.4rem; border-radius: .6rem; overflow-wrap: anywhere;
  background: light-dark(#fff, #202125); border: 1px solid light-dark(#d9d4c8, #3b3c42); }
h1 { margin: 0 0 .6rem; font-size: 1rem; } .text { white-space: pre-wrap; unicode-bidi: plaintext; margin: 0; }
.soft { margin: .8rem 0 0; font-size: .9rem; color: light-dark(#5a5750, #b6b2a8); }
ul { margin: .6rem 0; padding-left: 1.2rem; }
.way { margin: 1.2rem 0 0; display: flex; gap: 1.2rem; align-items: center; }
a { color: light-dark(#0b5563, #7fc8d6); } .yes { padding: .5rem 1rem; border-radius: .4rem; text-decoration: none;
  font-weight: 600; background: light-dark(#0b5563, #7fc8d6); color: light-dark(#fff, #10262b); }
img { display: block; max-width: 100%; height: auto; margin: .8rem 0 0; border-radius: .4rem; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"


def page(network: str, post: Kept | None, media: Sequence[Medium] = ()) -> Reply:
    """The post, its pictures and their alt text; or, with 404, that it is not there."""
    if post is None:
        shown = "<p>This post is not there.</p>"
    else:
        pictures = "".join(
            f'<img src="{html.escape(post.body["base"])}/media/{medium.id}" alt="{html.escape(medium.alt)}">'
            f'<p class="soft" dir="auto">Alt text: {html.escape(medium.alt) or "none"}</p>'
            for medium in media
        )
        warning = f"<p><strong>⚠ {html.escape(words)}</strong></p>" if (words := post.body.get("warning")) else ""
        shown = f'{warning}<p class="text" dir="auto">{html.escape(post.text)}</p>{pictures}'
        if card := post.body.get("card"):
            words = [card["title"], card["description"], card["uri"]]
            shown += "".join(f'<p class="soft" dir="auto">{html.escape(word)}</p>' for word in words if word)
        if post.body.get("covered"):
            shown += '<p class="soft">Pictures are covered until a reader asks for them.</p>'
        shown += f'<p class="soft">Arrived at {html.escape(post.at[:19].replace("T", " "))} UTC.</p>'
    return sheet(network, shown, status=404 if post is None else 200)


def sheet(network: str, shown: str, *, status: int = 200) -> Reply:
    """A page of a practice network, around what it shows."""
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Practice {network}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>Practice {network}</h1>{shown}</main></body></html>"
    )
    return Reply(status, body, {"Content-Security-Policy": _POLICY})

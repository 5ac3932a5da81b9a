"""python -m docs.picture: draws docs/picture.png, an article becoming an email and posts, by our own rendering."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

from publisher.channels import limits
from publisher.cli import sample_words as words
from publisher.cli.drawing import drawing
from publisher.rendering import Ask, Image, Sender, email, social
from publisher.rendering.personal import fill

HERE = Path(__file__).parent
SIZE = (1500, 980)
SENDER = Sender(
    name="The Estuary Post",
    address="letter@news.example.org",
    newsroom="The Estuary Post",
    website="https://news.example.org/",
    postal_address="PO Box 12, Kestrel Bay",
    colour="#0b5563",
    list_name="Weekly letter",
    list_slug="weekly",
    domain="news.example.org",
)
READER = {
    "name": "Grace",
    "unsubscribe_url": "https://news.example.org/u/",
    "preferences_url": "https://news.example.org/p/",
    "address": "grace@example.org",
    "since": "3 May 2026",
}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #eceff1; color: #1c2b30; font: 15px/1.45 "Noto Sans", "DejaVu Sans", sans-serif; }}
main {{ display: grid; grid-template-columns: 390px 30px 600px 30px 340px; height: 980px; padding: 0 28px; gap: 13px; }}
section {{ display: flex; flex-direction: column; min-height: 0; padding: 22px 0; }}
h2 {{ margin: 0 0 12px; font-size: 16px; font-weight: 600; color: #0b5563; }}
.paste, iframe, .post {{ background: #fff; border: 1px solid #cfd8dc; border-radius: 8px; box-sizing: border-box; }}
.paste {{ flex: 1; overflow: hidden; padding: 18px 20px; font: 13px/1.5 "Noto Sans Mono", monospace; }}
iframe {{ flex: 1; width: 600px; }}
.post {{ padding: 16px 18px; margin-bottom: 18px; overflow-wrap: anywhere; white-space: pre-line; }}
.post b {{ display: block; }} .post img {{ width: 100%; border-radius: 6px; margin-top: 10px; display: block; }}
.count {{ color: #607d8b; font-size: 13px; margin-top: 8px; display: block; }}
.arrow {{ align-self: center; font-size: 30px; color: #0b5563; }}
</style><main>
<section><h2>An editor pastes an article, once</h2><div class="paste">{paste}</div></section>
<div class="arrow">→</div>
<section><h2>Every subscriber has one email</h2><iframe srcdoc="{letter}"></iframe></section>
<div class="arrow">→</div>
<section><h2>Every network has one post</h2>{posts}</section>
</main>"""


def page() -> str:
    """The picture as a web page, whole in itself."""
    story = words.story()
    _, label, headline, body, call_to_action, short = words.WORDINGS[0]
    ask = Ask(label, "en", headline, tuple(words.paragraphs(body)), call_to_action, short, words.GIVE)
    served = "https://news.example.org/pictures/drawing.png"
    letter = email.render_email(
        story,
        sender=SENDER,
        ask=ask,
        reference="Zk3vQ1xW8bYt",
        view_url="https://news.example.org/view/",
        picture_urls={words.PICTURE: Image(served, 1200, 675)},
    )
    html = fill(letter.html, READER, nonce=letter.nonce, html=True)
    inline = "data:image/png;base64," + base64.b64encode(drawing()).decode()
    posts = ""
    for kind, name in (("x", "X"), ("mastodon", "Mastodon")):
        (part,) = social.render_social(
            story, kind=kind, limits=limits(kind), ask=ask, reference="Zk3vQ1xW8bYt", sender=SENDER
        )
        text = escape(part.text)
        for link in part.links:  # as a network shows a link: without scheme, cut short
            text = text.replace(escape(link), escape(link.removeprefix("https://")[:30] + "…"))
        picture = f'<img src="{inline}" alt="">' if part.pictures else ""
        posts += (
            f'<div class="post"><b>The Estuary Post on {name}</b>\n{text}{picture}'
            f'<span class="count">{part.length} of {part.limit} as {name} counts</span></div>'
        )
    return PAGE.format(paste=_pasted(), letter=escape(html.replace(served, inline)), posts=posts)


def _pasted() -> str:
    story = words.story()
    parts = [
        story.title,
        story.standfirst,
        "By " + " and ".join(story.byline),
        *(b.text for b in story.blocks if b.text),
    ]
    return "".join(f"<p>{escape(part)}</p>" for part in parts)


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("The picture stays as it is: drawing it needs chromium (Debian: apt install chromium).", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page())
        command = [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={folder}/user",
            f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={folder}/shot.png", f"file://{folder}/page.html",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        shutil.move(f"{folder}/shot.png", HERE / "picture.png")
    print(HERE / "picture.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())

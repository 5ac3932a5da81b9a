"""python -m tests.sources.corpus.build [names]: what a browser shows and copies of each annotated page.

`<set>/<name>.html` holds the only truth: a page whose parts are named by `data-part`. Beside it this writes the folder
`<set>/<name>/`: `page.html`, the page without our names; `paste.html` and `paste.txt`, what Debian's Chromium puts on
the clipboard when the editor copies `data-select`; and `expected.json`, what must be understood of them. They are
committed, so that reading and scoring need no browser.

Chromium's own text names pictures by their alt texts where they stand. For `data-copied="firefox"` they are made words
of their line before the text is copied, as Firefox does; the HTML is Chromium's in both cases.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from .cases import HERE, SETS
from .truth import truth

LOOK = (HERE / "look.js").read_text("utf-8")
SELECT = (HERE / "select.js").read_text("utf-8")
DOT = bytes.fromhex(  # a picture of one dot, for every picture that a page names
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
CHROMIUM = "/usr/bin/chromium"
DESK = """<!doctype html><textarea></textarea><script>
addEventListener("paste", (event) => {
  window.pasted = ["text/html", "text/plain"].map((type) => event.clipboardData.getData(type));
  event.preventDefault();
});
</script>"""

_TAG = re.compile(r"<[a-zA-Z][^\s>/]*(?:\"[^\"]*\"|'[^']*'|[^'\">])*>")
_ATTRIBUTE = re.compile(r"\s+([^\s=>/\"']+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
OURS = {"data-part", "data-day", "data-copied", "data-select"}
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_ABOUT = re.compile(r"(<!doctype[^>]*>\s*)<!--.*?-->\s*", re.DOTALL | re.IGNORECASE)
_CANONICAL = re.compile(r"<link[^>]*rel=[\"']canonical[\"'][^>]*>", re.IGNORECASE)
_HTML = re.compile(r"<html\b[^>]*>", re.IGNORECASE)


class BadSource(ValueError):
    """An annotated page that says something impossible; a sentence for its author."""


@dataclass(frozen=True)
class Derived:
    """What is written beside an annotated page."""

    page: str
    html: str
    text: str
    expected: dict[str, Any]

    def write(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name, text in self.files().items():
            (folder / name).write_text(text, "utf-8", newline="")

    def files(self) -> dict[str, str]:
        told = json.dumps(self.expected, ensure_ascii=False, indent=1) + "\n"
        return {"page.html": self.page, "paste.html": self.html, "paste.txt": self.text, "expected.json": told}


def main(names: list[str]) -> int:
    bad = 0
    with chromium() as browser:
        for source in sources(names):
            try:
                derived = derive(source, browser)
            except BadSource as why:
                bad += 1
                print(f"{source.relative_to(HERE)}: {why}", file=sys.stderr)
            else:
                derived.write(source.with_suffix(""))
                print(f"{source.relative_to(HERE)}: built")
    return 1 if bad else 0


def sources(names: list[str]) -> list[Path]:
    """The annotated pages, all or those of these names."""
    found = sorted(path for one in SETS for path in (HERE / one).glob("*.html"))
    if missing := set(names) - {path.stem for path in found}:
        raise SystemExit(f"There is no annotated page called {', '.join(sorted(missing))}.")
    return [path for path in found if not names or path.stem in names]


@dataclass
class Chromium:
    """Debian's, with a clipboard of its own and no way to any network: one tab for sites, one for the editor's desk."""

    site: Page
    desk: Page
    html: str = ""

    def show(self, html: str, address: str) -> None:
        """The page in the site's tab, as if it came from its address."""
        self.html = html
        self.site.goto(address)

    def answer(self, route: Route) -> None:
        """What a site is asked for: the page itself, and a dot for each of its pictures."""
        kind = route.request.resource_type
        if kind == "document" and route.request.is_navigation_request() and not route.request.frame.parent_frame:
            route.fulfill(body=self.html.encode(), content_type="text/html; charset=utf-8")
        elif kind == "image":
            route.fulfill(body=DOT, content_type="image/gif")
        else:
            route.abort()

    def copy(self, select: str) -> tuple[str, str]:
        """What the desk is given on paste, HTML and text, after the site's page copied. Raises BadSource."""
        self.site.bring_to_front()
        if not self.site.evaluate("copy_of", select):
            raise BadSource("The browser would not copy.")
        self.desk.bring_to_front()
        self.desk.focus("textarea")
        self.desk.evaluate("window.pasted = null")
        self.desk.keyboard.press("Control+V")
        html, text = self.desk.wait_for_function("window.pasted").json_value()
        return html, text


@contextmanager
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.add_init_script(SELECT)
        opened = Chromium(context.new_page(), context.new_page())
        opened.site.route("**/*", opened.answer)
        opened.desk.route("**/*", lambda route: route.fulfill(body=DESK, content_type="text/html; charset=utf-8"))
        opened.desk.goto("https://desk.example/")
        yield opened
        browser.close()


def derive(source: Path, browser: Chromium) -> Derived:
    """Everything that follows from one annotated page. Raises BadSource."""
    annotated = source.read_bytes().decode("utf-8")
    head = _HTML.search(annotated)
    if not head:
        raise BadSource("It has no <html>.")
    copied, select = (_attribute(head[0], name) for name in ("data-copied", "data-select"))
    if copied not in ("chromium", "firefox") or not select:
        raise BadSource("Its <html> wants data-copied (chromium or firefox) and data-select.")
    page, address = without_annotations(annotated), address_of(annotated)
    browser.show(annotated, address)
    seen = browser.site.evaluate(LOOK, select)
    browser.show(page, address)
    html, text = browser.copy(select)
    if copied == "firefox":
        browser.site.evaluate("tell_alts()")
        _, text = browser.copy(select)
    try:
        expected = truth(seen, page=page, address=address)
    except ValueError as why:
        raise BadSource(str(why)) from why
    return Derived(page, html, text, expected)


def without_annotations(annotated: str) -> str:
    """The page as its author would serve it: without our attributes and the line about the case."""
    annotated = _ABOUT.sub(r"\1", annotated, count=1)
    clean, at = [], 0
    for unseen in _UNSEEN.finditer(annotated):
        clean += [_unnamed(annotated[at : unseen.start()]), unseen[0]]
        at = unseen.end()
    return "".join([*clean, _unnamed(annotated[at:])])


def _unnamed(html: str) -> str:
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(lambda one: "" if one[1] in OURS else one[0], tag[0]), html)


def address_of(html: str) -> str:
    """Where the page says that it lives; a made-up place where it does not say."""
    link = _CANONICAL.search(html)
    address = _attribute(link[0], "href") if link else ""
    return address if address.startswith("https://") else "https://news.example/story"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return unescape(found[1] or found[2] or "") if found else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How words are set: bold, italic, struck, raised or lowered, and in what size; by element, style or style sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

LONGEST_SHEET = 300_000
_SEAM = re.compile(r"</(strong|em|s|sup|sub)>(\s{0,9})<\1>")
# Classes as Google Docs (.c1), Pages and TextEdit (p.p1, span.s1) number them. A site's own are none of our business.
_NUMBERED = re.compile(r"(?:^|\s)(p|span|li|ul|ol|td|h[1-6]|a|b|i)?\.([a-z]{1,3}\d{1,3})$")
_STYLE, _STYLE_END = re.compile("<[sS][tT][yY][lL][eE]"), re.compile("</[sS][tT][yY][lL][eE]")
_MAY_NUMBER = re.compile(r"\.[a-z]{1,3}\d")
_FONT = re.compile(r"(?:^|;)font:([^;]*)")
# Of Word's own declarations ("mso-bidi-font-weight") none is meant.
_WEIGHT = re.compile(r"(?<![\w-])font-weight:(\w+)")
_SLOPE = re.compile(r"(?<![\w-])font-style:(\w+)")
_SIZE = re.compile(r"(?<![\w-])font-size:(\d{1,3}(?:\.\d+)?)(pt|px)")
_SHORT_SIZE = re.compile(r"(\d{1,3}(?:\.\d+)?)(px|pt)")
_FONT_POINTS = {
    "1": 7.5,
    "2": 10.0,
    "3": 12.0,
    "4": 13.5,
    "5": 18.0,
    "6": 24.0,
    "7": 36.0,
}  # HTML's own sizes, as browsers show them
_BOLD = ("bold", "bolder", "600", "700", "800", "900")
_BY_TAG = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic", "s": "struck", "del": "struck",
    "sup": "raised", "sub": "lowered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """How words in an element are set; `points` is 0 where nothing says it."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    raised: bool = False
    lowered: bool = False
    points: float = 0.0

    def dress(self, html: str) -> str:
        """The words with the elements that say how they are set; white space alone stays as it is."""
        if self is PLAIN or self == PLAIN or not html.strip():
            return html
        for name in self._names():
            html = f"<{name}>{html}</{name}>"
        return html

    def _names(self) -> list[str]:
        said = {"sub": self.lowered, "sup": self.raised, "s": self.struck, "em": self.italic, "strong": self.bold}
        return [name for name, so in said.items() if so]


PLAIN = Setting()


def joined(html: str) -> str:
    """The HTML without the seams between neighbours that are set alike."""
    while "</s" in html or "</em" in html:
        html, seams = _SEAM.subn(r"\2", html)
        if not seams:
            break
    return html


def setting(tag: str, attrs: Mapping[str, str], around: Setting) -> Setting:
    """How the words in an element are set, in an element around it that is set as `around`."""
    style = attrs.get("style", "")
    if tag == "font" and attrs.get("size") in _FONT_POINTS:
        around = replace(around, points=_FONT_POINTS[attrs["size"]])
    return _setting(tag, style, around) if tag in _BY_TAG or style else around


@lru_cache(maxsize=1000)
def _setting(tag: str, style: str, around: Setting) -> Setting:
    style = style.replace(" ", "").lower()
    own = replace(around, **{_BY_TAG[tag]: True}) if tag in _BY_TAG else around
    font = _FONT.search(style)
    if font:
        size = _SHORT_SIZE.search(font[1])
        own = replace(
            own,
            bold=own.bold or any(word in font[1] for word in _BOLD[:1] + _BOLD[2:]),
            italic=own.italic or "italic" in font[1],
            points=_points(size) if size else own.points,
        )
    if weight := _WEIGHT.search(style):
        own = replace(own, bold=weight[1] in _BOLD)
    if slope := _SLOPE.search(style):
        own = replace(own, italic=slope[1] in ("italic", "oblique"))
    if size := _SIZE.search(style):
        own = replace(own, points=_points(size))
    if "line-through" in style:
        own = replace(own, struck=True)
    if "vertical-align:super" in style or "mso-footnote-id" in style or "mso-endnote-id" in style:
        own = replace(own, raised=True)
    if "vertical-align:sub" in style:
        own = replace(own, lowered=True)
    return own


def _points(size: re.Match[str]) -> float:
    return float(size[1]) * (1 if size[2] == "pt" else 0.75)


def class_styles(html: str) -> dict[tuple[str, str], str]:
    """What a document's own style sheets say of numbered classes: (element or "", class) → declarations."""
    found: dict[tuple[str, str], str] = {}
    html = html[: 2 * LONGEST_SHEET]
    at = 0
    while (opened := _STYLE.search(html, at)) and (closed := _STYLE_END.search(html, opened.end())):
        at, sheet = closed.end(), html[opened.end() : closed.start()]
        for rule in sheet.split("}") if _MAY_NUMBER.search(sheet) else ():
            selectors, _, declared = rule.rpartition("{")
            for selector in selectors[-500:].split(","):
                if numbered := _NUMBERED.search(selector.strip()):
                    found[numbered[1] or "", numbered[2]] = declared[:2000]
    return found

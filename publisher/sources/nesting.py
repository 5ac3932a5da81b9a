"""HTML that closes what it opens, in order. Everything else may cost a parser the square of its length, and memory.

A parser of HTML opens unclosed `<b>`s and `<a>`s anew in every paragraph that follows: 36 kB of them become 2,000,000
elements and 500 MB. So what does not close in order is only read by a process with an end; see apart.py.
"""

from __future__ import annotations

import re

FEW = 300  # tags: the square of so many is nothing
DEEPEST = 500
MOST_REOPENED = 50_000  # tags, each counted as often as words around it are set bold, linked …

_SETTING = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"),
}
_OPTIONAL = {  # may stay open, and what each of them closes when it opens
    "p": {"p"}, "li": {"p", "li"}, "dt": {"p", "dt", "dd"}, "dd": {"p", "dt", "dd"},
    "td": {"p", "td", "th"}, "th": {"p", "td", "th"}, "tr": {"p", "td", "th", "tr"},
    "tbody": {"p", "td", "th", "tr", "thead", "tbody"}, "thead": set(), "tfoot": {"p", "td", "th", "tr", "tbody"},
    "colgroup": set(), "head": set(), "body": {"head"}, "html": set(),
}  # fmt: skip
# In these other rules hold for what a tag is.
_OTHER_RULES = {
    *("svg", "math", "script", "select", "plaintext", "frameset", "style", "title", "textarea", "iframe", "xmp"),
    *("noembed", "noframes", "noscript", "template"),
}
# As the HTML standard (§13.2.5) reads them: what is hidden here must be hidden from a parser, too.
_MORE = r"""(?=[\s/>])(?:[\s/]*+[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>`]++))?+)*+[\s/]*+>"""
_DRAWN = "path|g|use|circle|ellipse|rect|line|polyline|polygon|title|desc|defs"
_TOKEN = re.compile(
    rf"<!--(?P<comment>.*?)-->|<style{_MORE}(?:(?!</style).)*+</style\s*+>"
    rf"|<(?P<raw>title|textarea|iframe|noembed|noframes|noscript){_MORE}[^<]*+</(?P=raw)\s*+>"
    rf"|<svg{_MORE}(?:[^<]|</?(?:{_DRAWN}){_MORE})*+</svg\s*+>"
    rf"|<(?P<closing>/?)(?P<name>[a-z][a-z0-9:-]*+){_MORE}|<(?!!--)(?!!\[CDATA)[!?][^>]*+>|(?P<odd><[a-z/!?])",
    re.IGNORECASE | re.DOTALL,
)


def in_order(html: str) -> bool:
    """Whether reading it costs what its length says: few tags, or each closed where it was opened."""
    if html.count("<") <= FEW:
        return True
    around: list[str] = []
    set_so = reopened = 0
    for found in _TOKEN.finditer(html):
        if found["odd"] or _ends_early(found["comment"] or ""):
            return False
        name = (found["name"] or "").lower()
        if not name or name in _VOID:
            continue
        if name in _OTHER_RULES:
            return False
        closed = _closed(around, name) if found["closing"] else _opened(around, name)
        set_so += closed * (name in _SETTING)
        reopened += set_so
        if not closed or len(around) > DEEPEST or reopened > MOST_REOPENED:
            return False
    return True


def _opened(around: list[str], name: str) -> int:
    """Put it on the stack; what may stay open and cannot hold it goes."""
    while around and around[-1] in _OPTIONAL.get(name, ()):
        around.pop()
    around.append(name)
    return 1


def _closed(around: list[str], name: str) -> int:
    """Take it from the stack; 0 if something else must be closed first."""
    while around and around[-1] != name and around[-1] in _OPTIONAL and name not in _SETTING:
        around.pop()
    if not around or around[-1] != name:
        return 0
    around.pop()
    return -1


def _ends_early(comment: str) -> bool:
    """Whether a parser ends this comment before its `-->`."""
    return comment.startswith((">", "->")) or "--!>" in comment

"""Lines that are set in one way only and name who wrote: of East Asian papers, and names beside their accounts."""

from __future__ import annotations

import regex

from .names import is_name

_SET_SO = (
    # WeChat: the author, the account, the day
    regex.compile(r"原[创創]\s+(\p{Han}{2,4})\s+\S+\s+20\d\d年"),
    # "記者游采蓁宜蘭報導", "記者 林書涵／台南報導"
    regex.compile(r"[記记]者\s?(\p{Han}{3})\p{Han}{2}[報报][導导道]$"),
    regex.compile(r"[記记]者\s?(\p{Han}{2,4})[\s／/]\s?\p{Han}{2,3}[報报][導导道]$"),
    # "特約撰稿人 游子婷 發自屏東"
    regex.compile(r"\p{Han}{0,4}(?:[記记]者|撰稿人)\s(\p{Han}{2,4})\s[發发]自\p{Han}{2,6}$"),
    # "윤소라 시민기자", "한바름 기자 2026.01.31 09:00"
    regex.compile(r"(?:기자명 )?(\p{Hangul}{3}) \p{Hangul}{0,4}기자(?: [\w.@:]+){0,2}$"),
)
_ACCOUNT = regex.compile(r"([^@]{5,60}?)\s@[\w.]{3,30}(?!\S)")  # "Rojda Tekin @rojdatekin Tüm Yazıları"


def reporter(text: str) -> str:
    """The name in a line that is set so; empty if it is not."""
    for pattern in _SET_SO:
        if found := pattern.match(text):
            return str(found[1])
    found = _ACCOUNT.match(text)
    return str(found[1]) if found and is_name(found[1]) else ""

"""Limits like the networks' own, simply counted: rendering is a stranger to the channels."""

from __future__ import annotations

import regex

from publisher.ports import Limits

ADDRESS = regex.compile(r"(?:https?://)?(?:[\w-]+\.)+(?:org|com|net|example)\b(?:[/?]\S*)?")
LIGHT = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


def as_x(text: str) -> int:
    """X's weights: links 23, the light ranges 1, an emoji 2, the rest 2."""
    rest = ADDRESS.sub("", text)
    return 23 * len(ADDRESS.findall(text)) + sum(
        2 if regex.match(r"\p{Extended_Pictographic}", grapheme) else sum(map(_weight, grapheme))
        for grapheme in regex.findall(r"\X", rest)
    )


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in LIGHT) else 2


def as_mastodon(text: str) -> int:
    """Grapheme clusters, each http link 23."""
    return len(regex.findall(r"\X", regex.sub(r"https?://\S+", "u" * 23, text)))


def bluesky_shows(text: str) -> str:
    """Links cut to their host and the beginning of their path."""
    return regex.sub(
        r"https?://([^\s/]+)(/\S{0,12})?\S*", lambda link: link[1] + (f"{link[2]}..." if link[2] else ""), text
    )


X = Limits(characters=280, count=as_x, pictures=4, alt_characters=1000, linked_posts=1)
MASTODON = Limits(
    characters=500, count=as_mastodon, covers=True, count_warning=lambda text: len(regex.findall(r"\X", text))
)
BLUESKY = Limits(
    characters=300, count=lambda text: len(regex.findall(r"\X", bluesky_shows(text))), sends_card=True,
    shown=bluesky_shows,
)  # fmt: skip
TELEGRAM = Limits(characters=4096, count=lambda text: len(text.encode("utf-16-le")) // 2, pictures=0)
FACEBOOK = Limits(characters=63_206, count=TELEGRAM.count, pictures=10, draws_card=True)
THREADS = Limits(
    characters=500, pictures=10, draws_card=True,
    count=lambda text: sum(
        len(sign.encode()) if regex.search(r"\p{Extended_Pictographic}", sign) else len(sign)
        for sign in regex.findall(r"\X", text)
    ),
)  # fmt: skip
LINKEDIN = Limits(
    characters=3000, pictures=9, sends_card=True, threads=False,
    count=lambda text: len(regex.sub(r"[\\|{}@\[\]()<>#*_~]", r"\\\g<0>", text)),
)  # fmt: skip
DISCORD = Limits(
    characters=2000, pictures=0, threads=False,
    count=lambda text: TELEGRAM.count(regex.sub(r"https?://\S+(*SKIP)(*F)|[\\*_~|`<\[]", r"\\\g<0>", text)),
)  # fmt: skip
LIMITS = {
    "x": X,
    "mastodon": MASTODON,
    "bluesky": BLUESKY,
    "telegram": TELEGRAM,
    "facebook": FACEBOOK,
    "threads": THREADS,
    "linkedin": LINKEDIN,
    "discord": DISCORD,
}

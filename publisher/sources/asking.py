"""What speaks for words being a newsroom's own request to its readers: named evidence, each worth some points.

Nothing is decided here; appeal.py adds up. What others say between quotation marks counts for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import regex
from babel.core import get_global
from babel.numbers import get_territory_currencies

from .boxes import leads_to_giving
from .part import Part, unquoted
from .sharing import names_network
from .sheet import Sheet
from .words import fold

URL = regex.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.\-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}\.(?:org|com|net|info|news|media|lk|de|fr|es)/\S*",
    regex.I,
)
MAY_HAVE_URL = re.compile(r"/|[wW]{3}\.")  # quickly: without one of these it has none
# What countries pay with today (ISO 4217, by CLDR) and what is written for TWD and CNY; without two that are words.
_MONEY = {code for land in get_global("territory_currencies") for code in get_territory_currencies(land)}
_CODES = "|".join(sorted((_MONEY | {"NTD", "RMB"}) - {"ALL", "TOP"}))
_SIGN = "[$€£₹¥₪₽₨₴₺₾₩฿৳₫₦₱₸₼₡]"
# Each begins with a set of signs, and what stands before it is asked after: so no place of a line is weighed twice.
_SIGNED = re.compile(
    rf"{_SIGN}\s?\d|\d\s?(?:{_SIGN}|(?<=\s)(?:USD|EUR|GBP|CHF|LKR|INR)\b)|[A-Z](?<!\w.)[A-Z]{{2}}\s\d(?<=(?:{_CODES})..)"
    r"|R(?<!\w.)\s?\d[\d., ]*\d(?![\w-])"  # rand; Ukrainian sites are numbered "R40-01234", a virus has an "R0"
)
_NO_WORDS = regex.compile(rf"[\p{{P}}\p{{S}}\p{{Z}}\s]|{_SIGN}|\b(?:usd|eur|gbp|chf|r|fr|kr)\b")
_COUNTRY = regex.compile(rf"[A-Z]{{1,3}}(?={_SIGN})")  # "NT$", "HK$", "R$"
_ADDRESS = re.compile(r"\S@\S+\.\w")
_NUMBER = re.compile(r"\d+(?:[.,'’\s]\d+)*")
# Points of one finding of each kind, and of all of them together.
WORTH = {
    "taught": (6, 6),
    "box": (3, 3),
    "ask": (2, 4),
    "link": (2, 2),
    "giving": (1, 2),
    "ours": (1, 3),
    "name": (2, 2),
    "strange": (2, 2),
    "money": (1, 1),
    "period": (1, 1),
    "you": (1, 1),
    "we": (1, 1),
    "call": (1, 1),
}
_WANTS, _TURNED = ("ask", "giving", "money"), ("ask", "you", "we")  # else where it stands is no evidence
_NOTHING, _BOX, _TAUGHT = frozenset[str](), frozenset({"box"}), frozenset({"taught"})
_LISTS = ("ask", "giving", "ours", "you", "we", "periods")
_DENIED = 2  # words before a notice, one of which may deny it
_ENOUGH = 3  # points
_SURE = 6  # for its being no report
_SAYS = {
    "taught": "reads as you taught it",
    "box": "stands in a box that the page names so",
    "ask": "asks the reader (“{}”)",
    "link": "links to a page for giving",
    "giving": "speaks of giving or membership (“{}”)",
    "ours": "tells of the newsroom and who keeps it going (“{}”)",
    "name": "has the name that stands at the top of the page",
    "strange": "has nothing of the story above it",
    "money": "names a sum of money",
    "period": "names how often (“{}”)",
    "you": "speaks to the reader",
    "we": "says “we”",
    "call": "begins as a button does",
}


@dataclass(eq=False)
class Evidence:
    """What was found in some words, by kind; each kind with the different words that tell it. `score`: its points."""

    found: dict[str, frozenset[str]]
    sheet: Sheet
    text: str
    score: int = field(init=False)

    def __post_init__(self) -> None:
        self.score = sum(map(self.points, self.found))

    @cached_property
    def against(self) -> str:
        """What speaks against it; looked for only where enough speaks for it."""
        why = _against(self.sheet, self.text) or self._wants_word
        return "" if why == "speech" and self._turns else why

    @property
    def _turns(self) -> bool:
        """It says "we" and "you", asks, and tells of the newsroom: no report on what somebody says does."""
        return self.score >= _SURE and all(kind in self for kind in ("you", "we", "ask", "ours"))

    @property
    def _wants_word(self) -> str:
        """It wants no money: it names an address to write to, or a newsletter."""
        if self.any("giving", "money", "link", "box", "taught"):
            return ""
        if self.sheet.of("newsletter").found(self.text):
            return "newsletter"
        return "contact" if _ADDRESS.search(self.text) else ""

    def __contains__(self, kind: str) -> bool:
        return kind in self.found

    def any(self, *kinds: str) -> bool:
        return not self.found.keys().isdisjoint(kinds)

    def points(self, kind: str) -> int:
        each, most = WORTH[kind]
        return min(len(self.found.get(kind, ())) * each, most)

    def placed(self, *parts: Part) -> Evidence:
        """With the newsroom's name, if it has it; and, where enough speaks for it, that it has nothing of the story."""
        more = {"name": frozenset({"name"})} if self.sheet.named(self.text) else {}
        strange = self.any("you", "we") and any(part.in_box("strange") for part in parts)
        if strange and Evidence(self.found | more, self.sheet, self.text).score >= _ENOUGH:
            more["strange"] = frozenset({"strange"})
        return Evidence(self.found | more, self.sheet, self.text)

    def why(self) -> str:
        """The evidence in a sentence: "It asks the reader (“join us”), names a sum of money."."""
        told = [
            says.format(min(self.found[kind], key=lambda word: (-len(word), word)).strip())
            for kind, says in _SAYS.items()
            if kind in self.found
        ]
        return f"It {', '.join(told[:4])}." if told else "It stands inside the request for donations."


def evidence(sheet: Sheet, *parts: Part) -> Evidence:
    """Everything that speaks for these parts, taken together, being a request to give or to become a member."""
    texts = [unquoted(part.text) for part in parts]
    text = "\n".join(texts)
    found = _said(sheet, texts)
    period = found.pop("periods")
    links = [link.url for part in parts for link in part.links]
    links += URL.findall(text) if MAY_HAVE_URL.search(text) else []
    leading = frozenset([url for url in links if leads_to_giving(url)])
    found["link"] = leading
    if not sheet.words.own and not found["ask"]:
        found["ask"] = leading  # in a language whose words are not known, the link itself asks
    boxes = _NOTHING.union(*[part.boxes for part in parts])
    found["box"] = _BOX if "appeal" in boxes else _NOTHING
    found["taught"] = boxes & _TAUGHT
    speaks = period or found["ask"] or found["giving"] or found["box"]
    money = _money(sheet, text, said=bool(period)) if speaks else None
    money = money or (sheet.of("payment").found(text) if found["ask"] else None)
    if money:
        found |= {"money": money, "period": period}
    found["call"] = frozenset([part.text for part in parts if is_call(sheet, part)])
    said = Evidence({kind: words for kind, words in found.items() if words}, sheet, text)
    return said.placed(*parts) if said.any(*_WANTS) and said.any(*_TURNED) else said


def _said(sheet: Sheet, texts: list[str]) -> dict[str, frozenset[str]]:
    """The phrases of each list in any of the texts; each text is asked alone, and remembered, for none goes on."""
    if len(texts) == 1:
        return {name: sheet.of(name).found(texts[0]) for name in _LISTS}
    return {name: _NOTHING.union(*map(sheet.of(name).found, texts)) for name in _LISTS}


def _money(sheet: Sheet, text: str, *, said: bool) -> frozenset[str]:
    """The sums in the text, or currencies where a number stands or it is `said` how often."""
    numbers = _NUMBER.search(text) is not None
    signed = frozenset(_SIGNED.findall(text) if numbers else ())
    return signed or (sheet.of("money").found(text) if said or numbers else signed)


def sums(text: str) -> list[str]:
    """The sums in the text that a currency's sign tells."""
    return [found for found in _SIGNED.findall(text) if any(sign.isdigit() for sign in found)]


def _against(sheet: Sheet, text: str) -> str:
    """What these words are instead: they want an address, a log-in, a follower; or somebody else says them."""
    if len(sheet.of("newsletter").found(text)) >= 2:
        return "newsletter"
    if sheet.of("paywall").found(text) and _is_barred(sheet, text):
        return "paywall"
    if sheet.of("policy").found(text):
        return "comments"
    if sheet.of("says").found(text):
        return "speech"
    return "network" if names_network(text, mail=sheet.html) else ""  # a boat may be called so


def _is_barred(sheet: Sheet, text: str) -> bool:
    """It says so of its text, and not that nothing is barred: "No shareholders, no article for subscribers only"."""
    folded = fold(text)
    before = (" ".join(folded[:start].split()[-_DENIED:]) for start, _ in sheet.of("paywall").spans(folded))
    return any(not sheet.of("denies").found(words) for words in before)


def is_call(sheet: Sheet, part: Part) -> bool:
    """A short line that begins as buttons do ("Join …", "Yes, I want …")."""
    return part.size <= 10 and sheet.of("calls").opens(fold(part.text.lstrip("¡¿→▸►«» ")))


def is_choice(sheet: Sheet, part: Part) -> bool:
    """Sums to choose from, how often, how to pay: what stands in a form for giving."""
    if part.size > 14 or (part.stops and part.size > 3):
        return False
    if all(sheet.of("payment").whole(line) or sheet.of("periods").whole(line) for line in part.text.split("\n")):
        return True
    rest = _NUMBER.sub(" ", _COUNTRY.sub(" ", part.text))
    for name in ("payment", "periods", "money"):
        rest = sheet.of(name).without(rest.lower())
    left = _NO_WORDS.sub("", rest.lower())
    named = _SIGNED.search(part.text) or sheet.of("money").found(part.text) or sheet.of("payment").found(part.text)
    return bool(named) and len(left) <= 3


def is_note(sheet: Sheet, part: Part) -> bool:
    """A line about how paying is done, or about taxes: it belongs to the form, and asks for nothing."""
    text = part.text
    return part.size <= 30 and bool(sheet.of("payment").found(text)) and not sheet.of("ask").found(text)

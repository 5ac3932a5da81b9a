"""Which language a text is in and which way it runs: by its script first, then by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

import regex

from ..story import Direction
from .labels import labels
from .part import PLAIN
from .vocabulary import OWNERS, files
from .words import small

SCRIPTS = {
    "latin": r"\p{Latin}",
    "cyrillic": r"\p{Cyrillic}",
    "greek": r"\p{Greek}",
    "arabic": r"\p{Arabic}",
    "hebrew": r"\p{Hebrew}",
    "tamil": r"\p{Tamil}",
    "sinhala": r"\p{Sinhala}",
    "devanagari": r"\p{Devanagari}",
    "bengali": r"\p{Bengali}",
    "telugu": r"\p{Telugu}",
    "kannada": r"\p{Kannada}",
    "malayalam": r"\p{Malayalam}",
    "gujarati": r"\p{Gujarati}",
    "gurmukhi": r"\p{Gurmukhi}",
    "oriya": r"\p{Oriya}",
    "thai": r"\p{Thai}",
    "lao": r"\p{Lao}",
    "tibetan": r"\p{Tibetan}",
    "kana": r"[\p{Hiragana}\p{Katakana}]",
    "han": r"\p{Han}",
    "hangul": r"\p{Hangul}",
    "armenian": r"\p{Armenian}",
    "georgian": r"\p{Georgian}",
    "ethiopic": r"\p{Ethiopic}",
    "thaana": r"\p{Thaana}",
    "syriac": r"\p{Syriac}",
    "nko": r"\p{Nko}",
    "khmer": r"\p{Khmer}",
    "myanmar": r"\p{Myanmar}",
}
RIGHT_TO_LEFT = {"arabic", "hebrew", "thaana", "syriac", "nko"}
# Where the letters of RIGHT_TO_LEFT are, with others: a text without one of these has none of them.
_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010e60-\U00010eff\U0001ee00-\U0001eeff]")
# Letters that tell neighbours in one script apart, each with the language that alone writes it often.
LETTERS = {
    "arabic": (
        ("ps", "ټډړښځڅۍڼ"),
        ("ug", "ۇۈۋ"),
        ("ckb", "ێۆڕڵ"),
        ("sd", "ڪٻڀڄڙ"),
        ("ur", "ٹڈڑںے"),
        ("fa", "پچژگ"),
    ),
    "cyrillic": (
        ("tg", "ӣӯҷ"),
        ("uz-Cyrl", "қғҳ"),
        ("kk", "ұқғ"),
        ("uk", "їєґ"),
        ("be", "ў"),
        ("sr", "ђћ"),
        ("mk", "ѓќѕ"),
    ),
    "ethiopic": (("ti", "ኣቐቑቒቓቔቕቖቘቚቛቜቝ"),),
    "latin": (("vi", "ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),),
}
# Letters that a language never writes: where others of its script do, the text is not in it.
NEVER = {
    "bg": "ыэёіјөү",
    "sr": "йщъыьэюяёіѓќѕ",
    "mk": "йщъыьэюяёіђћ",
    "uk": "ыэёъ",
    "be": "щиъ",
    "ru": "іїєґўјөүңқғҳҷ",
    "uz-Cyrl": "ұәіңөүӣӯҷ",
    "kk": "ӣӯҷҳ",
    "da": "äöß",
    "nb": "äöß",
    "sv": "æøß",
    "de": "åæøéõčšž",
    "af": "äæøåßñçõãąęłćčđšžğışřůăâșțőűāīū",
    "et": "æøåčć",
    "cs": "ľĺŕôäđćłęąãõ",
    "pl": "ěřůčžáíäöãõ",
    "sk": "ěřůđćłęąãõ",
    "sl": "đćěřůýáíľłęąãõ",
    "hr": "ěřůýáíéľłęąäöãõ",
    "sr-Latn": "ěřůýáíéľłęąäöãõ",
    "lt": "āēīļņķģõäöü",
    "lv": "ąęėįųõäöü",
    "tr": "əäñňýž",
    "az": "äñňýžâ",
    "en": "şğıłčžěřșțąęőűåøãõ",
    "es": "çàèòïõã",
    "pt": "ñïö",
    "ro": "èòùõñ",
    "it": "çñãõêâáíú",
    "sq": "äöüñãõăşţ",
}
# How BCP 47 says which script a language is written in that has two.
_SUBTAGS = {"latn": "latin", "cyrl": "cyrillic", "arab": "arabic", "deva": "devanagari", "guru": "gurmukhi"}
SAMPLE = 20_000  # characters: enough to know a language by
CLEARLY = 1.25  # times as many of its commonest words as of any other language's
ALONE = 2  # times as many of those that the other does not have, where two languages have most in common
_OF_SCRIPT = {name: regex.compile(pattern) for name, pattern in SCRIPTS.items()}
_ASCII_WORD = re.compile("[A-Za-z']+")
_WORD = regex.compile(r"[\p{L}\p{M}']+")
_PLAIN_WORD = re.compile(
    f"['{''.join(sign for sign in map(chr, range(0x2000)) if sign.isalpha() and PLAIN.fullmatch(sign))}]+"
)


def scripts(text: str) -> frozenset[str]:
    """The scripts of which the text holds letters, in its first 20,000 characters."""
    return _scripts(text[:SAMPLE])


@lru_cache(maxsize=1)
def _scripts(sample: str) -> frozenset[str]:
    return frozenset(map(_script, _signs(sample))) - {""}


@lru_cache(maxsize=1)
def _signs(sample: str) -> frozenset[str]:
    """The different signs that stand in it."""
    return frozenset(sample)


@lru_cache(maxsize=1)
def _letters(sample: str) -> Counter[str]:
    """How many letters of which script stand in it; asked only where it holds several, or letters of neighbours."""
    counts: Counter[str] = Counter()
    for sign, often in Counter(sample).items():
        counts[_script(sign)] += often
    return Counter({name: counts[name] for name in SCRIPTS if name in counts})


def forget() -> None:
    """Nothing of what was read stays in memory."""
    _scripts.cache_clear()
    _signs.cache_clear()
    _letters.cache_clear()


@lru_cache(maxsize=5000)
def _script(sign: str) -> str:
    return next((name for name, pattern in _OF_SCRIPT.items() if pattern.match(sign)), "")


def direction(text: str) -> Direction:
    """Which way most of the letters run. Text without letters runs left to right."""
    if not _RIGHT.search(text):
        return "ltr"
    counts = _letters(text[:SAMPLE])
    right = sum(counts[name] for name in RIGHT_TO_LEFT)
    return "rtl" if right * 2 > counts.total() else "ltr"


@cache
def _common(script: str) -> dict[str, list[str]]:
    """The commonest words of all languages that write so, each with those that it is common in."""
    common: dict[str, list[str]] = {}
    for tag, file in (files() | labels()).items():
        for word in file.get("stop", ()) if file["script"] == script else ():
            common.setdefault(word, []).append(tag)
    return common


def language(text: str, *, declared: str = "") -> str:
    """A BCP 47 tag for the text, or "und" when unsure.

    `declared` is what a page says of itself: it is believed only where the text does not contradict it, that is
    where the script fits and no profile clearly knows better.
    """
    return heard(text) or believed(declared, text)


def heard(text: str) -> str:
    """The tag of the language that the text itself tells clearly; empty where it does not."""
    sample = text[:SAMPLE]
    script = _main_script(sample)
    if script in ("", "kana"):
        return "ja" if script else ""
    lower = sample.lower()
    signs = set("".join(_signs(sample)).lower())
    for tag, marks in LETTERS.get(script, ()):
        told = not signs.isdisjoint(marks) and sum(map(lower.count, marks)) * 100 > _letters(sample)[script]
        if told and not _foreign(lower, signs, tag):
            return tag
    if script in OWNERS:
        return OWNERS[script]
    return _by_words(small(sample), lower, signs, script)


def believed(declared: str, text: str) -> str:
    """The tag for a text that tells none clearly: what is declared, if it fits the script; "und" when unsure."""
    script = _main_script(text[:SAMPLE])
    return (_fitting(declared, script) if script else "") or ("zh" if script == "han" else "und")


def _main_script(sample: str) -> str:
    """The script of at least half of its letters; "kana" where they stand among Han, "" where it has no such script."""
    found = scripts(sample)
    if len(found) < 2:
        return min(found, default="")
    counts = _letters(sample)
    script, letters = counts.most_common(1)[0]
    if letters * 2 < counts.total() and not (script == "han" and counts["kana"]):
        return ""
    return "kana" if counts["kana"] * 10 > counts["han"] and script in ("han", "kana") else script


def _by_words(sample: str, lower: str, signs: set[str], script: str) -> str:
    """The language whose commonest words make up enough of the text, and clearly more than any other's."""
    if script == "han":
        return ""
    word = _ASCII_WORD if sample.isascii() else _PLAIN_WORD if PLAIN.fullmatch(sample) else _WORD
    words = word.findall(sample)
    if (whole := len(words)) < 8:
        return ""
    common, told = _common(script), dict[str, int]()
    found = Counter(filter(common.__contains__, words))
    for one, often in found.items():
        for tag in common[one]:
            told[tag] = told.get(tag, 0) + often
    enough = whole * (0.06 if script == "arabic" else 0.13)
    told = {tag: often for tag, often in told.items() if often * CLEARLY > enough and not _foreign(lower, signs, tag)}
    if (most := max(told.values(), default=0)) < enough:
        return ""
    near = [tag for tag, often in told.items() if most < often * CLEARLY]
    apart = (one for one in near if all(_apart(found, script, one, other) for other in near if other != one))
    return next(apart, "")


def _apart(found: Counter[str], script: str, one: str, other: str) -> bool:
    """Neighbours have most of their commonest words in common: by those that the other has not, the text is in one."""
    common = _common(script)
    alone, others = (
        sum(often for word, often in found.items() if has in common.get(word, ()) and has_not not in common[word])
        for has, has_not in ((one, other), (other, one))
    )
    return alone >= ALONE and alone >= others * ALONE


def _foreign(lower: str, signs: set[str], tag: str) -> bool:
    """More than one in two hundred of these small letters, which are of these `signs`, the language never writes."""
    return sum(map(lower.count, signs.intersection(NEVER.get(tag, "")))) * 200 > len(lower)


def _fitting(declared: str, script: str) -> str:
    """The declared tag where it could be true: no file of ours says that the language writes another script."""
    tag = declared.strip().replace("_", "-")
    if not regex.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        return ""
    written = next((_SUBTAGS[part] for part in tag.lower().split("-")[1:] if part in _SUBTAGS), "")
    if written:
        return tag if written == script else ""
    known = files().get(tag.split("-")[0].lower())
    return tag if known is None or known["script"] == script else ""

"""Bytes of a page or a file → text: what its marks, its server and itself say of the charset, checked by trying."""

from __future__ import annotations

import codecs
import re

import regex
from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.\-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.\-]{2,40})["']""")
_LANG = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)""", re.IGNORECASE)
_MARKUP = re.compile(rb"<(script|style)\b.{0,100000}?</\1|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)
LOOKED_AT = 200_000  # bytes at the beginning in which a page may say what its charset is
# The web means the larger Windows sets by these names (WHATWG Encoding Standard, §4.2).
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_MEANT |= {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
}
# What pages in a language were written in before UTF-8, where they do not say, or say something that cannot be.
_OF_LANGUAGE = {
    "ru": ("cp1251", "koi8-r"), "uk": ("cp1251", "koi8-u"), "bg": ("cp1251",), "be": ("cp1251",), "sr": ("cp1251",),
    "ar": ("cp1256",), "fa": ("cp1256",), "ur": ("cp1256",), "he": ("cp1255",), "el": ("cp1253",), "tr": ("cp1254",),
    "ja": ("cp932", "euc_jp", "iso2022_jp"), "ko": ("cp949",), "zh": ("gb18030", "big5hkscs"), "th": ("cp874",),
    "pl": ("cp1250",), "cs": ("cp1250",), "sk": ("cp1250",), "hu": ("cp1250",), "ro": ("cp1250",), "vi": ("cp1258",),
    "lt": ("cp1257",), "lv": ("cp1257",), "et": ("cp1257",),
}  # fmt: skip
_OF_LANGUAGE |= {"zh-tw": ("big5hkscs",), "zh-hk": ("big5hkscs",), "zh-cn": ("gb18030",)}
# Words read in the wrong charset: accented Latin letters and signs in long rows; capitals inside words of small
# letters; half-width Katakana, which nobody writes any more; letters of several scripts in one word.
_WRONG = regex.compile(
    r"[\u00a1-\u017f]{4,}|\p{Ll}\p{Lu}{2,}|[\uff61-\uff9f]{2,}|[\u0080-\u009f]"
    r"|[\p{Cyrillic}\p{Hebrew}\p{Arabic}][\u00a1-\u024f]|[\u00a1-\u024f][\p{Cyrillic}\p{Hebrew}\p{Arabic}]"
    r"|[¹³¿¼¾]\p{Ll}|[\p{Han}][\u0400-\u04ff]|\p{Hangul}\p{Han}\p{Hangul}"
)
_FOREIGN = regex.compile(r"[^\u0000-\u007f]")
# The signs that every Chinese text is full of; Big5 read as GB18030, or the other way round, has next to none.
_COMMON_HAN = regex.compile(r"[的一是在不了有和人这這中大为為上个個我他时時来來用们們到说說国國会會,。，]")


def decode(data: bytes, declared: str = "") -> str:
    """The bytes as text. A charset that is declared but does not fit is not believed; UTF-8 that fits always is.

    What fits nothing is read as CP-1252, its impossible bytes as U+FFFD. Raises nothing.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, "replace")
    if sixteen := _unmarked_utf16(data):
        return data.decode(sixteen, "replace")
    try:
        if b"\x1b$" not in data[:LOOKED_AT]:  # ISO-2022-JP is all ASCII bytes
            return data.decode("utf-8")
    except UnicodeDecodeError:
        # A page cut in the middle of a character, or with one broken byte, is still UTF-8.
        mended = data.decode("utf-8", "replace")
        if mended.count("\ufffd") * 100 < len(_FOREIGN.findall(mended)) * 10:
            return mended
    fallback = ""
    for charset in _named(data, declared):
        try:
            text = data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
        if _likely(text):
            return text
        fallback = fallback or text
    words = _MARKUP.sub(b" ", data[:LOOKED_AT])
    guessed = from_bytes(words).best()
    if guessed and guessed.encoding != "ascii":
        text = data.decode(guessed.encoding, "replace")
        if _likely(text) or not fallback:
            return text
    return fallback or data.decode("cp1252", "replace")


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of its ASCII, markup and spaces, is zero."""
    sample = data[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 4 or max(even, odd) * 10 < len(sample) // 2 or min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _named(data: bytes, declared: str) -> list[str]:
    """What the server says, what the page says, and what pages in its language used to be written in."""
    start = data[:LOOKED_AT]
    said = [declared, *(found[1].decode("ascii", "ignore") for rule in (_XML, _META) for found in rule.finditer(start))]
    language = found[1].decode().lower() if (found := _LANG.search(start)) else ""
    usual = _OF_LANGUAGE.get(language) or _OF_LANGUAGE.get(language.partition("-")[0]) or ()
    named = [_MEANT.get(name.strip().lower(), name.strip().lower()) for name in said[:5] if name.strip()]
    # ISO-8859-1 is what servers say that were never told; the language knows better.
    sure = [name for name in named if name != "cp1252"]
    shifting = ["iso2022_jp"] if b"\x1b$" in start else []
    return [name for name in dict.fromkeys([*shifting, *sure, *usual, "cp1252"]) if not name.startswith("utf")]


def _likely(text: str) -> bool:
    """Whether people write such text, or it looks like bytes in the wrong charset."""
    foreign = len(_FOREIGN.findall(text[:LOOKED_AT]))
    if not foreign:
        return True
    wrong = sum(len(found.group()) for found in _WRONG.finditer(text[:LOOKED_AT]))
    if wrong * 10 > foreign:
        return False
    han = len(regex.findall(r"\p{Han}", text[:LOOKED_AT]))
    kana = len(regex.findall(r"\p{Hiragana}", text[:LOOKED_AT]))
    if han > 20 and han * 3 > foreign and kana * 10 < han:
        return len(_COMMON_HAN.findall(text[:LOOKED_AT])) * 7 > han
    return True

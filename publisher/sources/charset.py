"""Bytes of a page or a file → text: what its marks, its server and itself say of the charset, checked by trying."""

from __future__ import annotations

import codecs
import re

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.\-]{2,40})""", re.IGNORECASE)
# The web means the larger Windows sets by these names (WHATWG Encoding Standard, §4.2).
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_MEANT |= {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-9": "cp1254",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
}


def decode(data: bytes, declared: str = "") -> str:
    """The bytes as text. A charset that is declared but does not fit is not believed; UTF-8 that fits always is.

    What fits nothing is read as CP-1252, its impossible bytes as U+FFFD. Raises nothing.
    """
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data.decode(charset, "replace")
    if len(data) > 3 and data[1:2] == b"\x00" == data[3:4] and data[0] and data[2]:
        return data.decode("utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    meta = _META.search(data[:4096])
    for name in (declared, meta[1].decode("ascii", "ignore") if meta else ""):
        try:
            charset = codecs.lookup(_MEANT.get(name.strip().lower(), name.strip())).name
            if charset != "utf-8":
                return data.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    # A page cut in the middle of a character, or with one broken byte, is still UTF-8.
    mended = data.decode("utf-8", "replace")
    if mended.count("\ufffd") * 100 < len(mended):
        return mended
    return data.decode("cp1252", "replace")

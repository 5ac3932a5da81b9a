"""Readers' names, from forms and files: kept as they are in every script, but unable to be anything but a name."""

from __future__ import annotations

import unicodedata

LONGEST = 200
_JOINERS = "\u200c\u200d"  # Persian, Tamil, Sinhala and emoji are written with them


def clean(text: str) -> str:
    """One line, NFC, at most 200 characters, without anything invisible; empty for a spreadsheet's formula.

    A leading = + - @ is taken off: a spreadsheet that opens an export would run it.
    """
    text = unicodedata.normalize("NFC", "".join(c if _visible(c) else " " for c in text))
    text = " ".join(text.split())
    if text.startswith("=") and ("(" in text or "!" in text or "|" in text):
        return ""
    return text.lstrip("=+-@ ")[:LONGEST].strip()


def _visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] != "C"

"""What people call a language → its tag: "Romanian", "română" and "RO" are all "ro"."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from ..audience.speech import files

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class NoLanguage(ValueError):
    """A sentence that says which word is no language, and how to write one."""


def tag(said: str) -> str:
    """The BCP 47 tag of what somebody wrote. Raises NoLanguage."""
    word = " ".join(said.split()).replace("_", "-")
    if _TAG.fullmatch(word):
        first, *rest = word.split("-")
        # Of three letters there are thousands; those of two are all known.
        if len(first) == 3 or first.lower() in Locale("en").languages:
            return "-".join([first.lower(), *rest])
    if known := _names().get(word.casefold()):
        return known
    raise NoLanguage(f"“{word[:20]}” is not a language that is known here; write its code, as “en”, “ta” or “ckb”.")


@cache
def spoken() -> list[tuple[str, str]]:
    """The languages in which readers can be spoken to: tag and English name, in order of the names."""
    return sorted(((one, _english(one)) for one in files()), key=lambda pair: pair[1].casefold())


@cache
def _names() -> dict[str, str]:
    """English names of all languages, and of those that are spoken here what they call themselves."""
    known = {name.casefold(): one.replace("_", "-") for one, name in Locale("en").languages.items()}
    for one, name in spoken():
        known[name.casefold()] = one
        try:
            own = Locale.parse(one, sep="-").get_display_name()
        except UnknownLocaleError:
            continue
        if own:
            known[own.casefold()] = one
    return known


def _english(one: str) -> str:
    """What the language of a tag is called in English, with its script where CLDR has no name for both."""
    return Locale("en").languages.get(one.replace("-", "_")) or Locale.parse(one, sep="-").english_name or one

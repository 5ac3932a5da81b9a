"""The pass that knows share buttons: lines of nothing but names of networks and words such as share, icon, print."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import chain
from pathlib import Path

import regex

from .boxes import share_network
from .part import Part
from .sheet import Sheet
from .words import Words, fold

_NETWORKS = Path(__file__).parent / "networks.toml"
_CAMEL = regex.compile(r"(?=\p{Lu})(?<=\p{Ll})")
_ASCII_CAMEL = re.compile(r"(?=[A-Z])(?<=[a-z])")
_NOISE = regex.compile(r"[\p{P}\p{S}\p{N}\p{Z}\s]|(?<!\w)[km](?!\w)")


_CODE = re.compile(r"[A-Z]{2}")  # "EN": of a language, or the word before a network's name
_LATIN = re.compile("[a-z]+")


@cache
def _names() -> tuple[dict[str, str], dict[str, str], regex.Pattern[str]]:
    """Sure names of networks, names that are also words, and a pattern for all of them."""
    data = tomllib.loads(_NETWORKS.read_text("utf-8"))
    unsure = {fold(name): network for network, names in data.pop("words").items() for name in names}
    sure = {fold(name): network for network, names in data.items() for name in names}
    listed = "|".join(regex.escape(n) for n in sorted(sure | unsure, key=len, reverse=True))
    return (
        sure,
        unsure,
        regex.compile(rf"(?<![\p{{Latin}}\p{{Cyrillic}}\d])(?:{listed})(?![\p{{Latin}}\p{{Cyrillic}}])"),
    )


@cache
def _firsts() -> tuple[frozenset[str], re.Pattern[str]]:
    """The first words of names in Latin letters, and all other names: without one of these a text names none."""
    sure, unsure, _ = _names()
    latin = {name: found[0] for name in sure | unsure if (found := _LATIN.match(name))}
    others = (re.escape(name) for name in sure | unsure if name not in latin)
    return frozenset(latin.values()), re.compile("|".join(others))


@cache
def _of_rows(words: Words) -> frozenset[str]:
    """The words in Latin letters that may stand in a row: no phrase of the list leaves any open (`*`)."""
    sure, unsure, _ = _names()
    return frozenset(chain.from_iterable(map(_LATIN.findall, (*sure, *unsure, *words.phrases, "k", "m"))))


def _may_name(folded: str) -> bool:
    firsts, others = _firsts()
    if not firsts.isdisjoint(_LATIN.findall(folded)):
        return True
    return not folded.isascii() and others.search(folded) is not None


def share_names(text: str, words: Words) -> tuple[list[str], bool] | None:
    """The networks that a share row names, and whether that is sure; None if the text says anything else."""
    if len(text) > 160:
        return None
    folded = fold((_ASCII_CAMEL if text.isascii() else _CAMEL).sub(" ", text))
    if not _of_rows(words).issuperset(_LATIN.findall(folded)):
        return None
    sure, unsure, pattern = _names()
    found = pattern.findall(folded) if _may_name(folded) else []
    if not (found or words.may_stand_in(folded)):
        return None
    left = pattern.sub(" ", folded) if found else folded
    rest = words.without(left)
    said = rest != left
    if not (found or said) or _NOISE.sub("", rest):
        return None
    networks = list(dict.fromkeys((sure | unsure)[name] for name in found))
    said = said and not _CODE.fullmatch(text)
    return networks, said or any(name in sure for name in found)


def names_network(text: str, *, mail: bool = True) -> bool:
    """It names a social network or messenger by a name that can mean nothing else; without `mail`, no post either."""
    sure, _, pattern = _names()
    folded = fold(text)
    named = (sure.get(m.group()) for m in pattern.finditer(folded)) if _may_name(folded) else ()
    return any(network and (mail or network != "email") for network in named)


def names_mail(text: str) -> bool:
    """It names an address by mail."""
    sure, _, pattern = _names()
    return any(sure.get(m.group()) == "email" for m in pattern.finditer(fold(text)))


def share_rows(sheet: Sheet) -> None:
    """Lines that are nothing but names of networks and words such as share, icon, print."""
    doubtful: list[tuple[int, list[str]]] = []
    sure: set[int] = set()
    words = sheet.of("share")
    for n, part in sheet.open():
        if part.shape not in ("line", "list", "heading", "picture") or part.prose:
            continue
        if part.shape == "picture" and "icon" not in part.boxes:
            continue
        found = share_names(part.text, words)
        linked = [name for link in part.links if (name := share_network(link.url))]
        if found is None and not (linked and part.size <= 8):
            continue
        networks, certain = found or ([], True)
        if not certain and not linked:
            doubtful.append((n, networks))
            continue
        sure.add(n)
        _share(sheet, part, networks + linked)
    for n, networks in doubtful:
        if sure & {n - 2, n - 1, n + 1, n + 2}:
            _share(sheet, sheet.parts[n], networks)


def _share(sheet: Sheet, part: Part, networks: list[str]) -> None:
    sheet.share += [name for name in dict.fromkeys(networks) if name not in sheet.share]
    part.be("share", "It is one of the site's share buttons.")

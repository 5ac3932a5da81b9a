"""What a page says of itself beside its words: JSON-LD, OpenGraph, <link> and <title>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from .clean import absolute, clean_text, one_line

_TAG = re.compile(
    r"<(meta|link|title|html|base)\b((?:[^<>\"']|\"[^\"]{0,5000}\"|'[^']{0,5000}')*)>([^<]{0,2000})", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON_LD = re.compile(r"<script[^>]{0,200}type\s*=\s*[\"']?application/ld\+json[\"']?[^>]{0,200}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
MOST_SCRIPTS = 50
LONGEST_SCRIPT = 300_000
_ARTICLES = re.compile(r"(?:News|Blog|Report|Opinion|Analysis|Liveblog|Review|Background)?\w*(?:Article|Posting)$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# What sites hang on their titles: "Ferry returns – The Harbour Gazette".
_SITE_NAME = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{2,60}$")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself, beside its words. Empty where it says nothing."""

    title: str = ""
    canonical_url: str = ""
    published_on: str = ""
    authors: tuple[str, ...] = ()
    picture: str = ""
    language: str = ""


def facts(html: str, *, base: str = "") -> Facts:
    """What JSON-LD, OpenGraph, <link> and <title> tell. JSON-LD is believed first. Raises nothing."""
    meta: dict[str, list[str]] = {}
    canonical = title = language = ""
    for tag in _TAG.finditer(html[:1_000_000]):
        attrs = {a[1].lower(): unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(tag[2])}
        kind = tag[1].lower()
        if kind == "title":
            title = title or one_line(unescape(tag[3]))
        elif kind == "html":
            language = language or attrs.get("lang", "")
        elif kind == "link" and "canonical" in attrs.get("rel", "").lower().split():
            canonical = canonical or attrs.get("href", "")
        elif kind == "meta":
            name = (attrs.get("property") or attrs.get("name") or attrs.get("itemprop") or "").lower()
            meta.setdefault(name, []).append(one_line(attrs.get("content", "")))
    said = next(_json_ld(html), {})
    picture = _first(said.get("image")) or _one(meta, "og:image", "twitter:image")
    day = _DAY.match(
        str(said.get("datePublished") or _one(meta, "article:published_time", "datepublished", "date", "dc.date"))
    )
    names = _authors(said.get("author")) or tuple(n for n in meta.get("author", ()) if n and "://" not in n)
    return Facts(
        title=one_line(str(said.get("headline") or "")) or _one(meta, "og:title") or _SITE_NAME.sub("", title),
        canonical_url=_absolute(canonical or _one(meta, "og:url") or _first(said.get("mainEntityOfPage")), base),
        published_on=day[0] if day else "",
        authors=names,
        picture=_absolute(picture, base),
        language=language or str(said.get("inLanguage") or ""),
    )


def _one(meta: Mapping[str, list[str]], *names: str) -> str:
    return next((value for name in names for value in meta.get(name, ()) if value), "")


def _absolute(url: str, base: str) -> str:
    found = absolute(base, url)
    return found if found.startswith("http") else ""


def _json_ld(html: str) -> Iterator[dict[str, Any]]:
    """Each article that JSON-LD describes."""
    for script in _scripts(html):
        try:
            waiting: list[Any] = [json.loads(clean_text(script))]
        except (ValueError, RecursionError):
            continue
        for _ in range(1000):
            if not waiting:
                break
            at = waiting.pop(0)
            if isinstance(at, list):
                waiting += at
            elif isinstance(at, dict):
                kinds = at.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and _ARTICLES.match(kind) for kind in kinds):
                    yield at
                waiting += [at["@graph"]] if "@graph" in at else []


def _scripts(html: str) -> Iterator[str]:
    """What the scripts of JSON-LD hold, in one pass; of too long ones nothing."""
    at = 0
    for _ in range(MOST_SCRIPTS):
        start = _JSON_LD.search(html, at)
        end = start and _SCRIPT_END.search(html, start.end())
        if not start or not end:
            return
        at = end.end()
        if end.start() - start.end() <= LONGEST_SCRIPT:
            yield html[start.end() : end.start()]


def _first(value: Any) -> str:
    """An address out of what JSON-LD allows: a string, an object with one, or a list of either."""
    if isinstance(value, list):
        return _first(value[0]) if value else ""
    if isinstance(value, dict):
        return str(value.get("url") or value.get("@id") or "")
    return value if isinstance(value, str) else ""


def _authors(value: Any) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    return tuple(one_line(name) for name in names if isinstance(name, str) and name.strip() and "://" not in name)

"""What must be understood of a case: expected.json, put together from what the browser saw of its annotated page.

The page's truth stands at the top. Under "pasted" stand only those parts that differ for a paste, because the editor
did not select them. Under "unasked" stand, per form, the parts that this form cannot tell: a day without its year in a
text, a byline that the page's author put into the metadata alone.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

BODY = ("paragraph", "heading", "quotation", "list", "table")
NAMES = {*BODY, "title", "standfirst", "byline", "date", "pull_quote", "embed", "rule", "picture", "caption", "credit"}
NAMES |= {"related", "appeal-headline", "appeal", "appeal-action"}
WORDLESS = ("picture", "rule", "embed")
_YEAR = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}\b|[〇零一二三四五六七八九]{4}年")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
APPEAL = {"appeal-headline", "appeal", "appeal-action"}


def truth(seen: dict[str, Any], *, page: str, address: str) -> dict[str, Any]:
    """The expectation of a case. Raises ValueError with a sentence for the author where an annotation is impossible."""
    parts = seen["parts"]
    _refuse(parts)
    whole = understood(parts)
    pasted = understood([part for part in parts if part["pasted"]])
    told = "\n".join([whole["title"], *(block["text"] for block in whole["body"])])
    whole |= {"language": seen["language"], "direction": direction(told), "junk": seen["junk"]}
    pasted |= {"junk": seen["pasted_junk"]}
    return {
        "address": address,
        **whole,
        "pasted": {name: value for name, value in pasted.items() if value != whole[name]},
        "unasked": _unasked(parts, whole, page),
    }


def understood(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """The parts in their places, in reading order."""

    def texts(name: str) -> list[str]:
        return [part["text"] for part in parts if part["part"] == name]

    days = [part["day"] for part in parts if part["part"] == "date"]
    asked = appeals(parts)
    return {
        "title": " ".join(texts("title")[:1]),
        "standfirst": "\n".join(texts("standfirst")),
        "byline": list(dict.fromkeys(texts("byline"))),
        "date": days[0] if days else "",
        "body": [{"kind": part["part"], "text": part["text"]} for part in parts if part["part"] in BODY],
        "pull_quotes": texts("pull_quote"),
        "embeds": [text for text in texts("embed") if text],
        "captions": captions(parts),
        "pictures": len(texts("picture")),
        "related": texts("related"),
        "appeal": max(asked, key=_length, default=None),
        "other_appeals": sorted(asked, key=_length)[:-1],
    }


def captions(parts: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Caption and credit of each picture that has either."""
    found: list[dict[str, str]] = []
    fresh = True
    for part in parts:
        name = part["part"]
        if name == "picture":
            fresh = True
        elif name in ("caption", "credit"):
            if fresh or found[-1][name]:
                found.append({"caption": "", "credit": ""})
            found[-1][name] = part["text"]
            fresh = False
    return found


def appeals(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each request for donations: parts of one that no other part of the article stands between."""
    found: list[dict[str, Any]] = []
    last = ""
    for part in parts:
        name = part["part"]
        if name in APPEAL:
            if last not in APPEAL or (name == "appeal-headline" and found[-1]["headline"]):
                found.append({"headline": "", "paragraphs": [], "call_to_action": ""})
            if name == "appeal":
                found[-1]["paragraphs"].append(part["text"])
            else:
                field = {"appeal-headline": "headline", "appeal-action": "call_to_action"}[name]
                found[-1][field] = found[-1][field] or part["text"]
        last = name
    return found


def _length(appeal: dict[str, Any]) -> int:
    return len("".join([appeal["headline"], *appeal["paragraphs"], appeal["call_to_action"]]))


def direction(text: str) -> str:
    """Which way most of its letters run, by Unicode's own table."""
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    return "rtl" if sum(kind in ("R", "AL") for kind in kinds) > kinds.count("L") else "ltr"


def _refuse(parts: list[dict[str, Any]]) -> None:
    named = [part["part"] for part in parts]
    if unknown := set(named) - NAMES:
        raise ValueError(f"There is no part called {', '.join(sorted(unknown))}.")
    if named.count("title") != 1:
        raise ValueError(f"It has {named.count('title')} titles.")
    if "paragraph" not in named:
        raise ValueError("It has no paragraph.")
    for part in parts:
        if not part["shown"] and part["part"] not in WORDLESS:
            raise ValueError(f"Its {part['part']} “{part['text'][:40]}” is not visible.")
        if not part["text"] and part["part"] not in WORDLESS:
            raise ValueError(f"One {part['part']} has no words.")
        if part["part"] == "date" and not _DAY.fullmatch(part["day"]):
            raise ValueError(f"The date “{part['text'][:40]}” names no day.")


def _unasked(parts: list[dict[str, Any]], whole: dict[str, Any], page: str) -> dict[str, list[str]]:
    """What cannot be asked of which form."""
    dates = [part for part in parts if part["part"] == "date"]
    year = bool(dates) and bool(_YEAR.search(dates[0]["text"]))
    stamped = bool(dates) and dates[0]["stamped"]
    silent: dict[str, list[str]] = {"text": [], "html": [], "page": []}
    if dates and not year:
        silent["text"].append("date")
        silent["html"] += [] if stamped else ["date"]
    if not dates or not (year or stamped or whole["date"] in page):
        silent["page"].append("date")
    if not whole["byline"]:
        silent["page"].append("byline")
    return {form: names for form, names in silent.items() if names}

"""A feed's bytes → XML that any parser can take: without declarations, well-formed, bounded. Refuses bombs."""

from __future__ import annotations

import html.entities
import re
from xml.parsers import expat

import lxml.etree

from .charset import decode

MOST_ELEMENTS = 300_000
MOST_ENTRIES = 20_000
DEEPEST = 200
MOST_PREFIXES = 50
LONGEST_NAME = 5_000  # characters in any of NAMES
MOST_SQUARED = 100_000_000  # the squares of all people's lengths, added up: about a second of feedparser's
LONGEST_TAG = 20_000  # characters, in a feed that has to be mended
MOST_ATTRIBUTES = 500
MOST_IN_ENTRY = 10_000  # elements
MOST_PIECES = 1_000_000  # of text, as expat hands them out: lines and what stands between them
ENTRIES = ("item", "entry")

# feedparser looks for addresses in these with a pattern that takes the square of the length.
PEOPLE = {"author", "creator", "contributor", "publisher", "managingeditor", "webmaster", "owner", "name", "email"}
# What is short in every feed that means well.
NAMES = PEOPLE | {
    *("pubdate", "published", "updated", "modified", "created", "date", "issued", "expirationdate", "lastbuilddate"),
    *("title", "link", "guid", "id", "category", "subject", "ttl", "updateperiod", "updatefrequency", "updatebase"),
}

DAMAGED = "This feed is too damaged to be read."
BOMB = "This feed declares entities of its own, which no feed needs; it is not opened."
TOO_MUCH = "This feed holds far more than a feed of articles does; it is not read."


class NotAFeed(ValueError):
    """There is no feed in it. Says why in one sentence for the editor."""


_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_SPACE = re.compile(r"\s*")
_XML = re.compile(r"^\s*<\?xml.{0,300}?\?>", re.DOTALL)
# What XML 1.0 cannot hold, as itself; as a number it is judged by _number.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,20})|([0-9]{1,20}));")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_KEPT = {"amp", "lt", "gt", "quot", "apos"}
_LONE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_LONG_TAG = re.compile(rf"<[^<>]{{{LONGEST_TAG}}}")
_PREFIX = re.compile(r"</?([A-Za-z][\w-]{0,30}):[A-Za-z]")
_CLOSED = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>")
PREFIXES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}


def well_formed(data: bytes, charset: str = "") -> bytes:
    """The feed as UTF-8 XML without a document type. Raises NotAFeed.

    `charset` is what its server declared; what the feed itself declares counts more, and UTF-8 that fits counts most.
    What is broken is mended as far as that can be done without guessing; an entry that was cut in its middle goes.
    """
    inside = _DECLARED.match(data[:300])
    text = decode(data, inside[1].decode("ascii") if inside else charset)
    text = _XML.sub("", text.lstrip("\ufeff"), count=1)
    text = _IMPOSSIBLE.sub("", _without_document_type(text))
    text = _NAMED.sub(_character, _NUMBERED.sub(_number, text)).strip()
    if not text.startswith("<"):
        raise NotAFeed("There is no feed at this address: what came is neither XML nor JSON.")
    for mend in (lambda same: same, _escaped, _recovered):
        text = mend(text)
        if _parses(text):
            return text.encode()
    raise NotAFeed(DAMAGED)


def _without_document_type(text: str) -> str:
    """A document type tells us nothing; one that declares something is refused: that is how XML bombs are built."""
    text = text.lstrip()
    at = 0
    while text.startswith(("<!--", "<?"), at):
        closing = "-->" if text.startswith("<!--", at) else "?>"
        end = text.find(closing, at)
        if end < 0:
            raise NotAFeed(DAMAGED)
        at = _SPACE.match(text, end + len(closing)).end()  # type: ignore[union-attr]  # it matches nothing, too
    if text[at : at + 9].upper() != "<!DOCTYPE":
        return text
    end = text.find(">", at)
    if end < 0:
        raise NotAFeed(DAMAGED)
    if "[" in text[at:end]:
        raise NotAFeed(BOMB)
    return text[:at] + text[end + 1 :]


def _character(found: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know, as themselves."""
    name = found[1]
    if name in _KEPT:
        return found[0]
    if name.lower() in _KEPT:
        return f"&{name.lower()};"
    return html.entities.html5.get(name + ";", found[0])


def _number(found: re.Match[str]) -> str:
    """A character by its number, as it stands if XML can hold it; else nothing."""
    code = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if code < 0x110000 and not _IMPOSSIBLE.match(chr(code)) else ""


def _escaped(text: str) -> str:
    """Ampersands that mean themselves, and prefixes that nobody declared."""
    pieces = _sections(text)
    text = "".join(piece if n % 2 else _LONE_AMPERSAND.sub("&amp;", piece) for n, piece in enumerate(pieces))
    used: set[str] = set()
    for found in _PREFIX.finditer(text):
        used.add(found[1])
        if len(used) == MOST_PREFIXES:
            break
    missing = [p for p in sorted(used) if f"xmlns:{p}=" not in text and p != "xml"]
    declared = "".join(f' xmlns:{p}="{PREFIXES.get(p, "urn:unknown:" + p)}"' for p in missing)
    return re.sub(r"<([A-Za-z][\w.:-]*)", lambda root: root[0] + declared, text, count=1)


def _sections(text: str) -> list[str]:
    """What stands outside and inside marked sections (CDATA), in turns."""
    pieces, at = [], 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        pieces += [text[at:start], text[start : end + 3]]
        at = end + 3
    return [*pieces, text[at:]]


def _recovered(text: str) -> str:
    """What libxml2 makes of it: unclosed elements closed, stray signs dropped."""
    outside = _sections(text)[::2]
    if sum(piece.count("<") for piece in outside) > 2 * MOST_ELEMENTS or any(map(_LONG_TAG.search, outside)):
        raise NotAFeed(TOO_MUCH)
    parser = lxml.etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    root = lxml.etree.fromstring(text.encode(), parser)
    if root is None:
        raise NotAFeed(DAMAGED)
    if not _CLOSED.search(text[-2000:]):
        entries = [one for one in root.iter() if isinstance(one.tag, str) and one.tag.rpartition("}")[2] in ENTRIES]
        if entries and (above := entries[-1].getparent()) is not None:
            above.remove(entries[-1])  # the line broke in it: half an article is none
    return lxml.etree.tostring(root, encoding="unicode")


class _Bound:
    """Counts what a parser will have to hold."""

    def __init__(self) -> None:
        self.elements = self.entries = self.depth = self.length = self.squared = self.inside = self.pieces = 0
        self.person = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        self.elements += 1
        self.depth += 1
        self.entries += local in ENTRIES
        self.inside = 0 if local in ENTRIES else self.inside + 1
        self.length = 0 if local in NAMES else -1
        self.person = local in PEOPLE
        if len(attributes) > MOST_ATTRIBUTES or self.inside > MOST_IN_ENTRY:
            raise NotAFeed(TOO_MUCH)
        if self.elements > MOST_ELEMENTS or self.entries > MOST_ENTRIES or self.depth > DEEPEST:
            raise NotAFeed(TOO_MUCH)

    def end(self, _: str) -> None:
        self.depth -= 1
        self.squared += self.length**2 if self.person else 0
        self.length, self.person = -1, False
        if self.squared > MOST_SQUARED:
            raise NotAFeed(TOO_MUCH)

    def text(self, said: str) -> None:
        self.pieces += 1
        if self.length >= 0:
            self.length += len(said)
        if self.length > LONGEST_NAME or self.pieces > MOST_PIECES:
            raise NotAFeed(TOO_MUCH)

    def declares(self, *_: object) -> None:
        raise NotAFeed(BOMB)


def _parses(text: str) -> bool:
    """Whether expat, which feedparser stands on, reads it to the end. Raises NotAFeed beyond the bounds."""
    bound, parser = _Bound(), expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = bound.start, bound.end
    parser.CharacterDataHandler = bound.text
    parser.EntityDeclHandler = bound.declares
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return False
    return True

"""Foreign text, HTML and links made safe: what may stand in an article stays, everything else goes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

import nh3
import regex

LONGEST_URL = 2000
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "cite", "pre", "code"),
    *("ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "em", "strong", "b", "i", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "abbr", "span", "bdi"),
}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# Elements that go with all that is in them. `title` is here for whole pages: its text is not part of the body.
SWALLOWED = {
    *("script", "style", "noscript", "template", "title", "head", "iframe", "frame", "frameset", "object", "applet"),
    *("svg", "math", "canvas", "audio", "video", "select", "textarea", "datalist", "xmp", "plaintext", "noembed"),
}

# C0 and C1 controls but tab and line feed, soft hyphens, zero-width spaces and joiners that only track or break,
# bidi embeddings and overrides (U+202A-202E), lone surrogates, the object replacement and non-characters.
# ZWNJ and ZWJ stay (Persian, Sinhala, emoji), and so do the bidi isolates and marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u2060-\u2064\u202a-\u202e\ufeff\ufffc\ufdd0-\ufdef"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# No script piles more marks on one letter (UAX #15, stream-safe text); to sort a pile takes the square of its height.
_PILE = regex.compile(r"(\p{M}{30})\p{M}+")
_MARK = regex.compile(r"\p{M}")
HIGHEST_PILE = 500  # characters of a whole text of which the square does not matter
# The sign comes first and what stands before it after: a pattern that begins with a set of signs is found at once.
_LINE_ENDS = re.compile("[\r\v\f\x85\u2028\u2029](?:(?<=\r)\n)?")
# A no-break space is typography beside French marks and between digits; anywhere else editors' software put it.
_SOFT_SPACE = re.compile("[\u00a0\u202f](?:(?<![«‹0-9].)(?![»›:;!?%€$£0-9—–])|(?<=[0-9].)(?![0-9%€$£]))")
_SPACES = re.compile(r"[ \t\n]+")
_IN_PATHS = "A-Za-z0-9/._~%&=+,:@!$*()-"
_PLAIN = re.compile(rf"https?://[a-z0-9.-]+(?:/[{_IN_PATHS}]*)?(?:\?[{_IN_PATHS}]+)?")
_FRAGMENT = re.compile(rf"#[{_IN_PATHS}]{{1,500}}")
_HOME = re.compile("https?://[a-z0-9.-]+")
_IN_URLS = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f]")


def clean_text(text: str) -> str:
    """The text in NFC with plain line feeds, without control characters, overrides, surrogates, tracking spaces.

    Typographic quotes, dashes, ZWJ and ZWNJ are kept. Of hundreds of marks piled on one letter 30 stay. Raises nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    if text.replace("\n", " ").isprintable() and "\ufffc" not in text:
        return unicodedata.normalize("NFC", unpiled(text))  # there is none of all that in it
    text = unpiled(_UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))
    return _SOFT_SPACE.sub(" ", unicodedata.normalize("NFC", text))


def unpiled(text: str) -> str:
    """The text with at most 30 marks on a letter, if it is long enough for that to matter."""
    if len(text) <= HIGHEST_PILE or text.isascii() or not _MARK.search(text[::31]):
        return text  # of any 31 marks in a row one would be among those looked at
    return str(_PILE.sub(r"\1", text))


def one_line(text: str) -> str:
    """The text cleaned, and every run of white space made one space."""
    if text.isprintable() and "  " not in text:
        return (text if text.isascii() else clean_text(text)).strip()
    return _SPACES.sub(" ", clean_text(text)).strip()


def warning_of(text: str) -> str:
    """A content warning in one line, without the sign that is set before it anyway."""
    return one_line(text).lstrip("⚠\ufe0f ")


def clean_url(url: str) -> str:
    """The link if it is http, https or mailto and names a host or an address; empty otherwise.

    Control characters and white space inside are taken out before the scheme is judged, as browsers do, so that
    `java\\tscript:` is what it is. A link that carries a user name or password is refused, and so is one of more than
    2,000 characters, which nobody's article has and the database does not hold.
    """
    if _is_plain(url):
        return url
    url = url.strip()
    if " " in url.strip("\t\n\r\x0b\x0c "):
        head, colon, tail = url.partition("://")
        url = f"{head}{colon}{tail.replace(' ', '%20')}" if colon else url
    url = _IN_URLS.sub("", url)
    url = unicodedata.normalize("NFC", _UNWANTED.sub("", url))
    try:
        parts = urlsplit(url)
        host, user = parts.hostname, parts.username
        _ = parts.port
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        url = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
        return url if "@" in parts.path and len(url) <= LONGEST_URL else ""
    if parts.scheme not in ("http", "https") or not host or user is not None:
        return ""
    url = re.sub(r"""["'<>\\^`{|}]""", lambda found: quote(found.group()), url)
    return url if len(url) <= LONGEST_URL else ""


def _is_plain(url: str) -> bool:
    """It is whole, and there is nothing in it to be cleaned."""
    return len(url) <= LONGEST_URL and _PLAIN.fullmatch(url) is not None


def absolute(base: str, url: str) -> str:
    """The link as `clean_url` leaves it, after `base` made it whole; empty if that cannot be."""
    if _is_plain(url):
        return url
    if url[:1] == "#" and _is_plain(base):
        return f"{base}{url}" if _FRAGMENT.fullmatch(url) else base if url == "#" else clean_url(urljoin(base, url))
    if url[:1] == "/" != url[1:2] and (home := _home(base)) and "/." not in url and _is_plain(home + url):
        return home + url
    try:
        return clean_url(urljoin(base, url.strip())) if url.strip() else ""
    except ValueError:
        return ""


@lru_cache(maxsize=100)
def _home(base: str) -> str:
    """The root of the site that the plain address is of; empty for any other."""
    found = _HOME.match(base) if _is_plain(base) else None
    return found[0] if found else ""


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return clean_url(value) or None
    if name == "dir":
        return value if value in ("ltr", "rtl", "auto") else None
    if name == "lang":
        return value if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", value) else None
    return clean_text(value)


_MARKED = re.compile("[<>&\u00a0]")  # what HTML is more than words by, or writes otherwise
# Words in elements that hold nothing else, and links to plain addresses: as they are, so they would come back.
_PLAIN_ADDRESS = (
    r"https?://(?:[a-z0-9]{1,40}[.-]){1,9}[a-z]{2,20}(?:/[A-Za-z0-9/._~=-]{0,500})?(?:\?[a-z0-9=+%]{1,99})?"
)
_HELD = [rf"<{tag}>[^<>&\u00a0]+</{tag}>" for tag in ("em", "strong", "sup", "sub", "s", "q", "code")]
_HELD += ["<br>", r"<a>[^<>&\u00a0]+</a>", rf'<a href="{_PLAIN_ADDRESS}">[^<>&\u00a0]+</a>']
_SIMPLE_WORDS = rf"[^<>&\u00a0]*(?:(?:{'|'.join(_HELD)})[^<>&\u00a0]*)*"
_SIMPLE = re.compile(rf"{_SIMPLE_WORDS}|<ul>(?:<li>{_SIMPLE_WORDS}</li>)+</ul>|<ol>(?:<li>{_SIMPLE_WORDS}</li>)+</ol>")
# Made once: to make one takes longer than to clean a paragraph with it.
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=SWALLOWED,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


def clean_html(html: str) -> str:
    """HTML of which only an article's own elements are left, with http, https and mailto links; see TAGS.

    Scripts, styles, frames and drawings go with their content, other elements leave their text behind. Nothing of
    it runs or fetches anything. Nesting of any depth is fine. Raises nothing.
    """
    text = clean_text(html)
    if not _MARKED.search(text) or _SIMPLE.fullmatch(text):
        return text
    return clean_text(_CLEANER.clean(text))

"""What the names of HTML elements, their classes and their links tell about what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

# What page makers call things, in English and in their own languages. Each is looked for as a whole name between the
# dashes of a class, id or role.
NAMES = {
    "share": r"share|sharing|sharer|sharedaddy|addthis|addtoany|social|socials|social-media|follow-us|"
    r"compartir|comparteix|compartilhar|compartilhe|partager|partage|partages|teilen|condividi|condivisione|"
    r"sdileni|sdilet|udostepnij|megosztas|podelitsya|podeli-?se|paylas|paylasim|bagikan|distribuie",
    "related": r"related|recommended|recommendations|read-?more|more-?stories|more-?on|see-?also|also-?read|readalso|"
    r"further-?reading|yarpp|jp-relatedposts|"
    r"relacionad[oa]s|relacionats|te-puede-interesar|lea-tambien|leia-(?:tambem|mais)|veja-tambem|saiba-mais|"
    r"a-lire|a-lire-aussi|lire-aussi|voir-aussi|articles-lies|mehr-zum-thema|auch-interessant|lesen-sie-auch|"
    r"leggi-anche|correlat[ie]|lees-ook|gerelateerd\w*|les-ogsa|las-(?:mer|ocksa)|laes-ogsaa?|relaterad\w*|"
    r"lue-myos|souvisejici|ctete-take|czytaj-(?:takze|tez|wiecej)|powiazane|kapcsolodo\w*|"
    r"benzer-haberler|baca-juga|terkait|artikel-terkait|citeste-si|povezan[eio]|procitaj-jos|"
    r"chitaj?te-takzhe|chitay-takzhe|po-teme",
    "newsletter": r"newsletter|newsletters|sign-?up|signup|mailchimp|mc-embed|subscribe-?box|email-?signup|"
    r"boletin|boletines|boletim|butlleti|infolettre|lettre-info|nieuwsbrief|nyhetsbrev|uutiskirje|hirlevel|"
    r"rassylka|e-?bulten",
    "comments": r"comments|comment-?list|comment-?form|disqus|respond|comment-?policy|comment|"
    r"comentarios|comentaris|comentarii|commentaires|kommentare|commenti|reacties|kommentarer|kommentit|"
    r"komentar(?:e|i|ze)|kommentarii|yorum|yorumlar|hozzaszolasok",
    "pullquote": r"pull-?quote|pulled-?quote|pullout|has-text-align-quote|quote-?box|blockquote-pull",
    "authorbox": r"author-?box|author-?bio|about-?author|about-?the-?author|author-?info|author-?card|bio|"
    r"author-?description|contributor-?bio|"
    r"autor-?(?:info|bio|box)|caja-autor|(?:bio|info|box)-?(?:autor|autore|auteur)|sobre-(?:el-|o-)?autor|"
    r"a-propos-auteur|autoren-?(?:info|box|kasten)|over-de-auteur|o-autor(?:ze|ovi|u)|ob-avtore|yazar-(?:bio|"
    r"kutusu|hakkinda)",
    "byline": r"byline|by-?author|(?:art|article|story|post|posted|written|entry)[-_]by|"
    r"authors?|entry-author|article-author|meta-author|post-author|vcard|author-?name|"
    r"autora|autores|autoria|auteurs?|autore|autori|autorenzeile|verfasser|firmante|avtor|avtory|yazar|"
    r"muhabir|szerzo|kirjoittaja|forfatter|penulis",
    "date": r"date|dateline|published|publish-?date|pubdate|timestamp|posted-?on|entry-?date|datepublished|"
    r"article-?date|"
    r"fecha|fecha-?publicacion|data-?publicac\w+|data-?pubblicazione|date-?publication|datum|"
    r"erscheinungsdatum|tanggal|publicerad|paivays|datum-?objave",
    "standfirst": r"standfirst|dek|deck|sub-?title|sub-?head|sub-?heading|sub-?headline|lede|summary|excerpt|"
    r"kicker-text|article-?intro|intro|article-?summary|article-?lead|lead-?text|entradilla|chapo|chapeau|teaser-?text|perex|ingress|sapo|manchet|vorspann|"
    r"bajada|copete|sumario|sommario|catenaccio|zajawka|mso-?subtitle|"
    r"sous-?titre|sottotitolo|subtitulo|subtitol|linha-?fina|untertitel|unterzeile|podtytul|podnaslov|"
    r"podzagolovok|alcim|ingressi|onderkop|article-?subtitle",
    "caption": r"caption|figcaption|wp-caption-text|image-?caption|photo-?caption|"
    r"leyenda|epigrafe|(?:pie|peu)-?(?:de-?)?foto|legenda|legende|didascalia|bildunterschrift|bildtext|"
    r"bijschrift|onderschrift|kuvateksti|kepalairas|popisek|fotoalti|resimalti|podpis-?(?:pod-?)?(?:zdj\w*|"
    r"foto)",
    "credit": r"credit|credits|photo-?credit|image-?credit|photographer|copyright|image-?copyright|attribution|"
    r"image-?source|"
    r"creditos?|fotocredit|autoria-?foto|autor-?foto|foto-?autor|fotograf|fotograf[oa]|fotograaf|photographe|"
    r"bildnachweis|bildquelle|bild-?rechte|kuvaaja|autor-?zdjecia|zdroj-?fot\w*",
    "ad": r"ad|ads|advert|advertisement|advertising|ad-?slot|adsbygoogle|sponsored|outbrain|taboola|dfp|"
    r"banner-ad|google-ad",
    "promo": r"promo|promotion|house-?ad",
    "appeal": r"donate|donation|donations|donor|appeal|support-?us|support-?box|membership|member-?cta|fundraising|"
    r"contributions?|contribution-?box|reader-?revenue|support-?cta|epic|donation-?\w+|donate-?\w+|become-?a-?member|member-?box|support-?banner|supporter\w*|"
    r"spenden?|spenden-?\w+|unterstuetz\w*|soutenir|soutien|dons?-?box|donaciones|apoyanos|hazte-?soci\w+|patreon|crowdfund\w*|"
    r"asocia(?:te|rse)?|sumate|apoie\w*|apoya\w*|hazte-?soci\w+|soutenez\w*|faire-un-don|foerder\w*|"
    r"mitglied\w*|sostieni\w*|donazion\w*|steun-?ons|doneer\w*|podporte|podpor-nas|wspieraj\w*|wesprzyj\w*|"
    r"tamogat\w*|destek-?\w*|bagis\w*|dukung\w*|donasi\w*|podrzi\w*|doniraj\w*|sustine\w*|doneaza\w*|"
    r"podderzh\w*|pozhertv\w*",
    "tags": r"tags|tag-?list|tagcloud|post-?tags|entry-?tags|topics|categories|cat-?links|tags-?links|keywords|"
    r"etiquetas|etiquetes|etiquettes|mots-?cles|schlagw\w+|stichw\w+|etichette|trefwoorden|stitky|tagi|oznake|"
    r"avainsanat|emneord|cimkek|etiketler",
    "nav": r"nav|navbar|navigation|menu|main-?menu|breadcrumb|breadcrumbs|pagination|pager|site-?header|masthead|"
    r"topbar|toolbar|skip-?link|post-?nav|site-?footer|sidebar|widget-?area|colophon",
    "cookie": r"cookie|cookies|cookie-?banner|consent|gdpr|cookie-?notice",
    "paywall": r"paywall|regwall|metered|subscriber-?only|piano",
    "player": r"audio-?player|video-?player|player|podcast-?player|listen|tts",
    "hidden": r"sr-only|visually-?hidden|screen-?reader-?text|screenreader|u-hidden|d-none",
    "unprinted": r"no-?print|d-print-none|hidden-print|print-(?:none|hidden|hide)|print:hidden",
    "toc": r"toc|table-?of-?contents",
    "item": r"msolistparagraph\w*",
    "quote": r"mso-?(?:intense-?)?quote|quotations",
    "footnote": r"footnotes?|endnotes?|mso-?(?:foot|end)note-?text|sd(?:foot|end)note(?:-western)?|wp-block-footnotes",
    "facts": r"fact-?box|facts-?box|fakta-?ruta|fakta-?boks|fakta-?box|info-?box|info-?kasten|fakten-?box|despiece|"
    r"encadre|faktalaatikko|ramecek|kaderstuk",
    "title": r"msotitle|entry-?title|article-?title|post-?title|headline|article-?headline|articletitle",
    "kicker": r"kicker|eyebrow|overline|section-?name|rubric|category|section-?label|dachzeile|"
    r"antetitulo|volanta|cintillo|avantitol|surtitre|occhiello|spitzmarke|nadtitulek|nadtytul|nadnaslov|"
    r"vinjett|ust-?baslik",
}
_BEGIN, _END = r"(?:^|[\s_]|-)", r"(?=$|[\s_]|-)"
_NAMES = {name: re.compile(f"{_BEGIN}(?:{words}){_END}") for name, words in NAMES.items()}
_ANY_NAME = re.compile(f"{_BEGIN}(?:{'|'.join(NAMES.values())}){_END}")  # most elements have none
_HUMPS = re.compile(r"([a-z])([A-Z])")
_LONGEST_KEPT = 200  # characters of a class of which it is remembered what it tells
LONGEST_NAMES = 2000  # characters of an element's names that are looked at
_PLAIN_TAGS = {
    "nav",
    "aside",
    "footer",
    "header",
    "form",
    "button",
    "figcaption",
    "article",
    "main",
    "blockquote",
    "li",
}
# Where pages name their elements. What programs make gives them classes without a meaning, and tells it beside them.
NAMING = ("class", "id", "data-testid", "data-component", "data-qa", "data-hook", "data-gu-name", "data-module")
_CLASS = {"class"}
_TELLING = frozenset({*NAMING, "role", "style", "hidden", "marker", "rel", "itemprop"})
# Names that may stand on the whole page and then mean nothing ("has-sidebar", "no-comments").
_LARGEST_SHARE, _FEW = 0.4, 200  # of the text, and letters
_MOST = 0.5  # of it, in what is then no box beside it
_ITEMPROPS = {"author": "byline", "datepublished": "date", "headline": "title", "description": "standfirst"}
_NOTE_ROLES = ("doc-footnote", "doc-endnote", "doc-endnotes")
_ROLES = {"navigation": "nav", "complementary": "aside", "contentinfo": "footer", "search": "form"}

# Each of these and of _GIVING begins with a letter or a sign of its own: so a pattern of all is searched quickest.
_SHARE_LINKS = (
    ("facebook", r"facebook\.com/(?:sharer|share|dialog)|fb\.me"),
    ("twitter", r"twitter\.com/(?:intent|share)|x\.com/(?:intent|share)"),
    ("whatsapp", r"wa\.me|api\.whatsapp\.com|web\.whatsapp\.com|whatsapp:(?<=^whatsapp:)"),
    ("telegram", r"t\.me/share|telegram\.me/share"),
    ("linkedin", r"linkedin\.com/(?:share|sharing|cws)"),
    ("reddit", r"reddit\.com/submit"),
    ("pinterest", r"pinterest\.com/pin/create"),
    ("bluesky", r"bsky\.app/intent"),
    ("threads", r"threads\.(?:net|com)/intent"),
    ("mastodon", r"mastodon.*/share"),
    ("email", r"mailto:(?<=^mailto:)\?"),
)


_SHARING = re.compile("|".join(pattern for _, pattern in _SHARE_LINKS))
_GIVING = re.compile(
    r"donat|donor|/support|support\.|supporter|member|contribut|patreon|paypal|ko-fi|buymeacoffee|steady|"
    r"opencollective|crowdfund|subscri|spende|foerder|unterstuetz|/dons?\b|helloasso|soutien|soutenir|dona[rc]?\b|"
    r"apoy|apoi|hazte|socio|doe\b|doacao|pledge|liberapay|goteo|catarse|pozhertv|"
    r"ung-ho|quyen-gop|sostieni|bagis\b|wspieraj|wesprzyj|podpor|doneaz|doniraj|tamogat|lahjoi|steun(?<=\bsteun)"
)


_NONE: frozenset[str] = frozenset()


def standing(tag: str, attrs: Mapping[str, str], share: float, letters: int) -> frozenset[str]:
    """The boxes that an element opens around what stands in it. `share` is its part of the whole text."""
    if tag not in _PLAIN_TAGS and _TELLING.isdisjoint(attrs):
        return _NONE
    most, little = share > _MOST, share < _LARGEST_SHARE or letters < _FEW
    called = attrs.get("class", "")
    if attrs.keys() <= _CLASS and len(called) <= _LONGEST_KEPT:  # of most elements nothing else is told
        return _by_class(tag, called, most, little)
    return _standing(tag, attrs, most, little)


@lru_cache(maxsize=20_000)  # as for _called
def _by_class(tag: str, called: str, most: bool, little: bool) -> frozenset[str]:
    return _standing(tag, {"class": called} if called else {}, most, little)


def _standing(tag: str, attrs: Mapping[str, str], most: bool, little: bool) -> frozenset[str]:
    """`most`: it holds most of the text. `little`: it holds little enough of it for its name to tell something."""
    named = {_ROLES[attrs["role"]]} if "role" in attrs and attrs["role"] in _ROLES else set()
    if tag in _PLAIN_TAGS and not (tag in ("aside", "form", "nav", "footer") and most):
        named.add("caption" if tag == "figcaption" else tag)
    style = attrs["style"].replace(" ", "").lower() if "style" in attrs else ""
    if "hidden" in attrs or "display:none" in style or "visibility:hidden" in style:
        named.add("hidden")
    if "mso-list:" in style or "marker" in attrs:
        named.add("item")
        if "marker" in attrs:
            named.add("marked")
            if re.fullmatch(r"\(?(?!o$|§$)\w{1,4}[.)]?", attrs["marker"]):
                named.add("ordered")
        if level := re.search(r"mso-list:\w*?level([2-9])", style):
            named.add(f"level{level[1]}")
    note = "mso-element:footnote" in style or "mso-element:endnote" in style
    if note or ("role" in attrs and attrs["role"] in _NOTE_ROLES):
        named.add("footnote")
    if tag == "a" and "author" in attrs.get("rel", "").lower().split():
        named.add("byline")
    if "itemprop" in attrs and (told := attrs["itemprop"].lower()) in _ITEMPROPS:
        named.add(_ITEMPROPS[told])
    said = " ".join([attrs[name] for name in NAMING if name in attrs])[:LONGEST_NAMES].strip()
    if said and little:
        named |= _called(said)
    if tag == "h1" and "title" in named:
        named -= {"date", "byline"}  # "post-title published"
    if "authorbox" in named:
        named.discard("byline")
    return frozenset(named)


@lru_cache(maxsize=20_000)  # what sites call their elements, page after page
def _called(said: str) -> frozenset[str]:
    """What these names of an element say; "entryTitle" is "entry-title"."""
    said = _HUMPS.sub(r"\1-\2", said).lower().replace("msolist-paragraph", "msolistparagraph")
    said = said.replace("mso-title", "msotitle").replace("mso-list-paragraph", "msolistparagraph")
    if not _ANY_NAME.search(said):
        return _NONE
    return frozenset([name for name, pattern in _NAMES.items() if pattern.search(said)])


def share_network(url: str) -> str:
    """The network that a share button's link leads to ("facebook", "email" …); empty if it is no such link."""
    url = url.lower()
    if not _SHARING.search(url):
        return ""
    return next((name for name, pattern in _SHARE_LINKS if re.search(pattern, url)), "")


def leads_to_giving(url: str) -> bool:
    """The link leads to a page for donations or membership, by its address."""
    if not _GIVING.search(url.lower()):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return _GIVING.search(f"{parts.netloc}{parts.path}{parts.query}".lower()) is not None

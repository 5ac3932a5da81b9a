"""Feeds as they really are: three formats, every encoding, broken in every way; and those that mean harm."""

from __future__ import annotations

import json
import resource
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.sources.feed import NotAFeed, alternate, read_feed, story
from publisher.sources.feed_entry import MOST_READ, is_whole, plain, tidy_link
from publisher.sources.feed_xml import MOST_ELEMENTS, MOST_ENTRIES
from publisher.sources.paste import NotAnArticle

URL = "https://gazette.example/feed"
SENTENCE = "The morning ferry left the harbour at six with forty people on board, the first since the storm of March. "
BODY = "".join(f"<p>{SENTENCE}It was the {n}th day of calm.</p>" for n in range(8))
NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(items: str, head: str = "", *, start: str = "", namespaces: str = NAMESPACES) -> str:
    return f'{start}<rss version="2.0" {namespaces}><channel><title>The Gazette</title>{head}{items}</channel></rss>'


def item(inner: str = "", *, title: str = "Ferry returns", link: str = "https://gazette.example/ferry") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{inner}</item>"


def only(data: str | bytes, **said: str):
    [entry] = read_feed(data.encode() if isinstance(data, str) else data, url=URL, **said).entries
    return entry


# -- formats ---------------------------------------------------------------------------------------------------

RSS = rss(
    item(
        '<guid isPermaLink="false">tag:g:7</guid><pubDate>Tue, 01 Dec 2026 01:30:00 +0530</pubDate>'
        "<dc:creator>Amara Perera</dc:creator><description>Forty people were on board.</description>"
        f"<content:encoded><![CDATA[{BODY}]]></content:encoded>"
        '<enclosure url="/crane.jpg" type="image/jpeg" length="1"/>'
    )
)
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gazette</title><entry>
<id>tag:g:7</id><title type="html">Ferry returns</title><link href="/ferry"/>
<link rel="enclosure" type="image/jpeg" href="/crane.jpg"/>
<published>2026-12-01T01:30:00+05:30</published><updated>2026-12-02T00:00:00Z</updated>
<author><name>Amara Perera</name></author><summary>Forty people were on board.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Gazette",
        "items": [
            {
                "id": "tag:g:7", "url": "https://gazette.example/ferry", "title": "Ferry returns",
                "content_html": BODY,
                "summary": "Forty people were on board.", "date_published": "2026-12-01T01:30:00+05:30",
                "authors": [{"name": "Amara Perera"}], "image": "https://gazette.example/crane.jpg",
            }
        ],
    }
)  # fmt: skip


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_every_format_gives_the_same_entry(feed: str) -> None:
    entry = only(feed)
    assert (entry.guid, entry.url, entry.title) == (
        "tag:g:7",
        "https://gazette.example/ferry",
        "Ferry returns",
    )
    assert (entry.published_on, entry.authors) == ("2026-12-01", ("Amara Perera",))
    assert (entry.summary, entry.whole) == ("Forty people were on board.", True)
    assert entry.picture == "https://gazette.example/crane.jpg"
    assert plain(entry.html) == plain(BODY)


@pytest.mark.parametrize("feed", [RSS, ATOM, JSON], ids=["rss", "atom", "json"])
def test_every_format_gives_the_same_story(feed: str) -> None:
    read = story(only(feed))
    assert (read.title, read.byline, read.published_on) == ("Ferry returns", ("Amara Perera",), "2026-12-01")
    assert read.canonical_url == "https://gazette.example/ferry"
    assert [block.kind for block in read.blocks] == ["picture"] + ["paragraph"] * 8
    assert read.pictures[0].url == "https://gazette.example/crane.jpg"


def test_rss_of_1999_with_its_document_type_and_rdf_are_read() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert only(rss(item(), start=old)).title == "Ferry returns"
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><title>G</title></channel>{item(link="https://gazette.example/old")}</rdf:RDF>'
    )
    assert only(rdf).url == "https://gazette.example/old"


@pytest.mark.parametrize(
    ("head", "every"),
    [
        ("<ttl>45</ttl>", timedelta(minutes=45)),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(days=1)),
        ("", None),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_looked_at(head: str, every: timedelta | None) -> None:
    names = NAMESPACES + ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert read_feed(rss(item(), head, namespaces=names).encode(), url=URL).every == every


def test_the_newest_come_first_where_all_have_a_date() -> None:
    dated = [item(f"<pubDate>Tue, {day:02} Dec 2026 08:00:00 GMT</pubDate>", title=f"Day {day}") for day in (3, 9, 1)]
    assert [e.title for e in read_feed(rss("".join(dated)).encode(), url=URL).entries] == ["Day 9", "Day 3", "Day 1"]
    undated = rss("".join([*dated, item(title="No day", link="https://gazette.example/n")]))
    assert [e.title for e in read_feed(undated.encode(), url=URL).entries][:2] == ["Day 3", "Day 9"]


def test_no_more_than_the_newest_are_read_and_all_are_counted() -> None:
    many = "".join(item(f"<guid>g{n}</guid>", link=f"https://gazette.example/{n}") for n in range(MOST_READ + 7))
    found = read_feed(rss(many).encode(), url=URL)
    assert (len(found.entries), found.listed) == (MOST_READ, MOST_READ + 7)


def test_a_name_that_several_carry_names_none_of_them() -> None:
    twice = item("<guid>g</guid>", title="One") + item("<guid>g</guid>", title="Two")
    assert [(e.guid, e.url) for e in read_feed(rss(twice).encode(), url=URL).entries] == [("", ""), ("", "")]


def test_a_day_is_the_day_where_it_was_written() -> None:
    late = item("<pubDate>Mon, 30 Nov 2026 23:30:00 -0800</pubDate>")
    assert only(rss(late)).published_on == "2026-11-30"


# -- encodings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "encoding", "declared", "header"),
    [
        ("Fähre zurück – “endlich”", "utf-8", "utf-8", ""),
        ("Fähre zurück – “endlich”", "utf-8", "iso-8859-1", "iso-8859-1"),
        ("Fähre zurück – “endlich”", "cp1252", "iso-8859-1", ""),
        ("Паром вернулся", "windows-1251", "windows-1251", "iso-8859-1"),
        ("Паром вернулся", "windows-1251", "", "windows-1251"),
        ("渡輪回來了", "big5", "big5", ""),
        ("フェリーが戻る", "shift_jis", "Shift_JIS", ""),
        ("படகு திரும்பியது", "utf-16", "utf-16", ""),
        ("العبّارة تعود", "utf-8-sig", "", ""),
    ],
)
def test_words_are_right_whatever_is_declared(words: str, encoding: str, declared: str, header: str) -> None:
    start = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert only(rss(item(title=words), start=start).encode(encoding), charset=header).title == words


def test_html_in_a_title_is_words() -> None:
    titles = {
        "Ferry &amp;amp; lighthouse": "Ferry & lighthouse",
        "&lt;b&gt;Ferry&lt;/b&gt; returns": "Ferry returns",
        "Ferry&nbsp;returns &eacute; &#8211; x": "Ferry returns é – x",
        "<![CDATA[Ferry &#8216;returns&#8217;]]>": "Ferry ‘returns’",
        "5 &lt; 7 ferries": "5 < 7 ferries",
    }
    assert {only(rss(item(title=given))).title for given in titles} == set(titles.values())


# -- broken ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        rss(item(link="https://gazette.example/ferry?a=1&b=2")),
        rss(item("<media:thumbnail url='x'/><podcast:x>1</podcast:x>")),
        rss(item("<description>a\x0bb &#11; &bogus; c</description>")),
        rss(item("<description><p>unclosed <br> and </i>crossed</description>")),
        "\n\n  " + rss(item(), start='<?xml version="1.0"?>'),
        rss(item()) + "\n<!-- cached in 0.3 s -->",
        rss(item(), namespaces="").replace("<channel>", "<channel>&"),
    ],
)
def test_what_is_broken_is_mended(broken: str) -> None:
    assert only(broken).title == "Ferry returns"


def test_numbers_of_characters_that_there_are_not_are_left_out() -> None:
    assert only(rss(item(title="Fer&#0;&#xD800;&#x110000;&#8;r&#121;&#xFFFE;"))).title == "Ferry"


SIGNS = [
    "<",
    ">",
    "&",
    "]]>",
    "<![CDATA[",
    "<!--",
    "<item>",
    "</item>",
    "&#xDFFF;",
    "<link>",
    "</title>",
    "<author/>",
    "{",
    "}",
]


@settings(max_examples=60, deadline=None)
@given(
    feed=st.sampled_from([RSS, ATOM, JSON]),
    breaks=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), st.sampled_from(SIGNS)), min_size=1, max_size=5),
)
def test_no_damage_brings_more_than_a_sentence(feed: str, breaks: list[tuple[float, int, str]]) -> None:
    for where, lost, sign in breaks:
        at = int(where * len(feed))
        feed = feed[:at] + sign + feed[at + lost :]
    try:
        found = read_feed(feed.encode(), url=URL).entries
    except NotAFeed:
        return
    for entry in found:
        assert type(entry).from_json(json.loads(json.dumps(entry.to_json()))) == entry


def test_ampersands_in_a_marked_section_stay_as_they_are() -> None:
    link = "<![CDATA[https://gazette.example/f?a=1&b=2]]>"
    assert only(rss(item("<description>R & D</description>", link=link))).url == "https://gazette.example/f?a=1&b=2"


def test_where_the_line_broke_half_an_article_is_none() -> None:
    two = rss(item(title="First") + item(f"<description>{BODY}", title="Second", link="https://gazette.example/2"))
    assert only(two[: two.index("the 4th day")]).title == "First"


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("", "nothing"),
        ("   \n", "nothing"),
        ("<!DOCTYPE html><html><head></head></html>", "a page"),
        ("<html lang=en><body>Not found</body></html>", "a page"),
        ("Not found", "neither XML nor JSON"),
        ("<opml version='1.0'><body/></opml>", "other XML"),
        ('{"error": "no"}', "other JSON"),
        ('{"version": "https://jsonfeed.org/version/1"', "damaged"),
        ("[" * 100_000, "damaged"),
        ("<", "damaged"),
        ("<!-- <rss>", "damaged"),
        ("<!DOCTYPE rss", "damaged"),
    ],
)
def test_what_is_no_feed_is_a_sentence(what: str, why: str) -> None:
    with pytest.raises(NotAFeed, match=why):
        read_feed(what.encode(), url=URL)


def test_a_page_names_its_feed() -> None:
    page = (
        b'<html><head><link rel="stylesheet" href="x.css"><LINK REL="alternate" TYPE="application/atom+xml" '
        b'href="/atom?a=1&amp;b=2"><link rel=alternate type="application/rss+xml" href="/rss"></head></html>'
    )
    assert alternate(page, url="https://gazette.example/") == "https://gazette.example/atom?a=1&b=2"
    assert alternate(b"<html><link rel='alternate' hreflang='ta' href='/ta'></html>", url=URL) == ""


# -- harm ------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize(
    "bomb",
    [
        rss(item(title="&l9;"), start=f"<!DOCTYPE rss [{LAUGHS}]>"),
        rss(item(title="&x;"), start='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        rss(item(), start='<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>'),
        rss(item(), start='<?xml version="1.0"?>\n<!-- a --><?x y?>\n<!doctype rss [<!ENTITY x "y">]>'),
        rss(item(), start='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE rss [<!ENTITY x "y">]>'),
    ],
    ids=["laughs", "file", "parameter", "hidden behind comments", "in UTF-16"],
)
def test_entities_that_a_feed_declares_are_refused(bomb: str) -> None:
    with pytest.raises(NotAFeed, match="declares entities"):
        read_feed(bomb.encode("utf-16" if "utf-16" in bomb else "utf-8"), url=URL)


def test_an_article_about_entities_is_read() -> None:
    told = "<p>A document says &lt;!ENTITY x> and &lt;!DOCTYPE y [.</p>"
    entry = only(rss(item(f"<description><![CDATA[<!DOCTYPE a [<!ENTITY b 'c'>]> {told}]]></description>")))
    assert "<!ENTITY x>" in plain(entry.html)


@pytest.mark.parametrize(
    "much",
    [
        "<rss><channel>" + "<item/>" * (MOST_ENTRIES + 1),
        "<rss><channel><item>" + "<a/>" * (MOST_ELEMENTS + 1),
        "<rss>&" + "<a>" * (2 * MOST_ELEMENTS + 1),
        rss(item("<author>" + "a" * 4900 + "</author>") * 10),
        rss(item("<author>" + "a" * 5001 + "</author>")),
        rss(item("<enclosure url='x' type='image/png'/>" * 10_001)),
        rss(item(f"<description>{chr(10) * 1_000_001}</description>")),
        "<rss " + " ".join(f"a{n}='1'" for n in range(10_000)) + ">&",
        "<rss " + " ".join(f"a{n}='1'" for n in range(501)) + "/>",
        "<rss>" + "<a>" * 1000 + "</a>" * 1000 + "</rss>",
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "{}," * (MOST_ELEMENTS + 1) + "{}]}",
    ],
    ids=[
        "entries",
        "elements",
        "broken elements",
        "people",
        "a person",
        "enclosures",
        "lines",
        "a broken tag",
        "attributes",
        "depth",
        "json",
    ],
)
def test_what_would_fill_the_memory_is_refused(much: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotAFeed, match="far more"):
        read_feed(much.encode(), url=URL)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 300


def test_an_entry_runs_nothing_and_leads_nowhere_else() -> None:
    evil = '<p onclick="x()">Words</p><script>alert(1)</script><a href="javascript:alert(1)">here</a>' + BODY
    read = story(only(rss(item(f"<content:encoded><![CDATA[{evil}]]></content:encoded>"))))
    html = "".join(block.html for block in read.blocks)
    assert "onclick" not in html
    assert "script" not in html
    assert only(rss(item(link="javascript:alert(1)"))).url == ""
    assert only(rss(item('<enclosure url="file:///etc/passwd" type="image/png"/>'))).picture == ""


# -- whole or cut ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "summary", "own", "whole"),
    [
        (BODY, "Short.", True, True),
        (BODY, "", False, False),
        (BODY * 2, "", False, True),
        (BODY + "<p>And then […]</p>", "", True, False),
        (BODY + "<p>And then &hellip;</p>", "", True, False),
        (BODY + '<p><a href="/x">Read more</a></p>', "", True, False),
        (BODY + '<p><a href="/x">Weiterlesen →</a></p>', "", True, False),
        ("<p>Only the beginning of it.</p>", "", True, False),
        ("<p>A flash of two sentences. It is all there is to say about the ferry.</p>", "A flash.", True, True),
        (SENTENCE * 30, "", False, False),
        ("", "", True, False),
    ],
)
def test_a_beginning_is_told_from_the_whole(html: str, summary: str, own: bool, whole: bool) -> None:
    assert is_whole(html, summary, own_element=own) is whole


def test_what_wordpress_hangs_under_an_entry_is_not_the_article() -> None:
    foot = (
        '<p>The post <a href="https://g.example/f">Ferry</a> appeared first on <a href="https://g.example">G</a>.</p>'
    )
    entry = only(rss(item(f"<content:encoded><![CDATA[{BODY}{foot}]]></content:encoded>")))
    assert (plain(entry.html), entry.whole) == (plain(BODY), True)


def test_a_summary_that_is_no_article_to_the_judge_is_kept_as_it_is() -> None:
    read = story(only(rss(item("<description>The ferry is back.</description>"))))
    assert (read.title, [block.text for block in read.blocks]) == ("Ferry returns", ["The ferry is back."])
    with pytest.raises(NotAnArticle):
        story(only(rss(item())))


def test_a_front_page_is_nobodys_link() -> None:
    entry = only(rss(item(f"<description>{BODY.replace('<', '&lt;')}</description>")))
    assert story(entry).canonical_url == "https://gazette.example/ferry"


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("https://g.example/a?utm_source=rss&utm_medium=x", "https://g.example/a"),
        ("https://g.example/?p=12&utm_source=rss#more", "https://g.example/?p=12"),
        ("https://g.example/a", "https://g.example/a"),
    ],
)
def test_a_link_says_where_it_leads_and_not_whence(given: str, tidy: str) -> None:
    assert tidy_link(given) == tidy
